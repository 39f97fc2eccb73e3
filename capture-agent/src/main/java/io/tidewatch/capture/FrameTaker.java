package io.tidewatch.capture;

import io.tidewatch.capture.source.CapturedFrame;
import io.tidewatch.capture.source.FrameSource;
import io.tidewatch.schemas.OperatorError;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The capturing side of a live capture: takes frames from the source into the queue. From an interface it never waits:
 * what finds no room is lost and counted. An interface that breaks off is opened again as soon as it can be. For one
 * thread; the state may be looked at by any.
 */
final class FrameTaker implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(FrameTaker.class);
    private static final long IDLE_PAUSE = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long ONE_SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long MARK_EVERY_MS = 100;
    private static final long LAST_LOOK = TimeUnit.MILLISECONDS.toNanos(500);

    private final LiveCapture.Input input;
    private final Intakes intakes;
    private final FrameQueue queue;
    private final AgentClock clock;
    private final long reopenAfter;

    private FrameSource source;
    private volatile boolean stopping;
    private volatile boolean endReached;
    private volatile String trouble;
    private volatile String cut;
    private volatile long bytes;
    private volatile OperatorError failure;
    private long lastMark = FrameSource.UNKNOWN;
    private FrameSource.Drops drops = FrameSource.Drops.NONE;
    private FrameSource.Drops earlierDrops = FrameSource.Drops.NONE;
    private long lossesTold;

    /**
     * Takes from an input.
     *
     * @param opened the input's source when it is open already, or null
     */
    FrameTaker(LiveCapture.Input input, FrameSource opened, Intakes intakes, FrameQueue queue,
               LiveCapture.Timing timing) {
        this.input = input;
        this.source = opened;
        this.intakes = intakes;
        this.queue = queue;
        this.clock = timing.clock();
        this.reopenAfter = timing.reopenAfter();
    }

    /** Ends {@link #run} soon; a read from standard input may keep it until its thread is interrupted. */
    void stop() {
        stopping = true;
    }

    /** The source has come to its end and all of it is in the queue. */
    boolean endReached() {
        return endReached;
    }

    /** Why nothing can be captured at the moment, or null. */
    String trouble() {
        return trouble;
    }

    /** What is wrong with the end of the source, or null. */
    String cut() {
        return cut;
    }

    /** Bytes of the frames taken. */
    long bytes() {
        return bytes;
    }

    /** Why nothing will be captured any more, or null. */
    OperatorError failure() {
        return failure;
    }

    @Override
    public void run() {
        try {
            boolean more = true;
            while (more && !stopping) {
                more = poll();
            }
            endReached = !more && failure == null;
            if (source != null && input.live()) {
                takeTheRest();
            }
        } catch (InterruptedException e) {
            LOG.debug("the capturing thread was interrupted", e);
        } catch (IOException e) {
            LOG.debug("nothing more came at the end", e);
        } catch (RuntimeException e) {
            failure = LiveCapture.defect(e);
        } finally {
            closeSource();
            queue.pass();
            queue.end();
        }
    }

    /** What was captured before the stop; the kernel hands it over a little later. */
    private void takeTheRest() throws IOException, InterruptedException {
        long asked = clock.now().toEpochMilli();
        long giveUp = clock.nanos() + LAST_LOOK;
        int count = source.poll(this::offer);
        while (count != FrameSource.END && (count > 0 || source.completeUpTo() < asked)
                && clock.nanos() - giveUp < 0) {
            if (count == 0) {
                clock.pause(IDLE_PAUSE);
            }
            count = source.poll(this::offer);
        }
        countDrops();
    }

    private void closeSource() {
        if (source != null) {
            try {
                source.close();
            } catch (IOException e) {
                LOG.debug("the source could not be closed", e);
            }
            source = null;
        }
    }

    /** False at the end. */
    private boolean poll() throws InterruptedException {
        try {
            if (source == null) {
                source = input.open();
                if (trouble != null) {
                    LOG.info("capture is taken up again");
                }
                trouble = null;
            }
            int count = source.poll(this::offer);
            mark();
            queue.pass();
            if (count == 0) {
                clock.pause(IDLE_PAUSE);
            }
            if (count == FrameSource.END && source.cut() != null) {
                cut = source.cut();
                LOG.warn("{}. The frames before it are published.", cut);
            }
            return count != FrameSource.END;
        } catch (IOException e) {
            queue.pass();
            return recovered(e);
        }
    }

    private void offer(CapturedFrame frame) {
        bytes += frame.length();
        boolean taken = queue.offer(frame);
        while (!taken && !input.live() && !stopping) {
            taken = awaitRoom() && queue.offer(frame);
        }
        if (!taken && input.live()) {
            lost();
        }
    }

    private void lost() {
        AgentCounters counters = intakes.ofDefault().counters();
        counters.lostInCapture(1);
        long now = clock.nanos();
        if (now - lossesTold > ONE_SECOND) {
            lossesTold = now;
            LOG.error("frames are lost: publishing does not keep up and the queue is full ({} lost so far)",
                counters.snapshot().lost());
        }
    }

    /** False when a stop was asked for. */
    private boolean awaitRoom() {
        try {
            clock.pause(IDLE_PAUSE);
            return true;
        } catch (InterruptedException e) {
            stopping = true;
            return false;
        }
    }

    private void mark() throws IOException {
        long complete = source.completeUpTo();
        if (complete != FrameSource.UNKNOWN && (lastMark == FrameSource.UNKNOWN
                || complete - lastMark >= MARK_EVERY_MS)) {
            lastMark = complete;
            queue.mark(complete);
            if (input.live()) {
                countDrops();
            }
        }
    }

    private void countDrops() throws IOException {
        drops = source.drops();
        intakes.ofDefault().counters().kernel(earlierDrops.plus(drops));
    }

    /** True when it is worth going on. */
    private boolean recovered(IOException cause) throws InterruptedException {
        if (!input.live()) {
            failure = input.explain(cause);
            trouble = cause.getMessage();
            return false;
        }
        if (trouble == null) {
            intakes.ofDefault().counters().interrupted();
            LOG.error("capture broke off and will be taken up again when it can be: {}", cause.getMessage());
        }
        trouble = cause.getMessage();
        leaveBroken();
        long until = clock.nanos() + reopenAfter;
        while (!stopping && clock.nanos() - until < 0) {
            clock.pause(IDLE_PAUSE);
        }
        return true;
    }

    /** Keeps the totals of the source that broke, and closes it. */
    private void leaveBroken() {
        if (source != null) {
            try {
                countDrops();
            } catch (IOException e) {
                LOG.debug("the kernel tells no more of what it dropped", e);
            }
        }
        closeSource();
        earlierDrops = earlierDrops.plus(drops);
        drops = FrameSource.Drops.NONE;
    }
}
