package io.tidewatch.benchmarks.applications;

import static io.tidewatch.benchmarks.Report.decimal;

import io.tidewatch.benchmarks.Cluster;
import io.tidewatch.benchmarks.Report;
import io.tidewatch.benchmarks.Run;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/** How many events an application has processed and committed, as the broker tells it. */
public final class CommittedOffsets implements AutoCloseable {
    private static final long LOOK_MS = 50;
    private static final Duration LONGEST = Duration.ofMinutes(60);
    /** The first of them are processed while partitions are still being taken over. */
    private static final int WARM_SHARE = 10;
    /** However long others read the same, from this part of what is left on it is measured. */
    private static final int LONGEST_SHARE = 2;

    private final Admin admin;
    private final String topic;

    /** Of the events on one topic. */
    public CommittedOffsets(Cluster cluster, String topic) {
        admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, cluster.bootstrapServers()));
        this.topic = topic;
    }

    /**
     * Runs an application from {@code done} events up to {@code upTo}; what it took, but for the first tenth, and for
     * what came while others that read the same still did: half of what is left at most.
     */
    public Cost process(Side side, long done, long upTo) throws InterruptedException {
        return process(side, done, 0, upTo);
    }

    private Cost process(Side side, long done, long settling, long upTo) throws InterruptedException {
        Side.Running running = side.start();
        try (running) {
            long earliest = done + Math.max(settling, (upTo - done) / WARM_SHARE);
            return await(side, earliest, earliest + (upTo - earliest) / LONGEST_SHARE, upTo);
        }
    }

    /**
     * Waits for an application that runs, and for others that read the same; what it took from where those are done
     * on, from the last tenth at the latest.
     */
    public Cost alone(Side side, long done, long upTo) throws InterruptedException {
        long tenth = (upTo - done) / WARM_SHARE;
        Cost cost = await(side, done + tenth, upTo - tenth, upTo);
        for (String other : side.others()) {
            await(other, upTo, upTo);
        }
        return cost;
    }

    private Cost await(Side side, long earliest, long latest, long upTo) throws InterruptedException {
        return await(side.id(), processed -> processed >= earliest
            && (processed >= latest || allDone(side.others(), upTo)), upTo);
    }

    private boolean allDone(List<String> applications, long upTo) throws InterruptedException {
        for (String application : applications) {
            if (processed(application) < upTo) {
                return false;
            }
        }
        return true;
    }

    /** From which number of processed events on it is measured. */
    private interface Begin {
        boolean by(long processed) throws InterruptedException;
    }

    /**
     * What both took over the same events.
     *
     * @param other of what ours is compared with
     */
    public record Both(Cost ours, Cost other) {
        /** What {@link #waits} tells. */
        public static final List<String> WAITS = List.of("events", "ours, s", "commits", "flush, ms each",
            "commit, ms each", "the other, s", "commits", "flush, ms each", "commit, ms each");

        /** A row on what the stream threads waited for. */
        public List<String> waits(String events) {
            return List.of(events, decimal(ours.seconds()), Report.number(ours.waits().commits()),
                decimal(ours.waits().flushMillis()), decimal(ours.waits().commitMillis()),
                decimal(other.seconds()), Report.number(other.waits().commits()),
                decimal(other.waits().flushMillis()), decimal(other.waits().commitMillis()));
        }
    }

    /**
     * Runs both, one after the other; who begins changes from round to round.
     *
     * @param settling after so many events of a start nothing is done any more that comes of the start; they do not
     *     count
     */
    public Both process(int round, Side ours, Side other, long done, long settling, long upTo)
            throws InterruptedException {
        boolean weBegin = round % 2 == 0;
        Cost first = process(weBegin ? ours : other, done, settling, upTo);
        Cost second = process(weBegin ? other : ours, done, settling, upTo);
        return weBegin ? new Both(first, second) : new Both(second, first);
    }

    /**
     * Waits for an application that runs.
     *
     * @param from what comes before is not counted in, unless all comes between two looks
     */
    public Cost await(String application, long from, long upTo) throws InterruptedException {
        return await(application, processed -> processed >= from, upTo);
    }

    private Cost await(String application, Begin begin, long upTo) throws InterruptedException {
        long giveUpAt = System.nanoTime() + LONGEST.toNanos();
        Cost began = Cost.now(application);
        long first = processed(application);
        boolean begun = begin.by(first);
        while (true) {
            long processed = processed(application);
            Cost now = Cost.now(application);
            if (processed >= upTo) {
                Run.require(processed == upTo, application + " has processed " + processed + " events of " + upTo);
                return now.since(began, processed - first);
            }
            if (!begun) {
                began = now;
                first = processed;
                begun = begin.by(first);
            }
            Run.require(System.nanoTime() < giveUpAt, application + " has processed " + processed + " of " + upTo
                + " events within " + LONGEST);
            Thread.sleep(LOOK_MS);
        }
    }

    private long processed(String application) throws InterruptedException {
        try {
            long sum = 0;
            for (Map.Entry<TopicPartition, OffsetAndMetadata> offset : admin.listConsumerGroupOffsets(application)
                    .partitionsToOffsetAndMetadata().get().entrySet()) {
                sum += offset.getKey().topic().equals(topic) && offset.getValue() != null
                    ? offset.getValue().offset() : 0;
            }
            return sum;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                // It has not committed yet.
                return 0;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    @Override
    public void close() {
        admin.close();
    }
}
