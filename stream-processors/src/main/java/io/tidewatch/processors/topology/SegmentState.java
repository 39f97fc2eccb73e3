package io.tidewatch.processors.topology;

import io.tidewatch.processors.membership.Family;
import io.tidewatch.processors.membership.Gap;
import io.tidewatch.processors.membership.QuerierTable;
import io.tidewatch.processors.membership.Timers;
import io.tidewatch.processors.membership.Troubles;
import io.tidewatch.processors.topology.state.QuerierRow;
import io.tidewatch.processors.topology.state.SegmentRow;
import io.tidewatch.schemas.Coverage;
import io.tidewatch.schemas.SegmentClock;
import java.util.List;

/** Everything of one segment but its groups, while it is worked on. Times are event time, epoch milliseconds. */
final class SegmentState {
    static final long NEVER = -1;

    private final String name;
    private final SensorProgress progress;
    private long time = NEVER;
    private long watermark = NEVER;
    private long settling = NEVER;
    private long due = Long.MAX_VALUE;
    private int ipv4Groups;
    private int ipv6Groups;
    private long groupsLimitAt = NEVER;
    private long queriersChangedAt = NEVER;
    private long firstWaiting;
    private long nextWaiting;
    private QuerierTable ipv4 = QuerierTable.NONE;
    private QuerierTable ipv6 = QuerierTable.NONE;
    private Troubles troubles = new Troubles(List.of());
    private Presence queried4 = new Presence(List.of(), NEVER);
    private Presence queried6 = new Presence(List.of(), NEVER);
    /** When one of the queriers is next. */
    private long queriersDue = Long.MAX_VALUE;
    private QuerierRow row4;
    private QuerierRow row6;
    private boolean kept;
    private Agenda agenda;

    private SegmentState(String name, SensorProgress progress) {
        this.name = name;
        this.progress = progress;
    }

    /** A segment as it was kept, for the task that listens to it; {@code row} is null for a new one. */
    static SegmentState of(String name, SegmentRow row, Listening listening) {
        SegmentState segment = new SegmentState(name, new SensorProgress(SegmentClock::getGmpSequence,
            row == null ? List.of() : row.getSensors(), listening));
        if (row != null) {
            segment.time = row.getTime();
            segment.watermark = row.getWatermark();
            segment.due = row.getDue();
            segment.ipv4Groups = row.getIpv4Groups();
            segment.ipv6Groups = row.getIpv6Groups();
            segment.groupsLimitAt = row.getGroupsLimitAt();
            segment.queriersChangedAt = row.getQueriersChangedAt();
            segment.firstWaiting = row.getFirstWaiting();
            segment.nextWaiting = row.getNextWaiting();
            segment.set(Family.IPV4, QuerierRows.table(row.getIpv4()));
            segment.set(Family.IPV6, QuerierRows.table(row.getIpv6()));
            segment.troubles = TroubleRows.troubles(row.getTroubles());
            segment.queried4 = QuerierRows.presence(row.getIpv4());
            segment.queried6 = QuerierRows.presence(row.getIpv6());
            segment.kept = true;
        }
        return segment;
    }

    /** Whether the store has a row of it. */
    boolean kept() {
        return kept;
    }

    void keep() {
        kept = true;
    }

    /** As it is now; what it is made of does not change any more. */
    SegmentRow row() {
        row4 = row4 == null ? QuerierRows.row(ipv4, queried4) : row4;
        row6 = row6 == null ? QuerierRows.row(ipv6, queried6) : row6;
        return new SegmentRow(time, watermark, due, ipv4Groups, ipv6Groups, groupsLimitAt, queriersChangedAt,
            row4, row6, progress.rows(), firstWaiting, nextWaiting, TroubleRows.rows(troubles));
    }

    String name() {
        return name;
    }

    SensorProgress progress() {
        return progress;
    }

    /** Event time so far; {@link #NEVER} before the first event or clock. */
    long time() {
        return time;
    }

    void reach(long now) {
        time = Math.max(time, now);
    }

    /** Everything captured up to here was applied. */
    long watermark() {
        return watermark;
    }

    void settle(long upTo) {
        watermark = Math.max(watermark, Math.min(upTo, time));
    }

    /** Everything captured up to here was applied, or is while time moves there: nothing waits before it. */
    long settled() {
        return Math.max(watermark, settling);
    }

    /** Time moves up to the watermark from now on; {@link #NEVER}: not any more. */
    void settling(long upTo) {
        settling = upTo;
    }

    /** Nothing in the deadline index is due before. */
    long due() {
        return due;
    }

    void due(long earliest) {
        due = earliest;
    }

    /** Its deadlines in memory, where {@link DeadlineIndex} has found them last; null when it has not looked yet. */
    Agenda agenda() {
        return agenda;
    }

    void agenda(Agenda found) {
        agenda = found;
    }

    /** When something is due next: a deadline, or something of the segment's own. */
    long next() {
        return Math.min(due, ownDue());
    }

    /** When a querier falls silent, or a trouble begins or is over. */
    long ownDue() {
        return Math.min(troubles.nextDeadline(), queriersDue);
    }

