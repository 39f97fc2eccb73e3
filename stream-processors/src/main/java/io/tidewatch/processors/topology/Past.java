package io.tidewatch.processors.topology;

import io.tidewatch.processors.membership.FilterMode;
import io.tidewatch.processors.membership.GroupState;
import io.tidewatch.processors.membership.HostState;
import io.tidewatch.processors.membership.TrackedGroup;
import io.tidewatch.processors.membership.Versions;
import io.tidewatch.processors.topology.state.MemberRow;
import io.tidewatch.processors.topology.state.SourceRow;
import io.tidewatch.processors.topology.state.StayRow;
import io.tidewatch.schemas.Topics;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;

/**
 * One group at a moment that is past: what lasts since before then, and the stays that were not over then. The cost is
 * that of the hosts there are and of the stays that ended since.
 *
 * <p>Report times and deadlines are those of the last report when that lies before the moment, else those that were
 * told when mode and sources last changed before it: refreshes in between leave no trace.
 */
final class Past {
    private final ReadableStores stores;
    private final String segment;
    private final String group;
    private final long at;

    Past(ReadableStores stores, String segment, String group, long at) {
        this.stores = stores;
        this.segment = segment;
        this.group = group;
        this.at = at;
    }

    /** The group then; null when there was none. */
    GroupEntry group() {
        GroupEntry own = own();
        if (own == null) {
            return null;
        }
        int members = 0;
        long changedAt = own.told().since();
        long sequence = own.told().sequence();
        for (MemberEntry member : members().values()) {
            members++;
            changedAt = Math.max(changedAt, member.host().since());
            sequence = Math.max(sequence, member.sequence());
        }
        try (KeyValueIterator<Bytes, StayRow> ended = stores.stays().reverseRange(
            StayKeys.staysFrom(segment, group, own.group().startedAt() + 1), StayKeys.staysUpTo(segment, group, at))) {
            long last = Long.MIN_VALUE;
            while (ended.hasNext()) {
                KeyValue<Bytes, StayRow> stay = ended.next();
                long end = StayKeys.stay(stay.key).end();
                if (end < last) {
                    break;
                }
                last = end;
                changedAt = Math.max(changedAt, end);
                sequence = Math.max(sequence, stay.value.getToSequence());
            }
        }
        TrackedGroup then = own.group();
        return new GroupEntry(new TrackedGroup(then.family(), then.state(), then.versions(), then.asked(),
            then.startedAt(), then.lastReportAt(), members, sequence), own.told(), 0, changedAt, 0, 0, -1);
    }

    /** The group by itself, without its hosts. */
    private GroupEntry own() {
        GroupEntry entry = stores.group(segment, group);
        if (entry != null && entry.told().since() <= at) {
            return entry.group().lastReportAt() <= at ? entry : told(entry.group().startedAt(), entry.told());
        }
        try (KeyValueIterator<Bytes, StayRow> later = stores.stays().range(
            StayKeys.staysFrom(segment, group, at + 1), StayKeys.behind(StayKeys.group(segment, group)))) {
            while (later.hasNext()) {
                KeyValue<Bytes, StayRow> stay = later.next();
                if (StayKeys.stay(stay.key).host().isEmpty()) {
                    return stay.value.getFrom() <= at ? told(stay.value.getStartedAt(), told(stay.value)) : null;
                }
            }
        }
        return null;
    }

    private static GroupEntry.Told told(StayRow row) {
        TreeMap<String, Long> sources = new TreeMap<>();
        for (SourceRow source : row.getSources()) {
            sources.put(source.getAddress(), source.getDeadline());
        }
        return new GroupEntry.Told(row.getFrom(), row.getFromSequence(), row.getVersion(), row.getReportAt(),
            new GroupState(mode(row.getExclude()), row.getDeadline(), sources));
    }

    private GroupEntry told(long startedAt, GroupEntry.Told told) {
        return new GroupEntry(new TrackedGroup(GroupEntry.family(group), told.state(), Versions.NEWEST, List.of(),
            startedAt, told.reportAt(), 0, told.sequence()), told, 0, told.since(), 0, 0, -1);
    }

    /** Its hosts then, by their keys. */
    NavigableMap<String, MemberEntry> members() {
        TreeMap<String, MemberEntry> members = new TreeMap<>();
        String prefix = Topics.key(segment, group, "");
        try (KeyValueIterator<String, MemberRow> rows = stores.membersOf(segment, group)) {
            while (rows.hasNext()) {
                KeyValue<String, MemberRow> row = rows.next();
                if (row.value.getSince() <= at) {
                    String key = row.key.substring(prefix.length());
                    members.put(key, then(MemberEntry.of(key, row.value)));
                }
            }
        }
        try (KeyValueIterator<Bytes, StayRow> later = stores.stays().range(
            StayKeys.staysFrom(segment, group, at + 1), StayKeys.behind(StayKeys.group(segment, group)))) {
            while (later.hasNext()) {
                KeyValue<Bytes, StayRow> stay = later.next();
                String host = StayKeys.stay(stay.key).host();
                if (!host.isEmpty() && stay.value.getFrom() <= at) {
                    members.put(host, member(host, stay.value));
                }
            }
        }
        return members;
    }

    private MemberEntry then(MemberEntry entry) {
        HostState host = entry.host();
        boolean heard = host.lastReportAt() <= at;
        return new MemberEntry(entry.key(), new HostState(host.host(), host.mac(), host.mode(), host.sources(),
            host.version(), host.joinedAt(), host.since(), heard ? host.lastReportAt() : entry.toldReportAt(),
            heard ? host.deadline() : entry.toldDeadline()), entry.sequence(), 0,
            entry.changedAt() <= at ? entry.changedAt() : host.since(), 0, 0);
    }

    private static MemberEntry member(String key, StayRow row) {
        TreeSet<String> sources = new TreeSet<>();
        for (SourceRow source : row.getSources()) {
            sources.add(source.getAddress());
        }
        return new MemberEntry(key, new HostState(HostKey.address(key), row.getMac(), mode(row.getExclude()), sources,
            row.getVersion(), row.getStartedAt(), row.getFrom(), row.getReportAt(), row.getDeadline()),
            row.getFromSequence(), 0, row.getFrom(), 0, 0);
    }

    private static FilterMode mode(boolean exclude) {
        return exclude ? FilterMode.EXCLUDE : FilterMode.INCLUDE;
    }
}
