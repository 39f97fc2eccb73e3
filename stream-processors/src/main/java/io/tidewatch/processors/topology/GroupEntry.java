package io.tidewatch.processors.topology;

import io.tidewatch.processors.membership.Asked;
import io.tidewatch.processors.membership.Family;
import io.tidewatch.processors.membership.FilterMode;
import io.tidewatch.processors.membership.Gap;
import io.tidewatch.processors.membership.GroupRecord;
import io.tidewatch.processors.membership.GroupState;
import io.tidewatch.processors.membership.HostState;
import io.tidewatch.processors.membership.RecordType;
import io.tidewatch.processors.membership.Reporter;
import io.tidewatch.processors.membership.TrackedGroup;
import io.tidewatch.processors.membership.Versions;
import io.tidewatch.processors.topology.state.AskedRow;
import io.tidewatch.processors.topology.state.GroupRow;
import io.tidewatch.processors.topology.state.MemberRow;
import io.tidewatch.processors.topology.state.SourceRow;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.apache.kafka.streams.state.KeyValueIterator;

/**
 * A live group as it is kept.
 *
 * @param group what the rules know
 * @param told what it was when it last changed
 * @param armedAt its entry in the deadline index
 * @param changedAt last change, members included
 * @param sourcesLimitAt when the limit of sources was last told
 * @param hostsLimitAt when the limit of hosts was last told
 * @param gapTo end of the last time in which nobody listened that its timers take into account; -1: of none
 */
