package io.tidewatch.e2e.lab;

import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;

/**
 * What a witness shows of one group. What it does not show is not compared.
 *
 * @param group group address
 * @param mode filter mode; null where it is not told
 * @param timer when the group timer runs out, as exactly as it is told; null where it is not told
 * @param running sources with a running timer, and that timer or null; null where no sources are told
 * @param blocked EXCLUDE: the unwanted sources; null where no sources are told
 */
public record Seen(String group, Mode mode, Range timer, SortedMap<String, Range> running, SortedSet<String> blocked) {

    /** When something runs out: not earlier, not later. */
    record Range(long from, long to) {
        boolean holds(long time) {
            return from <= time && time <= to;
        }
    }

    /** Whether a value is what the witness shows. */
    boolean agrees(Value value) {
        if (value == null) {
            return mode == null && running.isEmpty() && blocked.isEmpty();
        }
        return (mode == null || mode == value.mode()) && runsOut(timer, value.timer())
            && (running == null || sourcesAgree(value));
    }

    private boolean sourcesAgree(Value value) {
        if (!running.keySet().equals(value.running().keySet()) || !blocked.equals(value.blocked())) {
            return false;
        }
        for (Map.Entry<String, Range> source : running.entrySet()) {
            if (!runsOut(source.getValue(), value.running().get(source.getKey()))) {
                return false;
            }
        }
        return true;
    }

    private static boolean runsOut(Range told, long deadline) {
        return told == null || deadline == Value.UNTOLD || told.holds(deadline);
    }

    /** As people read it; timers as seconds from a moment. */
    String shown(long now) {
        StringBuilder text = new StringBuilder(mode == null ? "" : mode.toString());
        text.append(shown(timer, now));
        if (running != null) {
            text.append(" {");
            running.forEach((source, range) -> text.append(source).append(shown(range, now)).append(' '));
            text.append("} blocked ").append(blocked);
        }
        return text.toString();
    }

    private static String shown(Range range, long now) {
        return range == null ? "" : String.format(" %.2f..%.2f", (range.from - now) / 1e6, (range.to - now) / 1e6);
    }
}
