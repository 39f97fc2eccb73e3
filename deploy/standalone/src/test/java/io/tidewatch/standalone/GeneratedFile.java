package io.tidewatch.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file of the repository that is made from the code; {@code -Dtidewatch.write} writes it anew. */
final class GeneratedFile {
    private static final Path ROOT = Path.of(System.getProperty("tidewatch.root"));

    private GeneratedFile() {
    }

    /** Fails when the file is not what the code makes of it. */
    static void check(String path, String made) throws IOException {
        Path file = ROOT.resolve(path);
        if (Boolean.getBoolean("tidewatch.write")) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, made);
        }
        assertThat(Files.isRegularFile(file) ? Files.readString(file) : "").as(path + " is not what the code makes of "
            + "it: mvn -pl deploy/standalone -am verify -DskipITs -Dtidewatch.write -Dsurefire.failIfNoSpecifiedTests="
            + "false -Dtest=SettingsPageTest,OperationsTest writes it anew").isEqualTo(made);
    }
}
