package io.tidewatch.benchmarks.membership;

import io.tidewatch.benchmarks.Cluster;
import io.tidewatch.benchmarks.Directories;
import io.tidewatch.benchmarks.Run;
import io.tidewatch.benchmarks.applications.OurApplication;
import io.tidewatch.processors.StreamProcessors;
import java.io.IOException;
import java.time.Duration;

/**
 * How long an instance takes that has lost its state.
 *
 * @param records in the changelogs
 * @param seconds from its start until it processes
 * @param otherwise seconds of a start with its state
 */
record Restore(long records, double seconds, double otherwise) {
    private static final Duration LONGEST = Duration.ofMinutes(30);
    private static final double NANOS_PER_SECOND = 1e9;

    /** Starts an application twice, the second time without its state. */
    static Restore measure(OurApplication application, Cluster cluster) throws IOException,
            InterruptedException {
        double otherwise = start(application);
        Directories.delete(application.state());
        try (Changelogs changelogs = new Changelogs(application, cluster)) {
            return new Restore(changelogs.records(), start(application), otherwise);
        }
    }

    private static double start(OurApplication application) {
        long began = System.nanoTime();
        try (StreamProcessors processors = application.processors()) {
            Run.require(processors.awaitReady(LONGEST), "the processors are not ready within " + LONGEST);
            return (System.nanoTime() - began) / NANOS_PER_SECOND;
        }
    }

    /** NaN where the state makes no difference that can be told from chance. */
    double recordsPerSecond() {
        double longer = seconds - otherwise;
        return longer < 1 ? Double.NaN : records / longer;
    }
}
