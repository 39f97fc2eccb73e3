package io.tidewatch.processors.query;

import io.tidewatch.schemas.Coverage;
import java.time.Instant;
import java.util.List;

/**
 * A time in which a segment was watched alike.
 *
 * @param from its start
 * @param to its end, exclusive
 * @param coverage what the sensors could see at each moment of it
 * @param sensors {@code sensor:interface} of those that watched, by name
 */
public record Watched(Instant from, Instant to, Coverage coverage, List<String> sensors) {
    public Watched {
        sensors = List.copyOf(sensors);
    }
}
