package io.tidewatch.processors.storm;

import io.tidewatch.processors.storm.StormStep.Action;
import io.tidewatch.processors.storm.StormStep.CloseReason;
import io.tidewatch.processors.storm.StormStep.Parties;
import io.tidewatch.processors.storm.StormStep.Place;
import io.tidewatch.processors.storm.StormStep.Quality;
import io.tidewatch.processors.storm.StormStep.Top;
import io.tidewatch.processors.storm.StormStep.Usual;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * What one segment says of a cause, and what several say together. Counts are sums, and what passes two segments counts
 * on both; of distinct values nobody knows how many are the same, so the most that one segment saw is told.
 *
 * @param newest its newest step
 * @param before messages of its earlier alerts on the same thing while another segment still saw it
 */
record SegmentView(StormStep newest, long before) {
    private static final int TOP = 10;
    private static final int MOST_NAMED = 256;
    private static final int MOST_IN_WORDS = 5;
    /** Another cause must be ahead by this many points, or it would come and go. */
    private static final int CLEAR_LEAD = 10;

    /** After another step of the segment; {@code known} is null before the first. */
    static SegmentView after(SegmentView known, StormStep step) {
        if (known == null) {
            return new SegmentView(step, 0);
        }
        boolean same = known.newest.identity().alertId().equals(step.identity().alertId());
        return new SegmentView(step, same ? known.before : known.total());
    }

    boolean open() {
        return newest.action() != Action.CLOSE;
    }

    private long total() {
        return before + newest.volume().totalCount();
    }

    static long total(Collection<SegmentView> views) {
        return views.stream().mapToLong(SegmentView::total).sum();
    }

    /** Messages per second, as last told, where it is still seen. */
    static double rate(Collection<SegmentView> views) {
        return views.stream().filter(SegmentView::open).mapToDouble(view -> view.newest.volume().rate()).sum();
    }

    static long firstSeen(Collection<SegmentView> views) {
        return views.stream().mapToLong(view -> view.newest.times().firstSeen()).min().orElseThrow();
    }

    static long lastSeen(Collection<SegmentView> views) {
        return views.stream().mapToLong(view -> view.newest.times().lastSeen()).max().orElseThrow();
    }

    /** The step that closed last; of two at once the one that is no recovery. */
    static StormStep lastClosed(Collection<SegmentView> views) {
        return views.stream().map(SegmentView::newest).max(Comparator
            .comparingLong((StormStep step) -> step.times().closedAt())
            .thenComparing(step -> step.closeReason() == CloseReason.SENSOR_LOST)).orElseThrow();
    }

    /** Of the segment with most messages. */
    static StormStep heaviest(Collection<SegmentView> views) {
        return views.stream().max(Comparator.comparingLong(SegmentView::total)).orElseThrow().newest;
    }

    /** Of the segment that is surest; {@code told} is the cause so far. */
    static Verdict verdict(Collection<SegmentView> views, Cause told) {
        Verdict surest = null;
        int most = -1;
        for (SegmentView view : views) {
            Verdict verdict = view.newest.verdict();
            int score = verdict.confidence() + (verdict.cause() == told ? CLEAR_LEAD : 0);
            if (score > most) {
                surest = verdict;
                most = score;
            }
        }
        if (views.size() == 1) {
            return surest;
        }
        List<String> evidence = new ArrayList<>(surest.evidence());
        List<String> names = views.stream().limit(MOST_IN_WORDS).map(view -> view.newest.segment()).toList();
        evidence.add(views.size() + " segments see it: " + String.join(", ", names)
            + (views.size() > names.size() ? " and others" : ""));
        return surest.told(evidence);
    }

    static Place place(Collection<SegmentView> views, Scope scope) {
        return new Place(scope, views.iterator().next().newest.place().site(),
            union(views, Place::segments), union(views, Place::sensors),
            views.size() == 1 ? views.iterator().next().newest.place().absorbed() : union(views, Place::absorbed));
    }

    private static List<String> union(Collection<SegmentView> views, Function<Place, List<String>> field) {
        TreeSet<String> all = new TreeSet<>();
        views.forEach(view -> all.addAll(field.apply(view.newest.place())));
        return all.stream().limit(MOST_NAMED).toList();
    }

    /** Compared with what is usual where it is worst. */
    static Usual usual(Collection<SegmentView> views) {
        return views.stream().map(view -> view.newest.usual()).max(Comparator.comparingDouble(Usual::ratio))
            .orElseThrow();
    }

    static Quality quality(Collection<SegmentView> views) {
        return views.stream().map(view -> view.newest.quality()).reduce(Quality.NONE, Quality::plus);
    }

    static Parties parties(Collection<SegmentView> views) {
        if (views.size() == 1) {
            return views.iterator().next().newest.parties();
        }
        Top top = new Top(top(views, Top::reporters), top(views, Top::receivers), top(views, Top::sources),
            top(views, Top::destinations), top(views, Top::ports));
        return new Parties(most(views, Parties::reporters, top.reporters()),
            most(views, Parties::receivers, top.receivers()), most(views, Parties::sources, top.sources()),
            most(views, Parties::destinations, top.destinations()), most(views, Parties::flows, List.of()), true, top);
    }

    private static long most(Collection<SegmentView> views, ToLongFunction<Parties> field, List<Ranked> named) {
        return Math.max(named.size(),
            views.stream().mapToLong(view -> field.applyAsLong(view.newest.parties())).max().orElseThrow());
    }

    private static List<Ranked> top(Collection<SegmentView> views, Function<Top, List<Ranked>> field) {
        Map<String, Long> counts = new HashMap<>();
        double all = 0;
        for (SegmentView view : views) {
            List<Ranked> ranked = field.apply(view.newest.parties().top());
            for (Ranked each : ranked) {
                counts.merge(each.value(), each.count(), Long::sum);
            }
            // Shares are of the messages that a value is known of, which are fewer than all.
            all += ranked.isEmpty() ? 0 : ranked.get(0).count() / ranked.get(0).share();
        }
        List<Ranked> merged = new ArrayList<>();
        for (Map.Entry<String, Long> each : counts.entrySet()) {
            merged.add(new Ranked(each.getKey(), each.getValue(), Math.min(1, each.getValue() / all)));
        }
        merged.sort(Ranked.MOST_FIRST);
        return merged.size() <= TOP ? merged : List.copyOf(merged.subList(0, TOP));
    }

    byte[] toBytes() {
        StateOutput out = new StateOutput();
        out.number(before);
        StepCodec.write(newest, out);
        return out.toBytes();
    }

    static SegmentView of(byte[] bytes) {
        StateInput in = new StateInput(bytes);
        long before = in.number();
        return new SegmentView(StepCodec.read(in), before);
    }
}
