package io.tidewatch.benchmarks.storms;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.processors.storm.StormStep.CloseReason;
import io.tidewatch.simulate.Scenario;
import io.tidewatch.simulate.Scenario.Kind;
import io.tidewatch.simulate.Simulation;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A short run of what {@code deploy/benchmarks/run storms} measures: what is clear-cut must be found and explained. */
class StormQualityTest {
    private static final Instant START = Instant.parse("2026-01-05T00:00:00Z");

    private static StormQuality run(long seed, Duration length, int segments, List<Scenario> scenarios, int each) {
        return StormQuality.of(new Simulation.Settings(seed, START, length, segments, scenarios, each));
    }

    @Test
    void clearStormsAreFoundInTimeWithTheirCauseAndOneAlertEach() {
        List<Scenario> clear = Arrays.stream(Scenario.values()).filter(each -> each.kind() == Kind.STORM).toList();
        for (long seed = 101; seed <= 102; seed++) {
            StormQuality quality = run(seed, Duration.ofMinutes(15), 12, clear, 1);

            assertThat(quality.scores()).hasSameSizeAs(clear).allSatisfy(score -> {
                assertThat(score.alerts()).as("%s", score.label()).hasSize(1);
                assertThat(score.causeRight()).as("%s %s", score.label(), score.alerts().get(0).verdict()).isTrue();
                assertThat(score.scopeRight()).as("%s %s", score.label(), score.alerts().get(0).scope()).isTrue();
                assertThat(score.delay()).as("%s", score.label()).isBetween(-2000L, 2000L);
                assertThat(score.alerts().get(0).closeReason()).isEqualTo(CloseReason.QUIET);
            });
            assertThat(quality.falseAlarms()).as("seed %d", seed).isEmpty();
        }
    }

    @Test
    void whatOnlyLooksAlikeIsNotCalledSo() {
        List<Scenario> alike = Arrays.stream(Scenario.values())
            .filter(each -> each.kind() == Kind.CONFUSER && each != Scenario.MIRROR_DUPLICATE).toList();
        StormQuality quality = run(106, Duration.ofMinutes(15), 9, alike, 1);

        assertThat(quality.scores()).hasSameSizeAs(alike).allSatisfy(score -> {
            assertThat(score.alerts()).as("%s", score.label()).hasSize(1);
            assertThat(score.mistaken()).as("%s %s", score.label(), score.alerts().get(0).verdict()).isFalse();
            String cause = score.label().cause() == null ? "unclassified" : score.label().cause();
            assertThat(Score.cause(score.alerts().get(0).verdict())).as("%s", score.label()).isEqualTo(cause);
        });
    }

    @Test
    void whatAMirrorPortShowsTwiceCountsOnce() {
        StormQuality quality = run(107, Duration.ofMinutes(15), 4, List.of(Scenario.MIRROR_DUPLICATE), 4);

        assertThat(quality.scores()).hasSize(4).noneMatch(Score::found);
        assertThat(quality.falseAlarms()).isEmpty();
    }

    @Test
    void whatSeveralSegmentsSeeIsOneAlert() {
        StormQuality quality = run(108, Duration.ofMinutes(25), 6, List.of(Scenario.SEVERAL_SEGMENTS), 3);

        assertThat(quality.scores()).hasSize(3).allSatisfy(score -> {
            assertThat(score.label().segments()).hasSizeGreaterThan(1);
            assertThat(score.alerts()).singleElement()
                .satisfies(alert -> assertThat(alert.segments()).containsAll(score.label().segments()));
        });
    }

    @Test
    void backgroundRaisesNoAlert() {
        StormQuality quality = run(103, Duration.ofHours(6), 10, List.of(Scenario.BACKGROUND), 1);

        assertThat(quality.scores()).isEmpty();
        assertThat(quality.falseAlarms()).isEmpty();
    }

    @Test
    void aSensorThatDiesClosesTheAlert() {
        StormQuality quality = run(104, Duration.ofMinutes(30), 3, List.of(Scenario.SENSOR_DIES), 3);

        assertThat(quality.scores()).hasSize(3).allSatisfy(score -> assertThat(score.alerts()).singleElement()
            .satisfies(alert -> assertThat(alert.closeReason()).isEqualTo(CloseReason.SENSOR_LOST)));
    }

    @Test
    void anAlertBelongsToTheStormThatItIsAbout() {
        StormQuality quality = run(105, Duration.ofMinutes(15), 4, List.of(Scenario.SEVERAL_AT_ONCE), 4);

        assertThat(quality.scores()).hasSizeBetween(8, 12);
        assertThat(quality.scores().stream().filter(Score::scopeRight).count())
            .isGreaterThanOrEqualTo(quality.scores().size() / 2);
        quality.scores().forEach(score -> score.alerts().forEach(alert ->
            assertThat(alert.openedAt()).isBetween(score.label().start() / 1000, score.label().end() / 1000 + 35_000)));
    }
}
