package io.tidewatch.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** The demo holds a routing loop and a port scan: two alerts, each opened once and closed once, and nothing else. */
@Timeout(180)
@ExtendWith(Demo.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StormIT {
    /** First packet of the demo, milliseconds. Its facts are in deploy/lab/README.md. */
    private static final long BEGIN_MS = 1_795_534_142_233L;
    private static final String ECS = "tidewatch.siem.alerts.ecs-json.v1";

    private Demo.Run demo;
    private TopicReader topics;
    private final Map<String, List<GenericRecord>> alerts = new LinkedHashMap<>();

    @BeforeAll
    void read(Demo.Run run) {
        demo = run;
        topics = run.standalone().topics();
        for (TopicReader.Entry entry : topics.read("tidewatch.alerts.events.v1")) {
            assertThat(entry.key()).isEqualTo(entry.text("alert_id"));
            alerts.computeIfAbsent(entry.key(), unknown -> new ArrayList<>()).add(entry.value());
        }
    }

    @AfterAll
    void disconnect() {
        topics.close();
    }

    @Test
    void aLoopAndAScanOpenAndCloseOnce() {
        assertThat(alerts).hasSize(2);
        for (List<GenericRecord> steps : alerts.values()) {
            for (int i = 0; i < steps.size(); i++) {
                assertThat(steps.get(i).get("sequence")).isEqualTo(i);
                assertThat(text(steps.get(i), "action")).isIn(i == 0 ? List.of("OPEN")
                    : i == steps.size() - 1 ? List.of("CLOSE") : List.of("UPDATE", "ESCALATE"));
            }
        }
        Map<String, GenericRecord> closed = new TreeMap<>();
        alerts.values().forEach(steps -> closed.put(text(last(steps), "cause"), last(steps)));
        assertThat(closed).containsOnlyKeys("routing_loop", "udp_scan_backscatter");
        assertStorm(closed.get("routing_loop"), 2160, new Span(89.81, 107.77));
        assertStorm(closed.get("udp_scan_backscatter"), 1500, new Span(171.81, 186.80));
    }

    /** Seconds since the first packet of the demo. */
    private record Span(double from, double to) {
    }

    private static void assertStorm(GenericRecord closed, long errors, Span span) {
        assertThat(text(closed, "status")).isEqualTo("CLOSED");
        assertThat(text(closed, "close_reason")).isEqualTo("QUIET");
        assertThat(closed.get("total_count")).isEqualTo(errors);
        assertThat(second(closed, "first_seen")).isBetween(span.from - 0.01, span.from + 0.02);
        assertThat(second(closed, "last_seen")).isBetween(span.to - 0.02, span.to + 0.01);
        assertThat(second(closed, "opened_at")).isBetween(span.from, span.from + 6);
        assertThat(second(closed, "closed_at")).isBetween(span.to, span.to + 60);
    }

    private static double second(GenericRecord alert, String field) {
        return ((Long) alert.get(field) - BEGIN_MS) / 1000.0;
    }

    @Test
    void stateHoldsTheLastStepOfEach() {
        Map<String, JsonNode> newest = new TreeMap<>();
        for (TopicReader.Entry entry : topics.read("tidewatch.alerts.state.v1")) {
            newest.put(entry.key(), Plain.of(entry.value()));
        }
        Map<String, JsonNode> expected = new TreeMap<>();
        alerts.values().forEach(steps -> expected.put(text(last(steps), "dedupe_key"), Plain.of(last(steps))));
        assertThat(newest).isEqualTo(expected);
    }

    @Test
    void ecsDocumentsTellTheSameSteps() throws IOException {
        List<String> expected = new ArrayList<>();
        alerts.forEach((id, steps) -> steps.forEach(step -> expected.add(id + " " + text(step, "event_id") + " "
            + step.get("sequence") + " " + (List.of("OPEN", "ESCALATE").contains(text(step, "action")) ? "alert"
            : "event") + " " + text(step, "cause"))));
        List<String> told = new ArrayList<>();
        for (ConsumerRecord<String, byte[]> record : topics.readBytes(ECS)) {
            JsonNode document = Command.JSON.readTree(record.value());
            told.add(record.key() + " " + document.at("/event/id").asText() + " " + document.at("/event/sequence")
                + " " + document.at("/event/kind").asText() + " " + document.at("/labels/cause").asText());
        }
        assertThat(told).containsExactlyInAnyOrderElementsOf(expected);
    }

    /** kcat knows no schema: keys and values are text. */
    @Test
    void kcatReadsTheDocuments() {
        Needs.commands("kcat");
        String printed = Command.run(demo.folder(), Duration.ofMinutes(1), "kcat", "-C", "-b",
            demo.standalone().broker(), "-t", ECS, "-o", "beginning", "-e", "-q", "-f", "%p/%o %k %s\n").succeeded()
            .out();
        assertThat(printed.lines()).containsExactlyInAnyOrderElementsOf(topics.readBytes(ECS).stream()
            .map(record -> record.partition() + "/" + record.offset() + " " + record.key() + " " + text(record))
            .toList());
    }

    /** Elastic's own list of fields: names, types, lists, allowed values. */
    @Test
    void everyFieldIsOneOfTheElasticCommonSchema() {
        List<JsonNode> checked = Node.beside(demo).runOn("check-ecs.mjs", topics.readBytes(ECS).stream()
            .map(StormIT::text).toList()).json();
        assertThat(checked).hasSize(alerts.values().stream().mapToInt(List::size).sum()).allSatisfy(document -> {
            assertThat(document.path("fields").asInt()).isGreaterThan(40);
            assertThat(document.path("wrong")).isEmpty();
        });
    }

    private static String text(ConsumerRecord<String, byte[]> record) {
        return new String(record.value(), StandardCharsets.UTF_8);
    }

    @Test
    void theApiTellsTheSame() {
        Api api = demo.standalone().api();
        Map<String, String> newest = new TreeMap<>();
        api.all("alerts").forEach(alert -> newest.put(alert.path("alert_id").asText(),
            alert.path("event_id").asText()));
        Map<String, String> expected = new TreeMap<>();
        alerts.forEach((id, steps) -> expected.put(id, text(last(steps), "event_id")));
        assertThat(newest).isEqualTo(expected);
        assertThat(api.all("alerts?status=ACTIVE")).isEmpty();
        assertThat(api.all("alerts?status=CLOSED&segment=" + Demo.SEGMENT)).hasSize(2);

        alerts.forEach((id, steps) -> {
            JsonNode alert = api.get("alerts/" + id);
            assertThat(alert.path("event_id").asText()).isEqualTo(text(last(steps), "event_id"));
            List<String> told = new ArrayList<>();
            alert.path("steps").forEach(step -> told.add(step.path("event_id").asText()));
            assertThat(told).isEqualTo(steps.stream().map(step -> text(step, "event_id")).toList());
        });
    }

    private static GenericRecord last(List<GenericRecord> steps) {
        return steps.get(steps.size() - 1);
    }

    private static String text(GenericRecord record, String field) {
        return String.valueOf(record.get(field));
    }
}
