package io.tidewatch.processors.topology;

/**
 * What brings changes about.
 *
 * @param at event time
 * @param eventId the event; null for a deadline
 * @param late the event came behind the segment's time and is applied at that time
 */
record Occasion(long at, String eventId, boolean late) {

    /** A deadline that has passed. */
    static Occasion deadline(long at) {
        return new Occasion(at, null, false);
    }
}
