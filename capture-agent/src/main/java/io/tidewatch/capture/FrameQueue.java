package io.tidewatch.capture;

import io.tidewatch.capture.source.CapturedFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Frames and marks on their way from the thread that captures to the one that publishes, in order, within a bound of
 * memory. It is there so that capture never waits: not for a full producer, not for a broker that is away, not for the
 * decoder. What finds no room is counted by the caller, who knows that it was there; the kernel's own buffer would drop
 * it without a word of what it was.
 *
 * <p>Frames go in blocks, since each thing that is handed over on its own costs both threads a lock, and often a
 * wake-up. One thread fills them, and passes on what it has before it waits for more.
 */
final class FrameQueue {
    /** What a queued frame costs beside its bytes. */
    private static final int OVERHEAD = 200;
    private static final int FRAMES_OF_BLOCK = 256;
    /** What waits to be passed on is a small part of all the room, however little that is. */
    private static final int PART_OF_BLOCK = 8;

    private final long mostBytes;
    private final AtomicLong bytes = new AtomicLong();
    private final LinkedBlockingQueue<Block> blocks = new LinkedBlockingQueue<>();
    private List<CapturedFrame> filling = new ArrayList<>();
    private long bytesFilling;

    /**
     * Frames in the order of capture, and perhaps a mark behind them.
     *
     * @param mark everything captured up to then, epoch milliseconds, is in this block or was in one before, or
     *     {@link #NO_MARK}
     */
    record Block(List<CapturedFrame> frames, long mark, long cost) {
        static final long NO_MARK = Long.MIN_VALUE;
        /** Behind it comes nothing. */
        static final Block END = new Block(List.of(), NO_MARK, 0);
    }

    FrameQueue(long mostBytes) {
        this.mostBytes = mostBytes;
    }

    /** Takes a copy of the frame; false when there is no room. */
    boolean offer(CapturedFrame frame) {
        long cost = frame.length() + OVERHEAD;
        if (bytes.get() + bytesFilling + cost > mostBytes) {
            pass();
            return false;
        }
        filling.add(copy(frame));
        bytesFilling += cost;
        if (filling.size() == FRAMES_OF_BLOCK || bytesFilling >= mostBytes / PART_OF_BLOCK) {
            pass();
        }
        return true;
    }

    private static CapturedFrame copy(CapturedFrame frame) {
        byte[] own = new byte[frame.length()];
        System.arraycopy(frame.bytes(), frame.offset(), own, 0, own.length);
        return new CapturedFrame(frame.number(), frame.timestampNanos(), frame.interfaceName(), frame.linkType(), own,
            0, own.length, frame.wireLength());
    }

    /** Hands on what was offered so far; nothing more may come for a while. */
    void pass() {
        if (!filling.isEmpty()) {
            pass(Block.NO_MARK);
        }
    }

    /** Hands on what was offered so far, and a mark; marks are few and always find room. */
    void mark(long millis) {
        pass(millis);
    }

    private void pass(long mark) {
        bytes.addAndGet(bytesFilling);
        blocks.add(new Block(filling, mark, bytesFilling));
        filling = new ArrayList<>();
        bytesFilling = 0;
    }

    /** On any thread: what is not passed on by then is not waited for. */
    void end() {
        blocks.add(Block.END);
    }

    /** The next block, or null when none comes in time. */
    Block poll(long nanos) throws InterruptedException {
        Block block = blocks.poll(nanos, TimeUnit.NANOSECONDS);
        if (block != null) {
            bytes.addAndGet(-block.cost());
        }
        return block;
    }
}
