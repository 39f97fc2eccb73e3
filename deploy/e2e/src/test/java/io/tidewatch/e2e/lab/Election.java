package io.tidewatch.e2e.lab;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Whom a router that takes part in the election takes for the IGMP querier, by RFC 9776 section 6.6.2: whoever of a
 * lower address asked last, until that one has been silent for the other-querier-present interval; else itself.
 *
 * @param querier address of the querier
 * @param until when it counts as gone; {@link #NEVER} for the router itself
 */
public record Election(String querier, long until) {
    static final long NEVER = Long.MAX_VALUE;

    /** What a router believes at a moment. */
    static Election at(List<Message> messages, String router, long at) {
        Election known = new Election(router, NEVER);
        for (Message message : messages) {
            if (message.at() > at) {
                break;
            }
            if (isOfLower(router, message)) {
                known = known.pass(router, message.at()).hear(messages, message);
            }
        }
        return known.pass(router, at);
    }

    /**
     * What FRR may believe, by {@link Rule#FRR_DEAF_WHILE_ASKING}: more than one thing where a query came just when it
     * was to ask for the last time, and the packets don't tell which it did first.
     *
     * @param mac of the router
     */
    static Set<Election> ofTheDeaf(List<Message> messages, String router, String mac, long at) {
        Retransmissions retransmissions = new Retransmissions(router, mac);
        Set<Election> possible = Set.of(new Election(router, NEVER));
        for (Message message : messages) {
            if (message.at() > at) {
                break;
            }
            if (!isOfLower(router, message)) {
                retransmissions.hear(message);
                continue;
            }
            Retransmissions.Asking asking = retransmissions.asking(message.at());
            Set<Election> next = new HashSet<>();
            for (Election each : possible) {
                Election before = each.pass(router, message.at());
                if (asking != Retransmissions.Asking.NO) {
                    next.add(before);
                }
                if (asking != Retransmissions.Asking.YES) {
                    next.add(before.hear(messages, message));
                }
            }
            possible = next;
            if (asking != Retransmissions.Asking.YES) {
                retransmissions.hear(message);
            }
        }
        Set<Election> now = new HashSet<>();
        possible.forEach(each -> now.add(each.pass(router, at)));
        return now;
    }

    private static boolean isOfLower(String router, Message message) {
        return message.kind() == Message.Kind.QUERY && !message.mld() && !message.source().equals("0.0.0.0")
            && compare(message.source(), router) < 0;
    }

    private Election hear(List<Message> messages, Message query) {
        return compare(query.source(), querier) > 0 ? this
            : new Election(query.source(), query.at() + otherQuerierPresentUs(messages, query));
    }

    private Election pass(String router, long now) {
        return until <= now ? new Election(router, NEVER) : this;
    }

    /**
     * Whom a listener takes for the querier that is no candidate itself: the lowest address of those that have asked
     * anything within the other-querier-present interval; ELECTED or, when all of them are silent, LOST.
     */
    static String heard(List<Message> messages, boolean mld, long at) {
        Map<String, Long> present = new HashMap<>();
        String elected = null;
        for (Message message : messages) {
            if (message.at() > at) {
                break;
            }
            if (message.kind() == Message.Kind.QUERY && message.mld() == mld && !message.source().equals("0.0.0.0")) {
                elected = elected(present, message.at(), elected);
                present.put(message.source(), message.at() + otherQuerierPresentUs(messages, message));
                elected = lowest(present);
            }
        }
        elected = elected(present, at, elected);
        return (present.isEmpty() ? "LOST " : "ELECTED ") + elected;
    }

    /** Who is silent by now goes, one after the other; the last to go stays elected. */
    private static String elected(Map<String, Long> present, long now, String before) {
        String elected = before;
        while (present.values().stream().anyMatch(until -> until <= now)) {
            present.remove(Collections.min(present.entrySet(), Map.Entry.comparingByValue()).getKey());
            elected = present.isEmpty() ? elected : lowest(present);
        }
        return elected;
    }

    private static String lowest(Map<String, Long> present) {
        return Collections.min(present.keySet(), Election::compare);
    }

    /** RFC 9776 section 8.5; a group query tells no query response interval, so it is that of the general ones. */
    private static long otherQuerierPresentUs(List<Message> messages, Message query) {
        long response = 0;
        for (Message each : messages) {
            if (each.at() > query.at()) {
                break;
            }
            if (each.kind() == Message.Kind.QUERY && each.mld() == query.mld() && each.group() == null) {
                response = each.query().maxResponseUs();
            }
        }
        return query.query().robustness() * query.query().intervalUs() + response / 2;
    }

    /** Whether the witness shows just this: a part {@code frr_interface} of a snapshot. */
    boolean shownBy(JsonNode part) {
        JsonNode lan = part.path("data").path("lan0");
        String timer = lan.path("queryOtherTimer").asText();
        return lan.path("querierIp").asText().equals(querier) && (timer.startsWith("-") ? until == NEVER
            : Part.wholeSeconds(timer, part.path("begun_us").asLong(), part.path("ended_us").asLong()).holds(until));
    }

    /** As numbers of the network's order. */
    static int compare(String a, String b) {
        try {
            return Arrays.compareUnsigned(InetAddress.getByName(a).getAddress(), InetAddress.getByName(b).getAddress());
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("not an address: " + a + " or " + b, e);
        }
    }
}
