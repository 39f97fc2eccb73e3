package io.tidewatch.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Live capture as an ordinary user, with CAP_NET_RAW alone and without, each in a network namespace of its own. */
@Timeout(120)
class LiveRightsIT {
    private static final String ORDINARY = "setpriv --reuid=65534 --regid=65534 --clear-groups ";
    private static final String WITH_CAPABILITY = ORDINARY + "--inh-caps=-all,+net_raw --ambient-caps=-all,+net_raw "
        + "--bounding-set=-all,+net_raw --no-new-privs ";
    private static final String WITHOUT_CAPABILITY = ORDINARY + "--inh-caps=-all --ambient-caps=-all ";
    private static final String NEEDED = "The process needs the capability CAP_NET_RAW: run it as a systemd service "
        + "with AmbientCapabilities=CAP_NET_RAW";

    @TempDir
    private Path folder;
    private int launched;

    @BeforeEach
    void release() throws IOException {
        if (!"root".equals(System.getProperty("user.name"))) {
            if ("all".equals(System.getProperty("tidewatch.require"))) {
                fail("this suite needs root, and -Dtidewatch.require=all forbids to skip it");
            }
            abort("skipped: needs root, to become an ordinary user");
        }
        // Where the ordinary user can read it, wherever the checkout is.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.createDirectories(folder.resolve("bin"));
        Files.copy(Launched.LAUNCHER, folder.resolve("bin/tidewatch"));
        Path lib = Files.createDirectories(folder.resolve("lib"));
        try (Stream<Path> jars = Files.list(Launched.ROOT.resolve("deploy/standalone/target/tidewatch/lib"))) {
            for (Path jar : jars.toList()) {
                Files.copy(jar, lib.resolve(jar.getFileName()));
            }
        }
    }

    private String launch(String how, String arguments, int exitCode) throws IOException, InterruptedException {
        Path script = Files.writeString(folder.resolve("script" + ++launched), "#!/bin/sh\nexec unshare --net sh -c '"
            + "ip link set lo up; ip link add name twup0 type veth peer name twdown0; ip link set twup0 up; "
            + "ip address add 2001:db8::1/64 dev twup0; exec " + how + folder.resolve("bin/tidewatch") + " capture "
            + arguments + "'\n");
        assertThat(script.toFile().setExecutable(true)).isTrue();
        try (Launched run = Launched.start(script, folder.resolve("out" + launched), Map.of())) {
            int code = run.exitCode();
            requireLibpcap(run.output());
            assertThat(code).as(run.output()).isEqualTo(exitCode);
            return run.output();
        }
    }

    private static void requireLibpcap(String output) {
        if (output.contains("libpcap can't be loaded")) {
            if ("all".equals(System.getProperty("tidewatch.require"))) {
                fail("this suite needs libpcap, and -Dtidewatch.require=all forbids to skip it");
            }
            abort("skipped: needs libpcap (Debian: apt-get install libpcap0.8)");
        }
    }

    @Test
    void theCapabilityIsAllThatItTakes() throws IOException, InterruptedException {
        List<String> lines = launch(WITH_CAPABILITY, "--check -i lo,twup0", 0).lines().toList();
        assertThat(lines).hasSize(4);
        assertThat(lines.get(0)).startsWith("ok       libpcap: libpcap version ");
        assertThat(lines.get(1)).isEqualTo("ok       rights: CAP_NET_RAW is in effect, for user 65534");
        assertThat(lines.get(2)).isEqualTo("ok       lo: link type EN10MB, times in nanoseconds");
        assertThat(lines.get(3)).isEqualTo("ok       twup0: link type EN10MB, times in nanoseconds");
    }

    @Test
    void withoutItTheSetThatLacksItIsNamedAndTheWaysToGetIt() throws IOException, InterruptedException {
        String why = "The process runs as user 65534 and was given no CAP_NET_RAW: it is in the bounding set (CapBnd), "
            + "but neither permitted (CapPrm) nor ambient (CapAmb) nor in effect (CapEff).";
        String started = launch(WITHOUT_CAPABILITY, "-i lo", 1);
        assertThat(started.lines()).singleElement().asString()
            .startsWith("tidewatch: Interface lo can't be captured on. lo: ").contains(why).contains(NEEDED)
            .contains("setpriv --reuid").contains("setcap").contains("LD_LIBRARY_PATH");
        assertThat(launch(WITHOUT_CAPABILITY, "--check -i lo", 1).lines().toList())
            .anySatisfy(line -> assertThat(line).startsWith("MISSING  rights: " + why))
            .anySatisfy(line -> assertThat(line).startsWith("MISSING  lo: Interface lo can't be captured on."));
        assertThat(launch("setpriv --bounding-set -net_raw ", "-i lo", 1))
            .contains("The bounding set of this process (CapBnd) lacks CAP_NET_RAW")
            .contains("CapabilityBoundingSet=CAP_NET_RAW").contains("--cap-add=NET_RAW");
    }

    @Test
    void whatElseIsMissingIsSaid() throws IOException, InterruptedException {
        assertThat(launch(WITH_CAPABILITY, "-i twdown0", 1)).contains("Bring it up with: ip link set dev twdown0 up.");
        assertThat(launch(WITH_CAPABILITY, "-i nosuch0", 2))
            .contains("There is no interface nosuch0. This machine has lo, twdown0, twup0.");
        assertThat(launch(WITH_CAPABILITY, "-i lo --filter \"icmp adn igmp\"", 2))
            .startsWith("tidewatch: The filter 'icmp adn igmp' can't be used on interface lo. libpcap says: ")
            .contains("syntax error").contains("pcap-filter(7)");
        assertThat(launch(WITH_CAPABILITY, "--check -r x.pcap", 2)).contains("--check is about live capture");
    }

    @Test
    void interfacesAreListedWithAndWithoutTheRight() throws IOException, InterruptedException {
        List<String> with = launch(WITH_CAPABILITY, "--list-interfaces", 0).lines().toList();
        assertThat(with.get(0)).matches("NAME +STATE +LINK TYPE +CAPTURE +ADDRESSES +WHY");
        assertThat(with.get(1)).matches("lo +up, loopback +EN10MB +yes +127\\.0\\.0\\.1 ::1 +-");
        assertThat(with.get(2)).matches("twdown0 +down +- +no +- +it is down");
        assertThat(with.get(3)).matches("twup0 +no carrier +EN10MB +yes +2001:db8::1 .*-");
        JsonNode without = new ObjectMapper().readTree(launch(WITHOUT_CAPABILITY, "--list-interfaces --output json",
            0)).path("items");
        assertThat(without).hasSize(3);
        assertThat(without).allSatisfy(each -> {
            assertThat(each.path("capture").asText()).isEqualTo("no");
            assertThat(each.path("why").asText()).isEqualTo("CAP_NET_RAW is missing; --check says more");
        });
        assertThat(without.get(0).path("addresses")).extracting(JsonNode::asText).containsExactly("127.0.0.1", "::1");
    }
}
