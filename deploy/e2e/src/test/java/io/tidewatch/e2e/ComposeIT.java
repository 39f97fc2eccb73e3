package io.tidewatch.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
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

/** The images and the cluster of deploy/compose of them, on a host of its own: what the README promises of both. */
@Order(2)
@Timeout(900)
@ExtendWith(ContainerHost.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@EnabledIfSystemProperty(named = "tidewatch.require", matches = "all",
    disabledReason = "takes minutes: -Dtidewatch.require=all")
class ComposeIT {
    private static final Path STACK = Command.ROOT.resolve("deploy/compose/stack");
    private static final List<String> INSTANCES = List.of("http://127.0.0.1:8787", "http://127.0.0.1:8788");
    /** A minute into the demo; its facts are in deploy/lab/README.md. */
    private static final Instant THEN = Instant.ofEpochMilli(1_795_534_142_233L + 60_000);
    private static final String GET = "import sys, urllib.request\n"
        + "sys.stdout.write(urllib.request.urlopen(sys.argv[1], timeout=30).read().decode())";
    private static final Duration LIMIT = Duration.ofMinutes(6);

    private ContainerHost.Ready host;
    private Docker docker;

    @BeforeAll
    void up(ContainerHost.Ready ready) {
        host = ready;
        docker = ready.docker();
        stack().succeeded();
    }

    @AfterAll
    void down() {
        if (docker != null) {
            stack("down", "--volumes", "--timeout", "0");
        }
    }

    private Command.Done stack(String... words) {
        List<Object> command = new ArrayList<>(List.of(STACK));
        command.addAll(Arrays.asList(words));
        return docker.run(Map.of(), LIMIT, command.toArray());
    }

    /** The container of a service. */
    private String container(String service) {
        return docker.ask("ps", "--all", "--quiet", "--filter", "label=com.docker.compose.service=" + service,
            "--filter", "label=com.docker.compose.oneoff=False");
    }

    private void awaitHealthy(String service) {
        docker.await(service + " healthy", () -> docker.ask("inspect", "--format", "{{.State.Health.Status}}",
            container(service)).equals("healthy"));
    }

    /** A command in the cluster's network. */
    private Command.Done inside(Object... words) {
        List<Object> command = new ArrayList<>(host.inside());
        command.addAll(Arrays.asList(words));
        return Command.run(host.folder(), Duration.ofMinutes(1), command.toArray());
    }

    /** The items that {@code tidewatch query} gets. */
    private JsonNode query(String api, String... words) {
        List<Object> command = new ArrayList<>(List.of(Command.LAUNCHER, "query"));
        command.addAll(Arrays.asList(words));
        command.addAll(List.of("--api", api, "--output", "json"));
        return items(inside(command.toArray()).succeeded().out());
    }

    /** The items of a resource of the API; none while it does not answer. */
    private JsonNode get(String api, String resource) {
        Command.Done asked = inside("python3", "-c", GET, api + "/api/v1/" + resource);
        return items(asked.exitCode() == 0 ? asked.out() : "{}");
    }

    private static JsonNode items(String answer) {
        try {
            return Command.JSON.readTree(answer).path("items");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    @Order(1)
    void allOfItIsWell() {
        List.of("broker-1", "broker-2", "broker-3", "registry", "processors-1", "processors-2", "agent")
            .forEach(this::awaitHealthy);
    }

    /** In force from the first line of Java on: packet sockets for the agent, and no more. */
    @Test
    @Order(2)
    void theyMayDoWhatTheyNeed() {
        may("processors-1", "0000000000000000");
        may("agent", "0000000000002000");
        assertThat(docker.ask("exec", container("agent"), "cat", "/proc/1/status").lines()).contains("NoNewPrivs:\t1");
    }

    private void may(String service, String capabilities) {
        assertThat(docker.ask("exec", container(service), "cat", "/proc/1/status").lines()).contains(
            "Uid:\t10001\t10001\t10001\t10001", "CapEff:\t" + capabilities, "CapBnd:\t" + capabilities);
        assertThat(docker.run(Map.of(), LIMIT, "docker", "exec", container(service), "touch", "/opt/tidewatch/x")
            .err()).contains("Read-only file system");
    }

    @Test
    @Order(3)
    void theyHoldTheBillOfWhatIsInThem() {
        for (String service : List.of("processors-1", "agent")) {
            Path copy = host.folder().resolve(service);
            docker.ask("cp", container(service) + ":/opt/tidewatch", copy);
            BillOfMaterials.assertNames(copy.resolve("tidewatch.cdx.json"), copy.resolve("lib"));
        }
    }

    /** The walk of the README, asked of each of the two. */
    @Test
    @Order(4)
    void theDemoHasItsAnswers() {
        stack("run", "--rm", "-T", "replay").succeeded();
        long last = Command.decode(host.folder(), Command.DEMO).stream()
            .mapToLong(event -> Plain.millis(event.path("captured_at").asText())).max().orElseThrow();
        for (String api : INSTANCES) {
            docker.await("processed", () -> get(api, "alerts?status=CLOSED").size() == 2 && heardUpTo(api, last));
            assertThat(query(api, "groups", "--segment", "lab", "--as-of", THEN.toString()).findValuesAsText("group"))
                .contains("239.1.1.1", "239.1.1.2", "239.1.1.3", "239.1.1.4", "232.1.1.1");
            assertThat(query(api, "groups", "--segment", "lab").findValuesAsText("group")).filteredOn(group ->
                group.startsWith("239.1.1.")).hasSize(3);
            assertThat(query(api, "hosts", "10.20.0.12").findValuesAsText("group")).contains("239.1.1.1", "239.1.1.2");
            assertThat(query(api, "alerts").valueStream().map(alert -> alert.path("cause").asText()))
                .containsExactlyInAnyOrder("routing_loop", "udp_scan_backscatter");
        }
    }

    /** Whether the memberships of the demo are known up to then: the two applications keep no step. */
    private boolean heardUpTo(String api, long last) {
        return get(api, "segments").valueStream().anyMatch(each -> each.path("segment").asText().equals("lab")
            && each.path("watermark").isTextual() && Plain.millis(each.path("watermark").asText()) >= last);
    }

    /** From the wire of its network to the answer. */
    @Test
    @Order(5)
    void theAgentIsHeard() {
        docker.await("seen", () -> {
            // Nobody listens there, which the kernel says with ICMP.
            inside("bash", "-c", "echo >/dev/udp/127.0.0.1/9");
            return get(INSTANCES.get(1), "segments").findValuesAsText("segment").contains("live:lo");
        });
    }

    @Test
    @Order(6)
    void prometheusSeesAll() {
        docker.await("three targets up", () -> docker.ask("exec", container("prometheus"), "promtool", "query",
            "instant", "http://127.0.0.1:9090", "sum(up)").contains("=> 3 @"));
    }

    /** Two of three brokers and one of two processors answer for all. */
    @Test
    @Order(7)
    void oneOfEachMayBeMissing() {
        stack("kill", "broker-2", "processors-1").succeeded();
        docker.await("answered by the other", () -> get(INSTANCES.get(1), "alerts").size() == 2
            && get(INSTANCES.get(1), "segments/lab/groups").size() > 2);
        stack("start", "broker-2", "processors-1").succeeded();
        awaitHealthy("broker-2");
        awaitHealthy("processors-1");
    }

    @Test
    @Order(8)
    void itEndsInOrder() {
        stack("stop", "agent", "processors-1", "processors-2").succeeded();
        for (String service : List.of("agent", "processors-1", "processors-2")) {
            assertThat(docker.ask("inspect", "--format", "{{.State.ExitCode}}", container(service))).as(docker.log(
                container(service))).isEqualTo("0");
        }
    }
}
