package io.tidewatch.processors.membership;

import java.util.List;
import java.util.Set;
import java.util.SortedSet;

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
        GroupRecord fitting = fitting(before.state(), record);
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
        HostState literal = HostRules.onRecord(host, reporter, record, before.asked(), now, gmi);
        HostState said = fitting(host, literal);
        boolean kept = host != null || said == null || before.members() < limits.hostsPerGroup();
        HostState after = kept ? said : null;
        log.group(ChangeCause.REPORT, group == null ? null : group.state().filter(), state.filter());
        log.host(after == null ? ChangeCause.LEAVE : ChangeCause.REPORT, host, after, ChangeType.HOST_LEFT);
        if (fitting != record || said != literal) {
            log.limit(reporter, "sources per group: " + limits.sourcesPerGroup(), true);
        }
        if (!kept) {
            log.limit(reporter, "hosts per group: " + limits.hostsPerGroup(), true);
        }
        TrackedGroup next = before.with(state).with(versions);
        return log.outcome(said == null ? next : next.reportedAt(now), after);
    }

    private static TrackedGroup nobody(Family family, long now) {
        return new TrackedGroup(family, GroupState.NOBODY, Versions.NEWEST, List.of(), now, now, 0, 0);
    }

    /** The record without the new sources that would make the group too many. */
    private GroupRecord fitting(GroupState group, GroupRecord record) {
        Set<String> known = group.sources().keySet();
        int room = switch (record.type()) {
            case IS_EX, TO_EX -> limits.sourcesPerGroup();
            case IS_IN, TO_IN, ALLOW -> limits.sourcesPerGroup() - known.size();
            case BLOCK -> group.mode() == FilterMode.EXCLUDE ? limits.sourcesPerGroup() - known.size()
                : Integer.MAX_VALUE;
        };
        if (record.sources().size() <= room) {
            return record;
        }
        SortedSet<String> kept = switch (record.type()) {
            case IS_EX, TO_EX -> Sources.atMost(room, record.sources(), known);
            case IS_IN, TO_IN, ALLOW, BLOCK -> Sources.andMore(room, record.sources(), known);
        };
        return kept.size() == record.sources().size() ? record : record.withSources(kept);
    }

    /** The host without the new sources that would make it too many. */
    private HostState fitting(HostState known, HostState said) {
        if (said == null || said.sources().size() <= limits.sourcesPerGroup()) {
            return said;
        }
        SortedSet<String> kept = Sources.atMost(limits.sourcesPerGroup(), said.sources(),
            known == null ? Sources.NONE : known.sources());
        boolean same = known != null && known.mode() == said.mode() && known.sources().equals(kept);
        return said.withSources(kept, same ? known.since() : said.since());
    }

    /** A query for the group. A general query changes no group and does not come here. */
    public TrackedGroup onQuery(TrackedGroup group, Query query, Timers timers, long now) {
        if (query.discarded() || query.suppress() && query.sources().isEmpty()) {
            return group;
        }
        if (query.suppress()) {
            return group.with(Asked.add(group.asked(), query, timers.robustness(), group.lastReportAt(), now));
        }
        GroupState state = GroupRules.onQuery(group.state(), query.sources(),
            now + timers.robustness() * query.answerMs());
        return group.with(state).with(Asked.add(group.asked(), query, timers.robustness(), group.lastReportAt(), now));
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
        return group.asked().stream().filter(query -> query.owed() && query.due() <= now).toList();
    }

    /** A host of a group when the time of a query is up, whether it has answered or not. */
    public Outcome onUnanswered(TrackedGroup group, HostState host, Asked query, long now) {
        // An older host's answer may have silenced this one, whatever its version.
        if (Math.max(host.lastReportAt(), group.versions().lastOlderReportAt()) >= query.at()) {
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
            if (query.explains(group.state(), now)) {
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
