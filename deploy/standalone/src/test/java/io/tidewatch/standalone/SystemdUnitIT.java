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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The systemd units: that they say what the README promises, and that systemd understands every line of them. */
@Timeout(60)
class SystemdUnitIT {
    private static final Path UNITS = Launched.ROOT.resolve("deploy/systemd");
    private static final String CAPTURE = "tidewatch-capture.service";
    private static final String PROCESSORS = "tidewatch-processors.service";

    @TempDir
    private Path folder;

    @Test
    void theSensorGetsOneCapabilityAndNothingElse() throws IOException {
        assertThat(locked(CAPTURE)).contains("AmbientCapabilities=CAP_NET_RAW", "CapabilityBoundingSet=CAP_NET_RAW",
            "StateDirectory=tidewatch",
            "RestrictAddressFamilies=AF_PACKET AF_NETLINK AF_INET AF_INET6 AF_UNIX");
    }

    @Test
    void processorsGetNone() throws IOException {
        assertThat(locked(PROCESSORS)).contains("CapabilityBoundingSet=", "PrivateUsers=yes",
            "StateDirectory=tidewatch-processors", "RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX")
            .noneMatch(line -> line.startsWith("AmbientCapabilities"));
    }

    private static List<String> locked(String unit) throws IOException {
        List<String> lines = Files.readAllLines(UNITS.resolve(unit));
        assertThat(lines).contains("NoNewPrivileges=yes", "DynamicUser=yes", "ProtectSystem=strict", "ProtectHome=yes",
            "PrivateTmp=yes", "Restart=on-failure");
        assertThat(lines).noneMatch(line -> line.startsWith("MemoryDenyWriteExecute=yes")
            || line.startsWith("PrivateNetwork=yes") || line.matches("User=(root|0)"));
        return lines;
    }

    /** Every warning fails: an unknown key would be a line without effect. */
    @ParameterizedTest
    @ValueSource(strings = {CAPTURE, PROCESSORS})
    void systemdUnderstandsEveryLine(String unit) throws IOException, InterruptedException {
        // Verified as installed: with a program that is there.
        Path installed = Files.writeString(folder.resolve(unit),
            Files.readString(UNITS.resolve(unit)).replace("/usr/bin/tidewatch",
                Launched.LAUNCHER.toString()));
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
