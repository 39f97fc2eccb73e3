package io.tidewatch.simulate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Gives each scenario its place and time: on one segment one after the other, with random pauses; those that several
 * segments see have the end of the simulation for themselves.
 */
final class Plan {
    private static final double MICROS = 1e6;
    /** Nothing happens in the first seconds, so that the beginning of a file is quiet. */
    private static final double QUIET_START = 30;

    private final Simulation.Settings settings;
    private final SplittableRandom random;
    private final List<Episode> episodes = new ArrayList<>();

    private Plan(Simulation.Settings settings) {
        this.settings = settings;
        this.random = new SplittableRandom(settings.seed());
    }

    /** All episodes in order of time, numbered from 1. */
    static List<Episode> of(Simulation.Settings settings) {
        Plan plan = new Plan(settings);
        plan.place();
        plan.episodes.sort(Comparator.comparingLong(Episode::startMicros).thenComparing(each -> each.segments().get(0))
            .thenComparing(Episode::content));
        List<Episode> numbered = new ArrayList<>();
        for (Episode each : plan.episodes) {
            numbered.add(new Episode(numbered.size() + 1, each.scenario(), each.content(), each.version(),
                each.shape(), each.lead(), each.startMicros(), each.lostMicros(), each.segments(), each.seed()));
        }
        return numbered;
    }

    private void place() {
        List<Draft> single = new ArrayList<>();
        List<Draft> shared = new ArrayList<>();
        for (int turn = 0; turn < settings.each(); turn++) {
            for (Scenario scenario : settings.scenarios()) {
                Draft draft = Draft.of(scenario, random);
                if (!draft.parts().isEmpty()) {
                    (draft.segments() > 1 ? shared : single).add(draft);
                }
            }
        }
        double end = settings.length().toMillis() / 1000.0;
        for (Draft draft : shared) {
            end -= draft.needs();
            int segments = Math.min(draft.segments(), settings.segments());
            int first = random.nextInt(settings.segments() - segments + 1);
            List<Integer> seen = new ArrayList<>();
            for (int i = 1; i <= segments; i++) {
                seen.add(first + i);
            }
            add(draft, end, seen);
        }
        List<List<Draft>> bySegment = spread(single);
        for (int i = 0; i < bySegment.size(); i++) {
            line(bySegment.get(i), i + 1, end);
        }
    }

    /** Long ones first, each to the segment that has least to do. */
    private List<List<Draft>> spread(List<Draft> drafts) {
        List<List<Draft>> bySegment = new ArrayList<>();
        double[] load = new double[settings.segments()];
        for (int i = 0; i < load.length; i++) {
            bySegment.add(new ArrayList<>());
        }
        drafts.sort(Comparator.comparingDouble(Draft::needs).reversed());
        for (Draft draft : drafts) {
            int least = 0;
            for (int i = 1; i < load.length; i++) {
                least = load[i] < load[least] ? i : least;
            }
            load[least] += draft.needs();
            bySegment.get(least).add(draft);
        }
        return bySegment;
    }

    /** One after the other in random order, with pauses that share at random what time is left. */
    private void line(List<Draft> drafts, int segment, double end) {
        if (drafts.isEmpty()) {
            return;
        }
        double needed = QUIET_START;
        for (Draft draft : drafts) {
            needed += draft.needs();
        }
        if (needed > end) {
            throw new IllegalArgumentException(String.format(Locale.ROOT,
                "the scenarios take %.0f s on one segment and have %.0f s", needed, Math.max(0, end)));
        }
        double[] pauses = random.doubles(drafts.size() + 1L).toArray();
        double all = 0;
        for (double pause : pauses) {
            all += pause;
        }
        double at = QUIET_START;
        for (int i = 0; !drafts.isEmpty(); i++) {
            at += pauses[i] / all * (end - needed);
            Draft draft = drafts.remove(random.nextInt(drafts.size()));
            add(draft, at + draft.before(), List.of(segment));
            at += draft.needs();
        }
    }

    private void add(Draft draft, double start, List<Integer> segments) {
        long zero = settings.startMicros();
        long lost = draft.lostAfter() > 0 ? zero + (long) ((start + draft.lostAfter()) * MICROS) : Source.OVER;
        for (Draft.Part part : draft.parts()) {
            episodes.add(new Episode(0, draft.scenario(), part.content(), part.version(), part.shape(), draft.lead(),
                zero + (long) ((start + part.offset()) * MICROS), lost, segments, random.nextLong()));
        }
    }
}
