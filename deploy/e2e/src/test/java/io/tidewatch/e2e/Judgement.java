package io.tidewatch.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/**
 * What a disturbed run has left behind, held against what its sensors heard, against itself, and against a run of the
 * same events that nothing was done to. Each finding is a line of the report.
 */
final class Judgement {
    private static final List<String> TOLD = List.of("membership.changes.v1", "alerts.events.v1");
    private static final List<String> LEARNED = List.of("baseline_pps", "baseline_stddev", "baseline_state");
    /** Of the moment at which a record is written: whether the sensor was heard then depends on the pace. */
    private static final List<String> OF_WRITING = List.of("coverage", "final");
    private static final String WINDOWS = "membership.windows.v1";
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final TopicReader topics;
    private final String disturbed;
    private final String calm;
    private final Report report;

    /**
     * A judgement.
     *
     * @param disturbed prefix of the topics of the run that something was done to
     * @param calm that of the other
     * @param report takes what is found
     */
    Judgement(TopicReader topics, String disturbed, String calm, Report report) {
        this.topics = topics;
        this.disturbed = disturbed;
        this.calm = calm;
        this.report = report;
    }

    /** Every frame of the captures is in an event, or counted as none; each event is there once. */
    void packets(Load load) {
        Map<String, GenericRecord> statuses = new HashMap<>();
        topics.read(disturbed + "sensors.v1").forEach(entry -> statuses.put(entry.text("sensor"), entry.value()));
        Map<String, Long> told = new HashMap<>();
        Set<String> ids = new HashSet<>();
        for (String topic : List.of("gmp.v1", "icmp.v1", "malformed.v1")) {
            for (TopicReader.Entry entry : topics.read(disturbed + topic)) {
                told.merge(entry.text("sensor"), topic.equals("gmp.v1") ? 1 : (Long) entry.value().get("count"),
                    Long::sum);
                if (!ids.add(entry.text("event_id"))) {
                    report.difference("the event " + entry.text("event_id") + " is there twice");
                }
            }
        }
        load.frames().forEach((sensor, frames) -> {
            GenericRecord status = statuses.get(sensor);
            long published = count(status, "published") + count(status, "malformed") + count(status, "coalesced");
            require("frames of " + sensor + " that the sensor has counted", frames, count(status, "received"));
            require("frames of " + sensor + " that are accounted for", frames, published + count(status, "filtered")
                + count(status, "fragments"));
            require("messages of " + sensor + " on the topics", published, told.getOrDefault(sensor, 0L));
        });
        require("dead letters", 0L, (long) topics.readBytes(disturbed + "dlq.v1").size());
        report.found("load: %d frames, %d events, by two sensors whose clocks are %.1f s apart",
            load.frames().values().stream().mapToLong(Long::longValue).sum(), ids.size(),
            load.apart().toMillis() / 1000.0);
    }

    static long count(GenericRecord status, String field) {
        return ((Number) status.get(field)).longValue();
    }

    private void require(String what, Object wanted, Object found) {
        if (!wanted.equals(found)) {
            report.difference(what + ": " + wanted + " became " + found);
        }
    }

    /** Committed topics are those of the calm run as soon as both have done everything, and then so are the answers. */
    void outputs(Api ofDisturbed, Api ofCalm) {
        remaining(() -> settled(ofDisturbed) && settled(ofCalm) ? compared()
            : List.of("the processors have not come to an end")).forEach(report::difference);
        remaining(() -> Answers.differences(told(ofCalm), told(ofDisturbed))).forEach(report::difference);
        report.found("compared: %d changes and steps of alerts, %d windows, %d values of compacted topics, %d answers",
            sequences(calm).values().stream().mapToInt(List::size).sum(), windows(calm).size(), newest(calm).size(),
            told(ofCalm).size());
        memberships(ofDisturbed);
    }

    /** What differs may be work in progress; gives what still does when there was time enough. */
    private static List<String> remaining(Supplier<List<String>> differences) {
        AtomicReference<List<String>> last = new AtomicReference<>();
        Waiting.until(LIMIT, LOOK, () -> {
            last.set(differences.get());
            return last.get().isEmpty();
        });
        return last.get();
    }

    /** Whether each recording was processed to its end. */
    private static boolean settled(Api api) {
        List<JsonNode> segments = api.all("segments");
        return !segments.isEmpty() && segments.stream().allMatch(segment -> segment.path("final").asBoolean());
    }

    private List<String> compared() {
        List<String> differences = new ArrayList<>(Answers.differences(sequences(calm), sequences(disturbed)));
        differences.addAll(Answers.differences(windows(calm), windows(disturbed)));
        differences.addAll(Answers.differences(newest(calm), newest(disturbed)));
        return differences;
    }

    private Map<String, List<JsonNode>> sequences(String prefix) {
        Map<String, List<JsonNode>> sequences = Answers.sequences(topics, prefix, TOLD);
        sequences.values().forEach(values -> values.forEach(Judgement::forgetWhatIsLearned));
        return sequences;
    }

    /**
     * How long a segment's usual rate was learned. It begins with the segment's first message or first clock, whichever
     * is read first, and decides nothing here; but an alert tells it in numbers and in its first sentence of evidence.
     */
    private static void forgetWhatIsLearned(JsonNode value) {
        for (JsonNode alert : value.findParents("baseline_state")) {
            ((ObjectNode) alert).remove(LEARNED);
            if (alert.path("cause_evidence") instanceof ArrayNode evidence && !evidence.isEmpty()) {
                evidence.set(0, evidence.get(0).asText().replaceFirst(" \\(.*", ""));
            }
        }
    }

