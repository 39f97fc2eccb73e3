package io.tidewatch.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.acl.AclBinding;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;

/** The processors against a broker, which asks for a password over TLS and has ACLs, and a registry in containers. */
@Timeout(900)
@ExtendWith(ContainerCluster.class)
@ResourceLock("the cluster in containers")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@EnabledIf(value = "io.tidewatch.e2e.ContainerCluster#wanted", disabledReason = "it takes minutes where images are "
    + "built: -Dtidewatch.require=all, or other images")
class ProcessorsContainersIT {
    private static final String GMP = "tidewatch.gmp.v1";
    private static final String SEGMENT = "hall";
    private static final String ELSEWHERE = "elsewhere";
    private static final Pattern READY = Pattern.compile("^processors ready after .* API on (http\\S+)$",
        Pattern.MULTILINE);
    /** A minute into the demo; its facts are in deploy/lab/README.md. */
    private static final Instant THEN = Instant.ofEpochMilli(1_795_534_142_233L + 60_000);

    private ContainerCluster.Running cluster;
    private Background processors;
    private Api api;

    @BeforeAll
    void start(ContainerCluster.Running running) {
        cluster = running;
        processors = Background.start(cluster.folder(), "processors", List.of(Command.LAUNCHER.toString(), "process",
            "--config", settings("state").toString()));
        cluster.tidewatch("capture", "-r", Command.DEMO, "--pace", "max", "--sensor", "demo", "--segment", SEGMENT,
            "--config", cluster.settings("replay", "metrics.listen", "off")).succeeded();
        processors.await("ready", () -> READY.matcher(processors.output()).find());
        Matcher ready = READY.matcher(processors.output());
        assertThat(ready.find()).isTrue();
        api = new Api(ready.group(1));
    }

    @AfterAll
    void end() {
        if (processors != null) {
            processors.close();
        }
    }

    private Path settings(String state) {
        return cluster.settings("processors", "state.dir", cluster.folder().resolve(state).toString(), "api.port",
            "0");
    }

    private List<JsonNode> groups() {
        return api.all("segments/" + SEGMENT + "/groups");
    }

    @Test
    @Order(1)
    void theDemoHasItsAnswers() {
        String alerts = "alerts?segment=" + SEGMENT;
        processors.await("done with the demo", () -> api.all(alerts + "&status=CLOSED").size() == 2
            && api.all("segments").stream().anyMatch(segment -> segment.path("segment").asText().equals(SEGMENT)
            && segment.path("final").asBoolean()));
        assertThat(api.all("segments/" + SEGMENT + "/groups?asOf=" + THEN)).extracting(group ->
            group.path("group").asText()).contains("239.1.1.1", "239.1.1.2", "239.1.1.3", "239.1.1.4", "232.1.1.1");
        assertThat(groups()).filteredOn(group -> group.path("group").asText().startsWith("239.1.1.")).hasSize(3);
        assertThat(api.all(alerts)).extracting(alert -> alert.path("cause").asText())
            .containsExactlyInAnyOrder("routing_loop", "udp_scan_backscatter");
    }

    /** Events with a field that these processors don't know. */
    @Test
    @Order(2)
    void eventsOfANewerSchemaAreRead() {
        cluster.newerSchema(GMP).register();
        report("239.9.9.1");
        processors.awaitSlowly("read", () -> hasStarted("239.9.9.1"));
    }

    private boolean hasStarted(String group) {
        try (TopicReader topics = cluster.topics()) {
            return topics.read("tidewatch.membership.changes.v1").stream().anyMatch(change ->
                change.key().equals(ELSEWHERE + '|' + group) && change.text("type").equals("GROUP_STARTED"));
        }
    }

    /** A copy of a report of the demo, on another segment and about another group, of a newer schema. */
    private void report(String group) {
        try (TopicReader topics = cluster.topics()) {
            TopicReader.Entry report = topics.read(GMP).stream().filter(event -> event.text("kind").equals("REPORT")
                && event.text("version").equals("2") && event.text("protocol").equals("IGMP")).findFirst()
                .orElseThrow();
            cluster.newerSchema(GMP).send(ELSEWHERE, report.value(), Map.of("event_id",
                UUID.randomUUID().toString(), "segment", ELSEWHERE, "group", group, "destination", group));
        }
    }

    @Test
    @Order(3)
    void aBrokerThatStopsAndStartsCostsNothing() {
        List<JsonNode> before = groups();
        cluster.stopBroker();
        assertThat(groups()).isEqualTo(before);
        cluster.startBroker();
        report("239.9.9.2");
        processors.awaitSlowly("going on", () -> hasStarted("239.9.9.2"));
        assertThat(groups()).isEqualTo(before);
        try (TopicReader topics = cluster.topics()) {
            assertThat(topics.readBytes("tidewatch.dlq.v1")).isEmpty();
        }
    }

    @Test
    @Order(4)
    void theyEndInOrder() {
        assertThat(processors.terminate()).as(processors.output()).isZero();
        assertThat(processors.output()).doesNotContain("AuthorizationException");
    }

    @Test
    @Order(5)
    void whatIsNotAllowedIsToldByName() {
        AclBinding needed = Acls.onTopic("processors", "Read", GMP);
        Acls.forbid(cluster.admin(), needed);
        try {
            Command.Done refused = cluster.tidewatch("process", "--config", settings("refused"));
            assertThat(refused.exitCode()).isEqualTo(1);
            assertThat(refused.err()).contains("refuses the processors permissions: Read on topic " + GMP,
                "kafka-acls --add");
        } finally {
            Acls.allow(cluster.admin(), List.of(needed));
        }
    }
}
