package io.tidewatch.capture.source;

/**
 * When the frames of a recording are due. Pure: the clock is an argument, a monotonic one in nanoseconds. The first
 * frame is due at once and sets the scale; a jump of more than a day between neighbours, backward or forward, sets it
 * anew, so that one damaged time does not stop the replay or let the rest of it rush past.
 */
public final class Pacing {
    private static final double JUMP_NANOS = 86_400e9;

    private final Pace pace;
    private boolean begun;
    private long anchorFrame;
    private long anchorClock;
    private long previous;

    public Pacing(Pace pace) {
        this.pace = pace;
    }

    /** Nanoseconds to wait before the frame of this capture time; 0 when it is due. Ask for each frame in turn. */
    public long untilDue(long frameNanos, long clockNanos) {
        if (pace.unlimited()) {
            return 0;
        }
        if (!begun || Math.abs((double) frameNanos - (double) previous) > JUMP_NANOS) {
            begun = true;
            anchorFrame = frameNanos;
            anchorClock = clockNanos;
        }
        previous = frameNanos;
        double due = (frameNanos - anchorFrame) / pace.factor();
        return (long) Math.max(0, due - (clockNanos - anchorClock));
    }

    /**
     * The recording's own time, as capture time in nanoseconds: where a replay stands between two frames. Without a
     * limit of pace there is no such time and the answer is the lowest.
     */
    public long recordingTime(long clockNanos) {
        if (pace.unlimited() || !begun) {
            return Long.MIN_VALUE;
        }
        return anchorFrame + (long) ((clockNanos - anchorClock) * pace.factor());
    }
}
