package io.tidewatch.e2e.lab;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * One churn: what was on the wire, and what the independent listener makes of it under any rules.
 *
 * @param messages the messages of the capture
 * @param macs MAC address of each host
 * @param unsaid when each host died, and when it left what
 * @param igmpRouter address of FRR
 * @param igmpRouterMac its MAC address
 * @param mldQuerier MAC address of the MLD querier, which is the querier bridge itself
 */
public record Churn(List<Message> messages, Map<String, String> macs, Map<String, List<LastSaid.Unsaid>> unsaid,
                    String igmpRouter, String igmpRouterMac, String mldQuerier) {

    /** From a report on the wire to the query that FRR sends because of it. */
    private static final long CROSSING_US = 1_000;

    /**
     * @param run run.json
     * @param actions the lines of actions.jsonl
     * @param events the lines of {@code tidewatch decode capture.pcap}
     */
    public static Churn of(JsonNode run, List<JsonNode> actions, List<JsonNode> events) {
        Map<String, String> macs = new TreeMap<>();
        run.path("hosts").properties().forEach(host -> macs.put(host.getKey(), host.getValue().path("mac").asText()));
        Map<String, List<LastSaid.Unsaid>> unsaid = new TreeMap<>();
        for (JsonNode action : actions) {
            String what = action.path("action").asText();
            if (what.equals("die") || what.equals("leave")) {
                // Until it is done a frame may leave the host, and nobody else asks it.
                unsaid.computeIfAbsent(action.path("host").asText(), unknown -> new ArrayList<>())
                    .add(new LastSaid.Unsaid(action.path("ended_us").asLong(),
                        what.equals("die") ? null : action.path("arguments").path(0).asText()));
            }
        }
        List<Message> messages = Message.of(events);
        String igmpRouter = run.path("querier").path("igmp").asText();
        return new Churn(messages, macs, unsaid, igmpRouter, mac(messages, igmpRouter),
            mac(messages, run.path("querier").path("mld").asText()));
    }

    private static String mac(List<Message> messages, String address) {
        return messages.stream().filter(message -> message.source().equals(address)).map(Message::mac).findFirst()
            .orElseThrow();
    }

    /** Only what was said about a group, and general queries: enough for this group, and much less to go through. */
    Churn about(String group) {
        return new Churn(messages.stream().filter(message -> message.about(group)).toList(), macs, unsaid, igmpRouter,
            igmpRouterMac, mldQuerier);
    }

    /** Whether no message was on the wire from a part's beginning to another's end, both widened. */
    public boolean quiet(Part first, Part last) {
        return messages.stream().noneMatch(message -> message.at() >= first.begun() - Part.SLACK_US
            && message.at() <= last.ended() + Part.SLACK_US);
    }

    /**
     * Whether a part {@code frr_interface} shows, at any moment while it was asked, what a router in the place of FRR
     * believes of the IGMP querier: by the letter of the RFC, or {@code deaf} while it asks.
     */
    public boolean igmpQuerierIsShown(boolean deaf, JsonNode part) {
        return Part.moments(part.path("begun_us").asLong(), part.path("ended_us").asLong(), messages).stream()
            .flatMap(at -> deaf ? Election.ofTheDeaf(messages, igmpRouter, igmpRouterMac, at).stream()
                : Stream.of(Election.at(messages, igmpRouter, at))).anyMatch(each -> each.shownBy(part));
    }

    /** Whom a listener takes for the querier of a family, and whether it counts as lost. */
    public String querier(boolean mld, long at) {
        return Election.heard(messages, mld, at);
    }

    /** What a listener under these rules holds of a place at a moment; of {@code witness}'s kind of place. */
    SortedMap<String, Value> at(Witness witness, String place, Set<Rule> rules, long at) {
        return switch (witness) {
            case FRR_GROUPS, FRR_SOURCES -> Listener.at(rules.contains(Rule.FRR_ASKS_BEFORE_IT_READS)
                ? asFrrReads() : messages, rules, igmpRouterMac, at);
            case QUERIER_BRIDGE -> Listener.at(rules.contains(Rule.BRIDGE_OWN)
                ? messages.stream().filter(this::fromOthers).toList() : messages, rules, mldQuerier, at);
            case SOCKETS -> LastSaid.at(messages, macs.get(place), unsaid.getOrDefault(place, List.of()), rules, at);
            case ACCESS_BRIDGE -> port(place, rules, at);
        };
    }

    private SortedMap<String, Value> port(String port, Set<Rule> rules, long at) {
        if (rules.contains(Rule.BRIDGE_KEEPS_A_PORT)) {
            return Listener.at(heardBy(port), rules, macs.get(port), at);
        }
        SortedMap<String, Value> values = LastSaid.at(messages, macs.get(port), List.of(), rules, at);
        if (rules.contains(Rule.BRIDGE_LINK_LOCAL)) {
            values.keySet().removeIf(group -> group.startsWith("224.0.0.") || group.equals("ff02::1"));
        }
        return values;
    }

    /** Each query of FRR about a group before the reports that crossed it. */
    private List<Message> asFrrReads() {
        List<Message> read = new ArrayList<>();
        for (Message message : messages) {
            int index = read.size();
            if (message.kind() == Message.Kind.QUERY && message.group() != null && message.mac().equals(
                    igmpRouterMac)) {
                while (index > 0 && read.get(index - 1).at() > message.at() - CROSSING_US
                        && read.get(index - 1).raises(message.group())) {
                    index--;
                }
            }
            read.add(index, index == read.size() ? message : message.at(read.get(index).at()));
        }
        return read;
    }

    private boolean fromOthers(Message message) {
        return message.kind() == Message.Kind.QUERY || !message.mac().equals(mldQuerier);
    }

    private List<Message> heardBy(String port) {
        String mac = macs.get(port);
        return messages.stream().filter(message -> message.kind() == Message.Kind.QUERY || message.mac().equals(mac))
            .toList();
    }
}