    private Map<String, JsonNode> newest(String prefix) {
        Map<String, JsonNode> newest = Answers.newest(topics, prefix);
        newest.values().forEach(Judgement::forgetWhatIsLearned);
        return newest;
    }

    /** The last record of each window: earlier ones are preliminary, and come when they come. */
    private Map<String, JsonNode> windows(String prefix) {
        Map<String, JsonNode> windows = new TreeMap<>();
        for (TopicReader.Entry entry : topics.read(prefix + WINDOWS)) {
            ObjectNode window = (ObjectNode) Answers.value(entry);
            window.remove(OF_WRITING);
            windows.put(WINDOWS + ' ' + entry.key() + ' ' + window.path("size_s") + ' ' + window.path("window_start"),
                window);
        }
        return windows;
    }

    /** Groups with members and histories, queriers and alerts of all segments. */
    private static Map<String, JsonNode> told(Api api) {
        Map<String, JsonNode> told = new TreeMap<>();
        List<String> targets = new ArrayList<>(List.of("alerts"));
        for (JsonNode segment : api.all("segments")) {
            String base = "segments/" + Api.part(segment.path("segment").asText());
            targets.addAll(List.of(base + "/querier", base + "/groups"));
            for (JsonNode group : api.all(base + "/groups")) {
                String target = base + "/groups/" + Api.part(group.path("group").asText());
                targets.addAll(List.of(target + "/members", target + "/history"));
            }
        }
        for (String target : targets) {
            JsonNode answer = api.find(target);
            if (answer != null) {
                forgetWhatIsLearned(answer);
                ((ObjectNode) answer).remove("as_of");
                told.put(target, answer);
            }
        }
        return told;
    }

    /** What the changes add up to, the compacted topics and the answers are the same groups and hosts. */
    private void memberships(Api api) {
        TreeSet<String> groups = new TreeSet<>();
        TreeSet<String> members = new TreeSet<>();
        Map<String, Long> sequences = new HashMap<>();
        for (TopicReader.Entry entry : topics.read(disturbed + "membership.changes.v1")) {
            String host = entry.key() + '|' + entry.text("host")
                + (entry.value().get("mac") == null ? "" : '|' + entry.text("mac"));
            switch (entry.text("type")) {
                case "GROUP_STARTED" -> groups.add(entry.key());
                case "GROUP_ENDED" -> groups.remove(entry.key());
                case "HOST_JOINED" -> members.add(host);
                case "HOST_LEFT", "HOST_EXPIRED" -> members.remove(host);
                default -> { }
            }
            long sequence = count(entry.value(), "sequence");
            require("number of the change after those of " + entry.key(), sequences.getOrDefault(entry.key(), 0L) + 1,
                sequence);
            // A group that starts anew counts anew.
            sequences.put(entry.key(), entry.text("type").equals("GROUP_ENDED") ? 0L : sequence);
        }
        TreeSet<String> compacted = new TreeSet<>();
        Answers.newest(topics, disturbed).keySet().forEach(compacted::add);
        require("groups by changes and by state", groups, within(compacted, "membership.state.v1 "));
        require("hosts by changes and by state", members, within(compacted, "membership.members.v1 "));
        TreeSet<String> answeredGroups = new TreeSet<>();
        TreeSet<String> answeredMembers = new TreeSet<>();
        for (JsonNode segment : api.all("segments")) {
            String base = "segments/" + Api.part(segment.path("segment").asText()) + "/groups";
            for (JsonNode group : api.all(base)) {
                String key = segment.path("segment").asText() + '|' + group.path("group").asText();
                answeredGroups.add(key);
                api.all(base + '/' + Api.part(group.path("group").asText()) + "/members").forEach(member ->
                    answeredMembers.add(key + '|' + member.path("host").asText()
                        + (member.path("mac").isNull() ? "" : '|' + member.path("mac").asText())));
            }
        }
        require("groups by changes and by answers", groups, answeredGroups);
        require("hosts by changes and by answers", members, answeredMembers);
        report.found("memberships in the end: %d groups, %d hosts in them", groups.size(), members.size());
    }

    private static TreeSet<String> within(TreeSet<String> keys, String topic) {
        TreeSet<String> within = new TreeSet<>();
        keys.tailSet(topic).stream().takeWhile(key -> key.startsWith(topic)).forEach(key ->
            within.add(key.substring(topic.length())));
        return within;
    }

    /** No transaction was left open: readers of committed records see to the end of every topic. */
    void transactions(Admin admin) {
        Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
        Brokers.answer(admin.describeTopics(Brokers.answer(admin.listTopics().names())).allTopicNames()).values()
            .forEach(topic -> topic.partitions().forEach(partition ->
                latest.put(new TopicPartition(topic.name(), partition.partition()), OffsetSpec.latest())));
        Waiting.until(LIMIT, LOOK, () -> Brokers.says(() -> hanging(admin, latest).isEmpty()));
        require("records behind open transactions", Map.of(), hanging(admin, latest));
    }

    private static Map<TopicPartition, Long> hanging(Admin admin, Map<TopicPartition, OffsetSpec> latest) {
        Map<TopicPartition, Long> hanging = new HashMap<>();
        Brokers.answer(admin.listOffsets(latest, new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED)).all())
            .forEach((partition, end) -> hanging.put(partition, end.offset()));
        Brokers.answer(admin.listOffsets(latest, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED)).all())
            .forEach((partition, end) -> hanging.computeIfPresent(partition, (same, all) ->
                all <= end.offset() ? null : all - end.offset()));
        return hanging;
    }
}
