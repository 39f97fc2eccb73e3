package io.tidewatch.processors.topology;

import static io.tidewatch.processors.topology.MembershipBench.T0;
import static io.tidewatch.processors.topology.MembershipBench.deadlines;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.processors.membership.Limits;
import io.tidewatch.schemas.AddressFamily;
import io.tidewatch.schemas.Coverage;
import io.tidewatch.schemas.GmpEvent;
import io.tidewatch.schemas.RecordOrigin;
import io.tidewatch.schemas.RecordType;
import io.tidewatch.schemas.SensorState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What moves the time of a segment, what waits for it, and what stands still with it. */
class EventTimeTest extends OnTheBench {
    private static final String GROUP = "239.1.1.1";
    private static final String HOST = "10.0.0.5";
    /** More than three records do when the time of a step is over. */
    private static final int MEMBERS = 40;

    @Test
    void recordsSeenBeforeChangeNothing() {
        GmpEvent join = join(T0, HOST);
        bench.hear(join, new RecordOrigin(Wire.BOOT, 7));
        bench.hear(Wire.report("lan", T0.plusSeconds(1), HOST, Wire.record(RecordType.TO_IN, GROUP)),
            new RecordOrigin(Wire.BOOT, 8));
        bench.drain();
        bench.hear(join, new RecordOrigin(Wire.BOOT, 7));
        assertThat(bench.told()).isEmpty();
        assertThat(bench.count("events-duplicate")).isEqualTo(1);
        bench.hear(join(T0.plusSeconds(2), HOST), new RecordOrigin("boot-2", 1));
        assertThat(bench.told()).containsExactly("HOST_JOINED REPORT 2 10.0.0.5 1");
    }

    @Test
    void aLateEventIsAppliedAtTheSegmentsTimeAndSaysSo() {
        bench.hear(join(T0.plusSeconds(10), HOST));
        bench.drain();
        bench.hear(join(T0.plusSeconds(7), "10.0.0.6"));
        assertThat(bench.changes()).singleElement().satisfies(change -> {
            assertThat(change.getAt()).isEqualTo(T0.plusSeconds(10));
            assertThat(change.getLate()).isTrue();
        });
        assertThat(bench.count("events-late")).isEqualTo(1);
    }

    @Test
    void ofTwoSensorsTheSlowerMovesTime() {
        bench.hear(join(T0, HOST), null);
        bench.drain();
        bench.clock(Wire.status("s1", SensorState.RUNNING, "a", 0, Wire.clock("lan", T0.plusSeconds(300), 0)));
        bench.clock(Wire.status("s2", SensorState.RUNNING, "b", 0, Wire.clock("lan", T0.plusSeconds(200), 0)));
        assertThat(bench.told()).hasSize(2);
        assertThat(bench.reader().segment("lan").watermark()).isEqualTo(T0.plusSeconds(300));
        bench.hear(join(T0.plusSeconds(301), HOST), null);
        bench.clock(Wire.status("s1", SensorState.RUNNING, "a", 0, Wire.clock("lan", T0.plusSeconds(900), 0)));
        bench.drain();
        assertThat(bench.reader().segment("lan").watermark()).isEqualTo(T0.plusSeconds(300));
        bench.clock(Wire.status("s2", SensorState.ENDED, "b", 0, Wire.clock("lan", T0.plusSeconds(305), 0)));
        assertThat(bench.told()).containsExactly("HOST_EXPIRED TIMER 571 10.0.0.5 0", "GROUP_ENDED TIMER 571 null 0");
    }

    @Test
    void aClockWaitsForTheEventsThatItNames() {
        bench.clock(Wire.status(SensorState.RUNNING, Wire.BOOT, Wire.clock("lan", T0, 0)));
        bench.hear(join(T0, HOST), new RecordOrigin(Wire.BOOT, 1));
        bench.drain();
        bench.clock(Wire.status(SensorState.RUNNING, Wire.BOOT, Wire.clock("lan", T0.plusSeconds(300), 2)));
        assertThat(bench.told()).isEmpty();
        bench.hear(join(T0.plusSeconds(200), HOST), new RecordOrigin(Wire.BOOT, 2));
        assertThat(bench.told()).isEmpty();
        assertThat(bench.reader().segment("lan").watermark()).isEqualTo(T0.plusSeconds(300));
    }

    @Test
    void clocksOfNoSegmentAndFromTheFutureAreLeftOut() {
        bench.hear(join(T0, HOST));
        bench.drain();
        Instant future = bench.wall().plus(Duration.ofDays(1));
        bench.clock(Wire.status(SensorState.RUNNING, Wire.BOOT, Wire.clock("l|an", T0.plusSeconds(900), 0),
            Wire.clock("lan", future, 1), Wire.clock("attic", T0.plusSeconds(5), 0)));
        assertThat(bench.told()).isEmpty();
        assertThat(bench.count("clocks")).isEqualTo(1);
        assertThat(bench.reader().segments()).extracting(MembershipReader.SegmentSummary::segment)
            .containsExactly("attic", "lan");
    }

