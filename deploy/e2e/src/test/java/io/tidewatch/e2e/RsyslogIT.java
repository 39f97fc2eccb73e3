package io.tidewatch.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Four sinks and one rsyslog: over TLS both show certificates, over TCP messages are told apart in both ways, and one
 * comes by UDP. What rsyslog has parsed is the alert, and what it carries is read by another parser too.
 */
@Timeout(240)
@ExtendWith(Demo.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RsyslogIT {
    private static final List<String> STREAMS = List.of("tls", "leef", "cef");

    private final Map<String, Background> sinks = new HashMap<>();
    private Demo.Run demo;
    private AlertTopic alerts;
    private Rsyslog rsyslog;
    /** What was told before any outage, in order. */
    private List<GenericRecord> told;

    @BeforeAll
    void deliver(Demo.Run run) {
        Needs.commands("rsyslogd");
        Needs.rsyslogModule("lmnsd_ossl.so");
        demo = run;
        alerts = AlertTopic.create(run, "rsyslog.");
        told = new ArrayList<>(alerts.steps());
        told.add(awkward());
        alerts.publish(told.subList(told.size() - 1, told.size()));
        rsyslog = Rsyslog.in(run.folder().resolve("rsyslog"));
        rsyslog.start();
        for (String way : List.of("tls", "leef", "cef", "udp")) {
            sinks.put(way, sink(way));
        }
        for (String way : sinks.keySet()) {
            awaitAll(way, ids(told));
        }
    }

    @AfterAll
    void end() {
        sinks.values().forEach(Background::close);
        if (rsyslog != null) {
            rsyslog.close();
            alerts.close();
        }
    }

    /**
     * A step with everything in its words that some format gives a meaning to, but for the bar, at which the parser of
     * LEEF that is used here ends wherever it stands.
     */
    private GenericRecord awkward() {
        GenericRecord step = alerts.more(1).get(0);
        GenericRecord rule = AlertTopic.copy((GenericRecord) step.get("rule"));
        rule.put("version", "1 \"2\" [3] \\4");
        step.put("rule", rule);
        step.put("message", "storm of \"every\" \\ kind] \u00fc \u2603");
        step.put("cause_evidence", List.of("one ^ line\r\nand another of \\ them"));
        return step;
    }

    private Background sink(String way) {
        return switch (way) {
            case "tls" -> alerts.sink(way, rsyslog.tls("localhost"), "rfc5424", rsyslog.trust());
            case "leef" -> alerts.sink(way, rsyslog.tcp(), "leef", List.of());
            case "cef" -> alerts.sink(way, rsyslog.tcp(), "cef", List.of("--set", "sink.framing=line"));
            case "udp" -> alerts.sink(way, rsyslog.udp(), "rfc5424", List.of());
            default -> throw new AssertionError(way);
        };
    }

    private static Set<String> ids(List<GenericRecord> steps) {
        return steps.stream().map(step -> StepText.text(step, "event_id"))
            .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** The step that a message tells, in whatever format. */
    private static String eventId(JsonNode message) {
        JsonNode parsed = message.path("$!").path("rfc5424-sd").path("alert@32473").path("event_id");
        return parsed.isTextual() ? parsed.asText()
            : message.path("msg").asText().replaceFirst(".*?(?:flexString2|eventId)=([0-9a-f-]{36}).*", "$1");
    }

    /** Waits until the steps have come in at least once. */
    private void awaitAll(String way, Set<String> ids) {
        rsyslog.await(ids.size() + " steps by " + way, () -> received(way).containsAll(ids));
    }

    private Set<String> received(String way) {
        return rsyslog.received(way).stream().map(RsyslogIT::eventId).collect(Collectors.toSet());
    }

    /** The messages of what was told before any outage, each once, in order. */
    private List<JsonNode> messages(String way) {
        Map<String, JsonNode> first = new LinkedHashMap<>();
        rsyslog.received(way).forEach(message -> first.putIfAbsent(eventId(message), message));
        first.keySet().retainAll(ids(told));
        assertThat(first.keySet()).as(way).containsExactlyElementsOf(ids(told));
        return List.copyOf(first.values());
    }

    @Test
    void structuredDataIsTheAlert() {
        for (String way : List.of("tls", "udp")) {
            List<JsonNode> messages = messages(way);
            for (int i = 0; i < told.size(); i++) {
                requireHeader(messages.get(i), told.get(i));
                assertThat(messages.get(i).path("msg").asText()).isEqualTo(StepText.text(told.get(i), "message"));
                JsonNode data = messages.get(i).path("$!").path("rfc5424-sd");
                assertThat(data.path("origin").path("software").asText()).isEqualTo("tidewatch");
                assertThat(fields(data.path("alert@32473"))).isEqualTo(StepText.alert(told.get(i)));
                assertThat(fields(data.path("storm@32473"))).isEqualTo(StepText.storm(told.get(i)));
            }
        }
    }

    private static void requireHeader(JsonNode message, GenericRecord step) {
        assertThat(message.path("pri").asInt()).isEqualTo(StepText.priority(step));
        assertThat(message.path("hostname").asText()).isEqualTo(Demo.SENSOR);
        assertThat(message.path("app-name").asText()).isEqualTo("tidewatch");
        assertThat(message.path("msgid").asText()).isEqualTo("ICMP_STORM_" + StepText.text(step, "action"));
        assertThat(Plain.millis(message.path("timereported").asText())).isEqualTo(StepText.at(step));
    }

    private static Map<String, String> fields(JsonNode element) {
        Map<String, String> fields = new HashMap<>();
        element.properties().forEach(field -> fields.put(field.getKey(), field.getValue().asText()));
        return fields;
    }

    /** A parser of another house, on the very lines that rsyslog got. */
    @Test
    void cefAndLeefAreReadByAnotherParser() {
        Node node = Node.beside(demo);
        for (String way : List.of("cef", "leef")) {
            List<JsonNode> messages = messages(way);
            List<JsonNode> parsed = node.runOn("parse-syslog.mjs", messages.stream()
                .map(message -> message.path("rawmsg").asText()).toList()).json();
            assertThat(parsed).hasSameSizeAs(told);
            for (int i = 0; i < told.size(); i++) {
                GenericRecord step = told.get(i);
                requireHeader(messages.get(i), step);
                JsonNode event = parsed.get(i);
                assertThat(event.path("type").asText()).isEqualTo(way.toUpperCase(Locale.ROOT));
                assertThat(event.path(way).path(way.equals("cef") ? "deviceEventClassID" : "eventID").asText())
                    .isEqualTo("icmp.storm." + StepText.text(step, "cause"));
                assertThat(fields(event.path("fields")))
                    .containsAllEntriesOf(way.equals("cef") ? StepText.cef(step) : StepText.leef(step));
            }
        }
    }

    /** rsyslog is stopped, then killed while it receives, then a sink is killed while it sends. */
    @Test
    void nothingIsLostInAnOutage() {
        Set<String> all = ids(told);
        publish(100, all);
        STREAMS.forEach(way -> awaitAll(way, all));

        rsyslog.stop();
        publish(100, all);
        rsyslog.start();
        STREAMS.forEach(way -> awaitAll(way, all));

        Set<String> during = publish(1000, all);
        rsyslog.await("receiving", () -> received("tls").stream().anyMatch(during::contains));
        rsyslog.kill();
        rsyslog.start();
        STREAMS.forEach(way -> awaitAll(way, all));

        Set<String> last = publish(1000, all);
        rsyslog.await("receiving", () -> received("tls").stream().anyMatch(last::contains));
        sinks.get("tls").kill();
        sinks.put("tls", sink("tls"));
        publish(1, all);
        STREAMS.forEach(way -> awaitAll(way, all));

        STREAMS.forEach(way -> assertThat(received(way)).as(way).isEqualTo(all));
        try (TopicReader topics = demo.standalone().topics()) {
            assertThat(topics.readBytes(alerts.deadLetters())).isEmpty();
        }
        for (String way : STREAMS) {
            Background sink = sinks.remove(way);
            assertThat(sink.terminate()).as(sink::output).isZero();
        }
    }

    private Set<String> publish(int count, Set<String> all) {
        List<GenericRecord> more = alerts.more(count);
        alerts.publish(more);
        all.addAll(ids(more));
        return ids(more);
    }

    @Test
    void aCertificateOfAnotherNameGetsNothing() {
        try (Background sink = alerts.sink("elsewhere", rsyslog.tls("127.0.0.1"), "rfc5424", rsyslog.trust())) {
            sink.await("refusing", () -> sink.output().contains("No subject alternative names matching IP address"));
            assertThat(sink.terminate()).isZero();
            assertThat(sink.output()).contains("0 delivered");
        }
    }
}
