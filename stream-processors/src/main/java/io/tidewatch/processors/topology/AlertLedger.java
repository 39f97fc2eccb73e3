package io.tidewatch.processors.topology;

import io.tidewatch.schemas.Alert;
import io.tidewatch.schemas.AlertStatus;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The alerts of one partition as they are kept: the newest step of each, and its steps. A closed alert goes when its
 * segment's event time is past its retention, or when there are too many. An open one never goes.
 */
final class AlertLedger {
    /** Kept of one alert, besides the first. */
    private static final int MOST_STEPS = 300;

    private final KeyValueStore<String, Alert> alerts;
    private final KeyValueStore<String, Alert> steps;
    private final AlertSettings settings;
    private final TreeSet<Closed> closed = new TreeSet<>(Closed.FIRST_CLOSED);
    private final Map<String, TreeSet<Closed>> bySegment = new HashMap<>();
    /** The newest alert of each dedupe key: only that one's end is the end of the key. */
    private final Map<String, String> newest = new HashMap<>();

    /**
     * A closed alert.
     *
     * @param atMs when it closed
     * @param alertId id
     * @param segment segment
     * @param dedupeKey rule and scope
     */
    private record Closed(long atMs, String alertId, String segment, String dedupeKey) {
        static final Comparator<Closed> FIRST_CLOSED = Comparator.comparingLong(Closed::atMs)
            .thenComparing(Closed::alertId);
    }

    /** Reads what is kept. */
    AlertLedger(KeyValueStore<String, Alert> alerts, KeyValueStore<String, Alert> steps, AlertSettings settings) {
        this.alerts = alerts;
        this.steps = steps;
        this.settings = settings;
        Map<String, Long> openedAt = new HashMap<>();
        try (KeyValueIterator<String, Alert> all = alerts.all()) {
            while (all.hasNext()) {
                KeyValue<String, Alert> each = all.next();
                Alert alert = each.value;
                long opened = alert.getOpenedAt().toEpochMilli();
                if (opened >= openedAt.getOrDefault(alert.getDedupeKey(), Long.MIN_VALUE)) {
                    openedAt.put(alert.getDedupeKey(), opened);
                    newest.put(alert.getDedupeKey(), alert.getAlertId());
                }
                index(alert);
            }
        }
    }

    private void index(Alert alert) {
        if (alert.getStatus() == AlertStatus.CLOSED) {
            Closed entry = new Closed(alert.getClosedAt().toEpochMilli(), alert.getAlertId(),
                alert.getScope().getSegments().get(0), alert.getDedupeKey());
            closed.add(entry);
            bySegment.computeIfAbsent(entry.segment(), segment -> new TreeSet<>(Closed.FIRST_CLOSED)).add(entry);
        }
    }

    /** The id of the newest alert with a dedupe key if it closed at that time or later; else null. */
    String closedSince(String dedupeKey, long sinceMs) {
        String alertId = newest.get(dedupeKey);
        Alert alert = alertId == null ? null : alerts.get(alertId);
        return alert != null && alert.getStatus() == AlertStatus.CLOSED
            && alert.getClosedAt().toEpochMilli() >= sinceMs ? alertId : null;
    }

    /** Keeps a step. Dedupe keys that have ended for want of room. */
    List<String> add(Alert step) {
        alerts.put(step.getAlertId(), step);
        steps.put(AlertStores.step(step.getAlertId(), step.getSequence()), step);
        if (step.getSequence() > MOST_STEPS) {
            steps.delete(AlertStores.step(step.getAlertId(), step.getSequence() - MOST_STEPS));
        }
        newest.put(step.getDedupeKey(), step.getAlertId());
        index(step);
        List<String> ended = new ArrayList<>(0);
        while (closed.size() > settings.mostAlerts()) {
            forget(closed.first(), ended);
        }
        return ended;
    }

    /** Dedupe keys that have ended on a segment by now, in its event time. */
    List<String> expire(String segment, long nowMs) {
        TreeSet<Closed> these = bySegment.get(segment);
        List<String> ended = new ArrayList<>(0);
        while (these != null && !these.isEmpty()
                && these.first().atMs() + settings.retention().toMillis() <= nowMs) {
            forget(these.first(), ended);
        }
        return ended;
    }

    private void forget(Closed entry, List<String> ended) {
        closed.remove(entry);
        TreeSet<Closed> these = bySegment.get(entry.segment());
        these.remove(entry);
        if (these.isEmpty()) {
            bySegment.remove(entry.segment());
        }
        Alert last = alerts.delete(entry.alertId());
        int from = Math.max(1, last.getSequence() - MOST_STEPS + 1);
        steps.delete(AlertStores.step(entry.alertId(), 0));
        for (int sequence = from; sequence <= last.getSequence(); sequence++) {
            steps.delete(AlertStores.step(entry.alertId(), sequence));
        }
        if (newest.remove(entry.dedupeKey(), entry.alertId())) {
            ended.add(entry.dedupeKey());
        }
    }
}
