package io.tidewatch.simulate;

/** Frames of one origin in order of time; has a next one until it is over. */
abstract class Source {
    static final long OVER = Long.MAX_VALUE;

    private final int segment;
    private final int label;

    Source(int segment, int label) {
        this.segment = segment;
        this.label = label;
    }

    /** When the next frame comes, microseconds since the epoch, or {@link #OVER}. */
    abstract long at();

    /** The next frame; moves on. */
    abstract byte[] next();

    int segment() {
        return segment;
    }

    /** Number of the label that its frames belong to; 0: none. */
    int label() {
        return label;
    }
}