record GroupEntry(TrackedGroup group, Told told, long armedAt, long changedAt, long sourcesLimitAt,
                  long hostsLimitAt, long gapTo) {

    /**
     * The group when its filter or its compatibility version last changed.
     *
     * @param since when that was
     * @param sequence number of the change
     * @param version compatibility version since then
     * @param reportAt last report then
     * @param state its state then
     */
    record Told(long since, long sequence, int version, long reportAt, GroupState state) {
    }

    GroupEntry armed(long at) {
        return new GroupEntry(group, told, at, changedAt, sourcesLimitAt, hostsLimitAt, gapTo);
    }

    /** As it is known after a time in which nobody listened. Its entry in the index comes too early at worst. */
    GroupEntry kept(Gap gap) {
        return gapTo >= gap.to() ? this : new GroupEntry(gap.kept(group), told, armedAt, changedAt, sourcesLimitAt,
            hostsLimitAt, gap.to());
    }

    static Family family(String group) {
        return group.indexOf(':') < 0 ? Family.IPV4 : Family.IPV6;
    }

    /**
     * A group as it is by the row of it and those of its hosts.
     *
     * @param hosts its hosts as they were kept, which are read only where one may have refreshed it
     */
    static GroupEntry of(String address, GroupRow row, Supplier<KeyValueIterator<String, MemberRow>> hosts) {
        GroupEntry kept = of(address, row);
        return row.getRefreshed() ? kept.refreshedBy(hosts) : kept;
    }

    /** The same with what that one of its hosts tells that reported last. */
    GroupEntry refreshedBy(Supplier<KeyValueIterator<String, MemberRow>> hosts) {
        long latest = group.lastReportAt();
        MemberRow last = null;
        try (KeyValueIterator<String, MemberRow> rows = hosts.get()) {
            while (rows.hasNext()) {
                MemberRow host = rows.next().value;
                if (host.getLastReportAt() > latest) {
                    latest = host.getLastReportAt();
                    last = host;
                }
            }
        }
        return last == null ? this : refreshed(latest, last.getDeadline());
    }

    /** A group by its row alone. */
    static GroupEntry of(String address, GroupRow row) {
        TreeMap<String, Long> now = new TreeMap<>();
        TreeMap<String, Long> then = new TreeMap<>();
        for (SourceRow source : row.getSources()) {
            now.put(source.getAddress(), source.getDeadline());
            then.put(source.getAddress(), source.getToldDeadline());
        }
        List<Asked> asked = new ArrayList<>(row.getAsked().size());
        for (AskedRow query : row.getAsked()) {
            asked.add(new Asked(query.getAt(), query.getAnswerBy(), query.getDue(), new TreeSet<>(query.getSources())));
        }
        FilterMode mode = row.getExclude() ? FilterMode.EXCLUDE : FilterMode.INCLUDE;
        TrackedGroup group = new TrackedGroup(family(address), new GroupState(mode, row.getDeadline(), now),
            Versions.of(row.getOldestUntil(), row.getOlderUntil(), row.getLastOlderReportAt()), asked,
            row.getStartedAt(), row.getLastReportAt(), row.getMembers(), row.getSequence());
        Told told = new Told(row.getSince(), row.getSinceSequence(), row.getVersion(), row.getToldReportAt(),
            new GroupState(mode, row.getToldDeadline(), then));
        return new GroupEntry(group, told, row.getArmedAt(), row.getChangedAt(), row.getSourcesLimitAt(),
            row.getHostsLimitAt(), row.getGapTo());
    }

    /**
     * As a host of it has refreshed it that reported later.
     *
     * @param at when it did
     * @param deadline the host's own, and by its report the group's
     */
    GroupEntry refreshed(long at, long deadline) {
        TrackedGroup next = new TrackedGroup(group.family(), new GroupState(group.state().mode(), deadline,
            group.state().sources()), group.versions(), group.asked(), group.startedAt(), at, group.members(),
            group.sequence());
        return new GroupEntry(next, told, armedAt, changedAt, sourcesLimitAt, hostsLimitAt, gapTo);
    }

    /** Whether a host's report has made it this from what it was: the host's own row then tells all that is new. */
    boolean refreshes(GroupEntry before, HostState host) {
        TrackedGroup then = before.group;
        return host != null && group.lastReportAt() == host.lastReportAt()
            && group.state().deadline() == host.deadline() && anyWanted(group.state()) && anyWanted(then.state())
            && group.members() == then.members() && group.sequence() == then.sequence()
            && group.startedAt() == then.startedAt() && group.versions().equals(then.versions())
            && group.asked().equals(then.asked()) && told.equals(before.told) && armedAt == before.armedAt
            && changedAt == before.changedAt && gapTo == before.gapTo
            && sourcesLimitAt == before.sourcesLimitAt && hostsLimitAt == before.hostsLimitAt;
    }

    /**
     * Whether a record refreshes it whichever of its hosts has refreshed it before: it sets both the timer and the last
     * report, and changes nothing else.
     */
    boolean refreshedAnyway(Reporter reporter, GroupRecord record, long now) {
        boolean all = record.sources().isEmpty()
            && (record.type() == RecordType.IS_EX || record.type() == RecordType.TO_EX);
        return all && anyWanted(group.state()) && reporter.version() == group.family().newestVersion()
            && told.version() == group.compatibilityVersion(now);
    }

    private static boolean anyWanted(GroupState state) {
        return state.mode() == FilterMode.EXCLUDE && state.sources().isEmpty();
    }

    /** {@code refreshed} is whether hosts may refresh it without its row being written. */
    GroupRow row(boolean refreshed) {
        GroupState state = group.state();
        List<AskedRow> asked = new ArrayList<>(group.asked().size());
        for (Asked query : group.asked()) {
            asked.add(new AskedRow(query.at(), query.answerBy(), query.due(), List.copyOf(query.sources())));
        }
        Versions versions = group.versions();
        return new GroupRow(state.mode() == FilterMode.EXCLUDE, state.deadline(),
            sources(state.sources(), told.state().sources()), versions.oldestUntil(), versions.olderUntil(),
            versions.lastOlderReportAt(), asked, group.startedAt(), group.lastReportAt(), group.members(),
            group.sequence(), armedAt, told.since(), told.sequence(), told.version(), told.reportAt(),
            told.state().deadline(), changedAt, sourcesLimitAt, hostsLimitAt, gapTo,
            refreshed);
    }

    /** Both have the same addresses: with others the filter is another one. */
    static List<SourceRow> sources(SortedMap<String, Long> now, SortedMap<String, Long> then) {
        List<SourceRow> rows = new ArrayList<>(now.size());
        now.forEach((address, deadline) -> rows.add(new SourceRow(address, deadline, then.get(address))));
        return rows;
    }
}
