package io.tidewatch.processors.query;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A list over all segments, segment by segment. The key of an item is the name of its segment, a bar, and its key among
 * those of the segment.
 *
 * @param answers what is asked
 * @param slice which part of the list
 * @param moment the time that the list is about on a segment
 */
record EachSegment(MembershipAnswers answers, Slice slice, Function<Segment, Moment> moment) {
    private static final String NOTHING = "";

    /** What is told of one segment: the part of its list that begins behind a key, one more than fits if there is. */
    interface OfOne<T> extends BiFunction<Segment, Slice, List<T>> {
    }

    /** @param now the time of a list without items */
    <T> Page<T> page(Instant now, Predicate<Segment> wanted, Function<T, String> key, OfOne<T> of) {
        List<T> items = new ArrayList<>();
        List<Standing> standings = new ArrayList<>();
        for (Segment segment : answers.segments().stream().filter(wanted)
                .sorted(Comparator.comparing(EachSegment::start)).toList()) {
            int left = slice.limit() - items.size();
            String after = behind(segment);
            List<T> told = left < 0 || NOTHING.equals(after) ? List.of() : of.apply(segment, new Slice(after, left));
            if (!told.isEmpty() && left > 0) {
                Moment about = moment.apply(segment);
                standings.add(about.standing(answers.coverage(segment.segment(), about.asOf())));
            }
            items.addAll(told);
        }
        return Page.across(now, items, slice, key, standings);
    }

    /** The key of an item of a segment. */
    static String key(String segment, String key) {
        return segment + '|' + key;
    }

    private static String start(Segment segment) {
        return key(segment.segment(), "");
    }

    /** The key behind which the page begins on a segment: null from its start, {@link #NOTHING} behind its end. */
    private String behind(Segment segment) {
        String start = start(segment);
        if (slice.after() == null || slice.after().compareTo(start) < 0) {
            return null;
        }
        return slice.after().startsWith(start) ? slice.after().substring(start.length()) : NOTHING;
    }
}
