package io.tidewatch.benchmarks;

import java.nio.file.Path;

/**
 * One run of the benchmarks.
 *
 * @param quick only to see that everything works: the figures mean nothing
 * @param rounds how often each side of a comparison is measured
 * @param frames in the recording that is replayed
 * @param root the checkout
 * @param work an empty directory for what is only needed meanwhile
 * @param results where files of results go
 * @param report where the figures go
 */
public record Run(boolean quick, int rounds, int frames, Path root, Path work, Path results, Report report) {
    /** Ends the run when figures can't be right. */
    public static void require(boolean holds, String what) {
        if (!holds) {
            throw new IllegalStateException("the counts do not add up: " + what);
        }
    }
}
