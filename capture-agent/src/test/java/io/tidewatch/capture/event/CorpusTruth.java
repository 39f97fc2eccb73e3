package io.tidewatch.capture.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** tshark's words about a frame in ours, and the comparison of both. Field names of the truth are in its README. */
final class CorpusTruth {
    /** What a sensor of control traffic need not open, or no capture format of ours. */
    private static final Set<String> CLOSED = Set.of("sflow", "nflog", "nhrp", "msdp", "capwap.data", "wlan", "gtp",
        "teredo", "lisp-data", "l2tp", "6lowpan", "erspan", "geneve", "arcnet", "erf", "pim");
    private static final List<String> RECORD_TYPES = List.of("UNKNOWN", "IS_IN", "IS_EX", "TO_IN", "TO_EX", "ALLOW",
        "BLOCK");

    /** One field on which we disagree. */
    record Difference(String file, long frame, String field, JsonNode theirs, JsonNode ours) {
        String place() {
            return file + " " + frame + " " + field;
        }
    }

    private final List<Difference> differences = new ArrayList<>();
    private final Map<String, long[]> score = new TreeMap<>();
    private long leftOut;

    List<Difference> differences() {
        return differences;
    }

    long compared() {
        return score.values().stream().mapToLong(counts -> counts[1]).sum();
    }

    String report() {
        StringBuilder text = new StringBuilder();
        score.forEach((protocol, counts) -> text.append(String.format("  %-8s %7d of %7d fields agree (%.4f %%)%n",
            protocol, counts[0], counts[1], 100.0 * counts[0] / counts[1])));
        return text.append(String.format("  %d frames in encapsulations that are not opened%n", leftOut)).toString();
    }

    void compare(String file, JsonNode truth, JsonNode event) {
        long frame = truth.get("frame").asLong();
        boolean closed = false;
        for (JsonNode layer : truth.path("stack")) {
            closed |= CLOSED.contains(layer.asText());
        }
        String kind = truth.get("kind").asText();
        if (closed || kind.equals("undissected")) {
            leftOut++;
            return;
        }
        if (kind.equals("fragment")) {
            check(file, frame, "fragment", "event", JsonNodeFactory.instance.nullNode(), event);
            return;
        }
        JsonNode message = truth.get("msg");
        String protocol = message.get("proto").asText();
        boolean malformed = event != null && event.get("topic").asText().contains("malformed");
        boolean broken = truth.path("flags").has("malformed") || truth.path("flags").path("short").asBoolean();
        if (event == null || malformed) {
            if (!broken) {
                check(file, frame, protocol, "present", JsonNodeFactory.instance.booleanNode(true),
                    JsonNodeFactory.instance.booleanNode(false));
            }
            return;
        }
        expected(truth, message, protocol).forEach((field, value) ->
            check(file, frame, protocol, field, value, ours(event, field)));
    }

    private void check(String file, long frame, String protocol, String field, JsonNode theirs, JsonNode ours) {
        long[] counts = score.computeIfAbsent(protocol, key -> new long[2]);
        counts[1]++;
        boolean same = ours == null ? theirs.isNull() : theirs.isNumber() && ours.isNumber()
            ? theirs.asLong() == ours.asLong() : theirs.equals(ours);
        if (same) {
            counts[0]++;
        } else {
            differences.add(new Difference(file, frame, field, theirs, ours));
        }
    }

    private static Map<String, JsonNode> expected(JsonNode truth, JsonNode message, String protocol) {
        JsonNodeFactory json = JsonNodeFactory.instance;
        JsonNode ip = truth.get("ip");
        Map<String, JsonNode> expected = new LinkedHashMap<>();
        expected.put("source", ip.get("src"));
        expected.put("destination", ip.get("dst"));
        expected.put("ttl", ip.get("ttl"));
        expected.put("dscp", json.numberNode(ip.get("tos").asInt() >> 2));
        expected.put("ip_version", ip.get("v"));
        expected.put("wire_length", truth.get("wirelen"));
        expected.put("capture_length", truth.get("caplen"));
        expected.put("router_alert", json.booleanNode(!ip.path("router_alert").isNull()
            && ip.has("router_alert")));
        expected.put("vlan_ids", truth.has("vlans") ? truth.get("vlans") : json.arrayNode());
        String checksum = message.path("csum_status").asText();
        if (checksum.equals("good") || checksum.equals("bad")) {
            expected.put("checksum", json.textNode(checksum.equals("good") ? "VALID" : "INVALID"));
        }
        if (protocol.startsWith("icmp")) {
            icmp(expected, message);
        } else {
            groups(expected, message, protocol);
        }
        return expected;
    }

