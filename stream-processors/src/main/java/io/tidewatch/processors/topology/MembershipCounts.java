package io.tidewatch.processors.topology;

import io.tidewatch.processors.membership.Change;
import io.tidewatch.processors.membership.ChangeType;
import io.tidewatch.processors.topology.GmpMessage.Why;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.Sensor;
import org.apache.kafka.common.metrics.stats.CumulativeSum;
import org.apache.kafka.common.metrics.stats.Rate;
import org.apache.kafka.common.metrics.stats.WindowedSum;
import org.apache.kafka.streams.StreamsMetrics;

/**
 * What became of the events, as metrics of Kafka Streams: {@code NAME-total} and {@code NAME-rate} in the group {@code
 * stream-membership-metrics}, one of each task. They add up: events = applied + duplicates + ignored, for all reasons,
 * + dead letters + lost, but for those that wait; {@code events-set-aside} are those that ever had to. They are told
 * with each commit.
 */
final class MembershipCounts {
    private static final String SCOPE = "membership";

    private final StreamsMetrics metrics;
    private final String task;
    private final List<Count> counts = new ArrayList<>();
    private final Map<Why, Count> ignored = new EnumMap<>(Why.class);
    private final Count events;
    private final Count applied;
    private final Count duplicates;
    private final Count late;
    private final Count waits;
    private final Count deadLetters;
    private final Count lost;
    private final Count recordsIgnored;
    private final Count clocks;
    private final Count expired;
    private final Count limits;
    private final Count limitsUntold;
    private final Count rowsRemembered;
    private final Count rowsRead;

    MembershipCounts(StreamsMetrics metrics, String task) {
        this.metrics = metrics;
        this.task = task;
        events = count("events");
        applied = count("events-applied");
        duplicates = count("events-duplicate");
        late = count("events-late");
        waits = count("events-set-aside");
        deadLetters = count("events-dead-letter");
        lost = count("events-lost");
        recordsIgnored = count("group-records-ignored");
        clocks = count("clocks");
        expired = count("deadlines");
        limits = count("limits-reached");
        limitsUntold = count("limits-reached-untold");
        rowsRemembered = count("rows-remembered");
        rowsRead = count("rows-read");
        for (Why why : Why.values()) {
            ignored.put(why, count("events-ignored-" + why.name().toLowerCase(Locale.ROOT).replace('_', '-')));
        }
    }

    /** One of them: what is not told yet is kept here, since a sensor of Kafka's takes locks for each number. */
    private static final class Count {
        private final Sensor sensor;
        private long untold;

        Count(Sensor sensor) {
            this.sensor = sensor;
        }

        void add(long more) {
            untold += more;
        }

        void tell() {
            if (untold > 0) {
                sensor.record(untold);
                untold = 0;
            }
        }
    }

    private Count count(String name) {
        Sensor sensor = metrics.addSensor(String.join("-", SCOPE, task, name), Sensor.RecordingLevel.INFO);
        Map<String, String> tags = Map.of("thread-id", Thread.currentThread().getName(), SCOPE + "-id", task);
        String group = "stream-" + SCOPE + "-metrics";
        sensor.add(new MetricName(name + "-rate", group, "The same a second", tags), new Rate(new WindowedSum()));
        sensor.add(new MetricName(name + "-total", group, "So far", tags), new CumulativeSum());
        Count count = new Count(sensor);
        counts.add(count);
        return count;
    }

    /** Tells what was counted since this was last called. */
    void tell() {
        counts.forEach(Count::tell);
    }

    void event() {
        events.add(1);
    }

    void ignored(Why why) {
        ignored.get(why).add(1);
    }

    void duplicate() {
        duplicates.add(1);
    }

    /** An event that was applied; {@code leftOut} of its group records say nothing usable. */
    void applied(boolean behind, int leftOut) {
        applied.add(1);
        if (behind) {
            late.add(1);
        }
        recordsIgnored.add(leftOut);
    }

    /** An event that waits for what is due before it; it is applied or ignored later. */
    void waits() {
        waits.add(1);
    }

    /** An event that made the rules fail. */
    void deadLetter() {
        deadLetters.add(1);
    }

    /** An event that waited in a store that is not read any more. */
    void lost() {
        lost.add(1);
    }

    void clock() {
        clocks.add(1);
    }

    void deadline() {
        expired.add(1);
    }

    /** Limits reached, and how often that was not told since it was told just before. */
    void limits(List<Change> changes, int untold) {
        for (Change change : changes) {
            if (change.type() == ChangeType.LIMIT_REACHED) {
                limits.add(1);
            }
        }
        limitsUntold.add(untold);
    }

    /** A row that was asked for of a store that remembers: it was remembered, or is read. */
    void row(boolean remembered) {
        (remembered ? rowsRemembered : rowsRead).add(1);
    }

    void close() {
        tell();
        counts.forEach(count -> metrics.removeSensor(count.sensor));
    }
}
