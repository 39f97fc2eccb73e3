package io.tidewatch.processors.query;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.tidewatch.schemas.Coverage;
import java.time.Instant;
import java.util.Collection;

/**
 * How far an answer about a segment can be trusted.
 *
 * @param segment the segment
 * @param asOf the time that the answer is about
 * @param watermark up to when everything captured is in it; null while nothing was told
 * @param coverage what the sensors could see at that time
 * @param settled whether the watermark has passed that time, so that the answer will not change any more
 */
record Standing(@About("Segment.") String segment,
                @About("The time that the answer is about.") Instant asOf,
                @About(value = "Up to when everything captured is in it; null while nothing was told.",
                    nullable = true) Instant watermark,
                @About("What the sensors could see at that time.") Coverage coverage,
                @About("Whether the watermark has passed that time, so that the answer stays so.")
                @JsonProperty("final") boolean settled) {

    /**
     * What holds for several segments together: the earliest time and watermark, the worst coverage, final only where
     * all are. Null for none.
     */
    static Standing together(Collection<Standing> standings) {
        Standing all = null;
        for (Standing each : standings) {
            all = all == null ? each : new Standing(null, all.asOf.isBefore(each.asOf) ? all.asOf : each.asOf,
                all.watermark == null || each.watermark == null ? null
                    : all.watermark.isBefore(each.watermark) ? all.watermark : each.watermark,
                all.coverage.compareTo(each.coverage) < 0 ? all.coverage : each.coverage,
                all.settled && each.settled);
        }
        return all;
    }
}
