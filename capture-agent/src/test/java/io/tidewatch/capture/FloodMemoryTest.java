package io.tidewatch.capture;

import static io.tidewatch.capture.wire.FloodFrames.ten;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.capture.event.PacketEvent;
import io.tidewatch.capture.flood.FloodLimits;
import io.tidewatch.capture.publish.Delivery;
import io.tidewatch.capture.publish.Publisher;
import io.tidewatch.capture.source.CapturedFrame;
import io.tidewatch.capture.wire.FloodFrames;
import io.tidewatch.schemas.SensorStatus;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/**
 * Errors from random senders to random receivers about random destinations, 100,000 a second of capture time, through
 * a whole intake. A few seconds of them in each build; minutes with {@code -Dtidewatch.flood.packets=30000000}, which
 * is best run with a small heap.
 */
class FloodMemoryTest {
    private static final int PACKETS = Integer.getInteger("tidewatch.flood.packets", 500_000);
    private static final long NANOS_APART = 10_000;
    private static final int SOURCE = 26;
    private static final int QUOTED_DESTINATION = 58;
    private static final long SLACK = 16 << 20;

    /** Counts what it gets and keeps nothing. */
    private static final class Broker implements Publisher {
        private long events;
        private long packets;

        @Override
        public void publish(PacketEvent event, long sequence, Delivery delivery) {
            events++;
            packets += event.count();
            delivery.acknowledged(List.of(HeldBroker.receipt(event, sequence)), Delivery.Place.MEMORY);
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

    private static long heap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    @Test
    void randomSpoofedAddressesCostBoundedMemoryAndBoundedOutput() {
        AgentConfig config = AgentConfig.of(Map.of("capture.interfaces", "eth0", "sensor.name", "s1",
            "bootstrap.servers", "unused:1", "schema.registry.url", "http://unused"));
        FloodLimits limits = config.floodLimits();
        int mostOpen = limits.keys() + 3;
        Broker broker = new Broker();
        Intakes intakes = new Intakes(config, new Intakes.Run("eth0", "boot", Instant.EPOCH), Map.of(), broker);
        SplittableRandom random = new SplittableRandom(1);
        ByteBuffer bytes = ByteBuffer.wrap(FloodFrames.unreachable(ten(1), ten(2), ten(3), 1, 53));
        long before = 0;
        int mostSeen = 0;
        for (int i = 0; i < PACKETS; i++) {
            bytes.putLong(SOURCE, random.nextLong());
            bytes.putLong(QUOTED_DESTINATION, random.nextLong());
            long nanos = Recordings.START_MS * 1_000_000 + i * NANOS_APART;
            intakes.accept(new CapturedFrame(i, nanos, null, 1, bytes.array(), 0, bytes.capacity(),
                bytes.capacity()));
            mostSeen = Math.max(mostSeen, intakes.ofDefault().openEvents());
            if (i == PACKETS / 4) {
                before = heap();
            }
        }
        long growth = heap() - before;
        intakes.closeEvents();

        long seconds = PACKETS * NANOS_APART / 1_000_000_000 + 1;
        // Every grain is full but that of kinds, of which there is one.
        assertThat(mostSeen).isEqualTo(limits.keys() * 15 / 16 + 1);
        assertThat(broker.packets).isEqualTo(PACKETS);
        assertThat(broker.events).isLessThanOrEqualTo(seconds * (limits.budget() + 5L * mostOpen));
        assertThat(intakes.ofDefault().counts().coalesced()).isEqualTo(PACKETS - broker.events);
        assertThat(intakes.ofDefault().counts().defects().get("flood.kind")).isGreaterThan(PACKETS / 2);
        assertThat(growth).as("bytes of heap more after the flood than a quarter into it").isLessThan(SLACK);
    }
}
