package io.tidewatch.processors.topology;

import io.tidewatch.processors.membership.Change;
import io.tidewatch.processors.membership.ChangeCause;
import io.tidewatch.processors.membership.ChangeType;
import io.tidewatch.processors.membership.Gap;
import io.tidewatch.processors.membership.GroupRecord;
import io.tidewatch.processors.membership.HostState;
import io.tidewatch.processors.membership.Outcome;
import io.tidewatch.processors.membership.Reporter;
import io.tidewatch.processors.membership.TrackedGroup;
import io.tidewatch.processors.topology.state.MemberRow;
import io.tidewatch.schemas.Topics;
import java.util.Objects;
import java.util.function.Consumer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;

/**
 * The groups and members as they are kept, and what follows from an outcome of the rules for the stores, the deadline
 * index, the stays and the topics. Knows no rule of IGMP.
 */
final class Memberships {
    /** In place of an entry in the deadline index: it has fired. */
    static final long UNARMED = -1;

    private final Groups groups;
    private final WriteBackStore<String, MemberRow> members;
    private final DeadlineIndex deadlines;
    private final Stays stays;
    private final Windows windows;
    private final MembershipOutput output;
    private final MembershipCounts counts;

    Memberships(Groups groups, WriteBackStore<String, MemberRow> members, DeadlineIndex deadlines, Stays stays,
                Windows windows, MembershipOutput output, MembershipCounts counts) {
        this.groups = groups;
        this.members = members;
        this.deadlines = deadlines;
        this.stays = stays;
        this.windows = windows;
        this.output = output;
        this.counts = counts;
    }

    /** A group, or null. */
    GroupEntry group(SegmentState segment, String group) {
        return groups.get(segment, group);
    }

    /** A group, or null, for a record that a host reports of it. */
    GroupEntry group(SegmentState segment, GroupRecord record, Reporter reporter, long now) {
        return groups.get(segment, record.group(), known -> known.refreshedAnyway(reporter, record, now));
    }

    private static Gap gap(SegmentState segment, String group) {
        return segment.gap(GroupEntry.family(group));
    }

    /** A host in a group by its {@link HostKey}, or null. */
    MemberEntry member(SegmentState segment, String group, String host) {
        MemberRow row = members.get(Topics.key(segment.name(), group, host));
        return row == null ? null : MemberEntry.of(host, row).kept(gap(segment, group));
    }

    /** The host in a group that a report comes from, or null. */
    MemberEntry member(SegmentState segment, String group, Reporter reporter) {
        MemberEntry known = member(segment, group, HostKey.of(reporter.host(), reporter.mac()));
        if (known != null || reporter.mac() == null) {
            return known;
        }
        // Under its address alone may be this host, as it was kept when that was all of the key, or quite another one.
        MemberEntry other = member(segment, group, reporter.host());
        return other != null && reporter.mac().equals(other.host().mac()) ? other : null;
    }

    /** Each host of a group, in the order of their keys, as they are at the call. */
    void eachMember(SegmentState segment, String group, Consumer<MemberEntry> visit) {
        String prefix = Topics.key(segment.name(), group, "");
        Gap gap = gap(segment, group);
        try (KeyValueIterator<String, MemberRow> rows = MembershipStores.below(members, prefix, null)) {
            while (rows.hasNext()) {
                KeyValue<String, MemberRow> row = rows.next();
                visit.accept(MemberEntry.of(row.key.substring(prefix.length()), row.value).kept(gap));
            }
        }
    }

    /** Moves the entry of a group in the index to what is due next. */
    void rearm(SegmentState segment, String group, GroupEntry entry) {
        long at = entry.group().nextDeadline();
        deadlines.put(segment, DeadlineIndex.group(at, group));
        groups.put(segment, group, entry.armed(at), null);
    }

    /** Moves the entry of a host in the index to its deadline. */
    void rearm(SegmentState segment, String group, MemberEntry entry) {
        long at = entry.host().deadline();
        deadlines.put(segment, DeadlineIndex.host(at, group, entry.key()));
        members.hold(Topics.key(segment.name(), group, entry.key()), entry.armed(at).row());
    }

    /**
     * What the rules say of a group and of one host in it.
     *
     * @param known the group before; null when there was none
     * @param host the host before; null when it was no member or the outcome is about the group alone
     * @return the group after
     */
    GroupEntry apply(SegmentState segment, String group, Known known, Outcome outcome, Occasion occasion) {
        LimitNotices limits = new LimitNotices(segment, known.group(), occasion.at());
        Outcome told = limits.of(outcome);
        counts.limits(outcome.changes(), limits.leftOut());
        LimitNotices.alarm(segment, group, outcome);
        long startedAt = known.group() != null ? known.group().group().startedAt()
            : told.group() != null ? told.group().startedAt() : occasion.at();
        for (Change change : told.changes()) {
            output.change(segment.name(), group, startedAt, change, occasion);
        }
        windows.changed(segment, group, known.group() == null ? 0 : known.group().group().members(), told.changes());
        host(segment, group, known.host(), told, occasion);
        return group(segment, group, known.group(), told, limits, occasion);
    }

    /**
     * What was kept before.
     *
     * @param group the group; null when there was none
     * @param host the host; null when it was no member, or nothing is said of a host
     */
    record Known(GroupEntry group, MemberEntry host) {
        HostState hostState() {
            return host == null ? null : host.host();
        }

