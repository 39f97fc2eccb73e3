package io.tidewatch.processors.topology;

import io.tidewatch.processors.storm.IcmpError;
import io.tidewatch.processors.storm.SegmentStorms;
import io.tidewatch.processors.storm.StormPolicy;
import io.tidewatch.processors.storm.StormStep;
import io.tidewatch.processors.topology.state.SensorRow;
import io.tidewatch.processors.topology.state.StormRow;
import io.tidewatch.schemas.RecordOrigin;
import io.tidewatch.schemas.SegmentClock;
import io.tidewatch.schemas.SensorState;
import io.tidewatch.schemas.SensorStatus;
import io.tidewatch.schemas.Topics;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * One segment in memory: its detectors, and how far its sensors have told. {@link #keep} tells what survives. Messages
 * of membership protocols come by another topic, whose records have numbers of their own: they are another such object.
 */
final class StormSegment {
    private static final String MEMBERSHIP = "|gmp";
    private static final char PAGE = '|';

    private final String name;
    private final SegmentStorms storms;
    private final SensorProgress progress;
    private boolean watched;
    private boolean changed;
    /** A sensor tells of it now or soon, so that its time goes on. */
    private boolean moves;
    private long watermark = -1;
    private long clockTold = Long.MIN_VALUE;

    private StormSegment(String name, SegmentStorms storms, SensorProgress progress, boolean watched) {
        this.name = name;
        this.storms = storms;
        this.progress = progress;
        this.watched = watched;
    }

    /**
     * A segment as it was kept, or a new one.
     *
     * @param name of the segment, or what {@link #membership} makes of it
     * @param kept what was kept of a key; null: nothing
     * @param listening of the processor
     */
    static StormSegment of(String name, StormPolicy policy, Function<String, StormRow> kept, Listening listening) {
        ToLongFunction<SegmentClock> sequence = name.endsWith(MEMBERSHIP) ? SegmentClock::getGmpSequence
            : SegmentClock::getIcmpSequence;
        StormRow row = kept.apply(name);
        if (row == null) {
            return new StormSegment(name, SegmentStorms.of(Topics.segmentOf(name), policy),
                new SensorProgress(sequence, List.of(), listening), false);
        }
        return new StormSegment(name, SegmentStorms.restore(Topics.segmentOf(name), policy, storms(row),
            page -> storms(kept.apply(name + PAGE + page))), new SensorProgress(sequence, row.getSensors(), listening),
            row.getWatched());
    }

    private static byte[] storms(StormRow row) {
        return row == null ? null : StateSerde.bytes(row.getStorms());
    }

    /** The name of what holds the messages of membership protocols on a segment. */
    static String membership(String segment) {
        return segment + MEMBERSHIP;
    }

    /** Whether what it finds may be joined with what others find: not so membership protocols, which end here. */
    boolean joins() {
        return !name.endsWith(MEMBERSHIP);
    }

    String segment() {
        return Topics.segmentOf(name);
    }

    String name() {
        return name;
    }

    /** Whether the record is new; notes it. */
    boolean accept(String sensor, String captureInterface, RecordOrigin origin, long captured, long wall) {
        boolean fresh = progress.accept(sensor, captureInterface, origin, captured, wall);
        changed |= fresh;
        return fresh;
    }

    void observe(IcmpError error, List<StormStep> steps) {
        steps.addAll(storms.observe(error));
        changed = true;
    }

    /** A heartbeat. One that tells nothing but the time need not survive: the next one is a second away. */
    void heard(SensorStatus status, long wall) {
        List<SensorRow> before = progress.rows();
        progress.heard(status, wall);
        List<SensorRow> after = progress.rows();
        long drops = drops(after, status) - drops(before, status);
        boolean known = find(before, status) != null && find(before, status).getStartedAt() >= 0;
        if (known && drops > 0) {
            storms.kernelDrops(drops);
        }
        changed |= !known || drops != 0 || status.getState() != SensorState.RUNNING
            && status.getState() != SensorState.REPLAYING;
    }

    private static SensorRow find(List<SensorRow> rows, SensorStatus status) {
        for (SensorRow row : rows) {
            if (row.getBoot().equals(status.getBootId()) && row.getSensor().equals(status.getSensor())
                    && row.getInterface$().equals(status.getInterface$())) {
                return row;
            }
        }
        return null;
    }

    private static long drops(List<SensorRow> rows, SensorStatus status) {
        SensorRow row = find(rows, status);
        return row == null ? 0 : row.getDrops();
    }

    /**
     * Moves time to where all sensors have told, and closes what nobody watches any more.
     *
     * @return event time up to which everything was seen; -1 when no sensor has told
     */
    long advance(long wall, List<StormStep> steps) {
        watermark = progress.watermark(wall);
        moves = progress.watch().watched(wall) || progress.settling(wall);
        boolean now = moves || progress.paused();
        if (watermark >= 0 && (now || watched)) {
            changed |= storms.advance(watermark, steps);
        }
        if (watched && !now) {
            // Events may have told more than the last clock.
            storms.sensorsLost(Math.max(watermark, storms.time()), steps);
        }
        changed |= watched != now;
        watched = now;
        return watermark;
    }

    boolean moves() {
        return moves;
    }

    /** Event time up to which it has told all there is to tell. */
    long told() {
        return Math.max(watermark, storms.passed());
    }

    /** Whether its clock has gone on so far since this was last true. */
    boolean clockDue(long everyMs) {
        boolean due = watermark >= 0 && (watermark < clockTold || watermark - everyMs >= clockTold);
        clockTold = due ? watermark : clockTold;
        return due;
    }

    /** Whether the wall clock may have something to say about it: a sensor that falls silent. */
    boolean attended() {
        return watched || storms.openAlerts() > 0;
    }

    boolean changed() {
        return changed;
    }

    /** Tells what to keep, by key; null: nothing any more. From now on it is unchanged. */
    void keep(BiConsumer<String, StormRow> kept) {
        changed = false;
        byte[] state = storms.toBytes((page, messages) -> kept.accept(name + PAGE + page,
            messages == null ? null : row(messages, 0, false, List.of())));
        kept.accept(name, row(state, storms.openAlerts(), watched, new ArrayList<>(progress.rows())));
    }

    private static StormRow row(byte[] storms, int openAlerts, boolean watched, List<SensorRow> sensors) {
        return StormRow.newBuilder().setStorms(ByteBuffer.wrap(storms)).setOpenAlerts(openAlerts).setWatched(watched)
            .setSensors(sensors).build();
    }
}
