package io.tidewatch.capture.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

/** tshark's words about extension objects, neighbour discovery and the smaller messages in ours. */
final class CorpusDetails {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final List<String> PREFERENCES = List.of("medium", "high", "reserved", "low");
    private static final String[] STATES = {null, "incomplete", "reachable", "stale", "delay", "probe", "failed",
        "unknown_7"};
    private static final List<String> ROLES = List.of("incoming", "sub_ip", "outgoing", "next_hop");
    private static final List<Integer> OWN_FIELDS = List.of(1, 2, 3, 4, 5, 24, 25, 31);
    private static final int EXTENDED_ECHO_4 = 42;
    private static final int EXTENDED_ECHO_6 = 160;

    private CorpusDetails() {
    }

    static void put(Map<String, JsonNode> expected, JsonNode message) {
        int type = message.get("type").asInt();
        if (message.has("timestamps")) {
            JsonNode times = message.get("timestamps");
            expected.put("timestamps", JSON.objectNode().put("originate", times.get(0).asLong())
                .put("receive", times.get(1).asLong()).put("transmit", times.get(2).asLong()));
        }
        if (message.has("addr_mask")) {
            expected.put("address_mask", message.get("addr_mask"));
        }
        if (message.has("router_adv")) {
            expected.put("router_advertisement", routers(message.get("router_adv")));
        }
        if (message.has("xecho")) {
            expected.put("extended_echo", extendedEcho(message.get("xecho")));
        }
        if (message.has("ext")) {
            extensions(expected, message, type);
        }
        if (message.has("nd")) {
            discovery(expected, message.get("nd"), type);
        }
        if (message.has("nd_options") && type >= 133 && type <= 137) {
            options(expected, message.get("nd_options"), type);
        }
    }

    private static ObjectNode routers(JsonNode theirs) {
        ObjectNode ours = JSON.objectNode().put("lifetime_s", theirs.get("lifetime").asInt());
        ArrayNode routers = ours.putArray("routers");
        theirs.path("routers").forEach(router -> routers.addObject().put("address", router.get("addr").asText())
            .put("preference", router.get("pref").asInt()));
        return ours;
    }

    private static ObjectNode extendedEcho(JsonNode theirs) {
        ObjectNode ours = JSON.objectNode();
        ours.set("local", flag(theirs, "local"));
        ours.put("state", theirs.has("state") ? STATES[theirs.get("state").asInt()] : null);
        ours.set("active", flag(theirs, "active"));
        ours.set("ipv4", flag(theirs, "ipv4"));
        ours.set("ipv6", flag(theirs, "ipv6"));
        return ours;
    }

    private static JsonNode flag(JsonNode from, String name) {
        return from.has(name) ? JSON.booleanNode(from.get(name).asInt() != 0) : JSON.nullNode();
    }

    /** Objects of a structure with a wrong checksum are ours to ignore, but for the one that an extended echo has. */
    private static void extensions(Map<String, JsonNode> expected, JsonNode message, int type) {
        boolean asks = type == (message.get("proto").asText().equals("icmp") ? EXTENDED_ECHO_4 : EXTENDED_ECHO_6);
        ArrayNode objects = JSON.arrayNode();
        if (asks || !message.get("ext").path("csum_status").asText().equals("bad")) {
            for (JsonNode object : message.get("ext").path("objects")) {
                if (!asks || objects.isEmpty()) {
                    objects.add(object(object));
                }
            }
        }
        expected.put("extensions", objects);
    }

    private static ObjectNode object(JsonNode theirs) {
        ObjectNode ours = JSON.objectNode().put("class_number", theirs.get("class").asInt())
            .put("c_type", theirs.get("ctype").asInt());
        ArrayNode labels = ours.putArray("mpls");
        theirs.path("mpls").forEach(label -> labels.addObject().put("label", label.get("label").asInt())
            .put("traffic_class", label.get("exp").asInt()).put("bottom", label.get("s").asInt() != 0)
            .put("ttl", label.get("ttl").asInt()));
        ours.put("role", theirs.has("int_info_role") ? ROLES.get(theirs.get("int_info_role").asInt()) : null);
        JsonNode index = theirs.path("int_info_index").isMissingNode() ? theirs.path("int_ident_index")
            : theirs.get("int_info_index");
        ours.put("index", index.isMissingNode() ? null : index.asLong());
        ours.put("name", theirs.path("int_ident_name").asText(null));
        return ours;
    }

