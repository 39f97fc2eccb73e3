package io.tidewatch.processors.membership;

import java.util.SortedSet;

/**
 * A query as heard.
 *
 * @param family protocol family
 * @param querier source address
 * @param mac its MAC address; null when the link has none
 * @param version version of the query
 * @param group the group asked about; null for a general query
 * @param sources the sources asked about; empty for any
 * @param maxResponseMs time that hosts have to answer; IGMPv1 tells none, which means 10 s (RFC 9776 section 7.2.1)
 * @param suppress S flag: routers leave their timers alone; false in older versions, which have none
 * @param robustness QRV; 0: not told
 * @param queryIntervalMs QQIC; 0: not told
 */
public record Query(Family family, String querier, String mac, int version, String group, SortedSet<String> sources,
                    long maxResponseMs, boolean suppress, int robustness, long queryIntervalMs) {

    private static final long SHORTEST_ANSWER_MS = 100;

    public Query {
        sources = Sources.copy(sources);
    }

    /** Time to answer, never less than the smallest that IGMPv3 can tell: nobody answers in no time. */
    long answerMs() {
        return Math.max(maxResponseMs, SHORTEST_ANSWER_MS);
    }

    public boolean general() {
        return group == null;
    }

    /**
     * An MLD query that does not come from a link-local address: every host and router discards it (RFC 9777 section
     * 5.1.14), so that silence after it tells nothing.
     */
    boolean discarded() {
        if (family == Family.IPV4) {
            return false;
        }
        boolean linkLocal = querier.length() > 4 && querier.startsWith("fe") && "89ab".indexOf(querier.charAt(2)) >= 0
            && querier.charAt(4) == ':';
        return !linkLocal;
    }

    /** Not a router's own: a snooping switch asks from no address and never wins an election (RFC 4541 2.1.1). */
    boolean proxy() {
        return Family.unspecified(querier);
    }
}
