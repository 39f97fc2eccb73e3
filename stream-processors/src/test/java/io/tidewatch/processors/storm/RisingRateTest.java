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

    private static List<StormStep> opened(double seconds, double most, DoubleUnaryOperator pps, long seed) {
        return new Traffic().noise(0, BEGIN + seconds, 0.05, seed).loopAt(BEGIN, seconds, most, pps, seed).steps()
            .stream().filter(step -> step.action() == Action.OPEN).toList();
    }

    private static double seconds(StormStep step) {
        return (step.times().openedAt() - Traffic.START) / 1000.0 - BEGIN;
    }

    @Test
    void aRampOpensInTime() {
        int late = 0;
        for (double slope : new double[] {0.07, 0.1, 0.2, 0.4, 0.7, 1}) {
            double tooMuch = 20 / slope;
            for (long seed = 1; seed <= SEEDS; seed++) {
                List<StormStep> opened = opened(tooMuch + 30, 20 + 30 * slope, second -> slope * second, seed);

                assertThat(opened).as("%s/s, seed %d", slope, seed).hasSize(1);
                assertThat(seconds(opened.get(0))).as("%s/s, seed %d", slope, seed).isBetween(0.75 * tooMuch,
                    tooMuch + 15);
                late += seconds(opened.get(0)) > tooMuch + 2 ? 1 : 0;
            }
        }
        assertThat(late).isLessThanOrEqualTo(6);
    }

    @Test
    void saysThatItRises() {
        StormStep open = opened(230, 23, second -> second / 10, 1).get(0);

        assertThat(open.verdict().cause()).isEqualTo(Cause.ROUTING_LOOP);
        assertThat(open.verdict().evidence().get(0)).matches("1\\d\\.\\d messages/s and rising for \\d+ s, about to be "
            + "more than 20\\.0 \\(usual is \\d\\.\\d\\)");
        assertThat(open.usual().threshold()).isEqualTo(20);
    }

    @Test
    void whatBeginsAtOnceAndStaysBelowDoesNotRise() {
        for (double pps : new double[] {12, 15, 16}) {
            for (long seed = 1; seed <= SEEDS; seed++) {
                assertThat(opened(300, pps, second -> pps, seed)).as("%s/s, seed %d", pps, seed)
                    .noneMatch(open -> open.verdict().evidence().get(0).contains("rising"));
            }
        }
    }

    @Test
    void whatRisesAndStaysWellBelowIsNoStorm() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            assertThat(opened(300, 13, second -> Math.min(13, second / 10), seed)).as("seed %d", seed).isEmpty();
        }
    }

    @Test
    void anotherRunOfTheSensorIsNoRise() {
        SegmentStorms storms = SegmentStorms.of(Traffic.SEGMENT, StormPolicy.DEFAULT);
        List<IcmpError> below = new Traffic().loopAt(0, 60, 8, second -> 8, 5).errors();
        List<IcmpError> above = new Traffic().loopAt(100, 15, 17, second -> 17, 5).errors();
        below.forEach(error -> assertThat(storms.observe(error)).isEmpty());
        List<StormStep> steps = new ArrayList<>();
        storms.sensorsLost(Traffic.START + 60_000, steps);
        above.forEach(error -> steps.addAll(storms.observe(error)));

        assertThat(steps).isEmpty();
    }

    @Test
    void restartsChangeNothing() {
        Traffic ramp = new Traffic().noise(0, 700, 0.5, 3).loopAt(300, 400, 40, second -> second / 10, 3);

        assertThat(ramp.steps(1000, 97)).isEqualTo(ramp.steps()).isNotEmpty();
    }
}
