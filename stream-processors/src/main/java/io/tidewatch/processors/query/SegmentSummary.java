package io.tidewatch.processors.query;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.tidewatch.schemas.AddressFamily;
import io.tidewatch.schemas.Coverage;
import java.time.Instant;
import java.util.List;

/**
 * A segment in the list of segments.
 *
 * @param segment its name
 * @param families families with groups now
 * @param groupCount live groups of both families
 * @param asOf the time that this is about
 * @param watermark everything captured up to here is in the answers; null while nothing was told
 * @param coverage what its sensors can see now
 * @param settled whether the watermark has passed {@code asOf}
 * @param sensors {@code sensor:interface} of those that watch it, by name
 */
record SegmentSummary(@About("Name of the segment.") String segment,
                      @About("Families with groups now.") List<AddressFamily> families,
                      @About("Live groups of both families.") long groupCount,
                      @About("The time that this is about: now, or the watermark where nobody watches.") Instant asOf,
                      @About(value = "Everything captured up to here is in the answers; null while nothing was "
                          + "told.", nullable = true) Instant watermark,
                      @About("What its sensors can see now.") Coverage coverage,
                      @About("Whether the watermark has passed that time, so that the answer stays so.")
                      @JsonProperty("final") boolean settled,
                      @About("sensor:interface of those that watch it, by name.") List<String> sensors) {

    static SegmentSummary of(Segment segment, Instant now) {
        Moment moment = Moment.of(segment, null, now);
        return new SegmentSummary(segment.segment(), segment.families(), segment.groupCount(), moment.asOf(),
            segment.watermark(), segment.coverage(), moment.settled(), segment.sensors());
    }

    @JsonIgnore
    Standing standing() {
        return new Standing(segment, asOf, watermark, coverage, settled);
    }
}
