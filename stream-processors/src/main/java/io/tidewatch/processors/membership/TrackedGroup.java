package io.tidewatch.processors.membership;

import java.util.List;

/**
 * All that is known of one group but its hosts.
 *
 * @param family protocol family
 * @param state the router's record
 * @param versions which older versions are present
 * @param asked group queries whose time is not up
 * @param startedAt first report
 * @param lastReportAt last report
 * @param members hosts known to be members
 * @param sequence number of the last change
 */
public record TrackedGroup(Family family, GroupState state, Versions versions, List<Asked> asked, long startedAt,
                           long lastReportAt, int members, long sequence) {

    public TrackedGroup {
        asked = List.copyOf(asked);
    }

    /** The next moment at which something is due: a timer, a query's time, an older version. */
    public long nextDeadline() {
        long next = Math.min(state.nextDeadline(), versions.nextDeadline());
        for (Asked query : asked) {
            next = Math.min(next, query.due());
        }
        return next;
    }

    /** The oldest version present. */
    public int compatibilityVersion(long now) {
        return versions.version(family, now);
    }

    /** Whether every host reports for itself: no older version is present, whose hosts silence each other. */
    public boolean everyHostKnown(long now) {
        return compatibilityVersion(now) == family.newestVersion();
    }

    TrackedGroup with(GroupState next) {
        return new TrackedGroup(family, next, versions, asked, startedAt, lastReportAt, members, sequence);
    }

    TrackedGroup with(List<Asked> queries) {
        return new TrackedGroup(family, state, versions, queries, startedAt, lastReportAt, members, sequence);
    }

    TrackedGroup with(Versions next) {
        return next.equals(versions) ? this
            : new TrackedGroup(family, state, next, asked, startedAt, lastReportAt, members, sequence);
    }

    TrackedGroup counted(int nextMembers, long nextSequence) {
        return nextMembers == members && nextSequence == sequence ? this
            : new TrackedGroup(family, state, versions, asked, startedAt, lastReportAt, nextMembers, nextSequence);
    }

    TrackedGroup reportedAt(long now) {
        return new TrackedGroup(family, state, versions, asked, startedAt, now, members, sequence);
    }
}
