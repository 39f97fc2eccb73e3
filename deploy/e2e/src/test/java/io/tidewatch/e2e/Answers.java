package io.tidewatch.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** What a finished standalone has to say for good: the committed topics by key, and what its API answers. */
final class Answers {
    private static final String PREFIX = "tidewatch.";
    private static final List<String> SEQUENCES = List.of("gmp.v1", "icmp.v1", "membership.changes.v1",
        "alerts.events.v1");
    private static final int SHOWN = 120;
    private static final List<String> COMPACTED = List.of("membership.state.v1", "membership.members.v1",
        "queriers.v1", "alerts.state.v1");

    private Answers() {
    }

    /** {@code topic key} and the values in their order. */
    static Map<String, List<JsonNode>> sequences(TopicReader topics) {
        return sequences(topics, PREFIX, SEQUENCES);
    }

    /** The same of some topics under a prefix, without which they are named. */
    static Map<String, List<JsonNode>> sequences(TopicReader topics, String prefix, List<String> names) {
        Map<String, List<JsonNode>> sequences = new TreeMap<>();
        for (String topic : names) {
            for (TopicReader.Entry entry : topics.read(prefix + topic)) {
                sequences.computeIfAbsent(topic + " " + entry.key(), unknown -> new ArrayList<>()).add(value(entry));
            }
        }
        return sequences;
    }

    /** A value without the link to the API, whose port is the run's own. */
    static JsonNode value(TopicReader.Entry entry) {
        ObjectNode value = (ObjectNode) Plain.of(entry.value());
        value.remove("url");
        return value;
    }

    /** Where two runs differ, in words that a person can read: the first difference of each key. */
    static List<String> differences(Map<String, ?> expected, Map<String, ?> actual) {
        List<String> differences = new ArrayList<>();
        TreeSet<String> keys = new TreeSet<>(expected.keySet());
        keys.addAll(actual.keySet());
        for (String key : keys) {
            String one = String.valueOf(expected.get(key));
            String other = String.valueOf(actual.get(key));
            if (!one.equals(other)) {
                int at = 0;
                while (at < Math.min(one.length(), other.length()) && one.charAt(at) == other.charAt(at)) {
                    at++;
                }
                differences.add(key + ": " + around(one, at) + " became " + around(other, at));
            }
        }
        return differences;
    }

    private static String around(String text, int at) {
        return "..." + text.substring(Math.max(0, at - SHOWN), Math.min(text.length(), at + SHOWN)) + "...";
    }

    /** {@code topic key} and the newest value; keys with a tombstone are gone. */
    static Map<String, JsonNode> newest(TopicReader topics) {
        return newest(topics, PREFIX);
    }

    /** The same under a prefix, without which the topics are named. */
    static Map<String, JsonNode> newest(TopicReader topics, String prefix) {
        Map<String, JsonNode> newest = new TreeMap<>();
        for (String topic : COMPACTED) {
            for (TopicReader.Entry entry : topics.read(prefix + topic)) {
                String key = topic + " " + entry.key();
                if (entry.value() == null) {
                    newest.remove(key);
                } else {
                    ObjectNode value = (ObjectNode) value(entry);
                    // Of the moment of writing: whether the sensor was still up depends on the pace.
                    value.remove("coverage");
                    newest.put(key, value);
                }
            }
        }
        return newest;
    }

    /** Targets and answers: groups, members, histories, the querier, hosts, alerts. */
    static Map<String, JsonNode> told(Api api, String segment) {
        Map<String, JsonNode> told = new TreeMap<>();
        String base = "segments/" + Api.part(segment);
        ask(told, api, "segments", "as_of");
        ask(told, api, base + "/querier");
        ask(told, api, base + "/groups");
        for (JsonNode group : api.all(base + "/groups")) {
            String target = base + "/groups/" + Api.part(group.path("group").asText());
            ask(told, api, target);
            ask(told, api, target + "/history");
            ask(told, api, target + "/members");
            for (JsonNode member : api.all(target + "/members")) {
                ask(told, api, "hosts/" + Api.part(member.path("host").asText()), "as_of");
            }
        }
        for (JsonNode alert : api.all("alerts")) {
            ask(told, api, "alerts/" + alert.path("alert_id").asText(), "as_of");
        }
        return told;
    }

    private static void ask(Map<String, JsonNode> told, Api api, String target, String... unstable) {
        JsonNode answer = api.get(target);
        ((ObjectNode) answer).remove(List.of(unstable));
        answer.findParents("url").forEach(parent -> ((ObjectNode) parent).remove("url"));
        told.put(target, answer);
    }
}
