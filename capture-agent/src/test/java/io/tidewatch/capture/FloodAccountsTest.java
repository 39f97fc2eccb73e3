package io.tidewatch.capture;

import static io.tidewatch.capture.wire.FloodFrames.ten;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.capture.event.PacketEvent;
import io.tidewatch.capture.publish.Delivery;
import io.tidewatch.capture.publish.Publisher;
import io.tidewatch.capture.source.CapturedFrame;
import io.tidewatch.capture.wire.FloodFrames;
import io.tidewatch.schemas.SegmentClock;
import io.tidewatch.schemas.SensorState;
import io.tidewatch.schemas.SensorStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The books and the clocks of an interface under flood, step by step. */
class FloodAccountsTest {
    private final Broker broker = new Broker();

    /** Keeps what it gets until the test settles it. */
    private static final class Broker implements Publisher {
        private final List<PacketEvent> events = new ArrayList<>();
        private final List<HeldBroker.Held> open = new ArrayList<>();

        @Override
        public void publish(PacketEvent event, long sequence, Delivery delivery) {
            assertThat(sequence).isEqualTo(events.size() + 1L);
            events.add(event);
            open.add(new HeldBroker.Held(delivery, HeldBroker.receipt(event, sequence)));
        }

        /** Frames of the record that was settled. */
        long settle(int index, boolean acknowledged) {
            HeldBroker.Held held = open.remove(index);
            if (acknowledged) {
                held.acknowledged(Delivery.Place.MEMORY);
            } else {
                held.lost(Delivery.Place.MEMORY);
            }
            return held.receipt().frames();
        }

        @Override
        public void checkpoint(Supplier<List<SensorStatus>> statuses) {
            throw new AssertionError("nobody asked for it");
        }

        @Override
        public void close() {
            // Holds nothing.
        }
    }

    private Intakes intakes(int budget) {
        AgentConfig config = AgentConfig.of(Map.of("capture.interfaces", "eth0", "sensor.name", "s1", "event.budget",
            Integer.toString(budget), "event.keys", "16", "bootstrap.servers", "unused:1", "schema.registry.url",
            "http://unused"));
        return new Intakes(config, new Intakes.Run("eth0", "boot", Instant.EPOCH), Map.of(), broker);
    }

    private static CapturedFrame frame(long millis, byte[] bytes) {
        return new CapturedFrame(1, (Recordings.START_MS + millis) * 1_000_000, null, 1, bytes, 0, bytes.length,
            bytes.length);
    }

