package io.tidewatch.capture.spool;

/**
 * A point in time.
 *
 * @param nanos to measure by, no relation to the calendar
 * @param wallMillis to tell people, epoch milliseconds
 */
public record Moment(long nanos, long wallMillis) {
    /** By the machine's clocks. */
    public static Moment now() {
        return new Moment(System.nanoTime(), System.currentTimeMillis());
    }
}
