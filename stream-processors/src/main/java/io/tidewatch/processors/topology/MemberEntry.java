package io.tidewatch.processors.topology;

import io.tidewatch.processors.membership.FilterMode;
import io.tidewatch.processors.membership.Gap;
import io.tidewatch.processors.membership.HostState;
import io.tidewatch.processors.topology.state.MemberRow;
import java.util.List;
import java.util.TreeSet;

/**
 * A host in a group as it is kept.
 *
 * @param key its {@link HostKey}
 * @param host what the rules know
 * @param sequence number of the change that made its mode and sources what they are
 * @param armedAt its entry in the deadline index
 * @param changedAt when it last told something else, version and MAC address included
 * @param toldReportAt its last report then
 * @param toldDeadline when silence would have ended it, then
 */
record MemberEntry(String key, HostState host, long sequence, long armedAt, long changedAt, long toldReportAt,
                   long toldDeadline) {

    MemberEntry armed(long at) {
        return new MemberEntry(key, host, sequence, at, changedAt, toldReportAt, toldDeadline);
    }

    /** As it is known after a time in which nobody listened. */
    MemberEntry kept(Gap gap) {
        HostState kept = gap.kept(host);
        return kept == host ? this : new MemberEntry(key, kept, sequence, armedAt, changedAt, toldReportAt,
            toldDeadline);
    }

    static MemberEntry of(String key, MemberRow row) {
        HostState host = new HostState(HostKey.address(key), row.getMac(), row.getExclude() ? FilterMode.EXCLUDE
            : FilterMode.INCLUDE, new TreeSet<>(row.getSources()), row.getVersion(), row.getJoinedAt(),
            row.getSince(), row.getLastReportAt(), row.getDeadline());
        return new MemberEntry(key, host, row.getSinceSequence(), row.getArmedAt(), row.getChangedAt(),
            row.getToldReportAt(), row.getToldDeadline());
    }

    MemberRow row() {
        return new MemberRow(host.mac(), host.mode() == FilterMode.EXCLUDE, List.copyOf(host.sources()),
            host.version(), host.joinedAt(), host.since(), sequence, host.lastReportAt(), host.deadline(), armedAt,
            changedAt, toldReportAt, toldDeadline);
    }
}
