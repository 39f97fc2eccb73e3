package io.tidewatch.processors.topology;

import static io.tidewatch.processors.topology.MembershipBench.T0;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.processors.membership.Limits;
import io.tidewatch.schemas.AddressFamily;
import io.tidewatch.schemas.Coverage;
import io.tidewatch.schemas.GmpEvent;
import io.tidewatch.schemas.MembershipChange;
import io.tidewatch.schemas.MembershipWindow;
import io.tidewatch.schemas.RecordType;
import io.tidewatch.schemas.SensorState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.streams.KeyValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Windows of a minute and an hour; {@code T0} is a full hour. */
class WindowsTest extends OnTheBench {
    private static final String A = "239.1.1.1";
    private static final String B = "239.1.1.2";
    private static final long MINUTE = 60_000;
    private static final Duration HISTORY = Duration.ofHours(3);

    private void report(long ms, String host, RecordType type, String group) {
        bench.hear(Wire.report("lan", T0.plusMillis(ms), host, Wire.record(type, group)));
    }

    private void join(long ms, String host, String group) {
        report(ms, host, RecordType.TO_EX, group);
    }

    private void leave(long ms, String host, String group) {
        report(ms, host, RecordType.TO_IN, group);
    }

    /** Group, length, minute of the start; joins, leaves, expiries; least, most, last, mean; zaps; whether final. */
    private List<String> told() {
        List<String> told = new ArrayList<>();
        for (MembershipWindow window : bench.windows.readValuesToList()) {
            told.add(String.format("%s %d@%d +%d -%d !%d %d..%d %d %.3f z%d %s/%s %s", window.getGroup(),
                window.getSizeS(), Duration.between(T0, window.getWindowStart()).toMinutes(), window.getJoins(),
                window.getLeaves(), window.getExpiries(), window.getMembersMin(), window.getMembersMax(),
                window.getMembersLast(), window.getMembersMean(), window.getZaps(), window.getZapMeanMs(),
                window.getZapMaxMs(), window.getFinal$() ? "final" : "preliminary"));
        }
        return told;
    }

    @Test
    void aWholeWindow() {
        bench.clock("lan", T0.minusSeconds(1000));
        join(15_000, "10.0.0.5", A);
        join(30_000, "10.0.0.6", A);
        leave(45_000, "10.0.0.5", A);
        bench.clock("lan", T0.plusSeconds(64));
        assertThat(bench.windows.isEmpty()).as("a host that left may still zap").isTrue();
        bench.clock("lan", T0.plusSeconds(90));
        assertThat(bench.windows.readKeyValuesToList()).containsExactly(KeyValue.pair("lan|" + A,
            new MembershipWindow("lan", A, AddressFamily.IPV4, T0, T0.plusSeconds(60), 60, 2L, 1L, 0L, 0, 2, 1,
                (15 + 2 * 15 + 15) / 60.0, 0L, null, null, Coverage.PARTIAL, true)));
    }

    @Test
    void aChangeAtTheEdgeIsOfTheNextWindow() {
        join(59_999, "10.0.0.5", A);
        join(60_000, "10.0.0.6", A);
        leave(120_000, "10.0.0.6", A);
        bench.clock("lan", T0.plusSeconds(170));
        assertThat(told()).containsExactly(A + " 60@0 +1 -0 !0 0..1 1 0.000 z0 null/null preliminary",
            A + " 60@0 +1 -0 !0 0..1 1 0.000 z0 null/null final", A + " 60@1 +1 -0 !0 2..2 2 2.000 z0 null/null final");
        bench.clock("lan", T0.plusSeconds(220));
        assertThat(told()).containsExactly(A + " 60@2 +0 -1 !0 1..1 1 1.000 z0 null/null final");
    }

    @Test
    void whatLastedNoTimeWasAtNoMoment() {
        join(0, "10.0.0.5", A);
        leave(0, "10.0.0.5", A);
        join(0, "10.0.0.5", A);
        bench.clock("lan", T0.plusSeconds(90));
        assertThat(told()).containsExactly(A + " 60@0 +2 -1 !0 1..1 1 1.000 z0 null/null final");
    }

    @Test
    void idleMinutesCostNothingAndIdleHoursWithMembersAreTold() {
        join(20_000, "10.0.0.5", A);
        for (long minute = 1; minute <= 200; minute++) {
            bench.clock("lan", T0.plusMillis(20_000 + minute * MINUTE));
            report(20_000 + minute * MINUTE, "10.0.0.5", RecordType.IS_EX, A);
        }
        bench.clock("lan", T0.plus(Duration.ofMinutes(202)));
        assertThat(told()).containsExactly(A + " 60@0 +1 -0 !0 0..1 1 0.667 z0 null/null final",
            A + " 3600@0 +1 -0 !0 0..1 1 0.994 z0 null/null final",
            A + " 3600@60 +0 -0 !0 1..1 1 1.000 z0 null/null final",
            A + " 3600@120 +0 -0 !0 1..1 1 1.000 z0 null/null final");
        bench.clock("lan", T0.plus(Duration.ofHours(9)));
        assertThat(told()).as("nobody is left after 204:50").containsExactly(
            A + " 60@204 +0 -0 !1 0..1 0 0.833 z0 null/null final",
            A + " 3600@180 +0 -0 !1 0..1 0 0.414 z0 null/null final");
        assertThat(bench.size(MembershipStores.WINDOWS)).isZero();
    }