    private static void put(Map<String, JsonNode> expected, String field, JsonNode from, String name) {
        if (from.hasNonNull(name)) {
            expected.put(field, from.get(name));
        }
    }

    private static void icmp(Map<String, JsonNode> expected, JsonNode message) {
        for (String name : List.of("type", "code", "mtu", "gateway", "pointer")) {
            put(expected, name, message, name);
        }
        put(expected, "identifier", message.path("echo"), "id");
        put(expected, "sequence", message.path("echo"), "seq");
        put(expected, "identifier", message.path("xecho"), "id");
        put(expected, "sequence", message.path("xecho"), "seq");
        JsonNode quoted = message.path("quoted");
        put(expected, "quoted.source", quoted, "src");
        put(expected, "quoted.destination", quoted, "dst");
        put(expected, "quoted.protocol", quoted, "proto");
        put(expected, "quoted.ttl", quoted, "ttl");
        put(expected, "quoted.length", quoted, "len");
        put(expected, "quoted.identification", quoted, "id");
        put(expected, "quoted.fragment_offset", quoted, "frag_off");
        put(expected, "quoted.inner_type", quoted, "icmp_type");
        if (!quoted.path("inner_ip").asBoolean()) {
            put(expected, "quoted.source_port", quoted, "sport");
            put(expected, "quoted.destination_port", quoted, "dport");
        }
        ArrayNode labels = JsonNodeFactory.instance.arrayNode();
        if (!message.path("ext").path("csum_status").asText().equals("bad")) {
            for (JsonNode object : message.path("ext").path("objects")) {
                object.path("mpls").forEach(label -> labels.add(label.get("label")));
            }
        }
        if (!labels.isEmpty()) {
            expected.put("mpls", labels);
        }
    }

    private static void groups(Map<String, JsonNode> expected, JsonNode message, String protocol) {
        JsonNodeFactory json = JsonNodeFactory.instance;
        put(expected, "message_type", message, "type");
        JsonNode group = message.path(protocol);
        if (message.has("sub") || group.isMissingNode()) {
            return;
        }
        int type = message.path("type").asInt();
        put(expected, "version", group, "version");
        if (!group.has("records") && !Set.of("", "0.0.0.0", "::").contains(group.path("group").asText())) {
            put(expected, "group", group, "group");
        }
        if (group.has("s")) {
            expected.put("suppress_router_processing", json.booleanNode(group.get("s").asInt() != 0));
        }
        put(expected, "robustness", group, "qrv");
        put(expected, "query_interval_s", group, "qqi_s");
        put(expected, "max_response_ms", group, "max_resp_ms");
        if (group.has("max_resp_ds") && type == 0x11 && group.path("version").asInt() >= 2) {
            expected.put("max_response_ms", json.numberNode(group.get("max_resp_ds").asInt() * 100));
        }
        put(expected, "sources", group, "sources");
        if (group.has("records")) {
            ArrayNode records = json.arrayNode();
            for (JsonNode record : group.get("records")) {
                int number = record.get("type").asInt();
                records.addObject().put("record_type", RECORD_TYPES.get(number < RECORD_TYPES.size() ? number : 0))
                    .<com.fasterxml.jackson.databind.node.ObjectNode>set("group", record.get("group"))
                    .set("sources", record.has("sources") ? record.get("sources") : json.arrayNode());
            }
            expected.put("records", records);
        }
    }

    private static JsonNode ours(JsonNode event, String field) {
        if (field.equals("mpls")) {
            ArrayNode labels = JsonNodeFactory.instance.arrayNode();
            for (JsonNode object : event.path("extensions")) {
                object.path("mpls").forEach(label -> labels.add(label.get("label")));
            }
            return labels;
        }
        if (field.startsWith("quoted.")) {
            return event.path("quoted").get(field.substring("quoted.".length()));
        }
        return event.get(field);
    }
}
