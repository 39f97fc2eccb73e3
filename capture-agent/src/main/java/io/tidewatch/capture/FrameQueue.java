package io.tidewatch.capture;

import io.tidewatch.capture.source.CapturedFrame;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Frames and marks on their way from the thread that captures to the one that publishes, in order, within a bound of
 * memory. It is there so that capture never waits: not for a full producer, not for a broker that is away, not for the
 * decoder. What finds no room is counted by the caller, who knows that it was there; the kernel's own buffer would drop
 * it without a word of what it was.
 */
final class FrameQueue {
    /** What a queued frame costs beside its bytes. */
    private static final int OVERHEAD = 200;

    private final long mostBytes;
    private final AtomicLong bytes = new AtomicLong();
    private final LinkedBlockingQueue<Item> items = new LinkedBlockingQueue<>();

    /**
     * A frame, or else a mark.
     *
     * @param frame null for a mark
     * @param mark everything captured up to then, epoch milliseconds, was queued before
     */
    record Item(CapturedFrame frame, long mark) {
        /** Behind it comes nothing. */
        static final Item END = new Item(null, Long.MAX_VALUE);

        private long cost() {
            return frame == null ? 0 : frame.length() + OVERHEAD;
        }
    }

    FrameQueue(long mostBytes) {
        this.mostBytes = mostBytes;
    }

    /** Takes a copy of the frame; false when there is no room. */
    boolean offer(CapturedFrame frame) {
        Item item = new Item(copy(frame), 0);
        if (bytes.addAndGet(item.cost()) > mostBytes) {
            bytes.addAndGet(-item.cost());
            return false;
        }
        items.add(item);
        return true;
    }

    private static CapturedFrame copy(CapturedFrame frame) {
        byte[] own = new byte[frame.length()];
        System.arraycopy(frame.bytes(), frame.offset(), own, 0, own.length);
        return new CapturedFrame(frame.number(), frame.timestampNanos(), frame.interfaceName(), frame.linkType(), own,
            0, own.length, frame.wireLength());
    }

    /** Marks are few and always find room. */
    void mark(long millis) {
        items.add(new Item(null, millis));
    }

    void end() {
        items.add(Item.END);
    }

    /** The next one, or null when none comes in time. */
    Item poll(long nanos) throws InterruptedException {
        Item item = items.poll(nanos, TimeUnit.NANOSECONDS);
        if (item != null) {
            bytes.addAndGet(-item.cost());
        }
        return item;
    }
}
