package io.tidewatch.processors.topology;

import io.tidewatch.processors.membership.Change;
import io.tidewatch.processors.membership.ChangeType;
import io.tidewatch.processors.membership.Outcome;
import io.tidewatch.processors.membership.TrackedGroup;
import io.tidewatch.processors.membership.Trouble;
import java.util.ArrayList;
import java.util.List;

/**
 * Tells of a limit at most once a minute for each segment, group and limit: whoever makes us reach one would otherwise
 * make us write a change for each of its packets. What is left out is counted, and the numbers of the changes stay
 * gapless.
 */
final class LimitNotices {
    private static final long INTERVAL_MS = 60_000;
    /** So long after a limit was last reached its alert closes. */
    private static final long ALARM_MS = 300_000;

    private final SegmentState segment;
    private final long at;
    private long sources;
    private long hosts;
    private int leftOut;

    LimitNotices(SegmentState segment, GroupEntry known, long at) {
        this.segment = segment;
        this.at = at;
        this.sources = known == null ? SegmentState.NEVER : known.sourcesLimitAt();
        this.hosts = known == null ? SegmentState.NEVER : known.hostsLimitAt();
    }

    /** A limit that is reached is a trouble of the segment, told or not. */
    static void alarm(SegmentState segment, String group, Outcome outcome) {
        for (Change change : outcome.changes()) {
            if (change.type() == ChangeType.LIMIT_REACHED) {
                Trouble trouble = change.detail().startsWith("groups") ? Trouble.GROUPS_LIMIT
                    : change.detail().startsWith("sources") ? Trouble.SOURCES_LIMIT : Trouble.HOSTS_LIMIT;
                segment.troubles().seen(trouble, GroupEntry.family(group), change.at(), change.at(),
                    change.at() + ALARM_MS, "The limit of " + change.detail() + " was reached by " + change.host()
                    + " in group " + group + "; what is beyond is not followed");
            }
        }
    }

    /** The outcome without the notices that come too soon. */
    Outcome of(Outcome outcome) {
        List<Change> told = new ArrayList<>(outcome.changes().size());
        int missing = 0;
        for (Change change : outcome.changes()) {
            if (change.type() == ChangeType.LIMIT_REACHED && !due(change.detail(), outcome.group() != null)) {
                leftOut++;
                missing += change.sequence() > 0 ? 1 : 0;
            } else {
                told.add(missing == 0 || change.sequence() == 0 ? change : numbered(change, missing));
            }
        }
        if (leftOut == 0) {
            return outcome;
        }
        return new Outcome(numbered(outcome.group(), missing), outcome.host(), told);
    }

    /** A group that is kept out has nowhere to note a limit of its own: that of the segment's groups says enough. */
    private boolean due(String limit, boolean kept) {
        if (limit.startsWith("groups")) {
            if (!due(segment.groupsLimitAt())) {
                return false;
            }
            segment.groupsLimitAt(at);
            return true;
        }
        boolean ofSources = limit.startsWith("sources");
        if (!kept || !due(ofSources ? sources : hosts)) {
            return false;
        }
        sources = ofSources ? at : sources;
        hosts = ofSources ? hosts : at;
        return true;
    }

    private boolean due(long last) {
        return last == SegmentState.NEVER || at - last >= INTERVAL_MS;
    }

    private static Change numbered(Change change, int less) {
        return new Change(change.type(), change.cause(), change.at(), change.host(), change.mac(), change.before(),
            change.after(), change.members(), change.sequence() - less, change.detail());
    }

    private static TrackedGroup numbered(TrackedGroup group, int less) {
        return group == null || less == 0 ? group : new TrackedGroup(group.family(), group.state(), group.versions(),
            group.asked(), group.startedAt(), group.lastReportAt(), group.members(), group.sequence() - less);
    }

    /** When the limit of sources was last told. */
    long sourcesToldAt() {
        return sources;
    }

    /** When the limit of hosts was last told. */
    long hostsToldAt() {
        return hosts;
    }

    /** Notices that came too soon. */
    int leftOut() {
        return leftOut;
    }
}