    @Test
    void anEventWaitsForWhatIsDueBeforeItAndEverythingBehindWaitsForTheEvent() {
        bench.close();
        bench = new MembershipBench(state, new MembershipSettings(Limits.DEFAULT, Duration.ofDays(1), deadlines(4)));
        List<String> all = new ArrayList<>();
        for (int i = 0; i < MEMBERS; i++) {
            bench.hear(join(T0, "10.0.0." + (10 + i)));
            all.add("HOST_EXPIRED TIMER 270 10.0.0." + (10 + i) + ' ' + (MEMBERS - 1 - i));
        }
        bench.hear(Wire.query("lan", T0.plusSeconds(100), "10.0.0.1", null).build());
        bench.clock("lan", T0.plusSeconds(200));
        // Two in each step: records have come when nothing was left.
        bench.pass(Duration.ofMillis(100));
        bench.drain();
        bench.hear(join(T0.plusSeconds(400), HOST));
        bench.hear(Wire.report("lan", T0.plusSeconds(401), HOST, Wire.record(RecordType.TO_IN, GROUP)));
        bench.clock("lan", T0.plusSeconds(800));
        // Each of the three records has done a little.
        List<String> told = new ArrayList<>(bench.told());
        assertThat(told).hasSizeBetween(3, MEMBERS - 3).isEqualTo(all.subList(0, told.size()));
        assertThat(bench.reader().segment("lan").watermark()).isEqualTo(T0.plusSeconds(200));
        assertThat(bench.count("events-set-aside")).isEqualTo(2);
        bench.pass(Duration.ofMillis(100));
        assertThat(bench.told()).isEqualTo(all.subList(told.size(), told.size() + 2));
        told.addAll(all.subList(told.size(), told.size() + 2));
        for (int tick = 0; tick < MEMBERS; tick++) {
            bench.pass(Duration.ofMillis(100));
        }
        told.addAll(bench.told());
        all.addAll(List.of("GROUP_ENDED TIMER 270 null 0", "GROUP_STARTED REPORT 400 null 0",
            "HOST_JOINED REPORT 400 10.0.0.5 1", "HOST_LEFT LEAVE 401 10.0.0.5 0", "GROUP_ENDED TIMER 670 null 0"));
        assertThat(told).isEqualTo(all);
        assertThat(bench.reader().segment("lan").watermark()).isEqualTo(T0.plusSeconds(800));
        assertThat(bench.size(MembershipStores.WAITING)).isZero();
    }

    @Test
    void whenTheRecordingHasEndedItsSegmentStandsStill() {
        bench.clock("lan", T0.minusSeconds(300));
        bench.hear(Wire.query("lan", T0.minusSeconds(60), "10.0.0.1", null).build());
        bench.hear(join(T0, HOST));
        bench.clock("lan", T0.plusSeconds(10));
        assertThat(bench.reader().segment("lan").coverage()).isEqualTo(Coverage.FULL);
        bench.end("lan", T0.plusSeconds(20));
        bench.drain();
        bench.pass(Duration.ofHours(1));
        assertThat(bench.told()).isEmpty();
        assertThat(bench.reader().segment("lan")).isEqualTo(new MembershipReader.SegmentSummary("lan",
            List.of(AddressFamily.IPV4), 1, T0.plusSeconds(20), Coverage.BLIND, List.of("s1:eth0")));
    }

    @Test
    void aSilentSensorFreezesItsSegmentAndLossesMakeItPartial() {
        bench.clock("lan", T0.minusSeconds(300));
        bench.hear(Wire.query("lan", T0.minusSeconds(60), "10.0.0.1", null).build());
        bench.hear(join(T0, HOST));
        bench.clock("lan", T0.plusSeconds(10));
        bench.pass(Duration.ofSeconds(10));
        assertThat(bench.reader().segment("lan").coverage()).isEqualTo(Coverage.FULL);
        bench.pass(Duration.ofSeconds(1));
        assertThat(bench.reader().segment("lan").coverage()).isEqualTo(Coverage.BLIND);
        bench.clock(Wire.status("s1", SensorState.RUNNING, Wire.BOOT, 3, Wire.clock("lan", T0.plusSeconds(20), 2)));
        assertThat(bench.reader().segment("lan").coverage()).isEqualTo(Coverage.PARTIAL);
        assertThat(bench.reader().group("lan", GROUP, T0.plusSeconds(20)).getCoverage()).isEqualTo(Coverage.PARTIAL);
    }

    private static GmpEvent join(Instant at, String host) {
        return Wire.report("lan", at, host, Wire.record(RecordType.TO_EX, GROUP));
    }
}
