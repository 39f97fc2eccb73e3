package io.tidewatch.capture.spool;

import java.nio.file.Path;

/**
 * Where and how much.
 *
 * @param directory where the file is; null: none, what waits, waits in memory
 * @param mostBytes of records on disk; those in flight and a few seconds' worth of removed ones come on top
 * @param memoryBytes of records that wait for the file, or instead of it
 * @param whenFull what is given up
 */
public record SpoolSettings(Path directory, long mostBytes, long memoryBytes, WhenFull whenFull) {
    /** What is given up when there is no room. */
    public enum WhenFull {
        /** What has waited longest. */
        DROP_OLDEST,
        /** What comes. */
        DROP_NEWEST
    }

    Path file() {
        return directory.resolve("spool.mv");
    }
}
