package io.tidewatch.capture.spool;

/**
 * How a spool stands.
 *
 * @param state whether it takes what comes
 * @param trouble why not, for people, or null
 * @param records records on disk, those in flight included
 * @param bytes bytes of those records
 * @param fileBytes size of the file
 * @param oldestAt when the first of them was spooled, epoch milliseconds; 0 when there is none
 */
public record SpoolReport(State state, String trouble, long records, long bytes, long fileBytes, long oldestAt) {
    /** Nothing is kept. */
    public static final SpoolReport OFF = new SpoolReport(State.OFF, null, 0, 0, 0, 0);

    /** Whether a spool takes what comes. */
    public enum State {
        /** Switched off: what waits, waits in memory. */
        OFF,
        /** It does. */
        OPEN,
        /** It has no room, and something is given up for each record that comes. */
        FULL,
        /** The file can't be used now: what waits, waits in memory. */
        FAILED
    }
}
