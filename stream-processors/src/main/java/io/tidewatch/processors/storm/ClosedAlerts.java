package io.tidewatch.processors.storm;

import java.util.ArrayDeque;
import java.util.Deque;

/** The alerts that closed last, at most {@value #MOST}: one that opens again names the one before. */
final class ClosedAlerts {
    private static final int MOST = 16;

    private final Deque<Closed> alerts = new ArrayDeque<>();

    /**
     * One of them.
     *
     * @param dedupeKey rule and scope
     * @param alertId id
     * @param atMs when it closed
     */
    private record Closed(String dedupeKey, String alertId, long atMs) { }

    void add(StormAlert alert, long atMs) {
        if (alerts.size() == MOST) {
            alerts.removeFirst();
        }
        alerts.addLast(new Closed(alert.opening().dedupeKey(), alert.opening().alertId(), atMs));
    }

    /** The id of the newest alert with this key that closed at or after a time; null when there is none. */
    String within(String dedupeKey, long sinceMs) {
        String newest = null;
        for (Closed closed : alerts) {
            if (closed.dedupeKey().equals(dedupeKey) && closed.atMs() >= sinceMs) {
                newest = closed.alertId();
            }
        }
        return newest;
    }

    void write(StateOutput out) {
        out.number(alerts.size());
        for (Closed closed : alerts) {
            out.text(closed.dedupeKey());
            out.text(closed.alertId());
            out.number(closed.atMs());
        }
    }

    static ClosedAlerts read(StateInput in) {
        ClosedAlerts closed = new ClosedAlerts();
        for (int left = in.size(MOST); left > 0; left--) {
            closed.alerts.addLast(new Closed(in.text(), in.text(), in.number()));
        }
        return closed;
    }
}
