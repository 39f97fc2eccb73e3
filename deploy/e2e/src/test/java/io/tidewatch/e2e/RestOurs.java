package io.tidewatch.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidewatch.e2e.lab.Ours;
import io.tidewatch.e2e.lab.Value;
import io.tidewatch.e2e.lab.Witness;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Our state of one segment at any moment, as the API tells it to {@code asOf}. Timers of the past are those of the last
 * change; only where nothing was to come any more they are those that run, and compared.
 */
final class RestOurs implements Ours {
    private static final long US_PER_MS = 1000;

    private final Api api;
    private final String base;
    private final boolean timed;
    private final Map<String, String> hosts = new HashMap<>();
    private final Map<String, JsonNode> given = new LinkedHashMap<>();
    private final Map<Long, SortedMap<String, Value>> groups = new HashMap<>();
    private final Map<Long, Map<String, SortedMap<String, Value>>> members = new HashMap<>();

    /**
     * @param run run.json of the churn, which has the addresses of the hosts, MAC addresses too
     * @param timed with timers: only moments are asked for at which nothing was to come any more
     */
    RestOurs(Api api, String segment, JsonNode run, boolean timed) {
        this.api = api;
        this.timed = timed;
        this.base = "segments/" + Api.part(segment) + "/groups";
        run.path("hosts").properties().forEach(host -> {
            for (String family : List.of("ipv4", "ipv6")) {
                hosts.put(who(host.getValue().path(family), host.getValue().path("mac")), host.getKey());
            }
        });
    }

    /** A host is an address and a MAC address. */
    private static String who(JsonNode address, JsonNode mac) {
        return address.asText() + ' ' + mac.asText();
    }

    /** Every question so far with its answer; null where there was nothing. */
    Map<String, JsonNode> given() {
        return given;
    }

    @Override
    public SortedMap<String, Value> at(Witness witness, String place, long moment) {
        return switch (witness) {
            case FRR_GROUPS, FRR_SOURCES, QUERIER_BRIDGE -> groups(moment);
            case ACCESS_BRIDGE, SOCKETS -> members.computeIfAbsent(moment, this::members)
                .getOrDefault(place, new TreeMap<>());
        };
    }

    private SortedMap<String, Value> groups(long moment) {
        SortedMap<String, Value> known = groups.get(moment);
        if (known == null) {
            known = new TreeMap<>();
            for (JsonNode group : items(base + "?asOf=" + moment / US_PER_MS + "&limit=1000")) {
                Value value = Value.ofGroup(group);
                known.put(group.path("group").asText(), timed ? value : value.untimed());
            }
            groups.put(moment, known);
        }
        return known;
    }

    private Map<String, SortedMap<String, Value>> members(long moment) {
        Map<String, SortedMap<String, Value>> members = new HashMap<>();
        for (String group : groups(moment).keySet()) {
            for (JsonNode member : items(base + "/" + Api.part(group) + "/members?asOf=" + moment / US_PER_MS
                + "&limit=1000")) {
                String host = hosts.get(who(member.path("host"), member.path("mac")));
                if (host != null) {
                    members.computeIfAbsent(host, unknown -> new TreeMap<>()).put(group, Value.ofMember(member));
                }
            }
        }
        return members;
    }

    private JsonNode items(String target) {
        JsonNode answer = api.get(target);
        if (answer.path("next").isTextual()) {
            throw new AssertionError(target + " is not the whole answer: " + answer);
        }
        given.put(target, answer);
        return answer.path("items");
    }
}