    @Test
    void aZapIsOfTheGroupThatWasLeftAndOfTheMinuteOfTheLeave() {
        join(10_000, "10.0.0.5", A);
        leave(59_000, "10.0.0.5", A);
        join(63_999, "10.0.0.5", B);
        leave(64_000, "10.0.0.5", B);
        bench.clock("lan", T0.plusSeconds(64));
        join(69_000, "10.0.0.5", A);
        bench.clock("lan", T0.plusSeconds(150));
        assertThat(told()).containsExactlyInAnyOrder(
            A + " 60@0 +1 -1 !0 0..1 0 0.817 z1 4999.0/4999 final",
            A + " 60@1 +1 -0 !0 0..1 1 0.850 z0 null/null final",
            B + " 60@1 +1 -1 !0 0..1 0 0.000 z0 null/null final");
        assertThat(bench.size(MembershipStores.LEAVES)).isZero();
    }

    @Test
    void comingBackIsNoZapAndOneLeaveIsOneZapAtMost() {
        join(1000, "10.0.0.5", A);
        leave(2000, "10.0.0.5", A);
        join(2100, "10.0.0.5", A);
        bench.hear(Wire.report("lan", T0.plusSeconds(3), "10.0.0.5", Wire.record(RecordType.TO_IN, A),
            Wire.record(RecordType.TO_EX, B), Wire.record(RecordType.TO_EX, "239.1.1.3")));
        join(4000, "10.0.0.6", "239.1.1.4");
        bench.clock("lan", T0.plusSeconds(90));
        assertThat(told()).filteredOn(window -> window.startsWith(A))
            .containsExactly(A + " 60@0 +2 -2 !0 0..1 0 0.032 z1 0.0/0 final");
        assertThat(bench.size(MembershipStores.LEAVES)).isZero();
    }

    @Test
    void hostsWithoutAnAddressHaveNotZapped() {
        join(1000, "0.0.0.0", A);
        leave(2000, "0.0.0.0", A);
        join(2100, "0.0.0.0", B);
        bench.clock("lan", T0.plusSeconds(90));
        assertThat(told()).hasSize(2).noneMatch(window -> window.contains(" z1 "));
    }

    @Test
    void aLateEventCountsWhenItTookEffectAndTheWindowIsFinalWhenTheWatermarkHasPassed() {
        bench.clock(Wire.status("slow", SensorState.RUNNING, "b", 0, Wire.clock("lan", T0.plusSeconds(30), 0)));
        join(10_000, "10.0.0.5", A);
        join(95_000, "10.0.0.6", B);
        assertThat(told()).containsExactly(A + " 60@0 +1 -0 !0 0..1 1 0.500 z0 null/null preliminary");
        join(50_000, "10.0.0.7", A);
        bench.clock(Wire.status("slow", SensorState.RUNNING, "b", 0, Wire.clock("lan", T0.plusSeconds(59), 0)));
        join(250_000, "10.0.0.6", B);
        assertThat(told()).as("not again").containsExactly(
            A + " 60@1 +1 -0 !0 1..2 2 1.417 z0 null/null preliminary",
            B + " 60@1 +1 -0 !0 0..1 1 0.417 z0 null/null preliminary");
        bench.clock(Wire.status("slow", SensorState.ENDED, "b", 0, Wire.clock("lan", T0.plusSeconds(60), 0)));
        bench.clock("lan", T0.plusSeconds(340));
        assertThat(told()).filteredOn(window -> !window.contains("@4 ")).containsExactlyInAnyOrder(
            A + " 60@0 +1 -0 !0 0..1 1 0.500 z0 null/null final", A + " 60@1 +1 -0 !0 1..2 2 1.417 z0 null/null final",
            B + " 60@1 +1 -0 !0 0..1 1 0.417 z0 null/null final");
    }

    @Test
    void aSensorThatStandsStillIsNotWaitedForLongerThanAnHour() {
        bench.clock(Wire.status("slow", SensorState.RUNNING, "b", 0, Wire.clock("lan", T0, 0)));
        for (long minute = 0; minute < 70; minute++) {
            join(minute * MINUTE, "10.0.0.5", A);
            leave(minute * MINUTE + 1000, "10.0.0.5", A);
        }
        List<String> told = told();
        assertThat(told).filteredOn(window -> window.endsWith("final")).hasSizeBetween(6, 9)
            .first().asString().startsWith(A + " 60@0 ");
        assertThat(told).filteredOn(window -> window.endsWith("preliminary")).hasSizeBetween(68, 70);
    }

