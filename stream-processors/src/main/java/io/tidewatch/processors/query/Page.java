package io.tidewatch.processors.query;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.tidewatch.schemas.Coverage;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;

/**
 * The answer to a question for many.
 *
 * @param items what was asked for, at most as many as the limit
 * @param asOf the time that the answer is about
 * @param watermark up to when everything captured is in it; null where there is none
 * @param coverage what the sensors could see at that time; null where there is none
 * @param settled whether the watermark has passed {@code asOf}, so that the answer will not change any more
 * @param segments of a list that touches several segments: the same for each that occurs in it; else null
 * @param next cursor of the next page; null on the last one
 * @param keys those of the items, for putting parts together; never told to a caller
 */
record Page<T>(List<T> items, Instant asOf, Instant watermark, Coverage coverage,
               @JsonProperty("final") Boolean settled,
               @JsonInclude(JsonInclude.Include.NON_NULL) Collection<Standing> segments, String next,
               List<String> keys) {

    /** A page of one segment; {@code items} holds one more than the limit when there is a next page. */
    static <T> Page<T> of(Standing standing, List<T> items, Slice slice, Function<T, String> key) {
        return cut(items, slice, key, standing, standing.asOf(), null);
    }

    /** A page of segments. */
    static Page<SegmentSummary> ofSegments(Instant asOf, List<SegmentSummary> items, Slice slice) {
        List<Standing> told = items.stream().limit(slice.limit()).map(SegmentSummary::standing).toList();
        return cut(items, slice, SegmentSummary::segment, Standing.together(told), asOf, null);
    }

    /** A page of things on several segments. */
    static <T> Page<T> across(Instant asOf, List<T> items, Slice slice, Function<T, String> key,
                              Collection<Standing> segments) {
        return cut(items, slice, key, Standing.together(segments), asOf, segments);
    }

    /** A page of what is on no segment. */
    static <T> Page<T> nowhere(Instant asOf, List<T> items, Slice slice, Function<T, String> key) {
        return cut(items, slice, key, null, asOf, null);
    }

    private static <T> Page<T> cut(List<T> items, Slice slice, Function<T, String> key, Standing standing,
                                   Instant asOf, Collection<Standing> segments) {
        boolean more = items.size() > slice.limit();
        List<T> told = more ? items.subList(0, slice.limit()) : items;
        List<String> keys = told.stream().map(key).toList();
        return new Page<>(told, standing == null ? asOf : standing.asOf(), standing == null ? null
            : standing.watermark(), standing == null ? null : standing.coverage(), standing == null ? null
            : standing.settled(), segments, more ? Parameters.cursor(keys.get(keys.size() - 1)) : null, keys);
    }
}
