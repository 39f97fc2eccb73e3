package io.tidewatch.processors.membership;

import java.util.SortedSet;

/**
 * What one host last said about one group.
 *
 * @param host its address
 * @param mac its MAC address; null when unknown
 * @param mode its filter mode
 * @param sources INCLUDE: the sources it wants; EXCLUDE: those it does not
 * @param version version of its last report
 * @param joinedAt when it joined
 * @param since since when its mode and sources are these
 * @param lastReportAt its last report
 * @param deadline when silence ends it
 */
public record HostState(String host, String mac, FilterMode mode, SortedSet<String> sources, int version,
                        long joinedAt, long since, long lastReportAt, long deadline) {

    public HostState {
        sources = Sources.copy(sources);
        if (mode == FilterMode.INCLUDE && sources.isEmpty()) {
            throw new IllegalArgumentException("INCLUDE({}) is no membership");
        }
    }

    /** Without its timer. */
    public Filter filter() {
        return mode == FilterMode.INCLUDE ? new Filter(mode, sources, Sources.NONE)
            : new Filter(mode, Sources.NONE, sources);
    }

    HostState until(long later) {
        return later == deadline ? this : new HostState(host, mac, mode, sources, version, joinedAt, since,
            lastReportAt, later);
    }

    HostState withSources(SortedSet<String> others, long now) {
        return new HostState(host, mac, mode, others, version, joinedAt, now, lastReportAt, deadline);
    }
}
