package io.tidewatch.e2e.lab;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * One IGMP or MLD message of the capture, from the line that {@code tidewatch decode} prints for it.
 *
 * @param at when it was captured
 * @param mac who sent it
 * @param source its address
 * @param mld MLD, else IGMP
 * @param kind what it is
 * @param version 1 to 3, MLD 1 to 2
 * @param group group of a query or an old report or leave; null in a general query and a new report
 * @param query timers of a query; null in anything else
 * @param sources sources of a query
 * @param records records of a new report
 */
public record Message(long at, String mac, String source, boolean mld, Kind kind, int version, String group,
                      Query query, SortedSet<String> sources, List<Record> records) {

    /** What a listener tells apart. */
    enum Kind { QUERY, REPORT, OLD_REPORT, OLD_LEAVE }

    /** The six record types of RFC 9776 section 4.2.13. */
    enum Type { IS_IN, IS_EX, TO_IN, TO_EX, ALLOW, BLOCK }

    /** A group record. */
    record Record(Type type, String group, SortedSet<String> sources) {
    }

    /** What a query says of timers. */
    record Query(long maxResponseUs, boolean suppress, int robustness, long intervalUs) {
    }

    /** Whether it says or asks something about a group. */
    boolean about(String address) {
        return group != null ? group.equals(address)
            : kind == Kind.QUERY || records.stream().anyMatch(record -> record.group().equals(address));
    }

    /** Whether it is of IGMPv1. */
    boolean oldest() {
        return !mld && version == 1;
    }

    /** The same, earlier on the wire. */
    Message at(long earlier) {
        return new Message(earlier, mac, source, mld, kind, version, group, query, sources, records);
    }

    /** Whether it may raise timers and gives up nothing of a group. */
    boolean raises(String address) {
        return kind == Kind.OLD_REPORT && group.equals(address) || kind == Kind.REPORT && about(address)
            && records.stream().filter(record -> record.group().equals(address)).allMatch(record -> switch (
                record.type()) {
                case IS_IN, IS_EX, ALLOW -> true;
                case TO_IN, TO_EX, BLOCK -> false;
            });
    }

    /** The messages that change memberships, in the order of the capture. */
    static List<Message> of(List<JsonNode> events) {
        List<Message> messages = new ArrayList<>();
        for (JsonNode event : events) {
            Kind kind = kind(event);
            if (kind != null) {
                messages.add(of(event, kind));
            }
        }
        messages.sort(Comparator.comparingLong(Message::at));
        return messages;
    }

    private static Kind kind(JsonNode event) {
        if (!event.path("topic").asText().endsWith(".gmp.v1")) {
            return null;
        }
        return switch (event.path("kind").asText()) {
            case "GENERAL_QUERY", "GROUP_QUERY", "GROUP_SOURCE_QUERY" -> Kind.QUERY;
            case "LEAVE" -> Kind.OLD_LEAVE;
            case "REPORT" -> event.path("group").isTextual() ? Kind.OLD_REPORT : Kind.REPORT;
            default -> null;
        };
    }

    private static Message of(JsonNode event, Kind kind) {
        List<Record> records = new ArrayList<>();
        for (JsonNode each : event.path("records")) {
            records.add(new Record(Type.valueOf(each.path("record_type").asText()), each.path("group").asText(),
                texts(each.path("sources"))));
        }
        Query query = kind != Kind.QUERY ? null : new Query(event.path("max_response_ms").asLong() * 1000,
            event.path("suppress_router_processing").asBoolean(), event.path("robustness").asInt(),
            event.path("query_interval_s").asLong() * 1_000_000);
        boolean general = event.path("kind").asText().equals("GENERAL_QUERY");
        return new Message(Value.micros(Instant.parse(event.path("captured_at").asText())),
            event.path("source_mac").asText(), event.path("source").asText(),
            event.path("protocol").asText().equals("MLD"), kind, event.path("version").asInt(),
            general || !event.path("group").isTextual() ? null : event.path("group").asText(), query,
            texts(event.path("sources")), records);
    }

    private static SortedSet<String> texts(JsonNode list) {
        SortedSet<String> texts = new TreeSet<>();
        list.forEach(each -> texts.add(each.asText()));
        return texts;
    }
}
