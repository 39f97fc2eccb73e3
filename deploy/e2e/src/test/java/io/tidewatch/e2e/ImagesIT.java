package io.tidewatch.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;

/** The images, built on a base of Debian's packages, and run with as little as they say that they need. */
@Timeout(600)
@ExtendWith(Demo.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@EnabledIfSystemProperty(named = "tidewatch.images", matches = "true",
    disabledReason = "on request: -Dtidewatch.images=true, where the daemon of Docker runs in no chroot")
class ImagesIT {
    private static final Path IMAGES = Command.ROOT.resolve("deploy/docker");
    private static final String PREFIX = "images.";
    private static final String AGENT = "tidewatch-agent:it";
    private static final String PROCESSORS = "tidewatch-processors:it";
    /** As in {@link StormIT}; by then hosts have joined and left. */
    private static final Instant THEN = Instant.ofEpochMilli(1_795_534_142_233L + 100_000);

    private Demo.Run demo;
    private Docker docker;

    @BeforeAll
    void build(Demo.Run run) throws IOException {
        Needs.root();
        Needs.commands("dockerd", "docker", "debootstrap");
        demo = run;
        docker = Docker.start(Files.createDirectory(demo.folder().resolve("docker")));
        docker.run(Map.of(), Duration.ofMinutes(5), IMAGES.resolve("base"), "tidewatch-base").succeeded();
        docker.run(Map.of("BASE", "tidewatch-base"), Duration.ofMinutes(3), IMAGES.resolve("build"), "it").succeeded();
        Contract.create(demo, demo.folder(), PREFIX);
    }

    @AfterAll
    void stop() {
        if (docker != null) {
            docker.close();
        }
    }

    /** A container that may write nowhere but to memory and its volume, and has these capabilities alone. */
    private String run(List<String> more, String image, String... options) {
        List<Object> words = new ArrayList<>(List.of("run", "--network", "host", "--read-only", "--cap-drop", "ALL"));
        words.addAll(more);
        words.add(image);
        words.addAll(Arrays.asList(options));
        return docker.ask(words.toArray());
    }

    private String[] cluster(String... more) {
        List<String> options = new ArrayList<>(List.of("--bootstrap-server", demo.standalone().broker(),
            "--schema-registry", demo.standalone().registry(), "--topic-prefix", PREFIX));
        options.addAll(Arrays.asList(more));
        return options.toArray(String[]::new);
    }

    /** The agent publishes what the processors answer for, as they do outside of containers. */
    @Test
    void theyDoWhatTheCommandDoes() {
        int port = Command.freePort();
        run(List.of("--detach", "--name", "processors", "--tmpfs", "/tmp:exec", "--env", "TIDEWATCH_API_PORT=" + port),
            PROCESSORS, cluster("--set", "application.id.prefix=images-"));
        run(List.of("--name", "replay", "--tmpfs", "/tmp", "--cap-add", "NET_RAW", "--volume", Command.DEMO
            + ":/demo.pcap:ro"), AGENT, cluster("-r", "/demo.pcap", "--pace", "max", "--sensor", "image", "--segment",
            "image"));
        docker.awaitHealthy("processors");
        Api api = new Api("http://127.0.0.1:" + port);
        String groups = "/groups?asOf=" + THEN;
        List<String> expected = demo.standalone().api().find("segments/" + Demo.SEGMENT + groups).path("items")
            .findValuesAsText("group");
        assertThat(expected).hasSizeGreaterThan(5);
        docker.await("processed", () -> {
            for (JsonNode segment : api.find("segments").path("items")) {
                if (segment.path("segment").asText().equals("image") && segment.path("watermark").isTextual()) {
                    return Instant.parse(segment.path("watermark").asText()).isAfter(THEN);
                }
            }
            return false;
        });
        assertThat(api.find("segments/image" + groups).path("items").findValuesAsText("group")).isEqualTo(expected);
        assertThat(status("processors")).contains("Uid:\t10001\t10001\t10001\t10001", "CapEff:\t0000000000000000",
            "CapBnd:\t0000000000000000");

        docker.ask("stop", "--time", "60", "processors");
        assertThat(exitCode("processors")).as(docker.log("processors")).isEqualTo("0");
        assertThat(docker.log("processors")).contains("processors ready after");
    }

    /** In force from the first line of Java on: packet sockets, and no more. */
    @Test
    void theAgentHasOneCapability() {
        int port = Command.freePort();
        run(List.of("--detach", "--name", "live", "--tmpfs", "/tmp", "--cap-add", "NET_RAW", "--env",
            "TIDEWATCH_METRICS_LISTEN=127.0.0.1:" + port), AGENT, cluster("-i", "lo", "--sensor", "live"));
        docker.awaitHealthy("live");
        String onlyPackets = "0000000000002000";
        assertThat(status("live")).contains("Uid:\t10001\t10001\t10001\t10001", "CapEff:\t" + onlyPackets,
            "CapPrm:\t" + onlyPackets, "CapBnd:\t" + onlyPackets, "NoNewPrivs:\t1");
        docker.ask("stop", "--time", "60", "live");
        assertThat(exitCode("live")).as(docker.log("live")).isEqualTo("0");
    }

    private String exitCode(String container) {
        return docker.ask("inspect", "--format", "{{.State.ExitCode}}", container);
    }

    private List<String> status(String container) {
        return docker.ask("exec", container, "cat", "/proc/1/status").lines().toList();
    }
}
