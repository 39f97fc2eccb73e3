package io.tidewatch.simulate;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * One storm, planned: what comes when and where. Everything in it follows from the seed.
 *
 * @param number of its label
 * @param scenario what was asked for
 * @param content which storm it is
 * @param version IP version
 * @param shape rate over time
 * @param lead what goes on from some time before until its end; null: nothing
 * @param startMicros microseconds since the epoch
 * @param lostMicros when the sensor dies, or {@link Source#OVER}
 * @param segments where it is seen
 * @param seed of its addresses and times
 */
record Episode(int number, Scenario scenario, Scenario content, int version, Shape shape, Lead lead,
               long startMicros, long lostMicros, List<Integer> segments, long seed) {
    private static final double MICROS = 1e6;
    private static final long MIRRORED_AFTER = 300;

    /** What has been usual there before. */
    enum Lead {
        /** A client that asks a dead service, below the floor. */
        BROKEN_CLIENT(15, 2400),
        /** A querier and hosts that answer, until the episode begins. */
        QUERIER(1, 300);

        private final double pps;
        private final double seconds;

        Lead(double pps, double seconds) {
            this.pps = pps;
            this.seconds = seconds;
        }

        double seconds() {
            return seconds;
        }
    }

    /** The frames of the episode, one source a segment. */
    List<Source> sources() {
        List<Source> sources = new ArrayList<>();
        for (int segment : segments) {
            sources.add(source(segment, 0));
            if (content == Scenario.MIRROR_DUPLICATE) {
                sources.add(source(segment, MIRRORED_AFTER));
            }
        }
        return sources;
    }

    private Source source(int segment, long later) {
        return new Emission(new Emission.Place(segment, number, seed ^ segment),
            content.recipe(site(segment)).messages(), shape, startMicros + later, lostMicros);
    }

    /** When the first of it may come, the lead included; microseconds since the epoch. */
    long beginMicros() {
        return lead == null ? startMicros : startMicros - (long) (lead.seconds * MICROS);
    }

    /** The same routers and prefixes on each segment, other hosts. */
    private Site site(int segment) {
        return new Site(version, segments.get(0), segment, new SplittableRandom(seed));
    }

    /** What leads up to it, and belongs to no label; null: nothing. */
    Source leadIn() {
        if (lead == null) {
            return null;
        }
        int segment = segments.get(0);
        Site site = new Site(4, segment, segment, new SplittableRandom(seed + 1));
        boolean querier = lead == Lead.QUERIER;
        Messages messages = (querier ? Floods.querier(site) : Scans.brokenClient(site)).messages();
        double seconds = lead.seconds + (querier ? 0 : shape.seconds());
        return new Emission(new Emission.Place(segment, 0, seed + 2), messages, Shape.step(lead.pps, seconds),
            beginMicros(), Source.OVER);
    }

    Label label() {
        Label.Truth truth = null;
        double until = shape.secondsUntilAbove(Evidence.FLOOR);
        long aboveSince = until == Double.POSITIVE_INFINITY ? Source.OVER : startMicros + (long) (until * MICROS);
        long first = Long.MAX_VALUE;
        long last = startMicros;
        for (Source source : sources()) {
            Evidence evidence = new Evidence(aboveSince);
            while (source.at() != Source.OVER) {
                first = Math.min(first, source.at());
                last = Math.max(last, source.at());
                evidence.add(source.at(), source.next());
            }
            truth = truth == null ? evidence.truth() : Evidence.join(truth, evidence.truth());
        }
        Recipe recipe = content.recipe(site(segments.get(0)));
        return new Label(number, scenario, content, content.cause(), content.confuses(), version, segments,
            recipe.scopes(), Math.min(first, last), last, truth, lostMicros == Source.OVER ? -1 : lostMicros);
    }
}
