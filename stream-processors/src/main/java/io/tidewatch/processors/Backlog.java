package io.tidewatch.processors;

import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyDescription;

/**
 * What the applications still have to do of what was published.
 *
 * <p>Nothing is left when, on every topic that an application reads, its own internal ones included, no record lies
 * behind the offset that it has committed. Three things make that true and not just likely:
 * <ul>
 * <li>Offsets are read before ends. Work that moves from one topic to the next in between is then seen as an end that
 * has grown; the other way round it could be missed on both.
 * <li>Ends count records of transactions that are still open. A transaction's offsets become visible a moment before
 * its records do, so that the end of the committed records alone could be reached too early.
 * <li>Behind the last record lie markers of transactions and aborted records, which nobody processes. Where offset and
 * end differ, it is looked whether a record is in between.
 * </ul>
 */
final class Backlog {
    /** Longer than any timer holds a result back: steps of storms wait up to 1.75 s for partitions that stand still. */
    static final Duration PAUSE = Duration.ofSeconds(2);

    private final Offsets offsets;
    private final List<Work> works;
    private Map<TopicPartition, Long> foundBefore;
    private long foundAt;

    /** Offsets of the cluster. */
    interface Offsets {
        /** What a group has committed, pending commits waited for. */
        Map<TopicPartition, Long> committed(String group);

        /** The first offset behind all records, those of open transactions too; a topic that is not there has none. */
        Map<TopicPartition, Long> ends(Collection<String> topics);

        /** Whether all between the offset (null: the first there is) and the end was committed and holds no record. */
        boolean nothingBetween(TopicPartition partition, Long offset, long end);
    }

    /**
     * What an application reads and writes.
     *
     * @param group its group
     * @param inputs full names of the topics it reads
     * @param outputs full names of the topics of the contract it writes
     */
    record Work(String group, Set<String> inputs, Set<String> outputs) {
        Work {
            inputs = Set.copyOf(inputs);
            outputs = Set.copyOf(outputs);
        }

        /**
         * As the topology says.
         *
         * @param contract names of the topics of the contract: all others are internal ones, which the topology names
         *     without the application id
         */
        static Work of(String applicationId, Topology topology, Set<String> contract) {
            Set<String> inputs = new HashSet<>();
            Set<String> outputs = new HashSet<>();
            for (TopologyDescription.Subtopology part : topology.describe().subtopologies()) {
                for (TopologyDescription.Node node : part.nodes()) {
                    if (node instanceof TopologyDescription.Source source) {
                        source.topicSet().forEach(topic ->
                            inputs.add(contract.contains(topic) ? topic : applicationId + '-' + topic));
                    } else if (node instanceof TopologyDescription.Sink sink && contract.contains(sink.topic())) {
                        outputs.add(sink.topic());
                    }
                }
            }
            return new Work(applicationId, inputs, outputs);
        }
    }

    Backlog(Offsets offsets, List<Work> works) {
        this.offsets = offsets;
        this.works = List.copyOf(works);
    }

    /** Whether nothing is left at this moment. */
    boolean isEmpty() {
        return works.stream().allMatch(this::done);
    }

    /**
     * Waits until nothing is left and nothing more comes out: results that a timer makes of the last records follow a
     * moment later, so two looks with a pause between them must find the same. The pause may lie between two calls.
     *
     * @return false when it takes longer than this, or when the thread is interrupted
     */
    boolean awaitEmpty(Duration atMost) {
        long giveUpAt = System.nanoTime() + atMost.toNanos();
        while (!stillEmpty()) {
            long left = giveUpAt - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            try {
                TimeUnit.NANOSECONDS.sleep(Math.min(left, PAUSE.toNanos()));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return true;
    }

    private boolean stillEmpty() {
        long now = System.nanoTime();
        Map<TopicPartition, Long> found = isEmpty() ? offsets.ends(everything()) : null;
        if (found == null || !found.equals(foundBefore)) {
            foundBefore = found;
            foundAt = now;
            return false;
        }
        return now - foundAt >= PAUSE.toNanos();
    }

    private boolean done(Work work) {
        Map<TopicPartition, Long> committed = offsets.committed(work.group());
        return offsets.ends(work.inputs()).entrySet().stream().allMatch(end -> {
            Long offset = committed.get(end.getKey());
            return end.getValue() == 0 || offset != null && offset >= end.getValue()
                || offsets.nothingBetween(end.getKey(), offset, end.getValue());
        });
    }

    private Set<String> everything() {
        Set<String> topics = new HashSet<>();
        works.forEach(work -> {
            topics.addAll(work.inputs());
            topics.addAll(work.outputs());
        });
        return topics;
    }
}
