package io.tidewatch.processors.topology;

import io.tidewatch.processors.membership.ChangeCause;
import io.tidewatch.processors.membership.FilterMode;
import io.tidewatch.processors.membership.GroupState;
import io.tidewatch.processors.membership.HostState;
import io.tidewatch.processors.topology.state.SourceRow;
import io.tidewatch.processors.topology.state.StayRow;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;

/**
 * Writes what is over, by group and by host, until it is older than the retention in its segment's time. What lasts is
 * in the groups and members; the index by host holds it too. A stay of no time is kept nowhere: no moment lies in it.
 */
final class Stays {
    private static final byte[] NOTHING = new byte[0];

    private final WriteBackStore<Bytes, StayRow> stays;
    private final WriteBackStore<Bytes, byte[]> hosts;
    private final DeadlineIndex deadlines;
    private final long retentionMs;

    Stays(WriteBackStore<Bytes, StayRow> stays, WriteBackStore<Bytes, byte[]> hosts, DeadlineIndex deadlines,
          long retentionMs) {
        this.stays = stays;
        this.hosts = hosts;
        this.deadlines = deadlines;
        this.retentionMs = retentionMs;
    }

    /**
     * How a stay ended.
     *
     * @param at when
     * @param cause why
     * @param sequence number of the change; 0 when there was none
     */
    record End(long at, ChangeCause cause, long sequence) {
    }

    /** A host is a member from now on. */
    void joined(SegmentState segment, String group, String host) {
        StayKeys.hosts(new StayKeys.Stay(segment.name(), group, host, StayKeys.LASTS))
            .forEach(key -> hosts.keep(key, NOTHING));
    }

    /** It is none any more. */
    void left(SegmentState segment, String group, String host) {
        StayKeys.hosts(new StayKeys.Stay(segment.name(), group, host, StayKeys.LASTS))
            .forEach(key -> hosts.keep(key, null));
    }

    /** A host's mode and sources were what they were until now. */
    void ended(SegmentState segment, String group, MemberEntry entry, End end) {
        HostState host = entry.host();
        if (host.since() >= end.at()) {
            return;
        }
        List<SourceRow> sources = new ArrayList<>(host.sources().size());
        for (String source : host.sources()) {
            sources.add(new SourceRow(source, 0L, 0L));
        }
        put(segment, group, entry.key(), end.at(), new StayRow(host.since(), entry.sequence(), end.sequence(),
            end.cause().name(), host.mac(), host.mode() == FilterMode.EXCLUDE, sources, host.version(),
            host.joinedAt(), entry.toldReportAt(), entry.toldDeadline()));
        StayKeys.hosts(new StayKeys.Stay(segment.name(), group, entry.key(), end.at()))
            .forEach(key -> hosts.keep(key, NOTHING));
    }

    /** A group's filter and compatibility version were what they were until now. */
    void ended(SegmentState segment, String group, GroupEntry entry, End end) {
        GroupEntry.Told told = entry.told();
        if (told.since() >= end.at()) {
            return;
        }
        GroupState state = told.state();
        put(segment, group, "", end.at(), new StayRow(told.since(), told.sequence(), end.sequence(),
            end.cause().name(), null, state.mode() == FilterMode.EXCLUDE,
            GroupEntry.sources(state.sources(), state.sources()), told.version(), entry.group().startedAt(),
            told.reportAt(), state.deadline()));
    }

    private void put(SegmentState segment, String group, String host, long end, StayRow row) {
        stays.keep(StayKeys.stay(segment.name(), group, end, host), row);
        deadlines.put(segment, DeadlineIndex.stay(end + retentionMs, group, host, end));
    }

    /** Its time is up. */
    void forget(SegmentState segment, DeadlineIndex.Due due) {
        stays.keep(StayKeys.stay(segment.name(), due.group(), due.stayEnd(), due.host()), null);
        if (!due.host().isEmpty()) {
            StayKeys.hosts(new StayKeys.Stay(segment.name(), due.group(), due.host(), due.stayEnd()))
                .forEach(key -> hosts.keep(key, null));
        }
    }
}
