package io.tidewatch.processors.topology;

import io.tidewatch.processors.storm.StepOrder;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** How far the segments of one partition are that are being watched, and so how far all of them are. */
final class SegmentTimes {
    private final Map<String, Long> times = new HashMap<>();
    private final TreeMap<Long, Integer> counts = new TreeMap<>();

    void at(String segment, long time) {
        Long before = times.put(segment, time);
        if (before == null || before != time) {
            remove(before);
            counts.merge(time, 1, Integer::sum);
        }
    }

    void gone(String segment) {
        remove(times.remove(segment));
    }

    private void remove(Long time) {
        if (time != null) {
            counts.computeIfPresent(time, (at, count) -> count == 1 ? null : count - 1);
        }
    }

    /** The time of the slowest; {@link StepOrder#IDLE} when none is watched. */
    long slowest() {
        return counts.isEmpty() ? StepOrder.IDLE : counts.firstKey();
    }
}
