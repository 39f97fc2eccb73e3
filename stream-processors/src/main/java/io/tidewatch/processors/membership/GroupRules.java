package io.tidewatch.processors.membership;

import java.util.Collection;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/**
 * What a router that is not the querier does with its record of a group: RFC 9776 sections 6.3 to 6.6, which RFC 9777
 * section 7 repeats for MLD. (A) is the timer of the sources in A, GMI the group membership interval; the queries that
 * the tables tell the querier to send are not sent, but heard: {@link #onQuery}.
 */
final class GroupRules {
    private GroupRules() {
    }

    /**
     * A group record, RFC 9776 section 6.4.
     *
     * @param gmi when a timer that is set to the group membership interval runs out
     */
    static GroupState onRecord(GroupState known, GroupRecord record, long gmi) {
        return switch (known.mode()) {
            case INCLUDE -> inInclude(known, record, gmi);
            case EXCLUDE -> inExclude(known, record, gmi);
        };
    }

    /** INCLUDE(A), record of sources B. */
    private static GroupState inInclude(GroupState known, GroupRecord record, long gmi) {
        SortedMap<String, Long> a = known.sources();
        SortedSet<String> b = record.sources();
        return switch (record.type()) {
            // INCLUDE(A+B)           (B)=GMI                         [TO_IN: Send Q(G,A-B)]
            case IS_IN, ALLOW, TO_IN -> b.isEmpty() ? known : include(set(a, b, gmi));
            // INCLUDE(A)                                             [Send Q(G,A*B)]
            case BLOCK -> known;
            // EXCLUDE(A*B,B-A)       (B-A)=0, Delete (A-B), Group Timer=GMI  [TO_EX: Send Q(G,A*B)]
            case IS_EX, TO_EX -> exclude(gmi, keep(a, b, GroupState.BLOCKED));
        };
    }

    /** EXCLUDE(X,Y), record of sources A. */
    private static GroupState inExclude(GroupState known, GroupRecord record, long gmi) {
        SortedMap<String, Long> xy = known.sources();
        SortedSet<String> a = record.sources();
        return switch (record.type()) {
            // EXCLUDE(X+A,Y-A)       (A)=GMI                         [TO_IN: Send Q(G,X-A), Send Q(G)]
            case IS_IN, ALLOW, TO_IN -> a.isEmpty() ? known : exclude(known.deadline(), set(xy, a, gmi));
            // EXCLUDE(X+(A-Y),Y)     (A-X-Y)=Group Timer             [Send Q(G,A-Y)]
            case BLOCK -> a.isEmpty() ? known : exclude(known.deadline(), add(xy, a, known.deadline()));
            // EXCLUDE(A-Y,Y*A)       (A-X-Y)=GMI, Delete (X-A), Delete (Y-A), Group Timer=GMI
            case IS_EX -> exclude(gmi, keep(xy, a, gmi));
            // EXCLUDE(A-Y,Y*A)       (A-X-Y)=Group Timer, Delete (X-A), Delete (Y-A), Group Timer=GMI  [Send Q(G,A-Y)]
            case TO_EX -> exclude(gmi, keep(xy, a, known.deadline()));
        };
    }

    /**
     * A group query with a clear S flag, RFC 9776 section 6.6.1: Q(G) lowers the group timer to the last member query
     * time, Q(G,A) the source timers of A.
     *
     * @param sources A; empty for Q(G)
     * @param lmqt when that time is up
     */
    static GroupState onQuery(GroupState known, Collection<String> sources, long lmqt) {
        if (sources.isEmpty()) {
            boolean lower = known.mode() == FilterMode.EXCLUDE && lmqt < known.deadline();
            return lower ? exclude(lmqt, known.sources()) : known;
        }
        SortedMap<String, Long> next = new TreeMap<>(known.sources());
        for (String source : sources) {
            next.computeIfPresent(source, (address, until) -> Math.min(until, lmqt));
        }
        return new GroupState(known.mode(), known.deadline(), next);
    }

    /** Timers that have run out, RFC 9776 sections 6.2.3 and 6.5; applying it twice is applying it once. */
    static GroupState onTime(GroupState known, long now) {
        if (known.nextDeadline() > now) {
            return known;
        }
        SortedMap<String, Long> next = new TreeMap<>();
        boolean include = known.deadline() <= now || known.mode() == FilterMode.INCLUDE;
        known.sources().forEach((source, until) -> {
            if (until > now) {
                next.put(source, until);
            } else if (!include) {
                // Still blocked while the group timer runs: set Y.
                next.put(source, GroupState.BLOCKED);
            }
        });
        return include ? include(next) : exclude(known.deadline(), next);
    }

    private static GroupState include(SortedMap<String, Long> sources) {
        return new GroupState(FilterMode.INCLUDE, GroupState.NEVER, sources);
    }

    private static GroupState exclude(long deadline, SortedMap<String, Long> sources) {
        return new GroupState(FilterMode.EXCLUDE, deadline, sources);
    }

    /** known+a, the timers of a set. */
    private static SortedMap<String, Long> set(SortedMap<String, Long> known, SortedSet<String> a, long deadline) {
        SortedMap<String, Long> next = new TreeMap<>(known);
        a.forEach(source -> next.put(source, deadline));
        return next;
    }

    /** known+a, the timers of a-known set. */
    private static SortedMap<String, Long> add(SortedMap<String, Long> known, SortedSet<String> a, long deadline) {
        SortedMap<String, Long> next = new TreeMap<>(known);
        a.forEach(source -> next.putIfAbsent(source, deadline));
        return next;
    }

    /** a; what is known of it as it is, the timers of a-known set. */
    private static SortedMap<String, Long> keep(SortedMap<String, Long> known, SortedSet<String> a, long deadline) {
        SortedMap<String, Long> next = new TreeMap<>();
        a.forEach(source -> next.put(source, known.getOrDefault(source, deadline)));
        return next;
    }
}
