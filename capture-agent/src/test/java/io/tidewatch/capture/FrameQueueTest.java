package io.tidewatch.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.capture.source.CapturedFrame;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What goes in comes out, in order, whatever blocks are made of it. */
class FrameQueueTest {
    private static final long SEED = 20261126;
    private static final int STEPS = 20_000;
    private static final long MOST = 100_000;
    private static final int SHARED = 1500;

    private final FrameQueue queue = new FrameQueue(MOST);
    private final byte[] shared = new byte[SHARED];
    private final List<String> in = new ArrayList<>();
    private final List<String> out = new ArrayList<>();
    private long number;

    private boolean offer(int length) {
        Arrays.fill(shared, (byte) (number + 1));
        boolean taken = queue.offer(new CapturedFrame(number + 1, number, null, 1, shared, SHARED - length, length,
            length));
        if (taken) {
            number++;
            in.add(number + " of " + length + " bytes " + (byte) number);
        }
        return taken;
    }

    /** Whether there was a block. */
    private boolean take() throws InterruptedException {
        FrameQueue.Block block = queue.poll(0);
        if (block == null || block == FrameQueue.Block.END) {
            return false;
        }
        for (CapturedFrame frame : block.frames()) {
            byte first = frame.bytes()[frame.offset()];
            out.add(frame.number() + " of " + frame.length() + " bytes " + first);
        }
        if (block.mark() != FrameQueue.Block.NO_MARK) {
            out.add("mark " + block.mark());
        }
        return true;
    }

    private void mark(long millis) {
        queue.mark(millis);
        in.add("mark " + millis);
    }

    @Test
    void framesAndMarksKeepTheirOrder() throws InterruptedException {
        Random random = new Random(SEED);
        long refused = 0;
        for (int step = 0; step < STEPS; step++) {
            int what = random.nextInt(100);
            if (what < 90) {
                refused += offer(1 + random.nextInt(SHARED)) ? 0 : 1;
            } else if (what < 93) {
                mark(step);
            } else if (what < 96) {
                queue.pass();
            } else {
                take();
            }
        }
        queue.pass();
        while (take()) {
            assertThat(out).as("seed %d", SEED).hasSizeLessThanOrEqualTo(in.size());
        }
        assertThat(out).as("seed %d", SEED).isEqualTo(in);
        assertThat(refused).as("seed %d", SEED).isPositive();
    }

    @Test
    void whatFindsNoRoomIsRefusedUntilSomethingIsTaken() throws InterruptedException {
        while (offer(800)) {
            assertThat(number * 800).isLessThan(MOST);
        }
        mark(1);
        assertThat(offer(800)).isFalse();
        assertThat(take()).isTrue();
        assertThat(offer(800)).isTrue();
    }

    /** Who waits for room need not pass it on before. */
    @Test
    void whatWasOfferedBeforeTheRefusalIsPassedOn() throws InterruptedException {
        while (offer(800)) {
            assertThat(number * 800).isLessThan(MOST);
        }
        while (take()) {
            assertThat(out).hasSizeLessThanOrEqualTo(in.size());
        }
        assertThat(out).isEqualTo(in);
    }

    @Test
    void marksNeedNoFramesAndBehindTheEndIsNothing() throws InterruptedException {
        mark(7);
        queue.end();
        assertThat(take()).isTrue();
        assertThat(out).containsExactly("mark 7");
        assertThat(queue.poll(0)).isSameAs(FrameQueue.Block.END);
        assertThat(queue.poll(0)).isNull();
    }
}
