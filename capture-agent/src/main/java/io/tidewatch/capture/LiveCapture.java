package io.tidewatch.capture;

import io.tidewatch.capture.publish.Publisher;
import io.tidewatch.capture.source.CapturedFrame;
import io.tidewatch.capture.source.FrameSource;
import io.tidewatch.schemas.OperatorError;
import io.tidewatch.schemas.SensorState;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One interface, captured live. One thread takes frames from the source and never waits; another decodes, numbers and
 * publishes them and tells each second how the interface stands. A source that breaks, as when the interface is taken
 * away, is opened again every other second; until then the status says FAILED and why.
 */
final class LiveCapture implements Capture {
    private static final Logger LOG = LoggerFactory.getLogger(LiveCapture.class);
    private static final long IDLE_PAUSE = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long ONE_SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long MARK_EVERY_MS = 100;
    private static final int HEARTBEATS_TO_REOPEN = 2;
    private static final long SETTLE = TimeUnit.SECONDS.toNanos(10);
    private static final long READER_PATIENCE_MS = 2000;

    private final String name;
    private final Input input;
    private final Supplier<Publisher> publishers;
    private final Function<Publisher, Intakes> makeIntakes;
    private final AgentClock clock;
    private final FrameQueue queue;
    private final long heartbeat;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread reader;
    private final Thread writer;

    private FrameSource source;
    private volatile Publisher publisher;
    private volatile Intakes intakes;
    private volatile boolean stopping;
    private volatile long giveUpAt;
    private volatile boolean endReached;
    private volatile String trouble;
    private volatile String cut;
    private volatile long bytes;
    private volatile OperatorError failure;
    private volatile AgentReport.Outcome outcome = AgentReport.Outcome.STARTING;
    private long lastMark = FrameSource.UNKNOWN;
    private FrameSource.Drops drops = FrameSource.Drops.NONE;
    private FrameSource.Drops earlierDrops = FrameSource.Drops.NONE;
    private long lossesTold;

    /** Where the frames come from. */
    interface Input {
        /** Opens it. */
        FrameSource open() throws IOException;

        /** What to tell a person when that fails. */
        OperatorError explain(IOException cause);

        /** An interface: it comes back, does not wait for us, and has no end. A stream is none of that. */
        boolean live();
    }

    /**
     * Capture of one interface.
     *
     * @param name what the source is called
     * @param publishers makes the publisher when capture starts
     * @param makeIntakes makes the intakes that feed it
     * @param heartbeat how often the status is told
     */
    LiveCapture(String name, Input input, Supplier<Publisher> publishers, Function<Publisher, Intakes> makeIntakes,
                AgentClock clock, FrameQueue queue, Duration heartbeat) {
        this.name = name;
        this.input = input;
        this.publishers = publishers;
        this.makeIntakes = makeIntakes;
        this.clock = clock;
        this.queue = queue;
        this.heartbeat = heartbeat.toNanos();
        reader = new Thread(this::read, "capture-" + name);
        writer = new Thread(this::write, "publish-" + name);
        // A read from standard input can't be broken off; it must not keep the process alive.
        reader.setDaemon(true);
    }

    @Override
    public void check() {
        if (input.live()) {
            try {
                input.open().close();
            } catch (IOException e) {
                throw input.explain(e);
            }
        }
    }

    @Override
    public void start() {
        if (input.live()) {
            try {
                source = input.open();
            } catch (IOException e) {
                throw input.explain(e);
            }
        }
        try {
            publisher = publishers.get();
        } catch (OperatorError e) {
            closeSource();
            throw e;
        }
        intakes = makeIntakes.apply(publisher);
        outcome = AgentReport.Outcome.RUNNING;
        writer.start();
        reader.start();
    }

    private void read() {
        try {
            boolean more = true;
            while (more && !stopping) {
                more = poll();
            }
            endReached = !more && failure == null;
            if (source != null && input.live()) {
                // What arrived between the last look and the request to stop.
                source.poll(this::offer);
            }
        } catch (InterruptedException e) {
            LOG.debug("the capturing thread was interrupted", e);
        } catch (IOException e) {
            LOG.debug("nothing more came at the end", e);
        } catch (RuntimeException e) {
            defect(e);
        } finally {
            closeSource();
            queue.end();
        }
    }

