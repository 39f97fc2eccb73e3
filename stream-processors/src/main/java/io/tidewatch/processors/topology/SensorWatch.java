package io.tidewatch.processors.topology;

import io.tidewatch.processors.topology.state.SensorRow;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Who watches a segment, and who did, by what {@link SensorProgress} has kept of its sensors. What is not told is
 * {@link SensorProgress#NOTHING}; {@code wall} is the wall clock, which tells whether a sensor is silent.
 */
public final class SensorWatch {
    private final List<SensorRow> rows;
    private final Listening listening;

    /** {@code rows} are those of now, at each question. */
    SensorWatch(List<SensorRow> rows, Listening listening) {
        this.rows = rows;
        this.listening = listening;
    }

    /** Whether a sensor is up and heard; one that sends events and has told nothing of itself yet is. */
    public boolean watched(long wall) {
        for (SensorRow row : rows) {
            if (watches(row, wall)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a sensor that watched at a moment of event time, now or past, has lost something since {@code time}. */
    public boolean droppedSince(long time, long moment, long wall) {
        for (SensorRow row : rows) {
            if (row.getDroppedAt() >= time && watched(row, moment, wall)) {
                return true;
            }
        }
        return false;
    }

    /** Whether at each moment of a span of event time, both ends included, some sensor watched. */
    public boolean throughout(long from, long to, long wall) {
        long reached = from;
        while (true) {
            long next = SensorProgress.NOTHING;
            for (SensorRow row : rows) {
                if (watched(row, reached, wall)) {
                    next = Math.max(next, watches(row, wall) ? Long.MAX_VALUE : row.getWatermark());
                }
            }
            if (next >= to) {
                return true;
            }
            if (next < reached) {
                return false;
            }
            reached = next + 1;
        }
    }

    /** Whether at some moment of a span of event time, both ends included, some sensor watched. */
    boolean within(long from, long to, long wall) {
        for (SensorRow row : rows) {
            if (row.getFrom() >= 0 && row.getFrom() <= to && (from <= row.getWatermark() || watches(row, wall))) {
                return true;
            }
        }
        return false;
    }

    /** {@code sensor:interface} of those that watched at a moment of event time, by name. */
    List<String> watching(long moment, long wall) {
        return names(row -> watched(row, moment, wall));
    }

    private boolean watched(SensorRow row, long moment, long wall) {
        return row.getFrom() >= 0 && row.getFrom() <= moment
            && (moment <= row.getWatermark() || watches(row, wall));
    }

    /** Whether a run of a sensor does. */
    boolean watches(SensorRow row, long wall) {
        return !silent(row, wall) && (row.getStartedAt() < 0 || row.getUp() && current(row));
    }

    /** {@code sensor:interface} of all that ever told of the segment, by name. */
    public List<String> sensors() {
        return names(row -> true);
    }

    private List<String> names(Predicate<SensorRow> of) {
        TreeSet<String> names = new TreeSet<>();
        for (SensorRow row : rows) {
            if (of.test(row)) {
                names.add(row.getSensor() + ':' + row.getInterface$());
            }
        }
        return List.copyOf(names);
    }

    /** Whether nothing was heard of it for too long. */
    boolean silent(SensorRow row, long wall) {
        return wall - Math.max(row.getHeardAt(), listening.since()) > SensorProgress.SILENCE.toMillis();
    }

    /** Whether this is the newest boot of its sensor that has told its state. */
    boolean current(SensorRow row) {
        if (row.getStartedAt() < 0) {
            return false;
        }
        for (SensorRow other : rows) {
            if (other.getStartedAt() > row.getStartedAt() && other.getSensor().equals(row.getSensor())
                    && other.getInterface$().equals(row.getInterface$())) {
                return false;
            }
        }
        return true;
    }
}
