package io.tidewatch.processors.query;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.tidewatch.schemas.Coverage;
import java.time.Instant;

/**
 * What happened on a segment in a window, as it is told.
 *
 * @param segment the segment
 * @param windowStart its start
 * @param windowEnd its end, exclusive
 * @param sizeS its length
 * @param joins hosts that joined a group
 * @param leaves hosts that left one
 * @param expiries hosts that fell silent
 * @param zaps hosts that left a group and joined another soon
 * @param coverage what the sensors could see
 * @param settled whether it stays so
 */
record SegmentWindow(@About("Segment.") String segment,
                     @About("Start of the window.") Instant windowStart,
                     @About("Its end, exclusive.") Instant windowEnd,
                     @About("Its length, seconds.") int sizeS,
                     @About("How often a host joined a group.") long joins,
                     @About("How often one left a group, saying so.") long leaves,
                     @About("How often one fell silent or did not answer.") long expiries,
                     @About("How often one left a group and joined another within 5 s.") long zaps,
                     @About("What its sensors could see: FULL or BLIND where it was so throughout, else PARTIAL. Where "
                         + "it is BLIND a count of 0 means that nobody looked.") Coverage coverage,
                     @About("Whether the watermark has passed its end, so that it stays so.")
                     @JsonProperty("final") boolean settled) {
}
