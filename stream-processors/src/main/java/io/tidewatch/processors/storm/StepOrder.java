package io.tidewatch.processors.storm;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Puts what the segments tell in the order of event time, so that it is joined in the same way in every run, however
 * far ahead of another a part of the input is read. Each partition of the input tells up to when all of it was seen. An
 * entry waits until all partitions have passed it, but not for one that stands still:
 *
 * <ul>
 * <li>What has just happened waits {@link #PATIENCE_MS} at most.
 * <li>What is read long after it happened waits for a partition as long as that catches up, faster than time goes.
 * </ul>
 *
 * <p>What waits no longer takes along what is before it on the same cause. Wall clock time decides nothing else. Holds
 * {@value #MOST} entries at most; beyond, the first waits no longer.
 */
public final class StepOrder {
    /** What a partition has passed that has nothing to tell. */
    public static final long IDLE = Long.MAX_VALUE;
    /** Longer than a partition that lives is silent, and short enough for an alert within two seconds. */
    static final long PATIENCE_MS = 1500;
    static final int MOST = 10_000;
    private static final long UNKNOWN = Long.MIN_VALUE;
    private static final long FRESH_MS = 10_000;
    private static final long MEASURE_MS = 1000;
    private static final double CATCHING_UP = 2;

    private final long[] passed;
    private final long[] measured;
    private final boolean[] catchesUp;
    private long measuredAt = UNKNOWN;
    private final TreeSet<Entry> waiting = new TreeSet<>(Entry.ORDER);

    /**
     * What waits.
     *
     * @param atMs event time
     * @param dedupeKey the cause that it is about
     * @param name orders entries of the same time; no two have the same
     * @param step a segment's step; null: something is due
     * @param sinceMs wall clock time since which it waits
     */
    public record Entry(long atMs, String dedupeKey, String name, StormStep step, long sinceMs) {
        private static final Comparator<Entry> ORDER = Comparator.comparingLong(Entry::atMs)
            .thenComparing(Entry::name);

        /** A step of a segment. */
        public static Entry of(StormStep step, long sinceMs) {
            return new Entry(step.times().windowEnd(), step.identity().dedupeKey(), step.segment() + '|'
                + step.identity().alertId() + '|' + step.identity().sequence(), step, sinceMs);
        }

        /** Something is due on a cause; {@code nowMs} is the event time that it is now. */
        public static Entry due(long atMs, String dedupeKey, long nowMs, long wallMs) {
            return new Entry(atMs, dedupeKey, dedupeKey, null, wallMs + Math.max(0, atMs - nowMs));
        }

        private boolean fresh() {
            return sinceMs - atMs < FRESH_MS;
        }
    }

    /** Nothing is known of any of so many partitions. */
    public StepOrder(int partitions) {
        passed = new long[partitions];
        measured = new long[partitions];
        catchesUp = new boolean[partitions];
        Arrays.fill(passed, UNKNOWN);
        Arrays.fill(measured, UNKNOWN);
    }

    /** A partition has told all up to a time, or is {@link #IDLE}. */
    public void passed(int partition, long atMs) {
        passed[partition] = atMs;
    }

    public void add(Entry entry) {
        waiting.add(entry);
    }

    public boolean holds(Entry entry) {
        return waiting.contains(entry);
    }

    /** Takes out the first entry if all partitions have passed it; null: none. */
    public Entry next() {
        return !waiting.isEmpty() && (waiting.size() > MOST || waiting.first().atMs() <= allPassed())
            ? waiting.pollFirst() : null;
    }

    private long allPassed() {
        long least = IDLE;
        for (long each : passed) {
            least = Math.min(least, each);
        }
        return least;
    }

    /** Takes out, in order, what waits no longer for those who stand still. Asked several times a second. */
    public List<Entry> impatient(long wallMs) {
        measure(wallMs);
        Map<String, Entry> last = new HashMap<>();
        for (Entry entry : waiting) {
            if (wallMs - entry.sinceMs() >= PATIENCE_MS && !waits(entry)) {
                last.put(entry.dedupeKey(), entry);
            }
        }
        List<Entry> taken = new ArrayList<>();
        if (!last.isEmpty()) {
            for (Entry entry : waiting) {
                Entry until = last.get(entry.dedupeKey());
                if (until != null && Entry.ORDER.compare(entry, until) <= 0) {
                    taken.add(entry);
                }
            }
            taken.forEach(waiting::remove);
        }
        return taken;
    }

    private boolean waits(Entry entry) {
        if (entry.fresh()) {
            return false;
        }
        for (int i = 0; i < passed.length; i++) {
            if (passed[i] < entry.atMs() && catchesUp[i]) {
                return true;
            }
        }
        return false;
    }

    private void measure(long wallMs) {
        if (measuredAt != UNKNOWN && wallMs - measuredAt < MEASURE_MS) {
            return;
        }
        for (int i = 0; i < passed.length; i++) {
            catchesUp[i] = measured[i] != UNKNOWN && passed[i] - measured[i] >= CATCHING_UP * (wallMs - measuredAt);
            measured[i] = passed[i];
        }
        measuredAt = wallMs;
    }
}
