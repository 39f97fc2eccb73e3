package io.tidewatch.processors.query;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * Which windows are asked for.
 *
 * @param sizeMs length of each
 * @param first start of the first, a multiple of the length
 * @param count how many; each begins before {@code known}
 * @param known the time up to which they are known
 */
record WindowRange(long sizeMs, long first, int count, long known) {
    private static final Map<String, Duration> SIZES = Map.of("1m", Duration.ofMinutes(1), "1h", Duration.ofHours(1));

    /**
     * What a request asks for.
     *
     * @param newest so many, the newest, where it does not say from when on
     * @param after behind the window with this start, as {@link Slice#sortable} writes it; null: from the first
     * @param most so many at most
     */
    static WindowRange of(Parameters parameters, Instant known, int newest, String after, int most) {
        long sizeMs = size(parameters).toMillis();
        Instant from = parameters.time(Param.FROM);
        Instant to = parameters.time(Param.TO);
        if (from != null && to != null && from.isAfter(to)) {
            throw Problem.badRequest("from (" + Json.time(from) + ") lies behind to (" + Json.time(to) + ").");
        }
        long end = known.toEpochMilli();
        long last = Math.min(end - 1, to == null ? end : to.toEpochMilli());
        long first = aligned(from == null ? last - (newest - 1) * sizeMs : from.toEpochMilli(), sizeMs);
        if (after != null) {
            if (!after.matches("[0-9]{15}")) {
                throw Problem.badRequest("cursor is none that an answer of this list gave.");
            }
            first = Math.max(first, aligned(Long.parseLong(after), sizeMs) + sizeMs);
        }
        return new WindowRange(sizeMs, first, (int) Math.max(0, Math.min(most,
            Math.floorDiv(last - first, sizeMs) + 1)), end);
    }

    private static Duration size(Parameters parameters) {
        String size = parameters.text(Param.SIZE) == null ? "1m" : parameters.text(Param.SIZE);
        if (!SIZES.containsKey(size)) {
            throw Problem.badRequest("size is " + Parameters.printable(size) + ", but can only be 1m or 1h.");
        }
        return SIZES.get(size);
    }

    private static long aligned(long time, long sizeMs) {
        return Math.max(0, Math.floorDiv(time, sizeMs) * sizeMs);
    }

    /** The time of all of them. */
    Span span() {
        return new Span(Instant.ofEpochMilli(first), Instant.ofEpochMilli(Math.min(known, first + sizeMs * count)));
    }

    /** Where a window ends as far as it is known. */
    long knownEnd(long start) {
        return Math.min(start + sizeMs, known);
    }
}
