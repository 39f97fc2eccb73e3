package io.tidewatch.processors.query;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.tidewatch.schemas.Coverage;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;

/**
 * The answer to a question for many.
 *
 * @param items what was asked for, at most as many as the limit
 * @param asOf the time that the answer is about
 * @param watermark up to when everything captured is in it; null where segments differ
 * @param coverage what the sensors could see at that time; null where segments differ
 * @param settled whether the watermark has passed {@code asOf}, so that the answer will not change any more
 * @param next cursor of the next page; null on the last one
 */
record Page<T>(List<T> items, Instant asOf, Instant watermark, Coverage coverage,
               @JsonProperty("final") Boolean settled, String next) {

    /** A page of one segment; {@code items} holds one more than the limit when there is a next page. */
    static <T> Page<T> of(Moment moment, Coverage coverage, List<T> items, Slice slice, Function<T, String> key) {
        return cut(items, slice, key, moment.asOf(), moment.segment().watermark(), coverage, moment.settled());
    }

    /** A page of things on several segments or none. */
    static <T> Page<T> across(Instant asOf, List<T> items, Slice slice, Function<T, String> key) {
        return cut(items, slice, key, asOf, null, null, null);
    }

    private static <T> Page<T> cut(List<T> items, Slice slice, Function<T, String> key, Instant asOf,
                                   Instant watermark, Coverage coverage, Boolean settled) {
        boolean more = items.size() > slice.limit();
        List<T> told = more ? items.subList(0, slice.limit()) : items;
        return new Page<>(told, asOf, watermark, coverage, settled,
            more ? Parameters.cursor(key.apply(told.get(told.size() - 1))) : null);
    }
}
