package io.tidewatch.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.acl.AclBinding;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;

/** The agent against a broker, which asks for a password over TLS and has ACLs, and a registry in containers. */
@Timeout(900)
@ExtendWith(ContainerCluster.class)
@ResourceLock("the cluster in containers")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@EnabledIf(value = "io.tidewatch.e2e.ContainerCluster#wanted", disabledReason = "it takes minutes where images are "
    + "built: -Dtidewatch.require=all, or other images")
class AgentContainersIT {
    private static final String MALFORMED = "tidewatch.malformed.v1";
    private static final String ICMP = "tidewatch.icmp.v1";
    private static final int FILE_HEADER = 24;
    private static final int RECORD_HEADER = 16;

    private ContainerCluster.Running cluster;
    private Path recording;

    /** The demo at another time: at that of the demo itself another suite hears it on another segment. */
    @BeforeAll
    void take(ContainerCluster.Running running) {
        cluster = running;
        recording = cluster.folder().resolve("now.pcap");
        cluster.tidewatch("retime", Command.DEMO, recording).succeeded();
    }

    private Command.Done replay(String sensor) {
        return cluster.tidewatch("capture", "-r", recording, "--pace", "max", "--sensor", sensor, "--segment",
            sensor, "--config", cluster.settings("replay", "metrics.listen", "off"));
    }

    /** What {@code decode} prints of the recording, in short. */
    private List<String> decoded() {
        return cluster.tidewatch("decode", recording).succeeded().json().stream()
            .map(event -> inShort(event.path("topic").asText(), Plain.asOnTheTopic(event))).sorted().toList();
    }

    /** The events of a sensor on the topics, in short. */
    private List<String> published(String sensor) {
        List<String> published = new ArrayList<>();
        try (TopicReader topics = cluster.topics()) {
            for (String topic : List.of("tidewatch.gmp.v1", ICMP, MALFORMED)) {
                topics.read(topic).stream().filter(event -> event.text("sensor").equals(sensor))
                    .forEach(event -> published.add(inShort(topic, Plain.of(event.value()))));
            }
        }
        return published.stream().sorted().toList();
    }

    private static String inShort(String topic, JsonNode event) {
        return topic + ' ' + event.path("captured_at") + ' ' + event.path("source") + ' ' + event.path("destination")
            + ' ' + event.path("wire_length");
    }

    @Test
    void aRecordingIsOnTheTopics() {
        replay("recorded").succeeded();
        assertThat(published("recorded")).isEqualTo(decoded());
    }

    @Test
    void whatIsNotAllowedIsToldByName() {
        AclBinding needed = Acls.onTopic("replay", "Write", MALFORMED);
        Acls.forbid(cluster.admin(), needed);
        try {
            Command.Done refused = replay("refused");
            assertThat(refused.exitCode()).isEqualTo(1);
            assertThat(refused.err()).contains("refuses the agent permissions: Write on topic " + MALFORMED,
                "kafka-acls --add");
        } finally {
            Acls.allow(cluster.admin(), List.of(needed));
        }
        assertThat(published("refused")).isEmpty();
    }

    @Test
    void whoGoesAsNobodyIsToldSo() {
        Command.Done refused = cluster.tidewatch("capture", "-r", recording, "--sensor", "nobody", "--config",
            cluster.settings("nobody", "metrics.listen", "off"));
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err()).contains("refuses the name and password").doesNotContain("-7d21");
    }

    /** The registry has a newer schema than this agent; it goes on with its own. */
    @Test
    void aNewerSchemaOfOthersIsNoObstacle() throws IOException {
        NewerSchema newer = cluster.newerSchema(ICMP);
        assertThat(newer.registerIncompatible()).isEqualTo(409);
        newer.register();
        replay("older").succeeded();
        assertThat(published("older")).isEqualTo(decoded());
    }

    @Test
    void aBrokerThatStopsAndStartsCostsNothing() throws IOException {
        byte[] frames = Files.readAllBytes(recording);
        int half = half(frames);
        try (Agent agent = Agent.start(cluster.folder(), Command.freePort(), "--pace", "max", "--sensor", "live",
                "--config", cluster.settings("agent", "spool.directory", cluster.folder().resolve("spool").toString(),
                "kafka.delivery.timeout.ms", "3000", "kafka.request.timeout.ms", "2000").toString())) {
            OutputStream input = agent.input();
            input.write(frames, 0, half);
            input.flush();
            agent.await("published", meters -> published(meters) > 0);
            cluster.stopBroker();
            input.write(frames, half, frames.length - half);
            input.flush();
            agent.await("spooled", meters -> Agent.sum(meters, "tidewatch_publish_records_spooled") > 0);
            cluster.startBroker();
            agent.await("drained", meters -> Agent.sum(meters, "tidewatch_publish_records_spooled") == 0
                && Agent.sum(meters, "tidewatch_publish_records_pending") == 0);
            assertThat(Agent.sum(agent.meters(), "tidewatch_publish_records_lost_total")).isZero();
            input.close();
            assertThat(agent.exitCode()).as(agent.output()).isZero();
        }
        assertThat(published("live")).isEqualTo(decoded());
    }

    private static double published(Map<String, Double> meters) {
        return Agent.sum(meters, "tidewatch_publish_records_published_total");
    }

    /** Where in the capture the first record begins that is behind its middle. */
    private static int half(byte[] capture) {
        ByteBuffer bytes = ByteBuffer.wrap(capture).order(ByteOrder.LITTLE_ENDIAN);
        int at = FILE_HEADER;
        while (at < capture.length / 2) {
            at += RECORD_HEADER + bytes.getInt(at + 8);
        }
        return at;
    }
}
