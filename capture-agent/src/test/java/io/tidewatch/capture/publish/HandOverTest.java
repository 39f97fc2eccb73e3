package io.tidewatch.capture.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HandOverTest {
    private static final int MANY = 10_000;
    /** One of them is a batch, and a few are all that there is room for. */
    private static final long LARGE = HandOver.MOST_UNDER_WAY / 3;

    private final List<Long> taken = new ArrayList<>();
    private final CountDownLatch gate = new CountDownLatch(1);
    private long size = HandOver.MOST_UNDER_WAY / (MANY / 2);
    private final HandOver<Long> handOver = new HandOver<>("taker", this::take, value -> size);
    private boolean gated;
    private long failsAt = -1;

    private void take(long value) {
        if (gated) {
            try {
                gate.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
        if (value == failsAt) {
            throw new ArithmeticException("at " + value);
        }
        taken.add(value);
    }

    @AfterEach
    void end() {
        gate.countDown();
        handOver.close();
    }

    private void give(long from, long to) {
        LongStream.range(from, to).forEach(handOver::give);
    }

    private static List<Long> upTo(long end) {
        return LongStream.range(0, end).boxed().toList();
    }

    @Test
    void allIsTakenInOrder() {
        give(0, MANY);
        handOver.settle();
        assertThat(taken).isEqualTo(upTo(MANY));
        give(MANY, MANY + 3);
        handOver.settle();
        assertThat(taken).isEqualTo(upTo(MANY + 3));
        handOver.settle();
        assertThat(taken).hasSize(MANY + 3);
    }

    @Test
    void whoGivesMoreThanThereIsRoomForWaits() throws InterruptedException {
        giverWaits(MANY);
    }

    private void giverWaits(int many) throws InterruptedException {
        gated = true;
        Thread giver = new Thread(() -> give(0, many));
        giver.start();
        while (giver.getState() != Thread.State.WAITING) {
            Thread.sleep(5);
        }
        gate.countDown();
        giver.join();
        handOver.settle();
        assertThat(taken).isEqualTo(upTo(many));
    }

    @Test
    void soLargeOnesThatFewFit() throws InterruptedException {
        size = LARGE;
        giverWaits(5);
    }

    @Test
    void oneThatIsLargerThanAllTheRoomIsTakenAlone() {
        size = 2L * HandOver.MOST_UNDER_WAY;
        give(0, 3);
        handOver.settle();
        assertThat(taken).isEqualTo(upTo(3));
    }

    @Test
    void aFailureIsThrownAndNothingIsTakenBehindIt() {
        failsAt = 700;
        assertThatThrownBy(() -> {
            give(0, MANY);
            handOver.settle();
        }).isInstanceOf(ArithmeticException.class).hasMessage("at 700");
        assertThatThrownBy(handOver::settle).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> give(0, MANY)).isInstanceOf(ArithmeticException.class);
        assertThat(taken).isEqualTo(upTo(700));
    }

    @Test
    void aFailureIsThrownBeforeAnythingSettles() {
        failsAt = 3;
        give(0, 10);
        assertThatThrownBy(handOver::settle).isInstanceOf(ArithmeticException.class);
        assertThat(taken).isEqualTo(upTo(3));
    }

    @Test
    void whatIsNotTakenAtTheEndNeverIs() {
        give(0, 10);
        handOver.close();
        assertThat(taken).isEmpty();
    }
}
