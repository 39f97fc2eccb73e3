package io.tidewatch.processors.query;

import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/**
 * Which part of an ordered list is asked for.
 *
 * @param after key of the last item already told; null: from the start
 * @param limit items at most
 */
public record Slice(String after, int limit) {
    private static final long FIFTEEN_DIGITS = 1_000_000_000_000_000L;

    /** One item more, which tells whether there is a next page. */
    Slice andOneMore() {
        return new Slice(after, limit + 1);
    }

    /** Those behind the cursor in the order of their keys, one more than the limit if there are. */
    <T> List<T> of(Collection<T> all, Function<T, String> key, Comparator<String> order) {
        // Each key is made once: sorting compares it many times.
        return all.stream().map(item -> new Keyed<>(key.apply(item), item))
            .filter(item -> after == null || order.compare(item.key(), after) > 0)
            .sorted(Comparator.comparing(Keyed::key, order)).limit(limit + 1L).map(Keyed::item).toList();
    }

    /** A time from 1970 on as text that sorts like it. */
    static String sortable(Instant time) {
        return Long.toString(FIFTEEN_DIGITS + time.toEpochMilli()).substring(1);
    }

    private record Keyed<T>(String key, T item) {
    }
}
