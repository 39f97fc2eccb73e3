package io.tidewatch.benchmarks.membership;

import io.tidewatch.benchmarks.Cluster;
import io.tidewatch.benchmarks.Run;
import io.tidewatch.benchmarks.applications.CommittedOffsets;
import io.tidewatch.benchmarks.applications.EventProducer;
import io.tidewatch.benchmarks.applications.OurApplication;
import io.tidewatch.processors.StreamProcessors;
import io.tidewatch.schemas.GmpEvent;
import io.tidewatch.schemas.RecordType;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** Events at a steady rate, one of ten a leave or a join, while changes are listened for and the API is asked. */
final class Live {
    private static final Duration READY = Duration.ofMinutes(10);
    private static final int ONE_OF_CHANGES = 10;
    private static final int SECONDS = 20;
    /** Until then the compiler is at work, and RocksDB and the broker with what the rounds before have left. */
    private static final int SECONDS_BEFORE = 60;
    private static final int QUICK_SECONDS = 2;
    private static final double NANOS_PER_SECOND = 1e9;

    private final Population population;
    private final Cluster cluster;
    private final EventProducer<GmpEvent> producer;
    private Population.Membership left;
    private volatile long number;

    Live(Population population, Cluster cluster, EventProducer<GmpEvent> producer) {
        this.population = population;
        this.cluster = cluster;
        this.producer = producer;
    }

    /**
     * What it was like.
     *
     * @param rate events a second
     * @param next number of the next event
     * @param left whether a host has left and not joined again
     * @param answers time of each kind of question
     * @param changes from the call that sends an event to its committed change at a consumer
     */
    record Outcome(int rate, long next, boolean left, Map<QueryLoad.Kind, Latencies> answers, Latencies changes) {
    }

    /** Measures, from an event on; all events before it have been processed. */
    Outcome measure(OurApplication application, CommittedOffsets offsets, long first, int rate, boolean quick)
            throws InterruptedException {
        number = first;
        StreamProcessors processors = application.processors();
        try (processors) {
            Run.require(processors.awaitReady(READY), "the processors are not ready within " + READY);
            part(processors, application, offsets, (long) rate * (quick ? QUICK_SECONDS : SECONDS_BEFORE), rate);
            return part(processors, application, offsets, (long) rate * (quick ? QUICK_SECONDS : SECONDS), rate);
        }
    }

    private Outcome part(StreamProcessors processors, OurApplication application, CommittedOffsets offsets, long count,
                         int rate) throws InterruptedException {
        try (ChangeWatch changes = ChangeWatch.start(cluster);
             QueryLoad questions = QueryLoad.start(processors.api(), population, () -> population.at(number))) {
            long first = number;
            send(count, rate, changes);
            offsets.await(application.id(), first, number);
            return new Outcome(rate, number, left != null, questions.latencies(), changes.all());
        }
    }

    private void send(long count, int rate, ChangeWatch changes) {
        long began = System.nanoTime();
        for (long i = 0; i < count; i++) {
            long due = began + (long) (i * NANOS_PER_SECOND / rate);
            for (long early = due - System.nanoTime(); early > 0; early = due - System.nanoTime()) {
                LockSupport.parkNanos(early);
            }
            send(changes);
        }
        producer.flush();
    }

    /** Now and then a host leaves, and joins again as the next event but one; otherwise a refresh. */
    private void send(ChangeWatch changes) {
        long now = number;
        long turn = now % (2 * ONE_OF_CHANGES);
        Population.Membership who = turn == 0 ? population.about(now) : turn == 2 ? left : null;
        if (who == null) {
            population.send(producer, now, population.event(now));
        } else {
            changes.sent(Population.id(now));
            population.send(producer, now,
                population.report(now, who, turn == 0 ? RecordType.TO_IN : RecordType.TO_EX));
            left = turn == 0 ? who : null;
        }
        number = now + 1;
    }
}
