package io.tidewatch.processors.topology;

import io.tidewatch.schemas.Alert;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/** Answers about alerts from the stores of the storms application, of all partitions that are here. */
public final class AlertReader {
    private final ReadOnlyKeyValueStore<String, Alert> alerts;
    private final ReadOnlyKeyValueStore<String, Alert> steps;

    /** Reads the stores {@link AlertStores#ALERTS} and {@link AlertStores#STEPS}. */
    public AlertReader(ReadOnlyKeyValueStore<String, Alert> alerts, ReadOnlyKeyValueStore<String, Alert> steps) {
        this.alerts = alerts;
        this.steps = steps;
    }

    /** The newest step of every alert that is kept, in no order. */
    public List<Alert> alerts() {
        List<Alert> all = new ArrayList<>();
        try (KeyValueIterator<String, Alert> each = alerts.all()) {
            while (each.hasNext()) {
                all.add(each.next().value);
            }
        }
        return all;
    }

    /** The steps of one alert that are kept, by sequence; empty when there is no such alert. */
    public List<Alert> steps(String alertId) {
        List<Alert> all = new ArrayList<>();
        try (KeyValueIterator<String, Alert> each = steps.range(AlertStores.step(alertId, 0),
                AlertStores.step(alertId, Integer.MAX_VALUE))) {
            while (each.hasNext()) {
                all.add(each.next().value);
            }
        }
        return all;
    }
}
