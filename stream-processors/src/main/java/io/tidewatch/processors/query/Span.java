package io.tidewatch.processors.query;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/**
 * A span of time, both ends included, and the order and keys of the stays in it.
 *
 * @param from its start
 * @param to its end
 */
record Span(Instant from, Instant to) {
    /** What the request asks for; by default all that is kept, up to {@code latest}. */
    static Span of(Parameters parameters, Instant latest) {
        Instant from = parameters.time(Param.FROM);
        Instant to = parameters.time(Param.TO);
        Span span = new Span(from == null ? Instant.EPOCH : from, to == null ? latest : to);
        if (span.from.isAfter(span.to)) {
            throw Problem.badRequest("from (" + Json.time(span.from) + ") lies behind to (" + Json.time(span.to)
                + ").");
        }
        return span;
    }

    /** Whether something was going on in it; {@code end} is null while that lasts. */
    boolean touches(Instant begin, Instant end) {
        return !begin.isAfter(to) && (end == null || !end.isBefore(from));
    }

    /** One moment. */
    static Span at(Parameters parameters, Instant asOf) {
        if (parameters.text(Param.FROM) != null || parameters.text(Param.TO) != null) {
            throw Problem.badRequest("Give either asOf or from and to.");
        }
        return new Span(asOf, asOf);
    }

    /** The stays that are wanted, behind the cursor and in order, one more than the limit if there are. */
    static List<Stay> page(List<Stay> stays, Filters filters, Slice slice) {
        return slice.of(stays.stream().filter(filters::test).toList(), Span::key, Comparator.naturalOrder());
    }

    /** By start; what began at the same time by where and who, and by end, so that the order is total. */
    static String key(Stay stay) {
        return String.join("|", Slice.sortable(stay.from()), stay.segment(), stay.group(),
            Who.of(stay.host(), stay.mac()), stay.to() == null ? "" : Slice.sortable(stay.to()));
    }
}
