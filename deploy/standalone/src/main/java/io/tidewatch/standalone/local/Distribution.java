package io.tidewatch.standalone.local;

import io.tidewatch.schemas.OperatorError;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the launcher found what is installed: {@code lib} and {@code registry}. */
public final class Distribution {
    /** System property that the launcher sets. */
    public static final String PROPERTY = "tidewatch.distribution";

    private Distribution() {
    }

    /** The unpacked registry. @throws OperatorError when it is not there */
    public static Path registry() {
        String home = System.getProperty(PROPERTY);
        Path registry = home == null ? null : Path.of(home, "registry");
        if (registry == null || !Files.isDirectory(registry)) {
            throw OperatorError.failed("The embedded schema registry is not there", home == null ? "The system "
                + "property "
                + PROPERTY + ", which the launcher sets, is not set" : registry + " is no directory",
                "Packages and images come without it: start deploy/bin/tidewatch in a checkout, built with mvn "
                + "-DskipTests package", null);
        }
        return registry;
    }
}
