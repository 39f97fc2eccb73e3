package io.tidewatch.e2e;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Programs that share nothing with Tidewatch read its topics through the registry: a plain Kafka consumer with the
 * genuine Confluent client, and a Node program. They see the same records, and what {@code decode} says of the file.
 */
@Timeout(240)
@ExtendWith(Demo.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ForeignConsumerIT {
    private Demo.Run demo;
    private TopicReader topics;

    @BeforeAll
    void connect(Demo.Run run) {
        demo = run;
        topics = run.standalone().topics();
    }

    @AfterAll
    void disconnect() {
        topics.close();
    }

    @Test
    void everyEventIsWhatDecodePrints() {
        Map<String, JsonNode> printed = new TreeMap<>();
        for (JsonNode event : Command.run(demo.folder(), Duration.ofMinutes(1), Command.LAUNCHER, "decode", "--sensor",
            Demo.SENSOR, Command.DEMO).succeeded().json()) {
            printed.put(event.path("event_id").asText(), asOnTheTopic(event));
        }
        Map<String, JsonNode> read = new TreeMap<>();
        for (String topic : List.of("tidewatch.gmp.v1", "tidewatch.icmp.v1")) {
            for (TopicReader.Entry entry : topics.read(topic)) {
                ObjectNode event = (ObjectNode) Plain.of(entry.value());
                event.put("topic", topic);
                assertThat(read.put(entry.text("event_id"), event)).as("%s twice", entry.text("event_id")).isNull();
                assertThat(entry.key()).isEqualTo(topic.equals("tidewatch.gmp.v1") ? Demo.SEGMENT
                    : Demo.SEGMENT + "|" + entry.text("destination"));
            }
        }
        assertThat(read.keySet()).isEqualTo(printed.keySet());
        read.forEach((id, event) -> assertThat(event).as(id).isEqualTo(printed.get(id)));
        assertThat(topics.read("tidewatch.malformed.v1")).isEmpty();
    }

    /** What {@code decode} prints of an event, as the topic has it: the segment has its name. */
    private static JsonNode asOnTheTopic(JsonNode printed) {
        return Plain.asOnTheTopic(printed).put("segment", Demo.SEGMENT).put("topic", printed.path("topic").asText());
    }

    /** Counted in the file with another program: deploy/lab/README.md, "The demo capture". */
    @Test
    void countsAreThoseOfTheFile() {
        Map<String, Long> messages = new TreeMap<>();
        for (TopicReader.Entry entry : topics.read("tidewatch.gmp.v1")) {
            String kind = entry.text("kind").replaceFirst("GROUP_(SOURCE_)?QUERY", "GROUP_QUERY");
            messages.merge(entry.text("protocol") + entry.text("version") + " " + kind, 1L, Long::sum);
        }
        for (TopicReader.Entry entry : topics.read("tidewatch.icmp.v1")) {
            messages.merge(entry.text("name"), Long.parseLong(entry.text("count")), Long::sum);
        }
        assertThat(messages).containsExactlyInAnyOrderEntriesOf(Map.ofEntries(
            entry("IGMP3 GENERAL_QUERY", 27L), entry("IGMP3 GROUP_QUERY", 50L), entry("IGMP3 REPORT", 305L),
            entry("IGMP2 REPORT", 26L), entry("IGMP2 LEAVE", 2L),
            entry("MLD2 GENERAL_QUERY", 27L), entry("MLD2 GROUP_QUERY", 5L), entry("MLD2 REPORT", 390L),
            entry("MLD1 REPORT", 31L), entry("MLD1 LEAVE", 1L),
            entry("echo_request", 4L), entry("echo_reply", 4L), entry("time_exceeded_in_transit", 2160L),
            entry("destination_unreachable_port", 1503L), entry("router_solicitation", 83L),
            entry("neighbor_solicitation", 12L)));
    }

    @Test
    void nodeReadsTheSameRecords() {
        List<Object> arguments = new ArrayList<>(List.of(demo.standalone().broker(), demo.standalone().registry()));
        arguments.addAll(Demo.AVRO_TOPICS);
        Map<String, List<String>> read = new TreeMap<>();
        for (JsonNode line : Node.beside(demo).run("read-topics.mjs", arguments.toArray()).json()) {
            read.computeIfAbsent(line.path("topic").asText(), unknown -> new ArrayList<>()).add(record(
                line.path("partition").asInt(), line.path("offset").asLong(), line.path("key").asText(),
                Plain.of(line.path("value"))));
        }
        for (String topic : Demo.AVRO_TOPICS) {
            List<String> records = topics.read(topic).stream().map(entry -> record(entry.partition(), entry.offset(),
                entry.key(), Plain.of(entry.value()))).toList();
            assertThat(read.getOrDefault(topic, List.of())).as(topic).containsExactlyInAnyOrderElementsOf(records);
        }
        assertThat(read).containsKeys("tidewatch.gmp.v1", "tidewatch.icmp.v1", "tidewatch.sensors.v1",
            "tidewatch.membership.state.v1", "tidewatch.membership.members.v1", "tidewatch.membership.changes.v1",
            "tidewatch.queriers.v1", "tidewatch.alerts.events.v1", "tidewatch.alerts.state.v1");
    }

    private static String record(int partition, long offset, String key, JsonNode value) {
        return partition + "/" + offset + " " + key + " " + value;
    }
}
