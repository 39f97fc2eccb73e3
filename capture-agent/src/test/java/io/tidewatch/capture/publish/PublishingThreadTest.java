package io.tidewatch.capture.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewatch.capture.event.PacketEvent;
import io.tidewatch.schemas.RecordOrigin;
import io.tidewatch.schemas.SensorState;
import io.tidewatch.schemas.SensorStatus;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PublishingThreadTest {
    private static final int MANY = 10_000;
    private static final PacketEvent EVENT = Events.gmp("lan");
    private static final SensorStatus STATUS = Events.status("s1", "eth0", SensorState.REPLAYING);

    private final Behind behind = new Behind();
    private final PublishingThread publishing = new PublishingThread(behind);
    private final Delivery delivery = new Ledger("eth0");

    /** Writes down the sequences that reach it. */
    private static final class Behind implements Publisher {
        private final List<Long> sequences = new CopyOnWriteArrayList<>();
        private final CountDownLatch gate = new CountDownLatch(1);
        private volatile boolean gated;
        private volatile long failsAt = -1;
        private volatile int toldBehind = -1;
        private volatile boolean closed;

        @Override
        public void publish(PacketEvent event, RecordOrigin origin, Delivery told) {
            if (gated) {
                await();
            }
            if (origin.sequence() == failsAt) {
                throw PublishException.passing("no answer", new IllegalStateException());
            }
            sequences.add(origin.sequence());
        }

        private void await() {
            try {
                assertThat(gate.await(50, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void checkpoint(Supplier<List<SensorStatus>> statuses) {
            assertThat(statuses.get()).containsExactly(STATUS);
            toldBehind = sequences.size();
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    @AfterEach
    void end() {
        behind.gate.countDown();
        publishing.close();
        assertThat(behind.closed).as("it is somebody else's").isFalse();
    }

    private void publish(long sequence) {
        publishing.publish(EVENT, new RecordOrigin("boot", sequence), delivery);
    }

    @Test
    void allIsPublishedInOrderBeforeTheStatusesAreMade() {
        LongStream.range(0, MANY).forEach(this::publish);
        publishing.checkpoint(() -> {
            assertThat(behind.sequences).hasSize(MANY);
            return List.of(STATUS);
        });
        assertThat(behind.toldBehind).isEqualTo(MANY);
        publish(MANY);
        publishing.checkpoint(() -> List.of(STATUS));
        assertThat(behind.sequences).containsExactlyElementsOf(LongStream.rangeClosed(0, MANY).boxed().toList());
        assertThat(behind.toldBehind).isEqualTo(MANY + 1);
    }

    @Test
    void whoHandsOverMoreThanThereIsRoomForWaits() throws InterruptedException {
        behind.gated = true;
        long[] handedOver = new long[1];
        Thread caller = new Thread(() -> LongStream.range(0, MANY).forEach(sequence -> {
            publish(sequence);
            handedOver[0] = sequence;
        }));
        caller.start();
        while (caller.getState() != Thread.State.WAITING) {
            Thread.sleep(5);
        }
        behind.gate.countDown();
        caller.join();
        assertThat(handedOver[0]).isEqualTo(MANY - 1);
        publishing.checkpoint(() -> List.of(STATUS));
        assertThat(behind.toldBehind).isEqualTo(MANY);
    }

    @Test
    void aFailureIsThrownAndNothingIsPublishedBehindIt() {
        behind.failsAt = 700;
        assertThatThrownBy(() -> {
            LongStream.range(0, MANY).forEach(this::publish);
            publishing.checkpoint(() -> List.of(STATUS));
        }).isInstanceOf(PublishException.class).hasMessage("no answer");
        assertThatThrownBy(() -> publishing.checkpoint(() -> List.of(STATUS))).isInstanceOf(PublishException.class);
        assertThat(behind.sequences).hasSize(700);
        assertThat(behind.toldBehind).isEqualTo(-1);
    }

    @Test
    void aFailureIsThrownByTheCheckpointToo() {
        behind.failsAt = 3;
        LongStream.range(0, 10).forEach(this::publish);
        assertThatThrownBy(() -> publishing.checkpoint(() -> List.of(STATUS))).isInstanceOf(PublishException.class);
        assertThat(behind.sequences).containsExactly(0L, 1L, 2L);
    }

    @Test
    void whatNoCheckpointFollowsIsGivenUpAtTheEnd() {
        LongStream.range(0, 10).forEach(this::publish);
        publishing.close();
        assertThat(behind.sequences).isEmpty();
    }
}
