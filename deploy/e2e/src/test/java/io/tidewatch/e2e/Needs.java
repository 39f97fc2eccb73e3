package io.tidewatch.e2e;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * What a suite needs beyond JDK and Maven. Where it is missing the suite is skipped with the reason, unless
 * {@code -Dtidewatch.require=all} says that everything has to run.
 */
final class Needs {
    private Needs() {
    }

    /** Skips, or fails where all is required, unless these commands are on the path. */
    static void commands(String... names) {
        List<String> missing = Arrays.stream(names).filter(name -> !onPath(name)).toList();
        if (!missing.isEmpty()) {
            unmet("needs the commands " + missing);
        }
    }

    /** Skips, or fails where all is required, unless this process may make network namespaces. */
    static void root() {
        if (!"root".equals(System.getProperty("user.name"))) {
            unmet("needs root");
        }
    }

    /** Skips, or fails where all is required, unless this program is installed. */
    static void program(Path file) {
        if (!Files.isExecutable(file)) {
            unmet("needs " + file);
        }
    }

    /** Skips, or fails where all is required, unless something that only some builds make is there. */
    static void built(Path file, String by) {
        if (!Files.isReadable(file)) {
            unmet("needs " + file.getFileName() + " of " + by);
        }
    }

    /** Skips, or fails where all is required, unless nothing is missing. */
    static void nothing(String missing) {
        if (missing != null) {
            unmet("needs a machine that allows what this one does not: " + missing);
        }
    }

    /** Skips, or fails where all is required, unless rsyslog has this module. */
    static void rsyslogModule(String file) {
        try (DirectoryStream<Path> found = Files.newDirectoryStream(Path.of("/usr/lib"))) {
            for (Path folder : found) {
                if (Files.exists(folder.resolve("rsyslog").resolve(file))) {
                    return;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        unmet("needs rsyslog's " + file);
    }

    private static void unmet(String why) {
        if ("all".equals(System.getProperty("tidewatch.require"))) {
            fail("this suite " + why + ", and -Dtidewatch.require=all forbids to skip it");
        }
        abort("skipped: " + why);
    }

    private static boolean onPath(String name) {
        return Arrays.stream((System.getenv("PATH") + ":/usr/sbin:/sbin").split(File.pathSeparator))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
    }
}
