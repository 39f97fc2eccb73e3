package io.tidewatch.capture.source;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.TimeUnit;

/**
 * A capture that arrives through a pipe, such as from a capture program on another machine. Waits for each frame; a
 * paced one is handed over when it is due.
 */
public final class CaptureStream implements FrameSource {
    private static final long NANOS_PER_MILLI = 1_000_000;
    /** A time so far ahead of the wall clock is damaged or forged, and must not stop the stream's own time. */
    private static final long AHEAD_MS = TimeUnit.HOURS.toMillis(1);

    private final CaptureFile capture;
    private final Pacing pacing;
    private long completeUpTo = UNKNOWN;

    /** Waits for the stream's first bytes, to see that it is a capture. */
    public CaptureStream(InputStream stream, Pace pace) throws CaptureFileException {
        capture = CaptureFile.open(stream);
        pacing = new Pacing(pace);
    }

    @Override
    public int poll(FrameHandler handler) throws CaptureFileException {
        try {
            return capture.next(frame -> {
                awaitDue(frame.timestampNanos());
                handler.frame(frame);
                long millis = Math.floorDiv(frame.timestampNanos(), NANOS_PER_MILLI);
                if (millis <= System.currentTimeMillis() + AHEAD_MS) {
                    completeUpTo = Math.max(completeUpTo, millis);
                }
            }) ? 1 : END;
        } catch (Interrupted e) {
            Thread.currentThread().interrupt();
            return END;
        }
    }

    private void awaitDue(long frameNanos) {
        long wait = pacing.untilDue(frameNanos, System.nanoTime());
        try {
            TimeUnit.NANOSECONDS.sleep(wait);
        } catch (InterruptedException e) {
            throw new Interrupted(e);
        }
    }

    @Override
    public long completeUpTo() {
        return completeUpTo;
    }

    @Override
    public Drops drops() {
        return Drops.NONE;
    }

    @Override
    public String cut() {
        String cut = capture.cut();
        return cut == null ? null : "standard input is cut: " + cut;
    }

    @Override
    public void close() throws IOException {
        capture.close();
    }

    /** Carries an interruption out of the frame handler. */
    private static final class Interrupted extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Interrupted(InterruptedException cause) {
            super(cause);
        }
    }
}
