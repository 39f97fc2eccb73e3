package io.tidewatch.processors.storm;

import static io.tidewatch.processors.storm.Traffic.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.tidewatch.processors.storm.StormStep.Action;
import io.tidewatch.processors.storm.StormStep.CloseReason;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SegmentStormsTest {
    private static final String LOOP_KEY = "icmp.storm;*;ipv4;any;QUOTED_PREFIX:198.51.100.0/24";

    @Test
    void demoCaptureHasOneLoopAndOneScan() throws IOException {
        Traffic traffic = new Traffic();
        long first = 1_795_534_142_000L;
        SegmentStorms storms = SegmentStorms.of("lab", StormPolicy.DEFAULT);
        List<StormStep> steps = new ArrayList<>();
        storms.advance(first, steps);
        for (IcmpError error : DemoCapture.errors()) {
            steps.addAll(storms.observe(error));
        }
        storms.advance(first + 268_000, steps);

        assertThat(steps).extracting(Brief::of).containsExactly(
            new Brief(Action.OPEN, null, Cause.ROUTING_LOOP, "QUOTED_PREFIX:198.51.100.0/24", 358),
            new Brief(Action.CLOSE, CloseReason.QUIET, Cause.ROUTING_LOOP, "QUOTED_PREFIX:198.51.100.0/24", 2160),
            new Brief(Action.OPEN, null, Cause.UDP_SCAN_BACKSCATTER, "RECEIVER:203.0.113.50", 296),
            new Brief(Action.CLOSE, CloseReason.QUIET, Cause.UDP_SCAN_BACKSCATTER, "RECEIVER:203.0.113.50", 1500));
        assertThat(steps.get(1).parties().reporters()).isEqualTo(2);
        assertThat(steps.get(3).parties().reporters()).isEqualTo(12);
        assertThat(steps.get(3).times().closedAt()).isEqualTo(first + 217_000);
        assertThat(traffic.errors()).isEmpty();
    }

    /** What matters of a step. */
    private record Brief(Action action, CloseReason reason, Cause cause, String scope, long total) {
        static Brief of(StormStep step) {
            return new Brief(step.action(), step.closeReason(), step.verdict().cause(), step.place().scope().toString(),
                step.volume().totalCount());
        }
    }

    @Test
    void loopIsOneAlertWithAllThereIsToSay() {
        List<StormStep> steps = new Traffic().loop(10.5, 10, 100, "198.51.100.", "10.1.0.1", "10.9.0.2").until(60)
            .steps();

        assertThat(steps).hasSize(2);
        String id = NameId.of("icmp.storm|" + LOOP_KEY + "|" + (START + 13_000));
        StormStep open = steps.get(0);
        assertThat(open.identity()).isEqualTo(new StormStep.Identity(StormRule.ICMP_STORM, id, 0, LOOP_KEY, null));
        assertThat(open.action()).isEqualTo(Action.OPEN);
        assertThat(open.severity()).isEqualTo(Severity.MEDIUM);
        assertThat(open.verdict()).isEqualTo(new Verdict(Cause.ROUTING_LOOP, 85, Cause.TRACEROUTE_STORM,
            List.of(new Verdict.Scored(Cause.ROUTING_LOOP, 85), new Verdict.Scored(Cause.TRACEROUTE_STORM, 20)),
            List.of("83.3 messages/s for 3 s, more than 20.0 (what is usual is not known yet)",
                "100 % of the messages say that the hop count ran out in transit",
                "100 % of the failing traffic goes to 198.51.100.0/24",
                "two routers report equally much: 10.1.0.1 and 10.9.0.2",
                "6 senders of the traffic", "lengths vary as in real traffic")));
        assertThat(open.place()).isEqualTo(new StormStep.Place(new Scope(ScopeKind.QUOTED_PREFIX, "198.51.100.0/24"),
            null, List.of("lan"), List.of("s1"), List.of("SEGMENT:lan", "REPORTER:10.1.0.1", "REPORTER:10.9.0.2")));

        StormStep close = steps.get(1);
        assertThat(close.identity()).isEqualTo(new StormStep.Identity(StormRule.ICMP_STORM, id, 1, LOOP_KEY, null));
        assertThat(close.closeReason()).isEqualTo(CloseReason.QUIET);
        assertThat(close.kind()).isEqualTo(new StormStep.Kind(Family.IPV4, 11, 0, "type_11_0", 1.0));
        assertThat(close.times()).isEqualTo(new StormStep.Times(START + 10_500, START + 20_490, START + 13_000,
            START + 51_000, START + 13_000, START + 51_000));
        assertThat(close.volume()).isEqualTo(new StormStep.Volume(750, 1000, 750 / 38.0, 100));
        assertThat(close.usual()).isEqualTo(new StormStep.Usual(0, 0, BaselineState.LEARNING, 20, 750 / 38.0 / 20));
        assertThat(close.parties().reporters()).isEqualTo(2);
        assertThat(close.parties().receivers()).isEqualTo(6);
        assertThat(close.parties().destinations()).isEqualTo(200);
        // Of the flows alone there are so many that they are estimated.
        assertThat(close.parties().approximate()).isTrue();
        assertThat(close.parties().top().reporters()).containsExactly(new Ranked("10.1.0.1", 500, 0.5),
            new Ranked("10.9.0.2", 500, 0.5));
        assertThat(close.quality()).isEqualTo(new StormStep.Quality(0, 0, 0));
    }

    @Test
    void loopAndScanAtOnceAreTwoAlerts() {
        List<StormStep> steps = new Traffic().loop(10, 30, 100, "198.51.100.", "10.1.0.1", "10.9.0.2")
            .scan(10, 30, 100, "203.0.113.50").until(100).steps();

        assertThat(steps).extracting(StormStep::action).containsExactly(Action.OPEN, Action.OPEN, Action.CLOSE,
            Action.CLOSE);
        assertThat(steps).extracting(step -> step.verdict().cause()).containsExactly(Cause.ROUTING_LOOP,
            Cause.UDP_SCAN_BACKSCATTER, Cause.ROUTING_LOOP, Cause.UDP_SCAN_BACKSCATTER);
        assertThat(steps.get(2).volume().totalCount()).isEqualTo(3000);
        assertThat(steps.get(3).volume().totalCount()).isEqualTo(3000);
    }

    @Test
    void twoScannersAtOnceAreTwoAlerts() {
        List<StormStep> steps = new Traffic().scan(10, 20, 60, "203.0.113.50").scan(10.1, 20, 60, "203.0.113.77")
            .until(100).steps();

        assertThat(steps).extracting(step -> step.action() + " " + step.place().scope()).containsExactly(
            "OPEN RECEIVER:203.0.113.50", "OPEN RECEIVER:203.0.113.77", "CLOSE RECEIVER:203.0.113.50",
            "CLOSE RECEIVER:203.0.113.77");
        assertThat(steps.get(2).volume().totalCount() + steps.get(3).volume().totalCount()).isEqualTo(2400);
    }

    @Test
    void loopsOfDifferentRoutersAreTwoAlertsAndOfTheSameOne() {
        Traffic apart = new Traffic().loop(10, 30, 60, "198.51.100.", "10.1.0.1", "10.9.0.2")
            .loop(15, 25, 60, "203.0.113.", "10.1.0.7", "10.9.0.8").until(100);
        Traffic together = new Traffic().loop(10, 30, 60, "198.51.100.", "10.1.0.1", "10.9.0.2")
            .loop(15, 25, 60, "203.0.113.", "10.1.0.1", "10.9.0.2").until(100);

        assertThat(opened(apart)).containsExactly("QUOTED_PREFIX:198.51.100.0/24", "QUOTED_PREFIX:203.0.113.0/24");
        assertThat(opened(together)).containsExactly("QUOTED_PREFIX:198.51.100.0/24");
        List<StormStep> steps = together.steps();
        StormStep last = steps.get(steps.size() - 1);
        assertThat(last.place().absorbed()).contains("QUOTED_PREFIX:203.0.113.0/24");
        assertThat(last.volume().totalCount()).isEqualTo(30 * 60 + 25 * 60);
    }

    private static List<String> opened(Traffic traffic) {
        return traffic.steps().stream().filter(step -> step.action() == Action.OPEN)
            .map(step -> step.place().scope().toString()).toList();
    }

    @Test
    void oneBurstAndTheStraysOfADayAreNoStorm() {
        assertThat(new Traffic().scan(10, 2, 500, "203.0.113.50").until(100).steps()).isEmpty();
        for (long seed = 1; seed <= 3; seed++) {
            List<StormStep> steps = new Traffic().noise(0, 86_400, 1, seed).steps();
            assertThat(steps).as("seed %d", seed).isEmpty();
        }
    }

    @Test
    void whatIsUsualIsNoStormAndThreeTimesAsMuchIs() {
        // A monitoring station that asks a dead service, 15 a second for an hour, then 100.
        Traffic traffic = new Traffic().scan(0, 3600, 15, "10.1.0.200").scan(3600, 60, 85, "10.1.0.200")
            .scan(3600, 60, 15, "10.1.0.200").until(3800);
        List<StormStep> steps = traffic.steps();

        assertThat(steps).extracting(StormStep::action).containsExactly(Action.OPEN, Action.CLOSE);
        StormStep.Usual usual = steps.get(0).usual();
        assertThat(usual.state()).isEqualTo(BaselineState.READY);
        assertThat(usual.rate()).isBetween(14.9, 15.1);
        assertThat(usual.threshold()).isBetween(44.0, 46.0);
        assertThat(steps.get(0).times().openedAt()).isEqualTo(START + 3_603_000);
    }

    @Test
    void slowButWideIsAStorm() {
        Traffic traffic = new Traffic();
        for (int i = 0; i < 900; i++) {
            String far = "203." + i % 200 + "." + i / 200 + ".9";
            traffic.add(Traffic.error(START + 10_000 + i * 100L, 3, 1, "192.0." + i % 150 + ".1", "10.1.0.66",
                Traffic.quoted("10.1.0.66", far, 40_000, 445, 60, 60)));
        }
        List<StormStep> steps = traffic.until(200).steps();

        assertThat(steps).extracting(Brief::of).extracting(Brief::action).containsExactly(Action.OPEN, Action.CLOSE);
        assertThat(Brief.of(steps.get(1))).isEqualTo(new Brief(Action.CLOSE, CloseReason.QUIET,
            Cause.SCAN_BY_INTERNAL_HOST, "RECEIVER:10.1.0.66", 900));
        assertThat(steps.get(0).verdict().evidence().get(0))
            .matches("1\\d\\d different senders of errors within a minute at 10\\.\\d messages/s \\(usual are 0\\)");
        assertThat(steps.get(0).volume().rate()).isLessThan(20);
    }

    @Test
    void theSameThingAgainHasTheSameKeyAndAnotherId() {
        List<StormStep> steps = new Traffic().loop(10, 5, 100, "198.51.100.", "10.1.0.1", "10.9.0.2")
            .loop(100, 5, 100, "198.51.100.", "10.1.0.1", "10.9.0.2")
            .loop(3000, 5, 100, "198.51.100.", "10.1.0.1", "10.9.0.2").until(3100).steps();

        assertThat(steps).hasSize(6);
        assertThat(steps).extracting(step -> step.identity().dedupeKey()).containsOnly(LOOP_KEY);
        assertThat(steps.get(2).identity().alertId()).isNotEqualTo(steps.get(0).identity().alertId());
    }

    @Test
    void shortPausesDoNotClose() {
        Traffic traffic = new Traffic();
        for (int i = 0; i < 5; i++) {
            traffic.loop(10 + 25 * i, 5, 100, "198.51.100.", "10.1.0.1", "10.9.0.2");
        }

        assertThat(traffic.until(200).steps()).extracting(StormStep::action).containsExactly(Action.OPEN, Action.CLOSE);
    }

    @Test
    void speaksWhenItGrowsAndEveryFiveMinutes() {
        List<StormStep> steps = new Traffic().loop(10, 700, 50, "198.51.100.", "10.1.0.1", "10.9.0.2")
            .loop(100, 100, 1000, "198.51.100.", "10.1.0.1", "10.9.0.2").until(800).steps();

        assertThat(steps).extracting(step -> step.action() + " " + step.severity()).startsWith("OPEN MEDIUM",
            "UPDATE MEDIUM", "ESCALATE HIGH", "ESCALATE CRITICAL").endsWith("CLOSE MEDIUM");
        assertThat(steps.size()).isBetween(5, 10);
        for (int i = 1; i < steps.size(); i++) {
            assertThat(steps.get(i).identity().sequence()).isEqualTo(i);
            assertThat(steps.get(i).times().windowStart()).isEqualTo(steps.get(i - 1).times().windowEnd());
            if (steps.get(i).action() == Action.UPDATE) {
                assertThat(steps.get(i).times().windowEnd() - steps.get(i).times().windowStart())
                    .isBetween(10_000L, 300_000L);
            }
        }
        assertThat(steps.stream().mapToLong(step -> step.volume().windowCount()).sum()).isEqualTo(135_000);
        assertThat(steps.get(steps.size() - 1).severityMax()).isGreaterThanOrEqualTo(Severity.HIGH);
    }

    @Test
    void closesAsLostWithTheLastSensorOnlyIfNotQuietBefore() {
        assertThat(lostAt(20_500)).extracting(Brief::of).extracting(Brief::reason)
            .containsExactly(null, CloseReason.SENSOR_LOST);
        assertThat(lostAt(20_500).get(1).times().closedAt()).isEqualTo(START + 20_500);
        assertThat(lostAt(60_000)).extracting(Brief::of).extracting(Brief::reason)
            .containsExactly(null, CloseReason.QUIET);
        assertThat(lostAt(60_000).get(1).times().closedAt()).isEqualTo(START + 46_000);
    }

    private static List<StormStep> lostAt(long afterMs) {
        SegmentStorms storms = SegmentStorms.of("lan", StormPolicy.DEFAULT);
        List<StormStep> steps = new ArrayList<>();
        storms.advance(START, steps);
        new Traffic().loop(10, 6, 100, "198.51.100.", "10.1.0.1", "10.9.0.2").errors()
            .forEach(error -> steps.addAll(storms.observe(error)));
        storms.sensorsLost(START + afterMs, steps);
        storms.sensorsLost(START + afterMs + 1000, steps);
        return steps;
    }

    @Test
    void whatLastsForItsMaximumIsUsualFromThenOn() {
        StormPolicy.Life life = StormPolicy.DEFAULT.life();
        StormPolicy policy = StormPolicy.DEFAULT.withLife(new StormPolicy.Life(life.quietRatio(), life.holdDown(),
            Duration.ofSeconds(120), life.updateEvery(), life.updateAtOnce(), life.reopenWithin(), life.lateAfter()));
        List<StormStep> steps = new Traffic().policy(policy).loop(10, 600, 50, "198.51.100.", "10.1.0.1", "10.9.0.2")
            .loop(400, 30, 200, "198.51.100.", "10.1.0.1", "10.9.0.2").until(700).steps();

        assertThat(steps).extracting(step -> step.action() + " " + step.closeReason()).startsWith("OPEN null",
            "CLOSE MAX_DURATION", "OPEN null");
        assertThat(steps.get(1).times().closedAt()).isEqualTo(START + 133_000);
        assertThat(steps.get(2).times().openedAt()).isBetween(START + 403_000, START + 408_000);
    }

    @Test
    void countsWhatComesLate() {
        Traffic traffic = new Traffic().loop(10, 10, 100, "198.51.100.", "10.1.0.1", "10.9.0.2").until(60);
        SegmentStorms storms = SegmentStorms.of("lan", StormPolicy.DEFAULT);
        List<StormStep> steps = new ArrayList<>();
        List<IcmpError> errors = traffic.errors();
        for (int i = 0; i < errors.size(); i++) {
            steps.addAll(storms.observe(errors.get(i)));
            if (i == 800) {
                // A little late it counts all the same; an hour late it would make up a storm that is not.
                steps.addAll(storms.observe(errors.get(600)));
                steps.addAll(storms.observe(Traffic.error(START - 3_600_000, 11, 0, "10.1.0.1", "10.1.0.11",
                    errors.get(0).quoted())));
            }
        }
        storms.advance(START + 60_000, steps);

        assertThat(steps.get(1).quality()).isEqualTo(new StormStep.Quality(0, 2, 0));
        assertThat(steps.get(1).volume().totalCount()).isEqualTo(1001);
    }

    @Test
    void portionsAndRestartsChangeNothing() {
        for (long seed = 1; seed <= 5; seed++) {
            Random random = new Random(seed);
            Traffic traffic = new Traffic().noise(0, 400, 3 + random.nextInt(20), seed)
                .loop(random.nextDouble() * 300, 60, 30 + random.nextInt(300), "198.51.100.", "10.1.0.1", "10.9.0.2")
                .scan(random.nextDouble() * 300, 60, 30 + random.nextInt(300), "203.0.113.50").until(500);
            List<StormStep> steps = traffic.steps();

            assertThat(steps).as("seed %d", seed).hasSizeGreaterThanOrEqualTo(4);
            assertThat(traffic.steps(1000, 100 + random.nextInt(200))).as("seed %d", seed).isEqualTo(steps);
            assertThat(traffic.steps(1000, 7)).as("seed %d", seed).isEqualTo(steps);
            assertThat(traffic.steps(250, 333)).as("seed %d", seed).isEqualTo(steps);
            assertThat(traffic.steps(5000, Integer.MAX_VALUE)).as("seed %d", seed).isEqualTo(steps);
        }
    }

    @Test
    void stateStaysSmallWhateverTheKeys() {
        Random random = new Random(77);
        SegmentStorms storms = SegmentStorms.of("lan", StormPolicy.DEFAULT);
        List<StormStep> steps = new ArrayList<>();
        int largest = 0;
        for (int i = 0; i < 60_000; i++) {
            int[] types = {3, 4, 5, 11, 12};
            String source = address(random);
            String destination = address(random);
            steps.addAll(storms.observe(Traffic.error(START + i, types[random.nextInt(5)], random.nextInt(16),
                address(random), address(random),
                Traffic.quoted(source, destination, random.nextInt(65_536), random.nextInt(65_536), 1, 60))));
            if (i % 1000 == 0) {
                int[] size = {0};
                size[0] += storms.toBytes((name, page) -> size[0] += page == null ? 0 : page.length).length;
                largest = Math.max(largest, size[0]);
            }
        }

        assertThat(largest).isBetween(10_000, 250_000);
        assertThat(storms.openAlerts()).isBetween(1, 16);
        assertThat(steps.stream().filter(step -> step.action() == Action.OPEN)).hasSizeLessThanOrEqualTo(16);
    }

    private static String address(Random random) {
        return random.nextInt(256) + "." + random.nextInt(256) + "." + random.nextInt(256) + "." + random.nextInt(256);
    }

    @Test
    void damagedStateIsRefused() {
        SegmentStorms storms = SegmentStorms.of("lan", StormPolicy.DEFAULT);
        new Traffic().loop(10, 5, 100, "198.51.100.", "10.1.0.1", "10.9.0.2").errors().forEach(storms::observe);
        byte[] state = storms.toBytes((name, page) -> { });
        for (int length = 0; length < state.length; length += 7) {
            byte[] cut = Arrays.copyOf(state, length);
            assertThat(catchThrowable(() -> SegmentStorms.restore("lan",
                StormPolicy.DEFAULT, cut, page -> null))).isInstanceOfAny(IllegalArgumentException.class,
                    ArithmeticException.class);
        }
    }
}
