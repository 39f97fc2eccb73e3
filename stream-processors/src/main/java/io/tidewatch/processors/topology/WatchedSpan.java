package io.tidewatch.processors.topology;

import io.tidewatch.schemas.Coverage;
import java.util.List;

/**
 * A span of event time, epoch milliseconds, in which a segment was watched alike.
 *
 * @param from its start
 * @param to its end, exclusive
 * @param coverage what the sensors could see at each moment of it
 * @param sensors {@code sensor:interface} of those that watched, by name
 */
public record WatchedSpan(long from, long to, Coverage coverage, List<String> sensors) {
    public WatchedSpan {
        sensors = List.copyOf(sensors);
    }
}
