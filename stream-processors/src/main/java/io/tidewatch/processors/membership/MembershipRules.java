package io.tidewatch.processors.membership;

import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * One group and one host of it under one event. The caller keeps both, applies what is due ({@link #onHostTime}, {@link
 * #onUnanswered}, {@link #onGroupTime}, in this order at one moment) up to the time of a message before the message,
 * and ends the hosts that a group still has when it ends ({@link #onGroupEnd}) before it ends the group.
 *
 * <p>The cost of a report is that of its own record: it grows with the sources in it and in the group, not with hosts,
 * groups or segments.
 */
public final class MembershipRules {
    private final Limits limits;

    public MembershipRules(Limits limits) {
        this.limits = limits;
    }

    /**
     * A group record.
     *
     * @param group the group; null when it has no members
     * @param host the reporter's own state; null when it is no member
     * @param groups groups that the segment has now
     */
    public Outcome onRecord(TrackedGroup group, HostState host, Reporter reporter, GroupRecord record, Timers timers,
                            int groups, long now) {
        ChangeLog log = new ChangeLog(group, now);
        TrackedGroup before = group == null ? nobody(reporter.family(), now) : group;
        GroupRecord fitting = fitting(before, host, record, log, reporter);
        long gmi = now + timers.membershipIntervalMs();
        Versions versions = before.versions().heard(reporter, now, timers.olderHostPresentMs());
        GroupRecord compatible = fitting.compatibleWith(versions.version(reporter.family(), now), reporter.family());
        GroupState state = compatible == null ? before.state() : GroupRules.onRecord(before.state(), compatible, gmi);
        if (state.nobody()) {
            return log.outcome(null, null);
        }
        if (group == null && groups >= limits.groupsPerSegment()) {
            log.limit(reporter, "groups per segment: " + limits.groupsPerSegment(), false);
            return log.outcome(null, null);
        }
        HostState said = HostRules.onRecord(host, reporter, fitting, before.asked(), now, gmi);
        boolean kept = host != null || said == null || before.members() < limits.hostsPerGroup();
        HostState after = kept ? said : null;
        log.group(ChangeCause.REPORT, group == null ? null : group.state().filter(), state.filter());
        log.host(after == null ? ChangeCause.LEAVE : ChangeCause.REPORT, host, after, ChangeType.HOST_LEFT);
        if (!kept) {
            log.limit(reporter, "hosts per group: " + limits.hostsPerGroup(), true);
        }
        TrackedGroup next = before.with(state).with(versions);
        return log.outcome(said == null ? next : next.reportedAt(now), after);
    }

    private static TrackedGroup nobody(Family family, long now) {
        return new TrackedGroup(family, GroupState.NOBODY, Versions.NEWEST, List.of(), now, now, 0, 0);
    }

    /** The record without the sources that are too many. */
    private GroupRecord fitting(TrackedGroup group, HostState host, GroupRecord record, ChangeLog log,
                                Reporter reporter) {
        int most = limits.sourcesPerGroup();
        int known = Math.max(group.state().sources().size(), host == null ? 0 : host.sources().size());
        if (known + record.sources().size() <= most) {
            return record;
        }
        SortedSet<String> kept = new TreeSet<>(record.sources());
        kept.retainAll(group.state().sources().keySet());
        int room = switch (record.type()) {
            case IS_EX, TO_EX -> most - kept.size();
            case IS_IN, TO_IN, ALLOW, BLOCK -> most - known;
        };
        SortedSet<String> fresh = Sources.minus(record.sources(), kept);
        if (fresh.size() <= room) {
            return record;
        }
        kept.addAll(Sources.first(fresh, Math.max(0, room)));
        log.limit(reporter, "sources per group: " + most, group.sequence() > 0);
        return record.withSources(kept);
    }

    /** A query for the group. A general query changes no group and does not come here. */
    public TrackedGroup onQuery(TrackedGroup group, Query query, Timers timers, long now) {
        if (query.suppress()) {
            return group;
        }
        GroupState state = GroupRules.onQuery(group.state(), query.sources(),
            now + timers.robustness() * query.answerMs());
        return group.with(state).with(Asked.add(group.asked(), query, timers.robustness(), now));
    }

    /** Silence ends a host whose deadline has come. */
    public Outcome onHostTime(TrackedGroup group, HostState host, long now) {
        if (host.deadline() > now) {
            return new Outcome(group, host, List.of());
        }
        return ended(group, host, ChangeCause.TIMER, host.deadline());
    }

    /** Queries whose time is up at {@code now}: each host of the group must be shown to {@link #onUnanswered}. */
    public static List<Asked> due(TrackedGroup group, long now) {
        return group.asked().stream().filter(query -> query.due() <= now).toList();
    }

    /** A host of a group when the time of a query is up, whether it has answered or not. */
    public Outcome onUnanswered(TrackedGroup group, HostState host, Asked query, long now) {
        boolean older = host.version() < group.family().newestVersion();
        long answeredAt = older ? Math.max(host.lastReportAt(), group.versions().lastOlderReportAt())
            : host.lastReportAt();
        if (answeredAt >= query.at()) {
            return new Outcome(group, host, List.of());
        }
        HostState left = HostRules.onUnanswered(host, query, now);
        ChangeLog log = new ChangeLog(group, now);
        log.host(ChangeCause.QUERY, host, left, ChangeType.HOST_EXPIRED);
        return log.outcome(group, left);
    }

    /**
     * The group itself when its {@link TrackedGroup#nextDeadline} has come: timers, older versions, queries that are
     * over. The group is null when it has ended; its change is then GROUP_ENDED.
     */
    public Outcome onGroupTime(TrackedGroup group, long now) {
        GroupState state = GroupRules.onTime(group.state(), now);
        ChangeLog log = new ChangeLog(group, now);
        log.group(cause(group, now), group.state().filter(), state.nobody() ? null : state.filter());
        if (state.nobody()) {
            return log.outcome(null, null);
        }
        return log.outcome(group.with(state).with(group.versions().onTime(now)).with(Asked.open(group.asked(), now)),
            null);
    }

    /** Whether {@link #onGroupTime} would end the group. */
    public static boolean endsBy(TrackedGroup group, long now) {
        return GroupRules.onTime(group.state(), now).nobody();
    }

    /** A host that is left when its group ends. */
    public Outcome onGroupEnd(TrackedGroup group, HostState host, long now) {
        return ended(group, host, cause(group, now), now);
    }

    private static ChangeCause cause(TrackedGroup group, long now) {
        for (Asked query : group.asked()) {
            if (query.due() == now) {
                return ChangeCause.QUERY;
            }
        }
        return ChangeCause.TIMER;
    }

    private static Outcome ended(TrackedGroup group, HostState host, ChangeCause cause, long at) {
        ChangeLog log = new ChangeLog(group, at);
        log.host(cause, host, null, ChangeType.HOST_EXPIRED);
        return log.outcome(group, null);
    }
}
