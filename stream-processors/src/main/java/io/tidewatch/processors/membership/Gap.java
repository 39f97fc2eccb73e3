package io.tidewatch.processors.membership;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A time in which nobody listened to a link. Silence in it tells nothing, and what was said in it is not known: so who
 * was there before it is kept for at least a membership interval after it, in which every member is heard again, unless
 * it says otherwise sooner. Timers that ran out before it have done so.
 *
 * @param from the last moment at which somebody listened
 * @param to when somebody listened again
 * @param keptUntil until when what was there before is kept at least
 */
public record Gap(long from, long to, long keptUntil) {
    private static final long NEVER = Long.MAX_VALUE;
    /** Somebody has listened all the time. */
    public static final Gap NONE = new Gap(NEVER, -1, -1);

    /** A deadline that was set before it. */
    long kept(long deadline) {
        return deadline > from && deadline < keptUntil ? keptUntil : deadline;
    }

    /** A group as it is known to be before it. Who did not answer a query may have done so unheard. */
    public TrackedGroup kept(TrackedGroup group) {
        GroupState state = group.state();
        SortedMap<String, Long> sources = new TreeMap<>(state.sources());
        sources.replaceAll((source, deadline) -> kept(deadline));
        Versions versions = group.versions();
        List<Asked> asked = new ArrayList<>(group.asked());
        asked.removeIf(query -> query.due() > from);
        return group.with(new GroupState(state.mode(), kept(state.deadline()), sources)).with(asked)
            .with(new Versions(kept(versions.oldestUntil()), kept(versions.olderUntil()),
                versions.lastOlderReportAt()));
    }

    /** A host as it is known to be; unchanged once it was heard again. */
    public HostState kept(HostState host) {
        return host.lastReportAt() >= to ? host : host.until(kept(host.deadline()));
    }
}
