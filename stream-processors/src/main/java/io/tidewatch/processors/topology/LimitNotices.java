package io.tidewatch.processors.topology;

import io.tidewatch.processors.membership.Change;
import io.tidewatch.processors.membership.ChangeType;
import io.tidewatch.processors.membership.Outcome;
import io.tidewatch.processors.membership.TrackedGroup;
import java.util.ArrayList;
import java.util.List;

/**
 * Tells of a limit at most once a minute for each segment, group and limit: whoever makes us reach one would otherwise
 * make us write a change for each of its packets. What is left out is counted, and the numbers of the changes stay
 * gapless.
 */
final class LimitNotices {
    private static final long INTERVAL_MS = 60_000;

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
