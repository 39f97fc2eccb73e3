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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** Events at a steady rate, one of ten a leave or a join, while changes are listened for and the API is asked. */
final class Live {
    private static final Duration READY = Duration.ofMinutes(10);
    private static final int ONE_OF_CHANGES = 10;
    private static final int SECONDS = 20;
    /** For three minutes the compiler is at work, and RocksDB and the broker with what the rounds before have left. */
    private static final int PARTS_BEFORE = 9;
    private static final int QUICK_SECONDS = 2;
    private static final int QUICK_PARTS_BEFORE = 1;
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
     * @param next number of the next event
     * @param left whether a host has left and not joined again
     * @param before after a start, part by part
     * @param settled after that
     * @param twice at twice the rate
     */
    record Outcome(long next, boolean left, List<Part> before, Part settled, Part twice) {
    }

    /**
     * Some seconds, and until all that was sent in them has been processed.
     *
     * @param begun seconds since the application was ready
     * @param rate events a second
     * @param answers time of each kind of question
     * @param changes from the call that sends an event to its committed change at a consumer
     */
    record Part(double begun, int rate, Map<QueryLoad.Kind, Latencies> answers, Latencies changes) {
    }

    /** Measures, from an event on; all events before it have been processed. */
    Outcome measure(OurApplication application, CommittedOffsets offsets, long first, int rate, boolean quick)
            throws InterruptedException {
        number = first;
        StreamProcessors processors = application.processors();
        try (processors) {
            Run.require(processors.awaitReady(READY), "the processors are not ready within " + READY);
            Started started = new Started(processors, application.id(), offsets, System.nanoTime());
            int seconds = quick ? QUICK_SECONDS : SECONDS;
            List<Part> before = new ArrayList<>();
            while (before.size() < (quick ? QUICK_PARTS_BEFORE : PARTS_BEFORE)) {
                before.add(part(started, seconds, rate));
            }
            Part settled = part(started, seconds, rate);
            Part twice = part(started, seconds, 2 * rate);
            return new Outcome(number, left != null, before, settled, twice);
        }
    }

    /** The application, and since when it is ready. */
    private record Started(StreamProcessors processors, String id, CommittedOffsets offsets, long nanos) {
    }

    private Part part(Started started, int seconds, int rate) throws InterruptedException {
        try (ChangeWatch changes = ChangeWatch.start(cluster);
             QueryLoad questions = QueryLoad.start(started.processors().api(), population,
                 () -> population.at(number))) {
            double begun = (System.nanoTime() - started.nanos()) / NANOS_PER_SECOND;
            long first = number;
            send((long) rate * seconds, rate, changes);
            started.offsets().await(started.id(), first, number);
            return new Part(begun, rate, questions.latencies(), changes.all());
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

    /**
     * Now and then a host leaves, and joins again as the next event but one, in place of the report of another one: in
     * each interval that is another one too, since who is silent for two intervals is no member any more. Otherwise it
     * is a refresh, or a query.
     */
    private void send(ChangeWatch changes) {
        long now = number;
        long turn = (now + population.interval(now)) % (2 * ONE_OF_CHANGES);
        Population.Membership about = population.about(now);
        boolean joins = about != null && left != null && turn > 1;
        boolean leaves = about != null && left == null && turn == 0;
        if (joins || leaves) {
            changes.sent(Population.id(now));
            population.send(producer, now,
                population.report(now, joins ? left : about, joins ? RecordType.TO_EX : RecordType.TO_IN));
            left = joins ? null : about;
        } else {
            population.send(producer, now, population.event(now));
        }
        number = now + 1;
    }
}