    private void defect(RuntimeException e) {
        failure = OperatorError.failed("Capture ended by a defect of Tidewatch", e.toString(),
            "Please report it with the log", e);
        LOG.error("capture ended by a defect of Tidewatch", e);
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
                trouble = null;
            }
            int count = source.poll(this::offer);
            mark();
            if (count == 0) {
                clock.pause(IDLE_PAUSE);
            }
            if (count == FrameSource.END && source.cut() != null) {
                cut = source.cut();
                LOG.warn("{}. The frames before it are published.", cut);
            }
            return count != FrameSource.END;
        } catch (IOException e) {
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
        intakes.ofDefault().counters().lostInCapture(1);
        long now = clock.nanos();
        if (now - lossesTold > ONE_SECOND) {
            lossesTold = now;
            LOG.error("frames are lost: publishing does not keep up and the queue is full ({} lost so far)",
                intakes.ofDefault().counts().lost());
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
                drops = source.drops();
                intakes.ofDefault().counters().dropped(earlierDrops.kernel() + drops.kernel(),
                    earlierDrops.driver() + drops.driver());
            }
        }
    }

    /** True when it is worth going on. */
    private boolean recovered(IOException cause) throws InterruptedException {
        if (!input.live()) {
            failure = input.explain(cause);
            trouble = cause.getMessage();
            return false;
        }
        if (trouble == null) {
            LOG.error("capture broke off and will be taken up again when it can be: {}", cause.getMessage());
        }
        trouble = cause.getMessage();
        closeSource();
        earlierDrops = new FrameSource.Drops(earlierDrops.kernel() + drops.kernel(),
            earlierDrops.driver() + drops.driver());
        drops = FrameSource.Drops.NONE;
        long until = clock.nanos() + HEARTBEATS_TO_REOPEN * heartbeat;
        while (!stopping && clock.nanos() - until < 0) {
            clock.pause(IDLE_PAUSE);
        }
        return true;
    }

    private void write() {
        try {
            heartbeat(SensorState.STARTING);
            long due = clock.nanos() + heartbeat;
            FrameQueue.Item item = null;
            while (item != FrameQueue.Item.END) {
                item = queue.poll(Math.max(0, due - clock.nanos()));
                take(item);
                if (clock.nanos() - due >= 0) {
                    due = clock.nanos() + heartbeat;
                    heartbeat(trouble == null ? SensorState.RUNNING : SensorState.FAILED);
                }
            }
            long giveUp = stopping ? giveUpAt : clock.nanos() + SETTLE;
            while (pending() > 0 && clock.nanos() - giveUp < 0) {
                clock.pause(IDLE_PAUSE);
            }
        } catch (InterruptedException e) {
            LOG.warn("publishing was interrupted; frames may be lost");
        } catch (RuntimeException e) {
            defect(e);
        } finally {
            lastWords();
        }
    }

    private void take(FrameQueue.Item item) {
        if (item == null || item == FrameQueue.Item.END) {
            return;
        }
        if (item.frame() == null) {
            intakes.all().forEach(intake -> intake.mark(item.mark()));
        } else if (stopping && clock.nanos() - giveUpAt >= 0) {
            lost();
        } else {
            intakes.of(item.frame()).accept(item.frame());
        }
    }

    private long pending() {
        return intakes.all().stream().mapToLong(intake -> intake.counts().pending()).sum();
    }

    private void heartbeat(SensorState state) {
        publisher.checkpoint(intakes.all().stream().map(intake -> intake.status(state, clock.now(), null, trouble))
            .toList());
    }

    private void lastWords() {
        heartbeat(failure != null ? SensorState.FAILED : endReached ? SensorState.ENDED : SensorState.STOPPED);
        publisher.close();
        outcome = failure != null ? AgentReport.Outcome.FAILED
            : endReached ? AgentReport.Outcome.ENDED : AgentReport.Outcome.STOPPED;
        ended.countDown();
    }

    @Override
    public boolean awaitEnd(Duration longest) throws InterruptedException {
        return ended.await(longest.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public AgentReport.Outcome outcome() {
        return outcome;
    }

    @Override
    public OperatorError failure() {
        return failure;
    }

    @Override
    public List<AgentReport.InterfaceReport> interfaces() {
        Intakes now = intakes;
        return now == null ? List.of() : now.reports();
    }

    @Override
    public AgentReport.Progress progress() {
        return input.live() ? null : new AgentReport.Progress(name,
            interfaces().stream().mapToLong(face -> face.counts().received()).sum(), bytes, -1, 0, cut);
    }

    @Override
    public void close() {
        if (outcome == AgentReport.Outcome.STARTING) {
            return;
        }
        giveUpAt = clock.nanos() + SETTLE;
        stopping = true;
        if (!input.live()) {
            reader.interrupt();
        }
        try {
            reader.join(READER_PATIENCE_MS);
            queue.end();
            writer.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