    /** Our objects in the same words. */
    static ArrayNode extensions(JsonNode theirs) {
        ArrayNode objects = JSON.arrayNode();
        for (JsonNode object : theirs) {
            JsonNode face = object.path("interface");
            String role = face.path("role").asText(null);
            ObjectNode ours = objects.addObject().put("class_number", object.get("class_number").asInt())
                .put("c_type", object.get("c_type").asInt());
            ours.set("mpls", object.get("mpls"));
            ours.put("role", "probed".equals(role) ? null : role);
            ours.put("index", face.hasNonNull("index") ? face.get("index").asLong() : null);
            ours.put("name", face.path("name").asText(null));
        }
        return objects;
    }

    private static void discovery(Map<String, JsonNode> expected, JsonNode theirs, int type) {
        boolean router = type == 134;
        Map.of("target", "target", "dest", "redirect_destination", "hop_limit", "hop_limit", "lifetime",
            "router_lifetime_s", "reachable", "reachable_time_ms", "retrans", "retransmit_timer_ms")
            .forEach((from, to) -> {
                if (theirs.has(from)) {
                    expected.put("neighbor." + to, theirs.get(from));
                }
            });
        if (theirs.has("flags_byte")) {
            expected.put("neighbor.flags", JSON.numberNode(Integer.parseInt(theirs.get("flags_byte").asText(), 16)));
        }
        if (theirs.has("prf")) {
            expected.put("neighbor.preference", JSON.textNode(PREFERENCES.get(theirs.get("prf").asInt())));
        }
        Map<String, String> flags = router
            ? Map.of("m", "managed", "o", "other_configuration", "h", "home_agent", "p", "proxy")
            : Map.of("r", "router", "s", "solicited", "o", "override");
        flags.forEach((from, to) -> {
            if (theirs.has(from)) {
                expected.put("neighbor." + to, flag(theirs, from));
            }
        });
    }

    private static void options(Map<String, JsonNode> expected, JsonNode theirs, int type) {
        ArrayNode prefixes = JSON.arrayNode();
        ArrayNode routes = JSON.arrayNode();
        ArrayNode servers = JSON.arrayNode();
        ArrayNode search = JSON.arrayNode();
        ArrayNode others = JSON.arrayNode();
        for (JsonNode option : theirs) {
            JsonNode fields = option.get("fields");
            switch (option.get("type").asInt()) {
                case 1 -> link(expected, "neighbor.source_link_address", fields);
                case 2 -> link(expected, "neighbor.target_link_address", fields);
                case 3 -> prefixes.addObject().put("prefix", fields.get("prefix").asText())
                    .put("length", fields.get("prefix.length").asInt())
                    .put("on_link", fields.get("prefix.flag.l").asInt() != 0)
                    .put("autonomous", fields.get("prefix.flag.a").asInt() != 0)
                    .put("router_address", fields.get("prefix.flag.r").asInt() != 0)
                    .put("valid_lifetime_s", fields.get("prefix.valid_lifetime").asLong())
                    .put("preferred_lifetime_s", fields.get("prefix.preferred_lifetime").asLong());
                case 5 -> expected.put("neighbor.mtu", JSON.numberNode(fields.get("mtu").asLong()));
                case 24 -> routes.addObject().put("prefix", fields.get("prefix").asText())
                    .put("length", fields.get("prefix.length").asInt())
                    .put("preference", PREFERENCES.get(fields.get("route_info.flag.route_preference").asInt()))
                    .put("lifetime_s", fields.get("route_lifetime").asLong());
                case 25 -> list(servers, fields, "rdnss", "servers");
                case 31 -> list(search, fields, "dnssl", "domains");
                case 14 -> others.add("14:" + fields.get("nonce").asText().replace(":", ""));
                default -> { }
            }
        }
        boolean known = true;
        for (JsonNode option : theirs) {
            known &= OWN_FIELDS.contains(option.get("type").asInt()) || option.get("type").asInt() == 14;
        }
        if (known) {
            expected.put("neighbor.other_options", others);
        }
        expected.put("neighbor.prefixes", prefixes);
        expected.put("neighbor.routes", routes);
        expected.put("neighbor.dns_servers", servers);
        expected.put("neighbor.dns_search", search);
    }

    private static void link(Map<String, JsonNode> expected, String field, JsonNode fields) {
        JsonNode address = fields.has("linkaddr") ? fields.get("linkaddr") : fields.get("linkaddr_eui64");
        if (address != null) {
            expected.putIfAbsent(field, address);
        }
    }

    private static void list(ArrayNode into, JsonNode fields, String name, String ours) {
        ObjectNode entry = into.addObject().put("lifetime_s", fields.get(name + ".lifetime").asLong());
        JsonNode values = fields.get(name);
        ArrayNode list = entry.putArray(ours);
        if (values.isArray()) {
            values.forEach(list::add);
        } else {
            list.add(values);
        }
    }
}