        TrackedGroup tracked() {
            return group == null ? null : group.group();
        }
    }

    private void host(SegmentState segment, String group, MemberEntry before, Outcome outcome, Occasion occasion) {
        HostState after = outcome.host();
        if (before == null && after == null) {
            return;
        }
        Change change = last(outcome, true);
        String key = before == null ? HostKey.of(after.host(), after.mac()) : before.key();
        if (before != null && change != null) {
            stays.ended(segment, group, before, new Stays.End(occasion.at(), change.cause(), change.sequence()));
        }
        if (after == null) {
            members.keep(Topics.key(segment.name(), group, key), null);
            disarm(segment, before.armedAt(), DeadlineIndex.host(0, group, key));
            stays.left(segment, group, key);
            output.memberEnded(segment, group, key, occasion.at());
            return;
        }
        if (before == null) {
            stays.joined(segment, group, key);
        }
        MemberEntry entry = entry(key, before, after, change, occasion.at());
        entry = entry.armed(armed(segment, before == null ? UNARMED : before.armedAt(),
            DeadlineIndex.host(after.deadline(), group, key), nextReport(segment, group, occasion)));
        String at = Topics.key(segment.name(), group, key);
        if (before == null) {
            members.keep(at, entry.row());
        } else {
            members.hold(at, entry.row());
        }
        if (differs(before, after, change)) {
            output.member(segment, group, entry, occasion.at());
        }
    }

    private static MemberEntry entry(String key, MemberEntry before, HostState after, Change change, long at) {
        long sequence = change == null ? before.sequence() : change.sequence();
        return differs(before, after, change)
            ? new MemberEntry(key, after, sequence, UNARMED, at, after.lastReportAt(), after.deadline())
            : new MemberEntry(key, after, sequence, UNARMED, before.changedAt(), before.toldReportAt(),
                before.toldDeadline());
    }

    /** Whether a reader of the compacted topic would see a difference that matters. */
    private static boolean differs(MemberEntry before, HostState after, Change change) {
        return change != null || before.host().version() != after.version()
            || !Objects.equals(before.host().mac(), after.mac());
    }

    private GroupEntry group(SegmentState segment, String group, GroupEntry before, Outcome outcome,
                             LimitNotices limits, Occasion occasion) {
        TrackedGroup after = outcome.group();
        if (before == null && after == null) {
            return null;
        }
        Change change = last(outcome, false);
        int version = after == null ? 0 : after.compatibilityVersion(occasion.at());
        boolean turned = change != null || before.told().version() != version;
        if (before != null && turned) {
            stays.ended(segment, group, before, new Stays.End(occasion.at(), change != null ? change.cause()
                : occasion.eventId() == null ? ChangeCause.TIMER : ChangeCause.REPORT,
                change == null ? 0 : change.sequence()));
        }
        if (after == null) {
            groups.remove(segment, group);
            disarm(segment, before.armedAt(), DeadlineIndex.group(0, group));
            segment.groupsChanged(before.group().family(), -1);
            output.groupEnded(segment, group, occasion.at());
            return null;
        }
        boolean differs = turned || after.sequence() != before.group().sequence();
        GroupEntry.Told told = turned ? new GroupEntry.Told(occasion.at(),
            change == null ? before.told().sequence() : change.sequence(), version, after.lastReportAt(),
            after.state()) : before.told();
        GroupEntry entry = new GroupEntry(after, told, armed(segment, before == null ? UNARMED : before.armedAt(),
            DeadlineIndex.group(after.nextDeadline(), group), 0), differs ? occasion.at() : before.changedAt(),
            limits.sourcesToldAt(), limits.hostsToldAt(), gap(segment, group).to());
        if (before == null) {
            segment.groupsChanged(after.family(), 1);
            groups.begin(segment, group, entry);
        } else {
            groups.put(segment, group, entry, outcome.host());
        }
        if (differs) {
            output.group(segment, group, entry, occasion.at());
        }
        return entry;
    }

    /** By when a host that is there reports again. */
    private static long nextReport(SegmentState segment, String group, Occasion occasion) {
        return occasion.at() + segment.queriers(GroupEntry.family(group)).timers().queryIntervalMs();
    }

    /**
     * The entry of a record in the index: moved to an earlier deadline at once. To a later one it would move by itself
     * when it fires, but reading and writing the record for that is spared where the record is being written anyhow.
     *
     * @param soon an entry before this is moved to a deadline behind it
     */
    private long armed(SegmentState segment, long armedAt, DeadlineIndex.Due due, long soon) {
        if (armedAt != UNARMED && armedAt <= due.at() && (armedAt >= soon || due.at() < soon)) {
            return armedAt;
        }
        disarm(segment, armedAt, due);
        deadlines.put(segment, due);
        return due.at();
    }

    private void disarm(SegmentState segment, long armedAt, DeadlineIndex.Due due) {
        if (armedAt != UNARMED) {
            deadlines.delete(segment, new DeadlineIndex.Due(armedAt, due.kind(), due.group(), due.host(), 0));
        }
    }

    /** The last change of the host, or of the group itself; null when there is none. */
    private static Change last(Outcome outcome, boolean ofHost) {
        Change last = null;
        for (Change change : outcome.changes()) {
            if (change.type() != ChangeType.LIMIT_REACHED && change.host() != null == ofHost) {
                last = change;
            }
        }
        return last;
    }
}
