package io.tidewatch.processors.topology;

import static io.tidewatch.processors.topology.MembershipBench.T0;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.schemas.RecordOrigin;
import io.tidewatch.schemas.SegmentClock;
import io.tidewatch.schemas.SensorState;
import io.tidewatch.schemas.SensorStatus;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class SensorProgressTest {
    private static final long WALL = 1_000_000_000L;
    private static final long MS0 = T0.toEpochMilli();

    private final Listening listening = new Listening(WALL);
    private final SensorProgress progress = new SensorProgress(SegmentClock::getGmpSequence, List.of(), listening);

    private boolean event(String sensor, String boot, long sequence) {
        return progress.accept(sensor, Wire.INTERFACE, new RecordOrigin(boot, sequence), MS0, WALL);
    }

    private void clock(String sensor, SensorState state, String boot, long ms, long sequence) {
        progress.heard(status(sensor, state, boot, startedAt(boot), ms, sequence), WALL);
    }

    private static long startedAt(String boot) {
        return boot.charAt(0);
    }

    private static SensorStatus status(String sensor, SensorState state, String boot, long startedAt, long ms,
                                       long sequence) {
        return SensorStatus.newBuilder(Wire.status(sensor, state, boot, 0,
            Wire.clock("lan", Instant.ofEpochMilli(MS0 + ms), sequence)))
            .setStartedAt(Instant.ofEpochMilli(startedAt)).build();
    }

    private long watermark(long wallLater) {
        long watermark = progress.watermark(WALL + wallLater);
        return watermark < 0 ? watermark : watermark - MS0;
    }

    @Test
    void eachRecordOfABootCountsOnce() {
        assertThat(event("s1", "a", 1)).isTrue();
        assertThat(event("s1", "a", 3)).isTrue();
        assertThat(event("s1", "a", 3)).isFalse();
        assertThat(event("s1", "a", 2)).isFalse();
        assertThat(event("s1", "b", 1)).isTrue();
        assertThat(event("s2", "a", 1)).isTrue();
        // What the boot before had spooled comes behind the new one's.
        assertThat(event("s1", "a", 4)).isTrue();
        assertThat(progress.accept("s1", Wire.INTERFACE, null, MS0, WALL)).isTrue();
    }

    @Test
    void aClockTakesEffectWhenItsLastEventWasSeen() {
        assertThat(watermark(0)).isEqualTo(SensorProgress.NOTHING);
        clock("s1", SensorState.RUNNING, "a", 100, 2);
        assertThat(watermark(0)).isEqualTo(SensorProgress.NOTHING);
        event("s1", "a", 1);
        assertThat(watermark(0)).isEqualTo(SensorProgress.NOTHING);
        event("s1", "a", 2);
        assertThat(watermark(0)).isEqualTo(100);
        clock("s1", SensorState.RUNNING, "a", 200, 2);
        assertThat(watermark(0)).isEqualTo(200);
    }

    @Test
    void timeIsThatOfTheSlowestWhoIsUp() {
        clock("s1", SensorState.RUNNING, "a", 300, 0);
        clock("s2", SensorState.RUNNING, "a", 200, 0);
        assertThat(watermark(0)).isEqualTo(200);
        clock("s2", SensorState.STOPPED, "a", 210, 0);
        assertThat(watermark(0)).isEqualTo(300);
        clock("s1", SensorState.ENDED, "a", 310, 0);
        assertThat(watermark(0)).isEqualTo(310);
        assertThat(progress.watch().watched(WALL)).isFalse();
    }

    @Test
    void timeWaitsForTheLastEventsOfOneThatHasEnded() {
        clock("s1", SensorState.RUNNING, "a", 300, 0);
        clock("s2", SensorState.RUNNING, "a", 100, 0);
        clock("s2", SensorState.ENDED, "a", 200, 5);
        assertThat(watermark(0)).isEqualTo(100);
        event("s2", "a", 5);
        assertThat(watermark(0)).isEqualTo(300);
    }

    @Test
    void aSilentOneIsNotWaitedFor() {
        clock("s1", SensorState.RUNNING, "a", 300, 0);
        clock("s2", SensorState.RUNNING, "a", 200, 0);
        assertThat(watermark(10_000)).isEqualTo(200);
        assertThat(watermark(10_001)).isEqualTo(300);
        assertThat(progress.watch().watched(WALL + 10_000)).isTrue();
        assertThat(progress.watch().watched(WALL + 10_001)).isFalse();
    }

    @Test
    void silenceBeforeTheApplicationRanIsNotTheSensors() {
        clock("s1", SensorState.RUNNING, "a", 300, 0);
        SensorProgress later = new SensorProgress(SegmentClock::getGmpSequence, progress.rows(),
            new Listening(WALL + 3_600_000));
        assertThat(later.watch().watched(WALL + 3_605_000)).isTrue();
        assertThat(later.watch().watched(WALL + 3_611_000)).isFalse();
    }

    @Test
    void silenceWhileTheTaskStoodStillIsNotTheSensors() {
        clock("s1", SensorState.RUNNING, "a", 300, 0);
        lookUntil(10_000);
        assertThat(progress.watch().watched(WALL + 10_001)).isFalse();
        listening.look(WALL + 60_000);
        assertThat(progress.watch().watched(WALL + 60_000)).isTrue();
        lookUntil(70_000);
        assertThat(progress.watch().watched(WALL + 70_000)).isTrue();
        assertThat(progress.watch().watched(WALL + 70_001)).isFalse();
    }

    /** As seldom as no break is. */
    private void lookUntil(long end) {
        for (long wall = end - 8000; wall <= end; wall += 2000) {
            listening.look(WALL + wall);
        }
    }

    @Test
    void aNewBootReplacesTheOldOneAndNotTheOtherWayRound() {
        clock("s1", SensorState.RUNNING, "b", 100, 0);
        clock("s1", SensorState.RUNNING, "c", 400, 0);
        assertThat(watermark(0)).isEqualTo(400);
        clock("s1", SensorState.STOPPED, "b", 150, 0);
        assertThat(watermark(0)).isEqualTo(400);
        assertThat(progress.watch().watched(WALL)).isTrue();
        assertThat(progress.watch().sensors()).containsExactly("s1:eth0");
    }

    @Test
    void lossesAreRemembered() {
        progress.heard(Wire.status("s1", SensorState.RUNNING, "a", 0, Wire.clock("lan", T0, 0)), WALL);
        assertThat(progress.watch().droppedSince(0, MS0 + 90, WALL)).isFalse();
        progress.heard(Wire.status("s1", SensorState.RUNNING, "a", 5, Wire.clock("lan", T0.plusMillis(50), 0)), WALL);
        progress.heard(Wire.status("s1", SensorState.RUNNING, "a", 5, Wire.clock("lan", T0.plusMillis(90), 0)), WALL);
        assertThat(progress.watch().droppedSince(MS0 + 50, MS0 + 90, WALL)).isTrue();
        assertThat(progress.watch().droppedSince(MS0 + 51, MS0 + 90, WALL)).isFalse();
    }

    @Test
    void pastMomentsWereWatchedFromTheFirstWordToTheLast() {
        progress.accept("s1", Wire.INTERFACE, new RecordOrigin("a", 1), MS0 + 10, WALL);
        clock("s1", SensorState.ENDED, "a", 100, 1);
        progress.accept("s1", Wire.INTERFACE, new RecordOrigin("b", 1), MS0 + 500, WALL);
        clock("s1", SensorState.RUNNING, "b", 600, 1);

        assertThat(List.of(9, 10, 100, 101, 499, 500, 700)).map(ms -> progress.watch().throughout(MS0 + ms, MS0 + ms,
            WALL))
            .containsExactly(false, true, true, false, false, true, true);
        long silence = SensorProgress.SILENCE.toMillis() + 1;
        assertThat(List.of(100, 600, 601)).map(ms -> progress.watch().throughout(MS0 + ms, MS0 + ms,
            WALL + silence))
            .containsExactly(true, true, false);
    }

    @Test
    void whoInventsBootsGetsNoMoreMemory() {
        for (int boot = 0; boot < 1000; boot++) {
            event("s1", "boot-" + boot, 1);
        }
        assertThat(progress.rows()).hasSize(64);
    }
}
