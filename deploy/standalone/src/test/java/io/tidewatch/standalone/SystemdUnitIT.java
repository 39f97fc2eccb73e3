package io.tidewatch.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The systemd unit: that it says what the README promises, and that systemd understands every line of it. */
@Timeout(60)
class SystemdUnitIT {
    private static final Path UNIT = Launched.ROOT.resolve("deploy/systemd/tidewatch-capture.service");

    @TempDir
    private Path folder;

    @Test
    void givesOneCapabilityAndNothingElse() throws IOException {
        List<String> lines = Files.readAllLines(UNIT);
        assertThat(lines).contains("AmbientCapabilities=CAP_NET_RAW", "CapabilityBoundingSet=CAP_NET_RAW",
            "NoNewPrivileges=yes", "DynamicUser=yes", "ProtectSystem=strict", "ProtectHome=yes", "PrivateTmp=yes",
            "Restart=on-failure", "StateDirectory=tidewatch",
            "RestrictAddressFamilies=AF_PACKET AF_NETLINK AF_INET AF_INET6 AF_UNIX");
        assertThat(lines).noneMatch(line -> line.startsWith("MemoryDenyWriteExecute=yes")
            || line.startsWith("PrivateNetwork=yes") || line.matches("User=(root|0)"));
    }

    /** Every warning fails: an unknown key would be a line without effect. */
    @Test
    void systemdUnderstandsEveryLine() throws IOException, InterruptedException {
        // Verified as installed: with a program that is there.
        Path installed = Files.writeString(folder.resolve("tidewatch-capture.service"),
            Files.readString(UNIT).replace("/opt/tidewatch/bin/tidewatch", Launched.LAUNCHER.toString()));
        Path verifier = Path.of("/usr/bin/systemd-analyze");
        if (!Files.isExecutable(verifier)) {
            if ("all".equals(System.getProperty("tidewatch.require"))) {
                fail("this test needs systemd-analyze, and -Dtidewatch.require=all forbids to skip it");
            }
            abort("skipped: needs systemd-analyze (Debian: apt-get install systemd)");
        }
        try (Launched run = Launched.start(verifier, folder.resolve("out"), Map.of(), "verify", "--man=no",
                installed.toString())) {
            int exitCode = run.exitCode();
            assertThat(run.output().lines().filter(line -> line.contains("tidewatch"))).isEmpty();
            assertThat(exitCode).isZero();
        }
    }
}
