package io.tidewatch.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Live capture that can't be: said before anything is started. */
@Timeout(60)
class LiveFailureIT {
    private static final String WITHOUT_RIGHTS =
        "root".equals(System.getProperty("user.name")) ? "setpriv --bounding-set -net_raw " : "";

    @TempDir
    private Path folder;

    private Launched launch(String command) throws IOException {
        Path script = Files.writeString(folder.resolve("script"), "#!/bin/sh\nexec " + command + "\n");
        assertThat(script.toFile().setExecutable(true)).isTrue();
        return Launched.start(script, folder.resolve("out"), Map.of());
    }

    private void requireLibpcap(Launched run) {
        if (run.output().contains("libpcap can't be loaded")) {
            if ("all".equals(System.getProperty("tidewatch.require"))) {
                fail("this suite needs libpcap, and -Dtidewatch.require=all forbids to skip it");
            }
            abort("skipped: needs libpcap (Debian: apt-get install libpcap0.8)");
        }
    }

    @Test
    void interfaceThatIsNotThere() throws IOException, InterruptedException {
        try (Launched run = launch(Launched.LAUNCHER + " standalone --data-dir " + folder.resolve("data")
                + " --broker-port 0 --registry-port 0 --api-port 0 -i nosuch0")) {
            int exitCode = run.exitCode();
            requireLibpcap(run);
            assertThat(exitCode).isEqualTo(2);
            assertThat(run.output().lines()).singleElement().asString()
                .startsWith("tidewatch: There is no interface nosuch0. This machine has ").contains("lo")
                .endsWith("Name one of them in capture.interfaces or after -i.");
            assertThat(folder.resolve("data/kafka")).doesNotExist();
        }
    }

    /** What has to be done first is said first. */
    @Test
    void interfaceThatIsNotThereAndNoPermission() throws IOException, InterruptedException {
        try (Launched run = launch(WITHOUT_RIGHTS + Launched.LAUNCHER + " capture -i nosuch0")) {
            int exitCode = run.exitCode();
            requireLibpcap(run);
            assertThat(exitCode).isEqualTo(2);
            assertThat(run.output()).startsWith("tidewatch: There is no interface nosuch0. ");
        }
    }

    @Test
    void noPermissionToCapture() throws IOException, InterruptedException {
        try (Launched run = launch(WITHOUT_RIGHTS + Launched.LAUNCHER + " capture -i lo")) {
            int exitCode = run.exitCode();
            requireLibpcap(run);
            assertThat(exitCode).isEqualTo(1);
            assertThat(run.output().lines()).singleElement().asString()
                .startsWith("tidewatch: Interface lo can't be captured on. ").contains("capability CAP_NET_RAW");
        }
    }
}
