package io.tidewatch.capture.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * tshark's words about a message in ours: field of our event, and what tshark says it is. A name with dots leads into
 * records; {@link #ours} reads what is summed up here. What tshark says is in the README of the corpus.
 */
final class CorpusFields {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final List<String> RECORD_TYPES = List.of("UNKNOWN", "IS_IN", "IS_EX", "TO_IN", "TO_EX", "ALLOW",
        "BLOCK");
    private static final Set<String> AROUND_IP = Set.of("ip", "ipv6", "ipv6.hopopts", "ipv6.dstopts", "ipv6.routing",
        "ipv6.fraghdr", "ah");

    private final Map<String, JsonNode> expected = new LinkedHashMap<>();

    private CorpusFields() {
    }

    static Map<String, JsonNode> of(JsonNode truth) {
        CorpusFields fields = new CorpusFields();
        JsonNode message = truth.get("msg");
        fields.envelope(truth);
        if (message.get("proto").asText().startsWith("icmp")) {
            fields.icmp(message);
            if (truth.get("ip").get("v").asInt() == 4) {
                fields.put("identification", truth.get("ip"), "id");
            }
            fields.quoted(message.path("quoted"));
            CorpusDetails.put(fields.expected, message);
        } else {
            fields.groups(message, message.get("proto").asText());
        }
        return fields.expected;
    }

    private void envelope(JsonNode truth) {
        JsonNode ip = truth.get("ip");
        expected.put("source", ip.get("src"));
        expected.put("destination", ip.get("dst"));
        expected.put("ttl", ip.get("ttl"));
        expected.put("dscp", JSON.numberNode(ip.get("tos").asInt() >> 2));
        expected.put("ip_version", ip.get("v"));
        expected.put("wire_length", truth.get("wirelen"));
        expected.put("capture_length", truth.get("caplen"));
        expected.put("router_alert", JSON.booleanNode(ip.hasNonNull("router_alert")));
        expected.put("vlan_ids", truth.has("vlans") ? truth.get("vlans") : JSON.arrayNode());
        expected.put("tunnels", tunnels(truth));
        boolean fragmented = ip.path("mf").asInt() != 0 || ip.path("frag_off").asInt() != 0;
        expected.put("fragment", fragmented ? JSON.objectNode()
            .<com.fasterxml.jackson.databind.node.ObjectNode>set("identification", ip.get("id"))
            .put("offset", ip.get("frag_off").asInt()).put("more", ip.path("mf").asInt() != 0) : JSON.nullNode());
        long ethernets = count(truth.get("stack"), "eth");
        if (ethernets == 1) {
            expected.put("source_mac", truth.get("link").get("src"));
        }
        String verdict = switch (truth.get("msg").path("csum_status").asText()) {
            case "good" -> "VALID";
            case "bad" -> "INVALID";
            case "unverified" -> "UNVERIFIABLE";
            default -> null;
        };
        if (verdict != null) {
            expected.put("checksum", JSON.textNode(verdict));
        }
    }

    private static long count(JsonNode stack, String layer) {
        long count = 0;
        for (JsonNode name : stack) {
            count += name.asText().equals(layer) ? 1 : 0;
        }
        return count;
    }

    /** Kinds of what the packet is wrapped in, outer first; labels with their number. */
    private static ArrayNode tunnels(JsonNode truth) {
        ArrayNode kinds = JSON.arrayNode();
        String outer = "";
        int version = 0;
        int labels = 0;
        for (JsonNode node : truth.get("stack")) {
            String layer = node.asText();
            boolean ip = layer.equals("ip") || layer.equals("ipv6");
            if (layer.equals("mpls") && labels++ == 0) {
                truth.path("mpls").forEach(label -> kinds.add("MPLS:" + label.asText()));
            } else if (layer.equals("gre") || layer.equals("vxlan")) {
                kinds.add(layer.toUpperCase(java.util.Locale.ROOT));
            } else if (layer.equals("pppoes")) {
                kinds.add("PPPOE");
            } else if (ip && AROUND_IP.contains(outer)) {
                kinds.add("IPV" + version);
            }
            version = layer.equals("ip") ? 4 : layer.equals("ipv6") ? 6 : version;
            outer = layer;
        }
        return kinds;
    }

    private void put(String field, JsonNode from, String name) {
        if (from.hasNonNull(name)) {
            expected.put(field, from.get(name));
        }
    }

    private void icmp(JsonNode message) {
        for (String name : List.of("type", "code", "mtu", "gateway", "pointer")) {
            put(name, message, name);
        }
        for (String kind : List.of("echo", "xecho")) {
            put("identifier", message.path(kind), "id");
            put("sequence", message.path(kind), "seq");
        }
        if (message.path("fields").has("mip6.identifier")) {
            expected.put("identifier",
                JSON.numberNode(Integer.decode(message.get("fields").get("mip6.identifier").asText())));
        }
    }

    private void quoted(JsonNode quoted) {
        put("quoted.source", quoted, "src");
        put("quoted.destination", quoted, "dst");
        put("quoted.protocol", quoted, "proto");
        put("quoted.ttl", quoted, "ttl");
        put("quoted.length", quoted, "len");
        put("quoted.identification", quoted, "id");
        put("quoted.fragment_offset", quoted, "frag_off");
        put("quoted.inner_type", quoted, "icmp_type");
        put("quoted.inner_code", quoted, "icmp_code");
        put("quoted.inner_identifier", quoted, "icmp_id");
        put("quoted.inner_sequence", quoted, "icmp_seq");
        put("quoted.extension_headers", quoted, "exthdrs");
        if (quoted.has("tos")) {
            expected.put("quoted.dscp", JSON.numberNode(quoted.get("tos").asInt() >> 2));
        }
        if (quoted.has("mf")) {
            expected.put("quoted.more_fragments", JSON.booleanNode(quoted.get("mf").asInt() != 0));
        }
        if (!quoted.path("inner_ip").asBoolean()) {
            put("quoted.source_port", quoted, "sport");
            put("quoted.destination_port", quoted, "dport");
            put("quoted.tcp_sequence", quoted, "tcp_seq");
        }
    }

    private void groups(JsonNode message, String protocol) {
        put("message_type", message, "type");
        JsonNode group = message.path(protocol);
        String neighbour = switch (message.path("sub").asText()) {
            case "dvmrp" -> "DVMRP";
            case "pim" -> "PIM_V1";
            case "rgmp" -> "RGMP";
            default -> null;
        };
        if (neighbour != null) {
            expected.put("kind", JSON.textNode(neighbour));
            JsonNode code = message.path("fields").path("v3.code");
            if (!code.isMissingNode()) {
                expected.put("message_code", JSON.numberNode(Integer.decode(code.asText())));
            }
        }
        if (message.has("sub") || group.isMissingNode()) {
            return;
        }
        put("version", group, "version");
        if (!group.has("records") && group.has("group")) {
            boolean none = Set.of("", "0.0.0.0", "::").contains(group.get("group").asText());
            boolean query = Set.of(0x11, 130).contains(message.path("type").asInt());
            expected.put("group", none && query ? JSON.nullNode() : group.get("group"));
        }
        if (group.has("s")) {
            expected.put("suppress_router_processing", JSON.booleanNode(group.get("s").asInt() != 0));
        }
        put("robustness", group, "qrv");
        put("query_interval_s", group, "qqi_s");
        put("max_response_ms", group, "max_resp_ms");
        if (group.has("max_resp_ds") && message.path("type").asInt() == 0x11 && group.path("version").asInt() >= 2) {
            expected.put("max_response_ms", JSON.numberNode(group.get("max_resp_ds").asInt() * 100));
        }
        put("sources", group, "sources");
        if (group.has("records")) {
            expected.put("records", records(group.get("records")));
        }
    }

    private static ArrayNode records(JsonNode theirs) {
        ArrayNode records = JSON.arrayNode();
        for (JsonNode record : theirs) {
            int number = record.get("type").asInt();
            boolean known = number > 0 && number < RECORD_TYPES.size();
            var ours = records.addObject().put("record_type", RECORD_TYPES.get(known ? number : 0));
            ours.set("group", record.get("group"));
            ours.set("sources", record.has("sources") ? record.get("sources") : JSON.arrayNode());
            ours.set("raw_type", known ? JSON.nullNode() : record.get("type"));
            ours.set("auxiliary_hex", record.has("aux") ? JSON.textNode(record.get("aux").asText().replace(":", ""))
                : JSON.nullNode());
        }
        return records;
    }

    /** What our event has for a field. */
    static JsonNode ours(JsonNode event, String field) {
        if (field.equals("tunnels")) {
            ArrayNode kinds = JSON.arrayNode();
            event.get(field).forEach(tunnel -> kinds.add(tunnel.asText().startsWith("MPLS") ? tunnel.asText()
                : tunnel.asText().replaceAll(":.*", "")));
            return kinds;
        }
        if (field.startsWith("extensions")) {
            return CorpusDetails.extensions(event.get("extensions"));
        }
        if (field.equals("neighbor.other_options")) {
            ArrayNode types = JSON.arrayNode();
            event.path("neighbor").path("other_options").forEach(option -> types.add(option.get("type").asText()
                + ":" + option.get("data_hex").asText()));
            return types;
        }
        JsonNode at = event;
        for (String name : field.split("\\.")) {
            at = at.path(name);
        }
        return at.isMissingNode() ? null : at;
    }
}
