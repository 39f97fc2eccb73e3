package io.tidewatch.processors.query;

import io.tidewatch.processors.membership.ChangeType;
import io.tidewatch.processors.membership.Family;
import io.tidewatch.processors.membership.MemberWindow;
import io.tidewatch.schemas.ChangeCause;
import io.tidewatch.schemas.Tracking;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Statistics of one group over spans of time, from the stays of its hosts. A change at the start of a window is in it,
 * one at its end in the next. Members are counted after all that happened at a moment.
 */
final class Windows {
    private final List<Membership> memberships;
    private final Map<String, List<Membership>> elsewhere;

    /**
     * A host in a group from its join to its end, whatever it said meanwhile.
     *
     * @param to null while it lasts
     * @param endedBy null while it lasts
     */
    private record Membership(String host, String mac, long from, Long to, ChangeCause endedBy, boolean explicit) {
        String who() {
            return Who.of(host, mac);
        }

        boolean left() {
            return endedBy == ChangeCause.LEAVE || endedBy == ChangeCause.REPORT;
        }
    }

    /** One host came or went. */
    private record Step(ChangeType type, long at) {
    }

    /** Statistics of one window, and whether all who were in it are known to be all. */
    record Counts(MemberWindow window, Tracking tracking) {
    }

    /**
     * @param stays those in the group that touch the time in question and the millisecond before it
     * @param others stays of hosts that left the group, in any other group of the segment
     */
    Windows(Collection<Stay> stays, Collection<Stay> others) {
        this.memberships = joined(stays);
        this.elsewhere = new HashMap<>();
        Map<String, List<Stay>> byGroup = new LinkedHashMap<>();
        others.forEach(stay -> byGroup.computeIfAbsent(stay.group(), unseen -> new ArrayList<>()).add(stay));
        byGroup.values().forEach(group -> joined(group).forEach(each ->
            elsewhere.computeIfAbsent(each.who(), unseen -> new ArrayList<>()).add(each)));
    }

    /** Stays that follow each other without a gap are one membership in which something else was said. */
    private static List<Membership> joined(Collection<Stay> stays) {
        Map<String, List<Stay>> byHost = new LinkedHashMap<>();
        stays.stream().sorted((a, b) -> a.from().compareTo(b.from())).forEach(stay -> byHost
            .computeIfAbsent(Who.of(stay.host(), stay.mac()), unseen -> new ArrayList<>()).add(stay));
        List<Membership> memberships = new ArrayList<>();
        for (List<Stay> each : byHost.values()) {
            Membership open = null;
            for (Stay stay : each) {
                boolean goesOn = open != null && open.to() != null && open.to() == stay.from().toEpochMilli();
                if (open != null && !goesOn) {
                    memberships.add(open);
                }
                open = new Membership(stay.host(), stay.mac(), goesOn ? open.from() : stay.from().toEpochMilli(),
                    stay.to() == null ? null : stay.to().toEpochMilli(), stay.endedBy(),
                    stay.tracking() == Tracking.EXPLICIT && (!goesOn || open.explicit()));
            }
            memberships.add(open);
        }
        return memberships;
    }

    /** Addresses of hosts that left the group within a span: where they went tells of zaps. */
    static Map<String, Instant> leavers(Collection<Stay> stays, Span span) {
        Map<String, Instant> first = new TreeMap<>();
        for (Membership each : joined(stays)) {
            if (each.to() != null && each.left() && each.to() >= span.from().toEpochMilli()
                    && each.to() <= span.to().toEpochMilli()) {
                first.merge(each.host(), Instant.ofEpochMilli(each.to()), (a, b) -> a.isBefore(b) ? a : b);
            }
        }
        return first;
    }

    /**
     * One window.
     *
     * @param start inclusive, epoch milliseconds
     * @param end exclusive; of a window that is not over: up to where it is known
     */
    Counts over(long start, long end) {
        boolean explicit = true;
        int members = 0;
        List<Step> steps = new ArrayList<>();
        List<Long> zaps = new ArrayList<>();
        for (Membership each : memberships) {
            if (each.from() >= end || each.to() != null && each.to() < start) {
                continue;
            }
            explicit &= each.explicit();
            if (each.from() < start) {
                members++;
            } else {
                steps.add(new Step(ChangeType.HOST_JOINED, each.from()));
            }
            if (each.to() != null && each.to() < end) {
                steps.add(new Step(each.left() ? ChangeType.HOST_LEFT : ChangeType.HOST_EXPIRED, each.to()));
                zap(each, zaps);
            }
        }
        MemberWindow window = after(steps, MemberWindow.from(start, end - start, members)).upTo(end);
        for (long ms : zaps) {
            window = window.zapped(ms);
        }
        return new Counts(window, explicit ? Tracking.EXPLICIT : Tracking.LOWER_BOUND);
    }

    private static MemberWindow after(List<Step> steps, MemberWindow begun) {
        steps.sort(Comparator.comparingLong(Step::at));
        MemberWindow window = begun;
        for (Step step : steps) {
            int members = window.last() + (step.type() == ChangeType.HOST_JOINED ? 1 : -1);
            window = window.after(step.type(), step.at(), members);
        }
        return window;
    }

    /** Time from an end to the next join of these, milliseconds; the largest long: there is none. */
    private static long next(Membership over, List<Membership> of) {
        return of.stream().mapToLong(each -> each.from() - over.to()).filter(gap -> gap >= 0).min()
            .orElse(Long.MAX_VALUE);
    }

    private void zap(Membership over, List<Long> zaps) {
        if (!over.left() || Family.unspecified(over.host())) {
            return;
        }
        long back = next(over, memberships.stream().filter(each -> each.who().equals(over.who())).toList());
        long other = next(over, elsewhere.getOrDefault(over.who(), List.of()));
        if (other < MemberWindow.ZAP_LIMIT_MS && other <= back) {
            zaps.add(other);
        }
    }
}
