package io.tidewatch.processors.topology;

/**
 * Since when a task has listened to its sensors without a break, by the wall clock. What was not heard before is no
 * silence of theirs: the task did not run, stood still (its machine slept, or gave it no turn), or the clock was set.
 * A task that is at work looks at the clock many times a second.
 */
final class Listening {
    private static final long BREAK_MS = SensorProgress.SILENCE.toMillis() / 5;

    private long since;
    private long lookedAt;

    /** From a time on; 0 for who only reads what was kept. */
    Listening(long wall) {
        since = wall;
        lookedAt = wall;
    }

    /** Looks at the clock: it is {@code wall}. */
    long look(long wall) {
        if (wall - lookedAt > BREAK_MS) {
            since = wall;
        }
        lookedAt = wall;
        return wall;
    }

    long since() {
        return since;
    }
}
