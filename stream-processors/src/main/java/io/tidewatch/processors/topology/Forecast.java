package io.tidewatch.processors.topology;

import io.tidewatch.processors.membership.Asked;
import io.tidewatch.processors.membership.Change;
import io.tidewatch.processors.membership.ChangeCause;
import io.tidewatch.processors.membership.HostState;
import io.tidewatch.processors.membership.Limits;
import io.tidewatch.processors.membership.MembershipRules;
import io.tidewatch.processors.membership.Outcome;
import io.tidewatch.processors.membership.TrackedGroup;
import java.util.ArrayList;
import java.util.List;

/**
 * A live group and its hosts at a moment at or behind the segment's time, if nothing more came: the rules applied on
 * reading, so that an answer never shows what is over but was not processed yet.
 */
final class Forecast {
    private static final MembershipRules RULES = new MembershipRules(Limits.DEFAULT);

    private final GroupEntry entry;
    private final long at;
    private final List<Asked> unanswered = new ArrayList<>();
    private TrackedGroup group;
    private long endsAt = Long.MAX_VALUE;
    private ChangeCause endedBy;
    private long changedAt;
    private int changes;

    Forecast(GroupEntry entry, long at) {
        this.entry = entry;
        this.at = at;
        this.group = entry.group();
        this.changedAt = entry.changedAt();
        int version = entry.told().version();
        while (group != null && group.nextDeadline() <= at) {
            long due = group.nextDeadline();
            unanswered.addAll(MembershipRules.due(group, due));
            Outcome outcome = RULES.onGroupTime(group, due);
            note(outcome);
            if (outcome.group() == null) {
                endsAt = due;
                endedBy = outcome.changes().get(0).cause();
            } else if (outcome.group().compatibilityVersion(due) != version) {
                version = outcome.group().compatibilityVersion(due);
                changedAt = Math.max(changedAt, due);
            }
            group = outcome.group();
        }
    }

    private void note(Outcome outcome) {
        for (Change change : outcome.changes()) {
            changes++;
            changedAt = Math.max(changedAt, change.at());
        }
    }

    /** Whether the group has ended by then. */
    boolean ended() {
        return group == null;
    }

    /**
     * A host then.
     *
     * @param entry as it is then; null when it is no member any more
     * @param endedAt when it ended; 0 when it did not
     * @param endedBy why; null when it did not
     */
    record Host(MemberEntry entry, long endedAt, ChangeCause endedBy) {
    }

    /** A host of the group; those shown here are counted as members. */
    Host host(MemberEntry known) {
        HostState host = known.host();
        long changed = known.changedAt();
        for (Asked query : unanswered) {
            if (query.due() >= host.deadline() || query.due() > endsAt) {
                continue;
            }
            Outcome outcome = RULES.onUnanswered(entry.group(), host, query, query.due());
            note(outcome);
            if (outcome.host() == null) {
                return new Host(null, query.due(), ChangeCause.QUERY);
            }
            changed = outcome.changes().isEmpty() ? changed : query.due();
            host = outcome.host();
        }
        if (host.deadline() <= Math.min(at, endsAt)) {
            note(RULES.onHostTime(entry.group(), host, at));
            return new Host(null, host.deadline(), ChangeCause.TIMER);
        }
        if (endsAt <= at) {
            return new Host(null, endsAt, endedBy);
        }
        return new Host(new MemberEntry(known.key(), host, known.sequence(), known.armedAt(), changed,
            known.toldReportAt(), known.toldDeadline()), 0, null);
    }

    /** The group then, with the members that were counted by the caller after each was shown to {@link #host}. */
    GroupEntry group(int members) {
        TrackedGroup counted = new TrackedGroup(group.family(), group.state(), group.versions(), group.asked(),
            group.startedAt(), group.lastReportAt(), members, entry.group().sequence() + changes);
        GroupEntry.Told told = entry.told();
        return new GroupEntry(counted, new GroupEntry.Told(told.since(), told.sequence(),
            group.compatibilityVersion(at), told.reportAt(), told.state()), entry.armedAt(), changedAt,
            entry.sourcesLimitAt(), entry.hostsLimitAt(), entry.gapTo());
    }
}