    private static SensorStatus status(Intakes intakes) {
        return intakes.ofDefault().status(SensorState.RUNNING, Instant.EPOCH, null, null);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void theBooksAddUpAtAnyMoment(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Intakes intakes = intakes(20);
        List<byte[]> mixed = Recordings.mixed(29).stream().map(Recordings.Frame::bytes).toList();
        long lost = 0;
        long millis = 0;
        for (int step = 1; step <= 4000; step++) {
            millis += random.nextInt(3);
            switch (random.nextInt(8)) {
                case 0 -> intakes.mark(Recordings.START_MS + millis - 1);
                case 1, 2 -> {
                    if (!broker.open.isEmpty()) {
                        boolean acknowledged = random.nextInt(4) > 0;
                        long frames = broker.settle(random.nextInt(broker.open.size()), acknowledged);
                        lost += acknowledged ? 0 : frames;
                    }
                }
                case 3 -> intakes.accept(frame(millis, mixed.get(random.nextInt(mixed.size()))));
                case 4 -> intakes.accept(frame(millis, FloodFrames.truncated(ten(1), ten(2), step)));
                case 5 -> intakes.accept(frame(millis, FloodFrames.unreachable(ten(random.nextInt(1 << 24)), ten(2),
                    ten(3), step, 53)));
                default -> intakes.accept(frame(millis, FloodFrames.unreachable(ten(1), ten(2), ten(3), step, 53)));
            }
            Counts counts = intakes.ofDefault().counts();
            assertThat(counts.received()).as("seed %d step %d %s", seed, step, counts).isEqualTo(counts.filtered()
                + counts.fragments() + counts.published() + counts.coalesced() + counts.malformed() + counts.lost()
                + counts.pending());
            assertThat(counts.lost()).isEqualTo(lost);
        }
        intakes.closeEvents();
        while (!broker.open.isEmpty()) {
            broker.settle(0, true);
        }
        Counts counts = intakes.ofDefault().counts();
        assertThat(counts.pending()).isZero();
        assertThat(counts.coalesced()).as("seed %d", seed).isPositive();
        assertThat(broker.events.stream().mapToLong(PacketEvent::count).sum()).as("seed %d", seed)
            .isEqualTo(counts.received() - counts.filtered() - counts.fragments());
        assertThat(counts.defects()).containsKeys("flood.prefix", "flood.receiver", "icmp4.truncated");
        assertThat(status(intakes).getCoalesced()).isEqualTo(counts.coalesced());
    }

    @Test
    void defectsOfCountedFramesAreCountedAsWell() {
        Intakes intakes = intakes(1);
        for (int i = 0; i < 10; i++) {
            byte[] bytes = FloodFrames.unreachable(ten(1), ten(2), ten(3), i, 53);
            bytes[36] ^= 1;
            intakes.accept(frame(0, bytes));
            intakes.accept(frame(0, FloodFrames.truncated(ten(1), ten(2), i)));
        }
        assertThat(intakes.ofDefault().counts().defects()).containsEntry("icmp4.checksum", 10L)
            .containsEntry("icmp4.truncated", 10L).hasSize(2);
        assertThat(intakes.ofDefault().counts().decoded()).isEqualTo(10);
    }

    @Test
    void aMarkPublishesWhatIsOverAndTheClockStopsBeforeTheRest() {
        Intakes intakes = intakes(1);
        for (int i = 0; i < 25; i++) {
            intakes.accept(frame(i * 10, FloodFrames.unreachable(ten(1), ten(2), ten(3), i, 53)));
        }
        // The one of its own and that of the first window: frames from 10 to 190 ms.
        assertThat(broker.events).extracting(PacketEvent::count).containsExactly(1L, 19L);
        intakes.mark(Recordings.START_MS + 250);
        assertThat(status(intakes).getClocks()).isEmpty();
        broker.settle(0, true);
        broker.settle(0, true);
        assertThat(status(intakes).getClocks()).containsExactly(clock(199, 2));
        assertThat(status(intakes).getPending()).isEqualTo(5);

        intakes.mark(Recordings.START_MS + 399);
        assertThat(broker.events).hasSize(2);
        assertThat(status(intakes).getClocks()).containsExactly(clock(199, 2));
        intakes.mark(Recordings.START_MS + 400);
        assertThat(broker.events).extracting(PacketEvent::count).containsExactly(1L, 19L, 5L);
        assertThat(status(intakes).getClocks()).containsExactly(clock(199, 2));
        broker.settle(0, true);
        assertThat(status(intakes).getClocks()).containsExactly(clock(400, 3));
        assertThat(status(intakes).getPending()).isZero();
    }

    private static SegmentClock clock(long millis, long sequence) {
        return new SegmentClock("s1:eth0", Instant.ofEpochMilli(Recordings.START_MS + millis), 0L, sequence);
    }

    @Test
    void aLostEventLosesAllThatItCounts() {
        Intakes intakes = intakes(1);
        for (int i = 0; i < 10; i++) {
            intakes.accept(frame(0, FloodFrames.unreachable(ten(1), ten(2), ten(3), i, 53)));
        }
        intakes.closeEvents();
        broker.settle(1, false);
        Counts counts = intakes.ofDefault().counts();
        assertThat(List.of(counts.lost(), counts.pending(), counts.coalesced(), counts.published()))
            .containsExactly(9L, 1L, 0L, 0L);
    }
}