    @Test
    void coverageIsTheWorstInTheWindow() {
        bench.clock("lan", T0.minusSeconds(1000));
        for (int at = -1000; at <= 300; at += 100) {
            bench.hear(Wire.query("lan", T0.plusSeconds(at), "10.0.0.1", null).build());
        }
        bench.end("lan", T0.plusSeconds(300));
        bench.clock(Wire.status(SensorState.RUNNING, "boot-2", Wire.clock("lan", T0.plusSeconds(330), 0)));
        bench.events.pipeInput("lan", Wire.report("lan", T0.plusSeconds(290), "10.0.0.5",
            Wire.record(RecordType.TO_EX, A)));
        for (int at = 390; at <= 4000; at += 30) {
            bench.events.pipeInput("lan", Wire.query("lan", T0.plusSeconds(at), "10.0.0.1", null).build());
            bench.events.pipeInput("lan", Wire.report("lan", T0.plusSeconds(at), "10.0.0." + (6 + at % 60),
                Wire.record(RecordType.TO_EX, A)));
        }
        bench.clock(Wire.status(SensorState.RUNNING, "boot-2", Wire.clock("lan", T0.plusSeconds(5000), 0)));
        Map<Long, Coverage> minutes = new TreeMap<>();
        bench.windows.readValuesToList().stream().filter(window -> window.getSizeS() == 60 && window.getFinal$())
            .forEach(window -> minutes.put(Duration.between(T0, window.getWindowStart()).toMinutes(),
                window.getCoverage()));
        assertThat(minutes).containsEntry(5L, Coverage.BLIND).containsEntry(6L, Coverage.PARTIAL);
    }

    @ParameterizedTest
    @ValueSource(longs = {31, 32, 33, 34, 35, 36})
    void windowsAreThoseOfTheOracle(long seed) {
        bench.close();
        Random random = new Random(seed);
        bench = new MembershipBench(state, new MembershipSettings(Limits.DEFAULT, Duration.ofDays(7),
            seed % 2 == 0 ? MembershipSettings.DEFAULT.step() : MembershipBench.deadlines(3)));
        Instant last = T0;
        for (GmpEvent event : new RandomHistory(seed, seed % 3 == 0).events(500)) {
            bench.hear(event);
            last = event.getCapturedAt();
            if (random.nextInt(8) == 0) {
                zap(event.getSegment(), last, random);
            }
            if (random.nextInt(4) == 0) {
                bench.clock(event.getSegment(), last.minusMillis(random.nextInt(3000)));
            }
            bench.pass(Duration.ofMillis(100));
        }
        Instant end = T0.plus(HISTORY);
        for (String segment : List.of("lan", "lan2")) {
            bench.clock(segment, end);
        }
        for (int tick = 0; tick < 500; tick++) {
            bench.pass(Duration.ofMillis(100));
        }
        List<MembershipChange> changes = bench.changes();
        List<MembershipWindow> told = bench.windows.readValuesToList();
        for (String segment : List.of("lan", "lan2")) {
            NaiveWindows oracle = new NaiveWindows(T0.toEpochMilli(), T0.plus(HISTORY).toEpochMilli(),
                changes.stream().filter(change -> change.getSegment().equals(segment)).toList());
            Map<String, NaiveWindows.Numbers> finals = new TreeMap<>();
            told.stream().filter(window -> window.getSegment().equals(segment)).forEach(window -> {
                String key = window.getGroup() + ' ' + window.getSizeS() + ' '
                    + window.getWindowStart().toEpochMilli();
                assertThat(finals).as("seed %d: nothing comes after a final record", seed).doesNotContainKey(key);
                if (window.getFinal$()) {
                    finals.put(key, numbers(window));
                }
            });
            assertThat(finals).as("seed %d, %s", seed, segment).isEqualTo(oracle.all());
            assertThat(finals.values().stream().mapToLong(NaiveWindows.Numbers::zaps).sum()).as("seed %d", seed)
                .isGreaterThan(5);
        }
        assertThat(bench.size(MembershipStores.WINDOWS)).as("seed %d", seed).isZero();
    }

    /** A host watches one group after another. */
    private void zap(String segment, Instant at, Random random) {
        String host = "10.0.0." + (1 + random.nextInt(3));
        Instant next = at.plusMillis(random.nextInt(7000));
        bench.hear(Wire.report(segment, at, host, Wire.record(RecordType.TO_EX, A)));
        bench.hear(Wire.report(segment, at, host, Wire.record(RecordType.TO_IN, A)));
        bench.hear(Wire.report(segment, next, host, Wire.record(RecordType.TO_EX, random.nextInt(4) == 0 ? A : B)));
    }

    private static NaiveWindows.Numbers numbers(MembershipWindow window) {
        return new NaiveWindows.Numbers(window.getJoins(), window.getLeaves(), window.getExpiries(),
            window.getMembersMin(), window.getMembersMax(), window.getMembersLast(), window.getMembersMean(),
            window.getZaps(), window.getZapMeanMs(), window.getZapMaxMs());
    }
}
