package io.tidewatch.processors.query;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
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
    private static final String NOTHING = "";

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
        return across(parameters, scope, SegmentWindow::windowStart, SegmentWindow::segment,
            (answers, segment, after, left) -> windows(answers, segment, WindowRange.of(parameters,
                Moment.of(segment, null, clock.get()).asOf(), NEWEST, after, left)));
    }

    Object coverage(Parameters parameters, Scope scope) {
        Span span = Span.of(parameters, clock.get().truncatedTo(ChronoUnit.MILLIS));
        boolean lasts = parameters.time(Param.TO) == null;
        String sensor = parameters.text(Param.SENSOR);
        return across(parameters, scope, CoverageSpan::from, CoverageSpan::segment,
            (answers, segment, after, left) -> sensor != null && !segment.sensors().contains(sensor) ? List.of()
                : answers.watched(segment.segment(), span.from(), span.to()).stream()
                    .filter(each -> after == null || Slice.sortable(each.from()).compareTo(after) > 0).limit(left)
                    .map(each -> new CoverageSpan(segment.segment(), each.from(),
                        lasts && !each.to().isBefore(span.to()) ? null : each.to(), each.coverage(), each.sensors()))
                    .toList());
    }

    /** What is told of one segment behind a time, at most so much. */
    private interface OfOne<T> {
        List<T> tell(MembershipAnswers answers, Segment segment, String after, int left);
    }

    /** Segment by segment; keys are the segment's name and the time. */
    private <T> Page<T> across(Parameters parameters, Scope scope, Function<T, Instant> time,
                               Function<T, String> segmentOf, OfOne<T> of) {
        MembershipAnswers answers = state.apply(scope);
        Slice slice = parameters.slice();
        Instant now = clock.get();
        String only = parameters.text(Param.SEGMENT);
        List<T> items = new ArrayList<>();
        List<Standing> standings = new ArrayList<>();
        List<Segment> segments = answers.segments().stream()
            .filter(segment -> only == null || segment.segment().equals(only))
            .sorted(Comparator.comparing(HistoryEndpoint::key)).toList();
        for (Segment segment : segments) {
            int left = slice.limit() + 1 - items.size();
            String after = behind(slice, segment);
            List<T> told = left == 0 || NOTHING.equals(after) ? List.of() : of.tell(answers, segment, after, left);
            if (!told.isEmpty() && items.size() < slice.limit()) {
                Moment moment = Moment.of(segment, null, now);
                standings.add(moment.standing(answers.coverage(segment.segment(), moment.asOf())));
            }
            items.addAll(told);
        }
        return Page.across(now, items, slice, item -> segmentOf.apply(item) + '|' + Slice.sortable(time.apply(item)),
            standings);
    }

    private static String key(Segment segment) {
        return segment.segment() + '|';
    }

    /** The time behind which the page begins on a segment: null from its start, {@link #NOTHING} behind its end. */
    private static String behind(Slice slice, Segment segment) {
        String key = key(segment);
        if (slice.after() == null || slice.after().compareTo(key) < 0) {
            return null;
        }
        return slice.after().startsWith(key) ? slice.after().substring(key.length()) : NOTHING;
    }

    private static List<SegmentWindow> windows(MembershipAnswers answers, Segment segment, WindowRange range) {
        Duration size = Duration.ofMillis(range.sizeMs());
        return answers.churn(segment.segment(), Instant.ofEpochMilli(range.first()), size, range.count(),
            Instant.ofEpochMilli(range.known())).stream().map(each -> new SegmentWindow(segment.segment(),
                each.start(), each.end(), (int) size.toSeconds(), each.joins(), each.leaves(), each.expiries(),
                each.zaps(), each.coverage(), segment.settled(each.end(), each.leaves()))).toList();
    }
}