    /** What is wrong with it. */
    Troubles troubles() {
        return troubles;
    }

    /** Whether events wait for what is due before them. */
    boolean waits() {
        return firstWaiting < nextWaiting;
    }

    /** Number of the first event that waits. */
    long firstWaiting() {
        return firstWaiting;
    }

    /** One more event waits; its number. */
    long enqueued() {
        return nextWaiting++;
    }

    /** The first event waits no longer. */
    void dequeued() {
        firstWaiting++;
    }

    int groups() {
        return ipv4Groups + ipv6Groups;
    }

    int groups(Family family) {
        return switch (family) {
            case IPV4 -> ipv4Groups;
            case IPV6 -> ipv6Groups;
        };
    }

    void groupsChanged(Family family, int by) {
        switch (family) {
            case IPV4 -> ipv4Groups += by;
            case IPV6 -> ipv6Groups += by;
        }
    }

    long groupsLimitAt() {
        return groupsLimitAt;
    }

    void groupsLimitAt(long now) {
        groupsLimitAt = now;
    }

    QuerierTable ipv4() {
        return ipv4;
    }

    QuerierTable ipv6() {
        return ipv6;
    }

    QuerierTable queriers(Family family) {
        return switch (family) {
            case IPV4 -> ipv4;
            case IPV6 -> ipv6;
        };
    }

    /** Whether it tells something else than before. */
    boolean queriers(Family family, QuerierTable next, long now) {
        boolean same = next.tellsTheSameAs(queriers(family));
        set(family, next);
        queried(family).note(!next.candidates().isEmpty(), now);
        if (!same) {
            queriersChangedAt = now;
        }
        return !same;
    }

    private void set(Family family, QuerierTable next) {
        switch (family) {
            case IPV4 -> {
                ipv4 = next;
                row4 = null;
            }
            case IPV6 -> {
                ipv6 = next;
                row6 = null;
            }
        }
        queriersDue = Math.min(ipv4.nextDeadline(), ipv6.nextDeadline());
    }

    /** The last time in which nobody listened, as far as time has come; {@link Gap#NONE}. */
    Gap gap(Family family) {
        Gap gap = queriers(family).gap();
        return time > gap.from() ? gap : Gap.NONE;
    }

    /**
     * Notes that somebody listens again, if the last record told so: nobody is taken for gone who may only not have
     * been heard. A sensor that is soon back has missed one answer at most, which a querier reckons with, and so does
     * a recording that goes on in another file. Who was there very long ago is not kept: nobody would ask for it.
     */
    void listen(long longestMs) {
        SensorProgress.Resumed resumed = progress.resumed();
        if (resumed == null) {
            return;
        }
        long from = Math.max(resumed.from(), time);
        long to = resumed.to();
        if (to - from <= SensorProgress.SILENCE.toMillis() || to - from > longestMs) {
            return;
        }
        for (Family family : Family.values()) {
            set(family, queriers(family).unheard(from, to));
            troubles.unheard(family, new Gap(from, to, to + queriers(family).timers().otherQuerierPresentMs()));
        }
    }

    long queriersChangedAt() {
        return queriersChangedAt;
    }

    /** When somebody queried one family. */
    Presence queried(Family family) {
        return switch (family) {
            case IPV4 -> queried4;
            case IPV6 -> queried6;
        };
    }

    /** What the sensors could see of one family at a moment of event time. */
    Coverage coverage(Family family, long moment, long wall) {
        return coverage(family, moment, moment, wall);
    }

    /**
     * The worst of what the sensors could see of one family in a span of event time, both ends included. It takes a
     * query and the time to answer it until all members have reported: so long the sensors must have watched and
     * somebody must have asked. A loss matters for one membership interval, after which every member has reported
     * again or is gone. All this by the timers of today.
     */
    Coverage coverage(Family family, long from, long to, long wall) {
        SensorWatch watch = progress.watch();
        if (!watch.throughout(from, to, wall)) {
            return Coverage.BLIND;
        }
        Timers timers = queriers(family).timers();
        boolean whole = watch.throughout(from - timers.queryIntervalMs() - timers.queryResponseMs(), to, wall)
            && queried(family).throughout(from - timers.queryResponseMs(), to)
            && !watch.droppedSince(from - timers.membershipIntervalMs(), to, wall);
        return whole ? Coverage.FULL : Coverage.PARTIAL;
    }

    /** What they could see of the families that have groups now, or of any when none has. */
    Coverage coverage(long moment, long wall) {
        return coverage(moment, moment, wall);
    }

    /** The worst of that in a span, both ends included. */
    Coverage coverage(long from, long to, long wall) {
        Coverage of4 = coverage(Family.IPV4, from, to, wall);
        Coverage of6 = coverage(Family.IPV6, from, to, wall);
        if (groups() == 0) {
            return of4.compareTo(of6) > 0 ? of4 : of6;
        }
        if (ipv4Groups == 0) {
            return of6;
        }
        return ipv6Groups == 0 || of4.compareTo(of6) < 0 ? of4 : of6;
    }
}
