package io.tidewatch.processors.query;

import io.tidewatch.schemas.Coverage;
import java.time.Instant;
import java.util.List;

/**
 * A time in which a segment was watched alike, as it is told.
 *
 * @param segment the segment
 * @param from its start
 * @param to its end, exclusive; null while it lasts
 * @param coverage what the sensors could see
 * @param sensors those that watched
 */
record CoverageSpan(@About("Segment.") String segment,
                    @About("When it began.") Instant from,
                    @About(value = "When it ended, exclusive; null while it lasts.", nullable = true) Instant to,
                    @About("What the sensors could see at each moment of it.") Coverage coverage,
                    @About("sensor:interface of those that watched, by name.") List<String> sensors) {
}
