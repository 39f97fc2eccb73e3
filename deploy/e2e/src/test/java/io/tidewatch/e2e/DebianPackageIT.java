package io.tidewatch.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;

/** The life of the Debian package on a clean Debian 12: installed, used, run by systemd, upgraded, removed, purged. */
@Order(3)
@Timeout(600)
@ExtendWith(DebianRoot.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@EnabledIfSystemProperty(named = "tidewatch.require", matches = "all",
    disabledReason = "takes minutes: -Dtidewatch.require=all")
class DebianPackageIT {
    private static final String CAPTURE = "tidewatch-capture.service";
    private static final String PROCESSORS = "tidewatch-processors.service";
    private static final String CAPTURE_SETTINGS = "/etc/tidewatch/capture.properties";
    private static final String PROCESSORS_SETTINGS = "/etc/tidewatch/processors.properties";
    /** What an administrator writes, and no upgrade may take away. */
    private static final String EDITED = """
        capture.interfaces=lo
        bootstrap.servers=127.0.0.1:9092
        schema.registry.url=http://127.0.0.1:8081
        sensor.name=packaged
        """;
    private static final String AGENT_METERS = "exec 3<>/dev/tcp/127.0.0.1/9464; printf 'GET /metrics HTTP/1.0\\r\\n"
        + "\\r\\n' >&3; cat <&3";

    private DebianMachine machine;

    @BeforeAll
    void install(DebianRoot.Clean clean) throws IOException {
        Needs.built(BillOfMaterials.BUILT, "a build that is not offline");
        machine = DebianMachine.copy(clean);
        try (Stream<Path> built = Files.list(Command.ROOT.resolve("deploy/debian/target"))) {
            List<Path> packages = built.filter(file -> file.toString().endsWith(".deb")).toList();
            assertThat(packages).hasSize(1);
            Files.copy(packages.get(0), machine.file("/root/tidewatch.deb"));
        }
        Files.copy(Path.of("/etc/resolv.conf"), Files.createDirectories(machine.file("/etc")).resolve("resolv.conf"),
            StandardCopyOption.REPLACE_EXISTING);
        machine.ask("apt-get", "update", "-qq");
        // systemd beside it: a Debian without is one that boots nothing.
        machine.ask("apt-get", "install", "-y", "-qq", "--no-install-recommends", "/root/tidewatch.deb", "systemd");
    }

    @AfterAll
    void remove() {
        if (machine != null) {
            machine.close();
        }
    }

    @Test
    @Order(1)
    void theCommandWorks() throws IOException {
        assertThat(machine.ask("tidewatch", "--version")).startsWith("tidewatch 1.");
        Files.copy(Command.DEMO, machine.file("/root/demo.pcap"));
        assertThat(machine.ask("tidewatch", "decode", "/root/demo.pcap").lines().map(line -> line.replace(
            "/root/demo.pcap", Command.DEMO.toString()))).hasSizeGreaterThan(100).containsExactlyElementsOf(
            Command.run(machine.file("/root"), Duration.ofMinutes(1), Command.LAUNCHER, "decode",
                Command.DEMO).succeeded().out().lines().toList());
    }

    @Test
    @Order(2)
    void itsSettingsHold() {
        assertThat(machine.ask("tidewatch", "capture", "--check-config", "--config", CAPTURE_SETTINGS))
            .isEqualTo("the settings of the capture agent hold");
        assertThat(machine.ask("tidewatch", "process", "--check-config", "--config", PROCESSORS_SETTINGS))
            .isEqualTo("the settings of the processors hold");
        assertThat(machine.ask("stat", "--format", "%A %U:%G", CAPTURE_SETTINGS, PROCESSORS_SETTINGS).lines())
            .containsOnly("-rw-r----- root:root");
    }

    @Test
    @Order(3)
    void holdsTheBillOfWhatItInstalls() {
        BillOfMaterials.assertNames(machine.file("/usr/share/tidewatch/tidewatch.cdx.json"),
            machine.file("/usr/share/tidewatch/lib"));
        // What was installed is what the package says.
        assertThat(machine.ask("dpkg", "--verify", "tidewatch")).isEmpty();
    }

    @Test
    @Order(4)
    void systemdUnderstandsTheUnits() {
        Command.Done verified = machine.tell("systemd-analyze", "verify", "--man=no", CAPTURE, PROCESSORS);
        assertThat((verified.out() + verified.err()).lines().filter(line -> line.contains("tidewatch"))).isEmpty();
        assertThat(verified.exitCode()).isZero();
        // Enabled by hand.
        assertThat(machine.tell("systemctl", "is-enabled", CAPTURE, PROCESSORS).out().lines())
            .containsExactly("disabled", "disabled");
    }

    /** The real units under a real systemd: what they may and may not do is in force, and the agent captures. */
    @Test
    @Order(5)
    void systemdRunsTheServices() throws IOException {
        Files.writeString(machine.file(CAPTURE_SETTINGS), EDITED);
        // Java 17 fails where control groups have no controllers, which here are those of the machine outside.
        for (String variables : List.of("/etc/tidewatch/capture.env", "/etc/tidewatch/processors.env")) {
            Files.writeString(machine.file(variables), "TIDEWATCH_OPTS=-XX:-UseContainerSupport\n");
        }
        Needs.nothing(machine.boot());
        machine.ask("systemctl", "enable", "--now", CAPTURE, PROCESSORS);
        machine.await("captured", () -> {
            // Nobody listens there, which the kernel says with ICMP.
            machine.tell("bash", "-c", "echo >/dev/udp/127.0.0.1/9");
            return machine.tell("bash", "-c", AGENT_METERS).out().lines().anyMatch(line -> line.matches(
                "tidewatch_capture_frames_decoded_total\\{.*} [1-9].*"));
        });
        String agent = machine.ask("systemctl", "show", "--value", "--property=MainPID", CAPTURE);
        String user = machine.ask("id", "-u", "tidewatch");
        String onlyPackets = "0000000000002000";
        assertThat(machine.ask("cat", "/proc/" + agent + "/status").lines()).contains("Uid:\t" + String.join("\t",
            user, user, user, user), "CapEff:\t" + onlyPackets, "CapBnd:\t" + onlyPackets, "NoNewPrivs:\t1",
            "Seccomp:\t2");
        assertThat(machine.ask("stat", "--format", "%U", "/var/lib/tidewatch/spool")).isEqualTo("tidewatch");
        // Nobody is there whom the processors could read from, and they say so.
        machine.await("said what is missing", () -> machine.ask("journalctl", "--unit", PROCESSORS).contains(
            "Kafka at 127.0.0.1:9092 does not answer"));

        machine.ask("systemctl", "stop", CAPTURE, PROCESSORS);
        assertThat(machine.ask("systemctl", "show", "--value", "--property=Result", CAPTURE)).isEqualTo("success");
        machine.ask("systemctl", "start", CAPTURE);
    }

    @Test
    @Order(6)
    void anUpgradeKeepsWhatWasEdited() throws IOException {
        upgrade("1.0.1");
        assertThat(machine.ask("dpkg-query", "--show", "--showformat=${Version}", "tidewatch")).isEqualTo("1.0.1");
        assertThat(machine.read(CAPTURE_SETTINGS)).isEqualTo(EDITED);
        assertThat(machine.read(PROCESSORS_SETTINGS)).startsWith("# of 1.0.1\n");
        assertThat(machine.tell("systemctl", "is-enabled", CAPTURE).out().strip()).isEqualTo("enabled");
        // It ran, so it runs again, of the new version; with what it kept.
        assertThat(machine.tell("systemctl", "is-active", CAPTURE).out().strip()).isEqualTo("active");
        assertThat(machine.file("/var/lib/private/tidewatch/spool")).isDirectory();
    }

    /** The same package with another number, and other settings in it. */
    private void upgrade(String version) throws IOException {
        machine.ask("dpkg-deb", "--raw-extract", "/root/tidewatch.deb", "/root/next");
        Path control = machine.file("/root/next/DEBIAN/control");
        Files.writeString(control, Files.readString(control).replaceAll("(?m)^Version: .*$", "Version: " + version));
        for (String settings : List.of(CAPTURE_SETTINGS, PROCESSORS_SETTINGS)) {
            Path file = machine.file("/root/next" + settings);
            Files.writeString(file, "# of " + version + '\n' + Files.readString(file));
        }
        machine.ask("dpkg-deb", "--root-owner-group", "-Znone", "--build", "/root/next", "/root/next.deb");
        // As an unattended upgrade does.
        machine.ask("dpkg", "--install", "--force-confdef", "--force-confold", "/root/next.deb");
    }

    @Test
    @Order(7)
    void removedItLeavesSettingsAndState() {
        machine.ask("apt-get", "remove", "-y", "-qq", "tidewatch");
        assertThat(machine.tell("systemctl", "is-active", CAPTURE).out().strip()).isEqualTo("inactive");
        assertThat(machine.file("/usr/share/tidewatch")).doesNotExist();
        assertThat(machine.read(CAPTURE_SETTINGS)).isEqualTo(EDITED);
        assertThat(machine.file("/var/lib/private/tidewatch/spool")).isDirectory();
    }

    @Test
    @Order(8)
    void purgedItLeavesNothing() {
        machine.ask("apt-get", "purge", "-y", "-qq", "tidewatch");
        machine.halt();
        assertThat(machine.ask("find", "/", "-xdev", "-name", "*tidewatch*", "-not", "-path", "/root/*", "-not",
            "-path", "/var/cache/apt/*")).isEmpty();
        // In no list either, but for what apt has seen, and the copies that are kept of users and packages before.
        assertThat(machine.tell("grep", "-rIl", "tidewatch", "/etc", "/var/lib", "--exclude-dir=journal").out().lines()
            .filter(file -> !file.startsWith("/var/lib/apt/") && !file.matches(".*(-|-old)"))).isEmpty();
    }
}
