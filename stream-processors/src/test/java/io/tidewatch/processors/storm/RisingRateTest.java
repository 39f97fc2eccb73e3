package io.tidewatch.processors.storm;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.processors.storm.StormStep.Action;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

/** What creeps up is told when it is too much, and what stays just below that is not. Twenty a second are too much. */
class RisingRateTest {
    private static final int SEEDS = 20;
    /** Until then next to nothing, which is known by then. */
    private static final double BEGIN = 400;

    private static Traffic traffic(double seconds, double most, DoubleUnaryOperator pps, long seed) {
        return new Traffic().noise(0, BEGIN + seconds, 0.05, seed).loopAt(BEGIN, seconds, most, pps, seed);
    }

    private static List<StormStep> opened(Traffic traffic) {
        return traffic.steps().stream().filter(step -> step.action() == Action.OPEN).toList();
    }

    /** When the last three seconds had more than twenty each, and the rate was above that: seconds after it began. */
    private static double enough(Traffic traffic, double aboveSince) {
        List<Long> times = traffic.errors().stream().filter(error -> error.type() == 11)
            .map(error -> error.atMs() - Traffic.START - (long) (BEGIN * 1000)).toList();
        for (int i = 0; i < times.size(); i++) {
            int[] counts = new int[3];
            for (int j = i; j >= 0 && times.get(i) - times.get(j) < 3000; j--) {
                counts[(int) (times.get(i) - times.get(j)) / 1000]++;
            }
            if (times.get(i) >= aboveSince * 1000 && counts[0] > 20 && counts[1] > 20 && counts[2] > 20) {
                return times.get(i) / 1000.0;
            }
        }
        throw new IllegalArgumentException("it never was");
    }

    @Test
    void aRampOpensInTime() {
        int late = 0;
        for (double slope : new double[] {0.07, 0.1, 0.2, 0.4, 0.7, 1}) {
            double tooMuch = 20 / slope;
            for (long seed = 1; seed <= SEEDS; seed++) {
                Traffic ramp = traffic(tooMuch + 60, 20 + 60 * slope, second -> slope * second, seed);
                List<StormStep> opened = opened(ramp);

                assertThat(opened).as("%s/s, seed %d", slope, seed).hasSize(1);
                double at = (opened.get(0).times().openedAt() - Traffic.START) / 1000.0 - BEGIN;
                assertThat(at).as("%s/s, seed %d", slope, seed).isGreaterThan(0.75 * tooMuch);
                late += at > enough(ramp, tooMuch) + 2 ? 1 : 0;
            }
        }
        // Without the line it is every fifth.
        assertThat(late).isLessThanOrEqualTo(4);
    }

    @Test
    void saysThatItRises() {
        StormStep open = opened(traffic(230, 23, second -> second / 10, 1)).get(0);

        assertThat(open.verdict().cause()).isEqualTo(Cause.ROUTING_LOOP);
        assertThat(open.verdict().evidence().get(0)).matches("1\\d\\.\\d messages/s and rising for \\d+ s, about to be "
            + "more than 20\\.0 \\(usual is \\d\\.\\d\\)");
        assertThat(open.usual().threshold()).isEqualTo(20);
    }

    @Test
    void whatBeginsAtOnceAndStaysBelowDoesNotRise() {
        for (double pps : new double[] {12, 15, 16}) {
            for (long seed = 1; seed <= SEEDS; seed++) {
                List<StormStep> opened = opened(traffic(300, pps, second -> pps, seed));
                assertThat(opened).as("%s/s, seed %d", pps, seed)
                    .noneMatch(open -> open.verdict().evidence().get(0).contains("rising"));
            }
        }
    }

    @Test
    void whatRisesAndStaysWellBelowIsNoStorm() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            List<StormStep> opened = opened(traffic(300, 13, second -> Math.min(13, second / 10), seed));
            assertThat(opened).as("seed %d", seed).isEmpty();
        }
    }

    /** What was before nobody watched, and what is since, are no line, whatever they would be together. */
    @Test
    void anotherRunOfTheSensorIsNoRise() {
        assertThat(interrupted(false)).extracting(StormStep::action).containsExactly(Action.OPEN);
        assertThat(interrupted(true)).isEmpty();
    }

    private static List<StormStep> interrupted(boolean lost) {
        SegmentStorms storms = SegmentStorms.of(Traffic.SEGMENT, StormPolicy.DEFAULT);
        List<StormStep> steps = new ArrayList<>();
        for (int second = 0; second < 79; second++) {
            if (lost && second == 60) {
                storms.sensorsLost(Traffic.START + 60_000, steps);
            }
            int count = (int) (4.5 + second / 5.0) + (second % 6 == 0 ? 4 : -1);
            new Traffic().loop(second, 1, count, "198.51.100.", "192.0.2.1", "192.0.2.2").errors()
                .forEach(error -> steps.addAll(storms.observe(error)));
        }
        storms.advance(Traffic.START + 79_000, steps);
        return steps;
    }

    @Test
    void restartsChangeNothing() {
        Traffic ramp = new Traffic().noise(0, 700, 0.5, 3).loopAt(300, 400, 40, second -> second / 10, 3);

        assertThat(ramp.steps(1000, 97)).isEqualTo(ramp.steps()).isNotEmpty();
    }
}
