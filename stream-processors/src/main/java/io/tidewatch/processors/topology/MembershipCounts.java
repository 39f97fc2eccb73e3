package io.tidewatch.processors.topology;

import io.tidewatch.processors.membership.Change;
import io.tidewatch.processors.membership.ChangeType;
import io.tidewatch.processors.topology.GmpMessage.Why;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.common.metrics.Sensor;
import org.apache.kafka.streams.StreamsMetrics;

/**
 * What became of the events, as metrics of Kafka Streams: {@code NAME-total} and {@code NAME-rate} in the group {@code
 * stream-membership-metrics}, one of each task. They add up: events = applied + duplicates + ignored, for all reasons,
 * + dead letters + lost, but for those that wait; {@code events-set-aside} are those that ever had to.
 */
final class MembershipCounts {
    static final String SCOPE = "membership";

    private final StreamsMetrics metrics;
    private final String task;
    private final List<Sensor> sensors = new ArrayList<>();
    private final Map<Why, Sensor> ignored = new EnumMap<>(Why.class);
    private final Sensor events;
    private final Sensor applied;
    private final Sensor duplicates;
    private final Sensor late;
    private final Sensor waits;
    private final Sensor deadLetters;
    private final Sensor lost;
    private final Sensor recordsIgnored;
    private final Sensor clocks;
    private final Sensor expired;
    private final Sensor limits;
    private final Sensor limitsUntold;

    MembershipCounts(StreamsMetrics metrics, String task) {
        this.metrics = metrics;
        this.task = task;
        events = sensor("events");
        applied = sensor("events-applied");
        duplicates = sensor("events-duplicate");
        late = sensor("events-late");
        waits = sensor("events-set-aside");
        deadLetters = sensor("events-dead-letter");
        lost = sensor("events-lost");
        recordsIgnored = sensor("group-records-ignored");
        clocks = sensor("clocks");
        expired = sensor("deadlines");
        limits = sensor("limits-reached");
        limitsUntold = sensor("limits-reached-untold");
        for (Why why : Why.values()) {
            ignored.put(why, sensor("events-ignored-" + why.name().toLowerCase(Locale.ROOT).replace('_', '-')));
        }
    }

    private Sensor sensor(String name) {
        Sensor sensor = metrics.addRateTotalSensor(SCOPE, task, name, Sensor.RecordingLevel.INFO);
        sensors.add(sensor);
        return sensor;
    }

    void event() {
        events.record();
    }

    void ignored(Why why) {
        ignored.get(why).record();
    }

    void duplicate() {
        duplicates.record();
    }

    /** An event that was applied; {@code leftOut} of its group records say nothing usable. */
    void applied(boolean behind, int leftOut) {
        applied.record();
        if (behind) {
            late.record();
        }
        for (int i = 0; i < leftOut; i++) {
            recordsIgnored.record();
        }
    }

    /** An event that waits for what is due before it; it is applied or ignored later. */
    void waits() {
        waits.record();
    }

    /** An event that made the rules fail. */
    void deadLetter() {
        deadLetters.record();
    }

    /** An event that waited in a store that is not read any more. */
    void lost() {
        lost.record();
    }

    void clock() {
        clocks.record();
    }

    void deadline() {
        expired.record();
    }

    /** Limits reached, and how often that was not told since it was told just before. */
    void limits(List<Change> changes, int untold) {
        for (Change change : changes) {
            if (change.type() == ChangeType.LIMIT_REACHED) {
                limits.record();
            }
        }
        for (int i = 0; i < untold; i++) {
            limitsUntold.record();
        }
    }

    void close() {
        sensors.forEach(metrics::removeSensor);
    }
}
