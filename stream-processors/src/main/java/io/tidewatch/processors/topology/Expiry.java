package io.tidewatch.processors.topology;

import io.tidewatch.processors.membership.Asked;
import io.tidewatch.processors.membership.Family;
import io.tidewatch.processors.membership.MembershipRules;
import io.tidewatch.processors.membership.Outcome;
import io.tidewatch.processors.membership.QuerierHealth;
import io.tidewatch.processors.membership.QuerierRules;
import io.tidewatch.processors.membership.QuerierTable;
import io.tidewatch.processors.membership.Trouble;

/**
 * Moves a segment's time. Whatever is due on the way happens at its own deadline and in the order of deadlines, so that
 * it makes no difference in how many steps time moves.
 */
final class Expiry {
    private final MembershipRules rules;
    private final DeadlineIndex deadlines;
    private final Memberships memberships;
    private final Stays stays;
    private final Windows windows;
    private final MembershipOutput output;
    private final MembershipCounts counts;

    Expiry(MembershipRules rules, DeadlineIndex deadlines, Memberships memberships, Stays stays, Windows windows,
           MembershipOutput output, MembershipCounts counts) {
        this.rules = rules;
        this.deadlines = deadlines;
        this.memberships = memberships;
        this.stays = stays;
        this.windows = windows;
        this.output = output;
        this.counts = counts;
    }

    /**
     * Moves the time of a segment up to a moment, deadlines of that moment included.
     *
     * @param step how much may be done
     * @return whether time has come there; otherwise the call is to be repeated
     */
    boolean advance(SegmentState segment, long upTo, Step step) {
        if (segment.next() <= upTo) {
            step.enter();
            try {
                doDue(segment, upTo, step);
            } finally {
                step.leave();
            }
        }
        boolean there = segment.next() > upTo;
        if (there) {
            segment.reach(upTo);
        }
        return there;
    }

    private void doDue(SegmentState segment, long upTo, Step step) {
        while (segment.next() <= upTo && step.goesOn()) {
            long own = segment.ownDue();
            if (own <= segment.due()) {
                // In the past where a querier has just told shorter timers.
                segment.reach(own);
                queriers(segment, Family.IPV4, segment.time());
                queriers(segment, Family.IPV6, segment.time());
                segment.troubles().onTime(segment.time());
                step.done(1);
            } else {
                deadlines.fire(segment, Math.min(upTo, own - 1), step, due -> fire(segment, due));
            }
        }
    }

    private void queriers(SegmentState segment, Family family, long now) {
        QuerierTable table = segment.queriers(family);
        if (table.nextDeadline() <= now) {
            QuerierTable next = QuerierRules.onTime(table, now);
            QuerierHealth.onTime(segment.troubles(), family, table, next, now);
            if (segment.queriers(family, next, now)) {
                output.queriers(segment, now);
            }
        }
        if (segment.groups(family) == 0) {
            segment.troubles().drop(Trouble.QUERIER_MISSING, family);
        }
    }

    private int fire(SegmentState segment, DeadlineIndex.Due due) {
        segment.reach(due.at());
        counts.deadline();
        return switch (due.kind()) {
            case STAY -> {
                stays.forget(segment, due);
                yield 1;
            }
            case WINDOW -> {
                windows.tell(segment, due);
                yield 1;
            }
            case LEAVE -> {
                windows.forget(segment, due);
                yield 1;
            }
            case HOST -> host(segment, due);
            case GROUP -> group(segment, due);
        };
    }

    private int host(SegmentState segment, DeadlineIndex.Due due) {
        MemberEntry member = memberships.member(segment, due.group(), due.host());
        if (member == null || member.armedAt() != due.at()) {
            return 1;
        }
        if (member.host().deadline() > due.at()) {
            memberships.rearm(segment, due.group(), member);
            return 1;
        }
        GroupEntry group = memberships.group(segment, due.group());
        memberships.apply(segment, due.group(), new Memberships.Known(group, member),
            rules.onHostTime(group.group(), member.host(), due.at()), Occasion.deadline(due.at()));
        return 1;
    }

    private int group(SegmentState segment, DeadlineIndex.Due due) {
        GroupEntry group = memberships.group(segment, due.group());
        if (group == null || group.armedAt() != due.at()) {
            return 1;
        }
        if (group.group().nextDeadline() > due.at()) {
            memberships.rearm(segment, due.group(), group);
            return 1;
        }
        return new GroupExpiry(segment, due, group).run();
    }

    /** One group whose own deadline has come: first the hosts that did not answer, then what ends with the group. */
    private final class GroupExpiry {
        private final SegmentState segment;
        private final DeadlineIndex.Due due;
        private GroupEntry group;
        private int work = 1;

        GroupExpiry(SegmentState segment, DeadlineIndex.Due due, GroupEntry group) {
            this.segment = segment;
            this.due = due;
            this.group = group;
        }

        int run() {
            for (Asked query : MembershipRules.due(group.group(), due.at())) {
                memberships.eachMember(segment, due.group(), member -> apply(member,
                    rules.onUnanswered(group.group(), member.host(), query, due.at())));
            }
            if (MembershipRules.endsBy(group.group(), due.at())) {
                memberships.eachMember(segment, due.group(), member -> apply(member,
                    rules.onGroupEnd(group.group(), member.host(), due.at())));
            }
            // Its entry in the index has fired.
            GroupEntry fired = group.armed(Memberships.UNARMED);
            memberships.apply(segment, due.group(), new Memberships.Known(fired, null),
                rules.onGroupTime(group.group(), due.at()), Occasion.deadline(due.at()));
            return work;
        }

        private void apply(MemberEntry member, Outcome outcome) {
            work++;
            if (!outcome.changes().isEmpty()) {
                group = memberships.apply(segment, due.group(), new Memberships.Known(group, member), outcome,
                    Occasion.deadline(due.at()));
            }
        }
    }
}
