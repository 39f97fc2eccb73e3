package io.tidewatch.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.generic.GenericRecord;

/** The alerts of a disturbed run, held against the rules of their life and against what a receiver got of them. */
final class AlertLives {
    private static final List<String> MIDDLE = List.of("UPDATE", "ESCALATE");
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private final TopicReader topics;
    private final String prefix;
    private final Report report;

    /**
     * Alerts.
     *
     * @param prefix of the topics
     * @param report takes what is found
     */
    AlertLives(TopicReader topics, String prefix, Report report) {
        this.topics = topics;
        this.prefix = prefix;
        this.report = report;
    }

    /** Each alert opened once, then closed once, its steps numbered; the receiver has them all, and no other. */
    void judge(Receiver receiver, List<JsonNode> labels) {
        Map<String, List<GenericRecord>> alerts = new LinkedHashMap<>();
        Map<String, String> steps = new TreeMap<>();
        for (TopicReader.Entry entry : topics.read(prefix + "alerts.events.v1")) {
            alerts.computeIfAbsent(entry.key(), unknown -> new ArrayList<>()).add(entry.value());
            steps.put(entry.text("event_id"), entry.key() + " " + entry.text("action"));
        }
        alerts.forEach(this::life);
        overlapping(alerts.values()).forEach(cause -> report.difference("open at once with another: " + cause));
        Waiting.until(LIMIT, () -> receiver.documents().keySet().containsAll(steps.keySet()));
        Map<String, String> received = new TreeMap<>();
        receiver.documents().forEach((id, document) -> received.put(id, document.at("/labels/alert_id").asText() + " "
            + document.at("/tidewatch/alert/action").asText().toUpperCase(Locale.ROOT)));
        Answers.differences(steps, received).forEach(report::difference);
        List<JsonNode> storms = labels.stream().filter(label -> label.path("errors").asLong() > 0).toList();
        long told = storms.stream().filter(label -> alerts.values().stream().anyMatch(alert -> tells(alert, label)))
            .count();
        long open = alerts.values().stream().filter(AlertLives::isOpen).count();
        report.found("alerts: %d, of which %d are open; %d steps, of which the receiver got %d again; %d of %d "
            + "simulated storms have theirs", alerts.size(), open, steps.size(),
            receiver.received() - received.size(), told, storms.size());
    }

    private void life(String id, List<GenericRecord> steps) {
        for (int i = 0; i < steps.size(); i++) {
            String action = String.valueOf(steps.get(i).get("action"));
            List<String> fitting = i == 0 ? List.of("OPEN") : i < steps.size() - 1 ? MIDDLE : isOpen(steps)
                ? MIDDLE : List.of("CLOSE");
            if (!fitting.contains(action) || Judgement.count(steps.get(i), "sequence") != i) {
                report.difference("step " + i + " of " + steps.size() + " of alert " + id + " is " + action + " "
                    + steps.get(i).get("sequence"));
            }
        }
        if (isOpen(steps) && !rule(steps).startsWith("querier.")) {
            report.difference("alert " + id + " of the rule " + rule(steps) + " was never closed");
        }
    }

    /** An alert on a querier that is missing to the end stays open. */
    private static boolean isOpen(List<GenericRecord> steps) {
        return last(steps).get("closed_at") == null;
    }

    private static String rule(List<GenericRecord> steps) {
        return String.valueOf(((GenericRecord) last(steps).get("rule")).get("id"));
    }

    private static GenericRecord last(List<GenericRecord> steps) {
        return steps.get(steps.size() - 1);
    }

    private static List<String> overlapping(Iterable<List<GenericRecord>> alerts) {
        Map<String, TreeMap<Long, Long>> open = new HashMap<>();
        List<String> overlapping = new ArrayList<>();
        for (List<GenericRecord> steps : alerts) {
            GenericRecord last = last(steps);
            long from = Judgement.count(last, "opened_at");
            long to = isOpen(steps) ? Long.MAX_VALUE : Judgement.count(last, "closed_at");
            TreeMap<Long, Long> others = open.computeIfAbsent(String.valueOf(last.get("dedupe_key")),
                unknown -> new TreeMap<>());
            Map.Entry<Long, Long> other = others.lowerEntry(to);
            if (other != null && other.getValue() > from) {
                overlapping.add(last.get("dedupe_key") + " from " + Instant.ofEpochMilli(from));
            }
            others.put(from, to);
        }
        return overlapping;
    }

    /** Whether an alert names the cause of a storm and opened while it lasted. */
    private static boolean tells(List<GenericRecord> alert, JsonNode label) {
        Instant opened = Instant.ofEpochMilli(Judgement.count(last(alert), "opened_at"));
        return label.path("cause").asText().equals(String.valueOf(last(alert).get("cause")))
            && !opened.isBefore(Instant.parse(label.path("start_at").asText()))
            && !opened.isAfter(Instant.parse(label.path("end_at").asText()).plusSeconds(30));
    }
}
