package io.tidewatch.benchmarks.membership;

import io.tidewatch.benchmarks.Cluster;
import io.tidewatch.benchmarks.Run;
import io.tidewatch.benchmarks.applications.EventProducer;
import io.tidewatch.benchmarks.applications.OurApplication;
import io.tidewatch.processors.StreamProcessors;
import io.tidewatch.schemas.ChangeType;
import io.tidewatch.schemas.GmpEvent;
import io.tidewatch.schemas.RecordType;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/**
 * All memberships end at once: after a silence longer than any deadline each segment has one message. Meanwhile a host
 * on another segment leaves and joins, and must not wait for them.
 *
 * @param ended changes that told of a member's end
 * @param seconds from the messages to the last of these
 * @param longestGap the longest time between two of them at a reader of committed records, seconds: no transaction was
 *     longer
 * @param others from an event on another segment to its committed change
 */
record MassExpiry(long ended, double seconds, double longestGap, Latencies others) {
    private static final Duration READY = Duration.ofMinutes(10);
    private static final Duration LONGEST = Duration.ofMinutes(60);
    /** In query intervals; no deadline is further away than a little more than two. */
    private static final int SILENCE = 4;
    private static final long PROBE_MS = 50;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final Population.Membership PROBE =
        new Population.Membership("elsewhere", "239.2.0.1", "10.2.0.1");

    /** Ends all of a population whose last event was {@code last}. */
    static MassExpiry measure(OurApplication application, Population population, Cluster cluster,
                              EventProducer<GmpEvent> producer, long last, long alive)
            throws IOException, InterruptedException {
        long number = population.first(last + (long) SILENCE * population.round());
        try (StreamProcessors processors = application.processors();
             ChangeWatch changes = ChangeWatch.start(cluster)) {
            Run.require(processors.awaitReady(READY), "the processors are not ready within " + READY);
            long began = System.nanoTime();
            population.send(producer, number, population.segments());
            number += population.segments();
            boolean member = false;
            while (ended(changes).count() < alive) {
                Run.require(System.nanoTime() - began < LONGEST.toNanos(), "only "
                    + ended(changes).count() + " of " + alive + " memberships have ended");
                changes.sent(Population.id(number));
                population.send(producer, number,
                    population.report(number, PROBE, member ? RecordType.TO_IN : RecordType.TO_EX));
                member = !member;
                number++;
                Thread.sleep(PROBE_MS);
            }
            Latencies others = changes.all();
            Run.require(ended(changes).count() == alive, ended(changes).count()
                + " memberships have ended, and there were " + alive);
            String metrics = HttpClient.newHttpClient().send(HttpRequest.newBuilder(processors.api()
                .resolve("/metrics")).build(), HttpResponse.BodyHandlers.ofString()).body();
            Run.require(metrics.contains("\ntidewatch_process_restarts_total{application=\"membership\"} 0.0\n"),
                "a thread has failed meanwhile");
            return new MassExpiry(alive, (ended(changes).lastAt() - began) / NANOS_PER_SECOND,
                ended(changes).longestGap() / NANOS_PER_SECOND, others);
        }
    }

    private static ChangeWatch.Arrivals ended(ChangeWatch changes) {
        return changes.arrivals(ChangeType.HOST_EXPIRED);
    }
}
