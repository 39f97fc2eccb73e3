package io.tidewatch.processors.topology;

import io.tidewatch.processors.topology.state.SensorRow;
import io.tidewatch.schemas.RecordOrigin;
import io.tidewatch.schemas.SegmentClock;
import io.tidewatch.schemas.SensorState;
import io.tidewatch.schemas.SensorStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * How far the sensors of one segment have told, as one application has seen it: which records were seen before, up to
 * when everything captured was seen, and who still watches ({@link SensorWatch}). Not thread-safe; its rows are kept in
 * the application's segment store.
 *
 * <p>A clock in a heartbeat travels another way than the events, and may overtake them. It takes effect only when the
 * last event that it names has been seen; until then it is pending. A newer one replaces a pending one: while events
 * keep coming, they themselves move the segment's time.
 */
public final class SensorProgress {
    /** In place of a time: not told. */
    public static final long NOTHING = -1;
    /** A sensor that nothing was heard of for so long, by the wall clock, is silent. Heartbeats come each second. */
    public static final Duration SILENCE = Duration.ofSeconds(10);

    /** Boots remembered for one segment: its sensors, and what they send again from before a restart. */
    private static final int MOST_ROWS = 64;

    private final ToLongFunction<SegmentClock> named;
    private final List<SensorRow> rows;
    private final SensorWatch watch;
    private Resumed resumed;

    /**
     * Somebody watches again after a time in which nobody did.
     *
     * @param from up to when somebody is known to have watched; {@link #NOTHING} when no clock has told
     * @param to since when somebody watches again
     */
    record Resumed(long from, long to) {
    }

    /**
     * Goes on from what was kept.
     *
     * @param named the sequence of a clock that this application's topic is about
     * @param kept the rows kept last time; empty for a new segment
     * @param listening since when heartbeats are listened to
     */
    SensorProgress(ToLongFunction<SegmentClock> named, List<SensorRow> kept, Listening listening) {
        this.named = named;
        this.rows = new ArrayList<>(kept);
        this.watch = new SensorWatch(rows, listening);
    }

    /** Who watches, and who did. */
    public SensorWatch watch() {
        return watch;
    }

    /** What to keep. */
    public List<SensorRow> rows() {
        return List.copyOf(rows);
    }

    /**
     * Notes an event of a sensor; false when it was seen before and must change nothing.
     *
     * @param origin null when the producer tells none: then every record is new
     * @param captured its event time
     */
    public boolean accept(String sensor, String captureInterface, RecordOrigin origin, long captured, long wall) {
        if (origin == null) {
            return true;
        }
        int at = row(sensor, captureInterface, origin.bootId(), wall);
        SensorRow row = rows.get(at);
        if (origin.sequence() <= row.getSequence()) {
            return false;
        }
        // No builder: it copies each field by its schema, and this is done for each event.
        // With the names of the event: the next one is likely to have the same objects, whose texts nobody compares.
        set(at, settled(new SensorRow(sensor, captureInterface, origin.bootId(), row.getStartedAt(),
            origin.sequence(), row.getFrom() < 0 ? captured : row.getFrom(), row.getWatermark(),
            row.getPendingWatermark(), row.getPendingSequence(), row.getUp(), row.getUnfinished(), wall,
            row.getDrops(), row.getDroppedAt())), wall);
        return true;
    }

    /** Notes a heartbeat that was trimmed to the clock of this segment. */
    public void heard(SensorStatus status, long wall) {
        int at = row(status.getSensor(), status.getInterface$(), status.getBootId(), wall);
        SensorRow row = rows.get(at);
        SegmentClock clock = status.getClocks().get(0);
        long watermark = clock.getWatermark().toEpochMilli();
        long drops = status.getKernelDropped() + status.getInterfaceDropped() + status.getLost();
        set(at, settled(SensorRow.newBuilder(row).setStartedAt(status.getStartedAt().toEpochMilli())
            .setUp(up(status.getState())).setUnfinished(unfinished(status)).setHeardAt(wall)
            .setPendingWatermark(watermark).setPendingSequence(named.applyAsLong(clock))
            .setDrops(drops).setDroppedAt(drops > row.getDrops() ? watermark : row.getDroppedAt()).build()), wall);
    }

