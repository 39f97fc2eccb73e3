package io.tidewatch.capture.source;

import java.io.IOException;

/** Frames as they come, from an open interface or stream. For one thread. */
public interface FrameSource extends AutoCloseable {
    /** {@link #poll} says so when nothing will come any more. */
    int END = -1;

    /** {@link #completeUpTo} before anything can be told. */
    long UNKNOWN = Long.MIN_VALUE;

    /**
     * Hands over what is there, in order, up to a bound.
     *
     * @return how many frames, or {@link #END}
     * @throws IOException when no more can be had; what was handed over is sound
     */
    int poll(FrameHandler handler) throws IOException;

    /** Every frame captured up to this time, epoch milliseconds, has been handed over. */
    long completeUpTo();

    /** Frames that were dropped before they could be handed over, since the source was opened. */
    Drops drops() throws IOException;

    /** At the end: what is wrong with it, for people; null when nothing is. */
    String cut();

    @Override
    void close() throws IOException;

    /**
     * Frames that never reached us, and of how many.
     *
     * @param offered what passed the kernel's filter: handed over, dropped, still in its buffer, or of a direction
     *     that is not wanted
     * @param kernel dropped since the kernel's buffer was full
     * @param driver dropped by the interface or its driver
     */
    record Drops(long offered, long kernel, long driver) {
        /** Nothing dropped. */
        public static final Drops NONE = new Drops(0, 0, 0);

        /** The sum over two openings. */
        public Drops plus(Drops other) {
            return new Drops(offered + other.offered, kernel + other.kernel, driver + other.driver);
        }
    }
}
