package io.tidewatch.processors.topology;

import io.tidewatch.processors.membership.Change;
import io.tidewatch.processors.membership.ChangeType;
import io.tidewatch.processors.membership.Family;
import io.tidewatch.processors.membership.MemberWindow;
import io.tidewatch.processors.topology.state.LeaveRow;
import io.tidewatch.processors.topology.state.WindowRow;
import io.tidewatch.schemas.Topics;
import java.util.ArrayList;
import java.util.List;

/**
 * Counts the changes of hosts by minute and hour and tells the windows when they are over. They are statistics of the
 * changes as told: a message that came late counts when it took effect, as everywhere.
 *
 * <p>A window is told after its end: first the time in which a host that left may still join another group, then a
 * moment of its own for each group, so that not all windows of a segment fall due at once. It is final when the
 * watermark has passed its end; otherwise it is told as preliminary, and again, as final, when the watermark has come,
 * or an hour later at most: a sensor that stands still must not make us remember without end.
 *
 * <p>The cost is that of the changes, and one record an hour for a group with members; refreshes cost nothing.
 */
final class Windows {
    /** Over so long the windows of a segment are told. */
    static final long SPREAD_MS = 20_000;
    /** How often it is looked whether a preliminary window may be final. */
    private static final long AGAIN_MS = GroupWindows.MINUTE_MS;
    private static final long AT_MOST_MS = GroupWindows.HOUR_MS;

    private final WriteBackStore<String, WindowRow> windows;
    private final WriteBackStore<String, LeaveRow> leaves;
    private final DeadlineIndex deadlines;
    private final Churn churn;
    private final MembershipOutput output;

    Windows(WriteBackStore<String, WindowRow> windows, WriteBackStore<String, LeaveRow> leaves, DeadlineIndex deadlines,
            Churn churn, MembershipOutput output) {
        this.windows = windows;
        this.leaves = leaves;
        this.deadlines = deadlines;
        this.churn = churn;
        this.output = output;
    }

    /**
     * Counts what happened to a group.
     *
     * @param members hosts that were members before
     */
    void changed(SegmentState segment, String group, int members, List<Change> changes) {
        GroupWindows known = null;
        for (Change change : changes) {
            if (change.type() == ChangeType.HOST_JOINED || change.type() == ChangeType.HOST_LEFT
                    || change.type() == ChangeType.HOST_EXPIRED) {
                known = known == null ? windows(segment, group, members) : known;
                known.changed(change);
                churn.changed(segment, change);
                follow(segment, group, change);
            }
        }
        if (known != null) {
            keep(segment, group, known, known.nextEnd() + delay(segment, group));
        }
    }

    private GroupWindows windows(SegmentState segment, String group, int members) {
        WindowRow row = windows.get(Topics.key(segment.name(), group));
        return row == null ? GroupWindows.of(members) : GroupWindows.of(row);
    }

    static long delay(SegmentState segment, String group) {
        return MemberWindow.ZAP_LIMIT_MS + Math.floorMod(Topics.key(segment.name(), group).hashCode(), SPREAD_MS);
    }

    private void keep(SegmentState segment, String group, GroupWindows known, long dueAt) {
        String key = Topics.key(segment.name(), group);
        if (known.done()) {
            windows.keep(key, null);
            return;
        }
        if (known.armedAt() == Memberships.UNARMED || dueAt < known.armedAt()) {
            if (known.armedAt() != Memberships.UNARMED) {
                deadlines.delete(segment, DeadlineIndex.window(known.armedAt(), group));
            }
            deadlines.put(segment, DeadlineIndex.window(dueAt, group));
            known.armed(dueAt);
        }
        windows.keep(key, known.row());
    }

    private void follow(SegmentState segment, String group, Change change) {
        if (change.type() == ChangeType.HOST_EXPIRED || Family.unspecified(change.host())) {
            return;
        }
        String host = HostKey.of(change.host(), change.mac());
        String key = Topics.key(segment.name(), host);
        LeaveRow before = leaves.get(key);
        if (before != null) {
            deadlines.delete(segment, DeadlineIndex.leave(before.getAt() + MemberWindow.ZAP_LIMIT_MS, host));
        }
        if (change.type() == ChangeType.HOST_LEFT) {
            leaves.keep(key, new LeaveRow(group, change.at()));
            deadlines.put(segment, DeadlineIndex.leave(change.at() + MemberWindow.ZAP_LIMIT_MS, host));
        } else if (before != null) {
            leaves.keep(key, null);
            if (!before.getGroup().equals(group)) {
                zapped(segment, before, change.at() - before.getAt());
            }
        }
    }

    private void zapped(SegmentState segment, LeaveRow leave, long ms) {
        churn.zapped(segment, leave.getAt());
        String key = Topics.key(segment.name(), leave.getGroup());
        WindowRow row = windows.get(key);
        if (row != null) {
            GroupWindows known = GroupWindows.of(row);
            known.zapped(leave.getAt(), ms);
            windows.keep(key, known.row());
        }
    }

    /** A host that left has joined nothing in time, unless it has joined and left again since. */
    void forget(SegmentState segment, DeadlineIndex.Due due) {
        String key = Topics.key(segment.name(), due.host());
        LeaveRow row = leaves.get(key);
        if (row != null && row.getAt() + MemberWindow.ZAP_LIMIT_MS == due.at()) {
            leaves.keep(key, null);
        }
    }

    /** Tells what is over of a group. */
    void tell(SegmentState segment, DeadlineIndex.Due due) {
        WindowRow row = windows.get(Topics.key(segment.name(), due.group()));
        if (row == null || row.getArmedAt() != due.at()) {
            return;
        }
        GroupWindows known = GroupWindows.of(row);
        known.armed(Memberships.UNARMED);
        known.close(due.at());
        List<GroupWindows.Closed> left = new ArrayList<>();
        for (GroupWindows.Closed each : known.closed()) {
            MemberWindow window = each.window();
            // What ended just before has not waited for zaps yet.
            boolean early = window.end() + MemberWindow.ZAP_LIMIT_MS > due.at();
            boolean settled = window.end() <= segment.settled() || window.end() + AT_MOST_MS <= due.at();
            if (!early && (settled || !each.told())) {
                output.window(segment, due.group(), window, settled, due.at());
            }
            if (early || !settled) {
                left.add(new GroupWindows.Closed(window, each.told() || !early));
            }
        }
        known.closed(left);
        long next = known.nextEnd() == Long.MAX_VALUE ? Long.MAX_VALUE
            : known.nextEnd() + delay(segment, due.group());
        boolean again = left.stream().anyMatch(GroupWindows.Closed::told);
        keep(segment, due.group(), known, again ? Math.min(next, due.at() + AGAIN_MS) : next);
    }
}
