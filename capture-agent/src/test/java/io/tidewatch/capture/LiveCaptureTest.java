package io.tidewatch.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewatch.capture.publish.Delivery;
import io.tidewatch.capture.source.CapturedFrame;
import io.tidewatch.capture.source.FrameHandler;
import io.tidewatch.capture.source.FrameSource;
import io.tidewatch.capture.wire.FloodFrames;
import io.tidewatch.schemas.OperatorError;
import io.tidewatch.schemas.SegmentClock;
import io.tidewatch.schemas.SensorState;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LiveCaptureTest {
    private static final AgentConfig CONFIG = AgentConfig.of(Map.of("capture.interfaces", "eth0", "sensor.name", "s1",
        "bootstrap.servers", "unused:9092", "schema.registry.url", "http://unused"));
    private static final byte[] REPORT = Recordings.mixed(7).get(6).bytes();
    private static final int QUEUE_BYTES = 100_000;

    private final Wire wire = new Wire();
    private final HeldBroker broker = new HeldBroker();
    private LiveCapture capture;

    /** What the source will hand over; the test decides. */
    private static final class Wire implements FrameSource, LiveCapture.Input {
        private final Queue<byte[]> frames = new ConcurrentLinkedQueue<>();
        private volatile long complete = UNKNOWN;
        private volatile String broken;
        private volatile boolean end;
        private volatile int opened;
        private volatile boolean live = true;
        private long number;

        @Override
        public FrameSource open() throws IOException {
            if (broken != null) {
                throw new IOException(broken);
            }
            opened++;
            return this;
        }

        @Override
        public OperatorError explain(IOException cause) {
            return OperatorError.failed("Can't capture", cause.getMessage(), "Mend it", cause);
        }

        @Override
        public boolean live() {
            return live;
        }

        @Override
        public int poll(FrameHandler handler) throws IOException {
            if (broken != null) {
                throw new IOException(broken);
            }
            int count = 0;
            for (byte[] frame = frames.poll(); frame != null; frame = frames.poll()) {
                count++;
                handler.frame(new CapturedFrame(++number, Recordings.START_MS * 1_000_000, null, 1, frame, 0,
                    frame.length, frame.length));
            }
            return count == 0 && end ? END : count;
        }

        @Override
        public long completeUpTo() {
            return complete;
        }

        /** As of one opening. */
        @Override
        public Drops drops() {
            return new Drops(9, 3, 4);
        }

        @Override
        public String cut() {
            return null;
        }

        @Override
        public void close() {
            // Holds nothing.
        }
    }

    private void start(int queueBytes) {
        LiveCapture.Outlet outlet = new LiveCapture.Outlet(() -> broker, publisher -> {
            Intakes intakes = new Intakes(CONFIG, new Intakes.Run("eth0", "boot", Instant.now()), Map.of(),
                publisher);
            intakes.ofDefault().list("s1:eth0");
            return intakes;
        });
        capture = new LiveCapture("eth0", wire, outlet, new FrameQueue(queueBytes),
            new LiveCapture.Timing(AgentClock.SYSTEM, Duration.ofMillis(20)));
        capture.check();
        capture.start();
    }

    @AfterEach
    void close() {
        if (capture != null) {
            capture.close();
        }
    }

    private static void await(BooleanSupplier condition) {
        long giveUp = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited too long").isLessThan(giveUp);
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
    }

    private Counts counts() {
        return capture.interfaces().get(0).counts();
    }

    private static void requireBalance(Counts counts) {
        assertThat(counts.received()).isEqualTo(counts.filtered() + counts.fragments() + counts.published()
            + counts.coalesced() + counts.malformed() + counts.lost() + counts.pending() + counts.spooled());
    }

    @Test
    void theWatermarkIsToldOnlyWhenAllBeforeItIsAcknowledged() {
        broker.away = true;
        wire.frames.add(REPORT);
        start(QUEUE_BYTES);
        await(() -> broker.records.size() == 1);
        wire.complete = 1_000_000;
        int before = broker.statuses.size();
        await(() -> broker.statuses.size() >= before + 2);
        assertThat(broker.last().getClocks()).isEmpty();
        assertThat(broker.last().getPending()).isEqualTo(1);

        broker.waiting.get(0).acknowledged(Delivery.Place.MEMORY);
        await(() -> !broker.last().getClocks().isEmpty());
        assertThat(broker.last().getClocks()).containsExactly(
            new SegmentClock("s1:eth0", Instant.ofEpochMilli(1_000_000), 1L, 0L));
        assertThat(broker.last().getKernelReceived()).isEqualTo(9);
        assertThat(broker.last().getKernelDropped()).isEqualTo(3);
        assertThat(broker.last().getInterfaceDropped()).isEqualTo(4);
        assertThat(broker.last().getState()).isEqualTo(SensorState.RUNNING);
    }

    @Test
    void aSilentSegmentHasAClock() {
        wire.complete = 1_000_000;
        start(QUEUE_BYTES);
        await(() -> !broker.statuses.isEmpty() && !broker.last().getClocks().isEmpty());
        wire.complete = 2_000_000;
        await(() -> broker.last().getClocks().get(0).getWatermark().equals(Instant.ofEpochMilli(2_000_000)));
        assertThat(broker.last().getClocks().get(0)).isEqualTo(
            new SegmentClock("s1:eth0", Instant.ofEpochMilli(2_000_000), 0L, 0L));
    }

    @Test
    void aRecordThatIsLostHoldsNothingUpAndIsCounted() {
        broker.away = true;
        wire.frames.addAll(List.of(REPORT, REPORT));
        start(QUEUE_BYTES);
        await(() -> broker.waiting.size() == 2);
        wire.complete = 1_000_000;
        broker.waiting.get(0).lost(Delivery.Place.MEMORY);
        broker.waiting.get(1).acknowledged(Delivery.Place.MEMORY);
        await(() -> !broker.last().getClocks().isEmpty());
        assertThat(broker.last().getClocks().get(0).getGmpSequence()).isEqualTo(2);
        assertThat(counts().lost()).isEqualTo(1);
        assertThat(counts().published()).isEqualTo(1);
        requireBalance(counts());
    }

    @Test
    void whatIsSpooledHoldsTheWatermarkUntilTheBrokerHasIt() {
        broker.away = true;
        wire.frames.addAll(List.of(REPORT, REPORT, REPORT));
        start(QUEUE_BYTES);
        await(() -> broker.waiting.size() == 3);
        wire.complete = 1_000_000;
        broker.waiting.forEach(HeldBroker.Held::spooled);
        int before = broker.statuses.size();
        await(() -> broker.statuses.size() >= before + 2);
        assertThat(broker.last().getClocks()).isEmpty();
        assertThat(broker.last().getPending()).isZero();
        assertThat(broker.last().getSpooled()).isEqualTo(3);
        requireBalance(counts());

        broker.waiting.get(0).acknowledged(Delivery.Place.DISK);
        broker.waiting.get(1).lost(Delivery.Place.DISK);
        requireBalance(counts());
        broker.waiting.get(2).acknowledged(Delivery.Place.DISK);
        await(() -> !broker.last().getClocks().isEmpty());
        assertThat(broker.last().getClocks().get(0).getGmpSequence()).isEqualTo(3);
        assertThat(List.of(counts().published(), counts().lost(), counts().spooled())).containsExactly(2L, 1L, 0L);
        requireBalance(counts());
    }

    @Test
    void captureNeverWaitsAndCountsWhatFindsNoRoom() {
        List<byte[]> flood = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            flood.add(REPORT);
        }
        wire.frames.addAll(flood);
        start(1000);
        await(() -> counts().received() == flood.size());
        assertThat(counts().lost()).isPositive();
        assertThat(counts().published() + counts().lost()).isEqualTo(flood.size());
        requireBalance(counts());
    }

    @Test
    void aSourceThatBreaksIsTakenUpAgain() {
        start(QUEUE_BYTES);
        wire.broken = "eth0: the interface disappeared";
        await(() -> broker.statuses.stream().anyMatch(status -> status.getState() == SensorState.FAILED
            && "eth0: the interface disappeared".equals(status.getError())));
        wire.broken = null;
        wire.frames.add(REPORT);
        await(() -> broker.records.size() == 1);
        await(() -> broker.last().getState() == SensorState.RUNNING && broker.last().getError() == null);
        assertThat(capture.failure()).isNull();
    }

    /** Each break is counted once, however often it was tried to open the source again; the kernel's totals go on. */
    @Test
    void breaksAreCounted() {
        start(QUEUE_BYTES);
        for (int breaks = 1; breaks <= 3; breaks++) {
            wire.broken = "eth0: the interface disappeared";
            long told = broker.statuses.size();
            // Longer than it takes to try again.
            await(() -> broker.statuses.size() > told + 5 && broker.last().getState() == SensorState.FAILED);
            wire.broken = null;
            await(() -> broker.last().getState() == SensorState.RUNNING);
            assertThat(broker.last().getInterruptions()).isEqualTo(breaks);
        }
        capture.close();
        assertThat(counts().interruptions()).isEqualTo(3);
        assertThat(counts().kernelReceived()).isEqualTo(4 * 9);
        assertThat(counts().kernelDropped()).isEqualTo(4 * 3);
    }

    @Test
    void closingPublishesWhatWasCapturedAndSaysSo() {
        start(QUEUE_BYTES);
        for (int i = 0; i < 100; i++) {
            wire.frames.add(REPORT);
        }
        capture.close();
        assertThat(broker.closed).isTrue();
        assertThat(broker.last().getState()).isEqualTo(SensorState.STOPPED);
        assertThat(broker.last().getPublished()).isEqualTo(100);
        assertThat(broker.last().getSequence()).isEqualTo(100);
        assertThat(capture.outcome()).isEqualTo(AgentReport.Outcome.STOPPED);
    }

    private void flood(int packets) {
        for (int i = 0; i < packets; i++) {
            wire.frames.add(FloodFrames.unreachable(FloodFrames.ten(1), FloodFrames.ten(2), FloodFrames.ten(3), i, 53));
        }
    }

    @Test
    void whatIsBeingCountedIsPublishedWhenNothingMoreComes() {
        flood(12_000);
        start(10_000_000);
        await(() -> counts().published() + counts().coalesced() == 12_000);
        assertThat(counts().published()).isBetween(5001L, 5020L);
        assertThat(capture.interfaces().get(0).openEvents()).isZero();
        requireBalance(counts());
    }

    @Test
    void whatIsBeingCountedIsPublishedBeforeTheLastStatus() {
        start(10_000_000);
        flood(8000);
        capture.close();
        assertThat(broker.last().getState()).isEqualTo(SensorState.STOPPED);
        assertThat(broker.last().getPending()).isZero();
        assertThat(broker.last().getPublished() + broker.last().getCoalesced()).isEqualTo(8000);
        assertThat(broker.last().getSequence()).isEqualTo(broker.last().getPublished()).isBetween(5001L, 5020L);
    }

    @Test
    void aStreamHasAnEndAndLosesNothing() throws InterruptedException {
        wire.live = false;
        for (int i = 0; i < 5000; i++) {
            wire.frames.add(REPORT);
        }
        wire.complete = 1_000_000;
        wire.end = true;
        start(1000);
        assertThat(capture.awaitEnd(Duration.ofSeconds(30))).isTrue();
        assertThat(capture.outcome()).isEqualTo(AgentReport.Outcome.ENDED);
        assertThat(broker.last().getState()).isEqualTo(SensorState.ENDED);
        assertThat(broker.last().getPublished()).isEqualTo(5000);
        assertThat(broker.last().getClocks().get(0).getWatermark()).isEqualTo(Instant.ofEpochMilli(1_000_000));
    }

    @Test
    void whatCantBeOpenedIsSaidAtOnce() {
        wire.broken = "no such interface";
        assertThatThrownBy(() -> start(QUEUE_BYTES)).isInstanceOf(OperatorError.class)
            .hasMessage("Can't capture. no such interface. Mend it.");
        assertThat(wire.opened).isZero();
    }
}
