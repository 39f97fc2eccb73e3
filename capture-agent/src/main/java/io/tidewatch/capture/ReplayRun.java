package io.tidewatch.capture;

import io.tidewatch.capture.publish.Publisher;
import io.tidewatch.capture.source.CaptureFileException;
import io.tidewatch.capture.source.CaptureFiles;
import io.tidewatch.capture.source.CapturedFrame;
import io.tidewatch.capture.source.FrameHandler;
import io.tidewatch.capture.source.Pacing;
import io.tidewatch.schemas.ReplayPosition;
import io.tidewatch.schemas.SensorState;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * One passage through a recording, from where a committed status left off to its end, to a request to stop, or to a
 * failure. At each checkpoint the events since the last one, the clocks and the position become visible at once.
 *
 * <p>The watermark is the capture time of the last frame read, whatever its protocol; all segments share it. Between
 * two frames of a paced replay it moves with the recording's own time, so that state expires on time in a silence.
 * Frames in open events are pending, also when a request to stop ends the run; the run that goes on has them again.
 */
final class ReplayRun {
    private static final long PACED_CHECKPOINT = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long CHECKPOINT = TimeUnit.SECONDS.toNanos(1);
    private static final long LONGEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(50);
    /** Without pace, how many frames pass between two looks at the clock. */
    private static final int FRAMES_PER_LOOK = 256;
    private static final long NANOS_PER_MILLI = 1_000_000;
    /** A capture time so far ahead of the wall clock is damaged or forged: it moves no watermark. */
    private static final Duration AHEAD = Duration.ofHours(1);

    private final Recording recording;
    private final Intakes intakes;
    private final Publisher publisher;
    private final Pacing pacing;
    private final boolean paced;
    private final AgentClock clock;
    private final BooleanSupplier stopping;

    private long framesDone;
    private volatile Place place;
    private long lastNanos = Long.MIN_VALUE;
    private long latestCredible;
    private long lastCheckpoint;
    private boolean anythingNew;
    private volatile boolean finished;

    /** Where the run is: frames done and bytes read. */
    record Place(long frames, long bytes) {
    }

    ReplayRun(Recording recording, Intakes intakes, Publisher publisher, AgentClock clock,
              BooleanSupplier stopping) {
        this.recording = recording;
        this.intakes = intakes;
        this.publisher = publisher;
        this.pacing = new Pacing(recording.pace());
        this.paced = !recording.pace().unlimited();
        this.clock = clock;
        this.stopping = stopping;
        this.framesDone = intakes.framesDone();
        this.place = new Place(framesDone, 0);
    }

    Place place() {
        return place;
    }

    /** The recording's end was reached and committed. */
    boolean finished() {
        return finished;
    }

    /**
     * Runs.
     *
     * @return where the recording is cut, for people; else null
     * @throws CaptureFileException where the recording is corrupt; what came before is published
     */
    String run() throws CaptureFileException, InterruptedException {
        latestCredible = latestCredible();
        lastCheckpoint = clock.nanos();
        boolean resumed = false;
        try (CaptureFiles files = recording.open()) {
            passOver(files);
            resumed = true;
            replay(files);
            return files.cut();
        } catch (CaptureFileException e) {
            if (resumed) {
                intakes.closeEvents();
            }
            checkpoint(SensorState.FAILED, e.getMessage());
            throw e;
        }
    }

    /** Ids of equal frames, and what open events count, depend on the frames before: they are looked at again. */
    private void passOver(CaptureFiles files) throws CaptureFileException {
        long done = framesDone;
        while (files.frameNumber() < done && !stopping.getAsBoolean() && files.next(frame -> {
            intakes.pass(frame);
            lastNanos = Math.max(lastNanos, credible(frame.timestampNanos()));
        })) {
            place = new Place(done, files.bytesRead());
        }
        if (!stopping.getAsBoolean()) {
            intakes.resumed();
        }
    }

    private void replay(CaptureFiles files) throws CaptureFileException, InterruptedException {
        boolean more = true;
        FrameHandler accepting = this::accept;
        try {
            while (more && !stopping.getAsBoolean()) {
                more = paced ? nextPaced(files) : files.next(accepting);
                if (paced || framesDone % FRAMES_PER_LOOK == 0) {
                    place = new Place(framesDone, files.bytesRead());
                    checkpointIfDue();
                }
            }
        } finally {
            place = new Place(framesDone, files.bytesRead());
        }
        if (more) {
            checkpoint(SensorState.STOPPED, null);
        } else {
            if (intakes.all().isEmpty()) {
                // An empty recording has a status as well.
                intakes.ofDefault();
            }
            intakes.closeEvents();
            checkpoint(SensorState.ENDED, null);
            finished = true;
        }
    }

    private boolean nextPaced(CaptureFiles files) throws CaptureFileException, InterruptedException {
        InterruptedException[] interrupted = new InterruptedException[1];
        boolean more = files.next(frame -> {
            try {
                if (awaitDue(frame.timestampNanos())) {
                    accept(frame);
                }
            } catch (InterruptedException e) {
                interrupted[0] = e;
            }
        });
        if (interrupted[0] != null) {
            throw interrupted[0];
        }
        return more;
    }

    /** False when a stop was asked for meanwhile. */
    private boolean awaitDue(long frameNanos) throws InterruptedException {
        long wait = pacing.untilDue(frameNanos, clock.nanos());
        while (wait > 0 && !stopping.getAsBoolean()) {
            clock.pause(Math.min(wait, LONGEST_PAUSE));
            long before = Math.min(pacing.recordingTime(clock.nanos()), frameNanos - 1);
            lastNanos = Math.max(lastNanos, credible(before));
            intakes.passTime(before);
            checkpointIfDue();
            wait = pacing.untilDue(frameNanos, clock.nanos());
        }
        return wait <= 0;
    }

    private void accept(CapturedFrame frame) {
        intakes.accept(frame);
        framesDone++;
        lastNanos = Math.max(lastNanos, credible(frame.timestampNanos()));
        anythingNew = true;
    }

    private void checkpointIfDue() {
        long waited = clock.nanos() - lastCheckpoint;
        if (waited >= CHECKPOINT || paced && anythingNew && waited >= PACED_CHECKPOINT) {
            checkpoint(SensorState.REPLAYING, null);
        }
    }

    private void checkpoint(SensorState state, String error) {
        ReplayPosition position = recording.position(framesDone, place.bytes(), state == SensorState.ENDED);
        if (lastNanos > Long.MIN_VALUE) {
            intakes.all().forEach(intake -> intake.mark(Math.floorDiv(lastNanos, NANOS_PER_MILLI)));
        }
        publisher.checkpoint(() -> intakes.all().stream()
            .map(intake -> intake.status(state, clock.now(), position, error)).toList());
        anythingNew = false;
        latestCredible = latestCredible();
        lastCheckpoint = clock.nanos();
    }

    private long credible(long nanos) {
        return nanos > latestCredible ? Long.MIN_VALUE : nanos;
    }

    private long latestCredible() {
        return clock.now().plus(AHEAD).toEpochMilli() * NANOS_PER_MILLI;
    }
}
