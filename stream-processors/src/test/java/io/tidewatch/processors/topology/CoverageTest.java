package io.tidewatch.processors.topology;

import static io.tidewatch.processors.topology.MembershipBench.T0;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.schemas.Coverage;
import io.tidewatch.schemas.RecordType;
import io.tidewatch.schemas.SensorState;
import io.tidewatch.schemas.SensorStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What answers say of what the sensors could see, now and in the past. Query interval 20 s, 10 s to answer. */
class CoverageTest extends OnTheBench {
    private void ask(long second) {
        bench.hear(Wire.query("lan", at(second), "10.0.0.1", null).setQueryIntervalS(20).build());
    }

    private static Instant at(long second) {
        return T0.plusSeconds(second);
    }

    private List<Coverage> coverage(long... seconds) {
        List<Coverage> coverages = new ArrayList<>();
        for (long second : seconds) {
            coverages.add(bench.reader().coverage("lan", at(second)));
        }
        return coverages;
    }

    @Test
    void untilOneQueryAndItsAnswersWereHeardItIsPartial() {
        bench.clock("lan", T0);
        for (int second = 1; second <= 61; second += 20) {
            ask(second);
            bench.clock("lan", at(second));
        }
        assertThat(coverage(-1, 0, 1, 29, 30, 61)).containsExactly(Coverage.BLIND, Coverage.PARTIAL, Coverage.PARTIAL,
            Coverage.PARTIAL, Coverage.FULL, Coverage.FULL);
    }

    @Test
    void aRestartOfTheOnlySensorIsAGapAndThoseOfOneOfTwoAreNone() {
        bench.clock("lan", T0);
        ask(1);
        ask(21);
        bench.end("lan", at(40));
        bench.clock(Wire.status(SensorState.RUNNING, "boot-2", Wire.clock("lan", at(41), 0)));
        bench.clock(Wire.status(SensorState.RUNNING, "boot-2", Wire.clock("lan", at(44), 0)));
        assertThat(coverage(40, 41, 70, 71)).containsExactly(Coverage.FULL, Coverage.PARTIAL, Coverage.PARTIAL,
            Coverage.FULL);
        bench.clock(Wire.status("s2", SensorState.RUNNING, "other", 0, Wire.clock("lan", at(42), 0)));
        bench.clock(Wire.status(SensorState.ENDED, "boot-2", Wire.clock("lan", at(45), 0)));
        bench.clock(Wire.status("s2", SensorState.RUNNING, "other", 0, Wire.clock("lan", at(46), 0)));
        assertThat(coverage(70, 71)).containsExactly(Coverage.PARTIAL, Coverage.FULL);
    }

    @Test
    void ofThePastItIsKnownWhetherSomebodyQueriedThen() {
        bench.clock("lan", at(-1000));
        ask(0);
        ask(20);
        // Silent for 2 times 20 s and half of 10 s: lost at 65.
        bench.clock("lan", at(100));
        ask(200);
        bench.clock("lan", at(210));
        assertThat(coverage(-1, 9, 10, 64, 65, 100, 209, 210)).containsExactly(Coverage.PARTIAL, Coverage.PARTIAL,
            Coverage.FULL, Coverage.FULL, Coverage.PARTIAL, Coverage.PARTIAL, Coverage.PARTIAL, Coverage.FULL);
    }

    @Test
    void aQuerierOfOneFamilyIsNoneOfTheOther() {
        bench.clock("lan", at(-1000));
        ask(0);
        bench.hear(Wire.report("lan", at(10), "10.0.0.5", Wire.record(RecordType.TO_EX, "239.1.1.1")));
        bench.hear(Wire.report("lan", at(10), "fe80::5", Wire.record(RecordType.TO_EX, "ff05::1:3")));
        assertThat(bench.reader().group("lan", "239.1.1.1", at(10)).getCoverage()).isEqualTo(Coverage.FULL);
        assertThat(bench.reader().group("lan", "ff05::1:3", at(10)).getCoverage()).isEqualTo(Coverage.PARTIAL);
    }

    /** Sensors and a querier that come and go: the spans are what each moment by itself is said to have been. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void spansAreWhatEachMomentWas(long seed) {
        Random random = new Random(seed);
        long second = 0;
        for (int boot = 0; boot < 6; boot++) {
            String sensor = "s" + random.nextInt(2);
            long drops = 0;
            for (int beat = random.nextInt(8); beat >= 0; beat--) {
                second += 1 + random.nextInt(40);
                if (random.nextInt(3) > 0) {
                    bench.hear(Wire.query("lan", at(second), "10.0.0.1", null).setQueryIntervalS(20).build(), null);
                }
                drops += random.nextInt(4) == 0 ? 1 : 0;
                bench.clock(SensorStatus.newBuilder(Wire.status(sensor, SensorState.RUNNING, "boot-" + boot, 0,
                    Wire.clock("lan", at(second), 0))).setKernelDropped(drops).build());
            }
            if (random.nextBoolean()) {
                bench.clock(Wire.status(sensor, SensorState.ENDED, "boot-" + boot, 0,
                    Wire.clock("lan", at(second), 0)));
            }
        }
        MembershipReader reader = bench.reader();
        List<WatchedSpan> spans = reader.watched("lan", Instant.EPOCH, at(second + 100));
        assertThat(spans).as("seed %d", seed).hasSizeGreaterThan(2);
        assertThat(spans.get(spans.size() - 1).to()).isEqualTo(at(second + 100).toEpochMilli());
        for (int i = 0; i < spans.size(); i++) {
            WatchedSpan span = spans.get(i);
            assertThat(span.from()).as("seed %d, %s", seed, spans).isLessThan(span.to());
            if (i > 0) {
                WatchedSpan before = spans.get(i - 1);
                assertThat(before.to()).as("seed %d: no gap between", seed).isEqualTo(span.from());
                assertThat(before.coverage() == span.coverage() && before.sensors().equals(span.sensors())).isFalse();
            }
            for (long moment : new long[] {span.from(), span.from() + (span.to() - span.from()) / 3, span.to() - 1}) {
                assertThat(reader.coverage("lan", Instant.ofEpochMilli(moment))).as("seed %d, %d of %s", seed, moment,
                    spans).isEqualTo(span.coverage());
                assertThat(span.sensors().isEmpty()).isEqualTo(span.coverage() == Coverage.BLIND);
            }
        }
        Instant middle = at(second / 2);
        assertThat(reader.watched("lan", middle, at(second)).get(0).from()).isEqualTo(middle.toEpochMilli());
        assertThat(reader.watched("lan", Instant.EPOCH, T0.minusSeconds(1000))).isEmpty();
        assertThat(reader.watched("unknown", Instant.EPOCH, middle)).isEmpty();
    }

    @Test
    void aQuerierThatComesAndGoesIsRememberedForItsLastTimes() {
        Presence presence = new Presence(List.of(), -1);
        for (int i = 0; i < 100; i++) {
            presence.note(true, i * 10);
            presence.note(true, i * 10 + 1);
            presence.note(false, i * 10 + 5);
        }
        assertThat(presence.past()).hasSize(48);
        assertThat(presence.throughout(990, 994)).isTrue();
        assertThat(presence.throughout(990, 995)).isFalse();
        assertThat(presence.throughout(0, 1)).isFalse();
        presence.note(true, 2000);
        Presence again = new Presence(presence.past(), presence.since());
        assertThat(again.throughout(2000, Duration.ofDays(1).toMillis())).isTrue();
        assertThat(again.throughout(1999, 2000)).isFalse();
    }
}
