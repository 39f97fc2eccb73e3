package io.tidewatch.processors.query;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Segments as a whole over time: their changes by minute and hour, and when who watched them. To ask costs the segments
 * and the minutes asked for, however many groups there are.
 */
final class HistoryEndpoint {
    /** Windows of each of several segments, where it is not said from when on: a day of hours. */
    private static final int NEWEST = 24;

    private final Function<Scope, MembershipAnswers> state;
    private final Supplier<Instant> clock;

    HistoryEndpoint(Function<Scope, MembershipAnswers> state, Supplier<Instant> clock) {
        this.state = state;
        this.clock = clock;
    }

    Object windows(Parameters parameters, Scope scope) {
        MembershipAnswers answers = state.apply(scope);
        Segment segment = MembershipEndpoint.segment(answers, parameters);
        Slice slice = parameters.slice();
        Moment moment = Moment.of(segment, null, clock.get());
        WindowRange range = WindowRange.of(parameters, moment.asOf(), slice.limit(), slice.after(), slice.limit() + 1);
        return Page.of(moment.standing(answers.coverage(segment.segment(), moment.asOf())),
            windows(answers, segment, range), slice, window -> Slice.sortable(window.windowStart()));
    }

    Object windowsOfAll(Parameters parameters, Scope scope) {
        MembershipAnswers answers = state.apply(scope);
        return across(parameters, answers, window -> key(window.segment(), window.windowStart()),
            (segment, slice) -> windows(answers, segment, WindowRange.of(parameters,
                Moment.of(segment, null, clock.get()).asOf(), NEWEST, slice.after(), slice.limit() + 1)));
    }

    Object coverage(Parameters parameters, Scope scope) {
        Span span = Span.of(parameters, clock.get().truncatedTo(ChronoUnit.MILLIS));
        boolean lasts = parameters.time(Param.TO) == null;
        String sensor = parameters.text(Param.SENSOR);
        MembershipAnswers answers = state.apply(scope);
        return across(parameters, answers, each -> key(each.segment(), each.from()),
            (segment, slice) -> sensor != null && !segment.sensors().contains(sensor) ? List.of()
                : answers.watched(segment.segment(), span.from(), span.to()).stream()
                    .filter(each -> slice.after() == null || Slice.sortable(each.from()).compareTo(slice.after()) > 0)
                    .limit(slice.limit() + 1L)
                    .map(each -> new CoverageSpan(segment.segment(), each.from(),
                        lasts && !each.to().isBefore(span.to()) ? null : each.to(), each.coverage(), each.sensors()))
                    .toList());
    }

    private static String key(String segment, Instant time) {
        return EachSegment.key(segment, Slice.sortable(time));
    }

    private <T> Page<T> across(Parameters parameters, MembershipAnswers answers, Function<T, String> key,
                               EachSegment.OfOne<T> of) {
        Instant now = clock.get();
        String only = parameters.text(Param.SEGMENT);
        return new EachSegment(answers, parameters.slice(), segment -> Moment.of(segment, null, now)).page(now,
            segment -> only == null || segment.segment().equals(only), key, of);
    }

    private static List<SegmentWindow> windows(MembershipAnswers answers, Segment segment, WindowRange range) {
        Duration size = Duration.ofMillis(range.sizeMs());
        return answers.churn(segment.segment(), Instant.ofEpochMilli(range.first()), size, range.count(),
            Instant.ofEpochMilli(range.known())).stream().map(each -> new SegmentWindow(segment.segment(),
                each.start(), each.end(), (int) size.toSeconds(), each.joins(), each.leaves(), each.expiries(),
                each.zaps(), each.coverage(), segment.settled(each.end(), each.leaves()))).toList();
    }
}
