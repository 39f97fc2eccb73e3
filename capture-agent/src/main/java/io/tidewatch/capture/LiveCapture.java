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
    private static final int HEARTBEATS_TO_REOPEN = 2;
    private static final long SETTLE = TimeUnit.SECONDS.toNanos(10);
    private static final long READER_PATIENCE_MS = 2000;

    private final String name;
    private final Input input;
    private final Outlet outlet;
    private final FrameQueue queue;
    private final Timing timing;
    private final AgentClock clock;
    private final long heartbeat;
    private final CountDownLatch ended = new CountDownLatch(1);

    private volatile Publisher publisher;
    private volatile Intakes intakes;
    private volatile FrameTaker taker;
    private Thread reader;
    private Thread writer;
    private volatile boolean stopping;
    private volatile long giveUpAt;
    private volatile OperatorError defect;
    private volatile AgentReport.Outcome outcome = AgentReport.Outcome.STARTING;
    private long givenUp;

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
     * What the frames go through.
     *
     * @param publishers makes the publisher when capture starts
     * @param intakes makes the intakes that feed it
     */
    record Outlet(Supplier<Publisher> publishers, Function<Publisher, Intakes> intakes) {
    }

    /**
     * What it waits by.
     *
     * @param heartbeat how often the status is told
     */
    record Timing(AgentClock clock, Duration heartbeat) {
        /** Nanoseconds between a source's break and the next attempt to open it. */
        long reopenAfter() {
            return HEARTBEATS_TO_REOPEN * heartbeat.toNanos();
        }
    }

    /**
     * Capture of one interface or stream.
     *
     * @param name what the source is called
     */
    LiveCapture(String name, Input input, Outlet outlet, FrameQueue queue, Timing timing) {
        this.name = name;
        this.input = input;
        this.outlet = outlet;
        this.queue = queue;
        this.timing = timing;
        this.clock = timing.clock();
        this.heartbeat = timing.heartbeat().toNanos();
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
        FrameSource source = null;
        if (input.live()) {
            try {
                source = input.open();
            } catch (IOException e) {
                throw input.explain(e);
            }
        }
        try {
            publisher = outlet.publishers().get();
        } catch (OperatorError e) {
            close(source);
            throw e;
        }
        intakes = outlet.intakes().apply(publisher);
        taker = new FrameTaker(input, source, intakes, queue, timing);
        reader = new Thread(taker, "capture-" + name);
        // A read from standard input can't be broken off; it must not keep the process alive.
        reader.setDaemon(true);
        writer = new Thread(this::write, "publish-" + name);
        outcome = AgentReport.Outcome.RUNNING;
        writer.start();
        reader.start();
    }

    private static void close(FrameSource source) {
        if (source != null) {
            try {
                source.close();
            } catch (IOException e) {
                LOG.debug("the source could not be closed", e);
            }
        }
    }

    static OperatorError defect(RuntimeException e) {
        LOG.error("capture ended by a defect of Tidewatch", e);
        return OperatorError.failed("Capture ended by a defect of Tidewatch", e.toString(),
            "Please report it with the log", e);
    }

    private void write() {
        try {
            heartbeat(SensorState.STARTING);
            long due = clock.nanos() + heartbeat;
            FrameQueue.Block block = null;
            boolean idle = true;
            while (block != FrameQueue.Block.END) {
                block = queue.poll(Math.max(0, due - clock.nanos()));
                idle &= block == null;
                take(block);
                if (clock.nanos() - due >= 0) {
                    due = clock.nanos() + heartbeat;
                    if (idle) {
                        // Not even a mark, as when the interface is gone or the stream waits: nothing else would.
                        intakes.closeEvents();
                    }
                    idle = true;
                    heartbeat(taker.trouble() == null ? SensorState.RUNNING : SensorState.FAILED);
                }
            }
            intakes.closeEvents();
            long giveUp = stopping ? giveUpAt : clock.nanos() + SETTLE;
            while (unsettled() > 0 && clock.nanos() - giveUp < 0) {
                clock.pause(IDLE_PAUSE);
            }
        } catch (InterruptedException e) {
            LOG.warn("publishing was interrupted; frames may be lost");
        } catch (RuntimeException e) {
            defect = defect(e);
        } finally {
            lastWords();
        }
    }

    private void take(FrameQueue.Block block) {
        if (block == null) {
            return;
        }
        List<CapturedFrame> frames = block.frames();
        for (int i = 0; i < frames.size(); i++) {
            take(frames.get(i));
        }
        if (block.mark() != FrameQueue.Block.NO_MARK) {
            intakes.mark(block.mark());
        }
    }

    private void take(CapturedFrame frame) {
        if (stopping && clock.nanos() - giveUpAt >= 0) {
            intakes.of(frame).counters().lostInCapture(1);
            givenUp++;
        } else {
            intakes.accept(frame);
        }
    }

    /** What ends by itself waits a little for the broker; who is told to stop leaves what is on disk. */
    private long unsettled() {
        return intakes.all().stream().map(FrameIntake::counts)
            .mapToLong(counts -> counts.pending() + (stopping ? 0 : counts.spooled())).sum();
    }

    private void heartbeat(SensorState state) {
        String trouble = taker.trouble();
        publisher.checkpoint(() -> intakes.all().stream()
            .map(intake -> intake.status(state, clock.now(), null, trouble)).toList());
    }

    private void lastWords() {
        if (givenUp > 0) {
            LOG.error("{} captured frames were given up: they could not be published within {} s of the end", givenUp,
                TimeUnit.NANOSECONDS.toSeconds(SETTLE));
        }
        boolean failed = failure() != null;
        boolean atEnd = taker.endReached();
        heartbeat(failed ? SensorState.FAILED : atEnd ? SensorState.ENDED : SensorState.STOPPED);
        publisher.close();
        outcome = failed ? AgentReport.Outcome.FAILED
            : atEnd ? AgentReport.Outcome.ENDED : AgentReport.Outcome.STOPPED;
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
        FrameTaker now = taker;
        return defect != null || now == null ? defect : now.failure();
    }

    @Override
    public List<AgentReport.InterfaceReport> interfaces() {
        Intakes now = intakes;
        return now == null ? List.of() : now.reports();
    }

    @Override
    public AgentReport.Progress progress() {
        FrameTaker now = taker;
        return input.live() ? null : new AgentReport.Progress(name,
            interfaces().stream().mapToLong(face -> face.counts().received()).sum(), now == null ? 0 : now.bytes(), -1,
            0, now == null ? null : now.cut());
    }

    @Override
    public void close() {
        if (outcome == AgentReport.Outcome.STARTING) {
            return;
        }
        giveUpAt = clock.nanos() + SETTLE;
        stopping = true;
        taker.stop();
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
