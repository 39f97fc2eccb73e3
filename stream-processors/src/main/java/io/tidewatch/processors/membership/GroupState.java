package io.tidewatch.processors.membership;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A router's record of one group, RFC 9776 section 6.2. Timers are deadlines.
 *
 * @param mode filter mode
 * @param deadline when the group timer runs out; {@link #NEVER} in INCLUDE mode, where it does not run (section 6.2.2)
 * @param sources source records: deadline of each source timer, {@link #BLOCKED} for set Y of an EXCLUDE group, whose
 *     timers have run out
 */
public record GroupState(FilterMode mode, long deadline, SortedMap<String, Long> sources) {
    /** Deadline of a timer that does not run. */
    public static final long NEVER = Long.MAX_VALUE;
    /** In place of a source's deadline: traffic from it is unwanted. */
    public static final long BLOCKED = -1;

    /** INCLUDE({}): nobody wants anything; the same as no record. */
    static final GroupState NOBODY = new GroupState(FilterMode.INCLUDE, NEVER, Collections.emptySortedMap());

    public GroupState {
        sources = sources.isEmpty() ? Collections.emptySortedMap()
            : Collections.unmodifiableSortedMap(new TreeMap<>(sources));
        if ((mode == FilterMode.INCLUDE) != (deadline == NEVER)) {
            throw new IllegalArgumentException("the group timer runs in EXCLUDE mode and only there");
        }
    }

    boolean nobody() {
        return mode == FilterMode.INCLUDE && sources.isEmpty();
    }

    /** The next moment at which {@link GroupRules#onTime} changes it. */
    long nextDeadline() {
        long next = deadline;
        for (long source : sources.values()) {
            if (source != BLOCKED && source < next) {
                next = source;
            }
        }
        return next;
    }

    /** Without its timers. */
    public Filter filter() {
        if (sources.isEmpty()) {
            return new Filter(mode, Sources.NONE, Sources.NONE);
        }
        TreeSet<String> wanted = new TreeSet<>();
        TreeSet<String> blocked = new TreeSet<>();
        sources.forEach((source, until) -> (until == BLOCKED ? blocked : wanted).add(source));
        return new Filter(mode, wanted, blocked);
    }
}