    private void set(int at, SensorRow row, long wall) {
        boolean begins = rows.get(at).getFrom() < 0 && row.getFrom() >= 0;
        rows.set(at, row);
        if (begins) {
            begins(row, wall);
        }
    }

    /** A run of a sensor begins to watch; another of the same does not any more, whether it has said so or not. */
    private void begins(SensorRow row, long wall) {
        boolean known = false;
        long from = NOTHING;
        for (SensorRow other : rows) {
            boolean same = other.getSensor().equals(row.getSensor())
                && other.getInterface$().equals(row.getInterface$());
            if (other == row || other.getFrom() < 0) {
                continue;
            }
            if (!same && watch.watches(other, wall)) {
                return;
            }
            known = true;
            from = Math.max(from, other.getWatermark());
        }
        resumed = known ? new Resumed(from, row.getFrom()) : resumed;
    }

    /** That somebody watches again, where the last record told so; told once. Null otherwise. */
    Resumed resumed() {
        Resumed told = resumed;
        resumed = null;
        return told;
    }

    /** The pending clock takes effect once its last event was seen. */
    private static SensorRow settled(SensorRow row) {
        if (row.getPendingWatermark() < 0 || row.getSequence() < row.getPendingSequence()) {
            return row;
        }
        long watermark = Math.max(row.getWatermark(), row.getPendingWatermark());
        return SensorRow.newBuilder(row).setWatermark(watermark).setPendingWatermark(NOTHING).setPendingSequence(0)
            .setFrom(row.getFrom() < 0 ? watermark : row.getFrom()).build();
    }

    private static boolean up(SensorState state) {
        return switch (state) {
            case STARTING, RUNNING, REPLAYING -> true;
            case STOPPED, ENDED, FAILED -> false;
        };
    }

    private static boolean unfinished(SensorStatus status) {
        return status.getReplay() != null && !status.getReplay().getFinished()
            && status.getState() != SensorState.FAILED;
    }

    /** Whether a recording was left before its end. Its time stands still until somebody goes on with it. */
    public boolean paused() {
        for (SensorRow row : rows) {
            if (row.getUnfinished() && watch.current(row)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Everything captured on the segment up to here was seen, by all that watch it; when nobody does any more, by the
     * last who did. {@link #NOTHING} when a sensor has not told yet.
     */
    public long watermark(long wall) {
        long slowest = Long.MAX_VALUE;
        long last = NOTHING;
        for (SensorRow row : rows) {
            if (holds(row, wall)) {
                slowest = Math.min(slowest, row.getWatermark());
            }
            last = Math.max(last, row.getWatermark());
        }
        return slowest == Long.MAX_VALUE ? last : slowest;
    }

    /**
     * Whether something is still on its way: events of a boot whose first status has not come, or events that a status
     * has named. Statuses travel another way than events, so what is short enough may end before either is seen.
     */
    public boolean settling(long wall) {
        for (SensorRow row : rows) {
            if ((row.getStartedAt() < 0 || row.getPendingWatermark() >= 0) && !watch.silent(row, wall)) {
                return true;
            }
        }
        return false;
    }

    /** Time waits for a sensor that is up, and for one that has ended while its last events are still to come. */
    private boolean holds(SensorRow row, long wall) {
        return (row.getUp() || row.getPendingWatermark() >= 0) && !watch.silent(row, wall) && watch.current(row);
    }

    private int row(String sensor, String captureInterface, String boot, long wall) {
        int oldest = 0;
        for (int i = 0; i < rows.size(); i++) {
            SensorRow row = rows.get(i);
            if (row.getBoot().equals(boot) && row.getInterface$().equals(captureInterface)
                    && row.getSensor().equals(sensor)) {
                return i;
            }
            oldest = row.getHeardAt() < rows.get(oldest).getHeardAt() ? i : oldest;
        }
        if (rows.size() >= MOST_ROWS) {
            rows.remove(oldest);
        }
        rows.add(SensorRow.newBuilder().setSensor(sensor).setInterface$(captureInterface).setBoot(boot)
            .setHeardAt(wall).build());
        return rows.size() - 1;
    }
}
