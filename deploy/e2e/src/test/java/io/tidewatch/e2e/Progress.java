package io.tidewatch.e2e;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.StreamsGroupDescription;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.TopicPartition;

/**
 * How far the processors have committed. It is told by the clocks of the segments, which each task reads once a second
 * of capture time as long as a sensor of its segments goes on, in turn with its events.
 */
final class Progress {
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final Duration BETWEEN = Duration.ofMillis(1500);
    private static final String CLOCKS = "-clocks-repartition";

    private final Admin admin;
    private final List<String> groups;

    Progress(Admin admin, List<String> groups) {
        this.admin = admin;
        this.groups = groups;
    }

    /**
     * A moment.
     *
     * @param at nanoTime
     * @param ends the end of each partition that kept growing
     */
    record Moment(long at, Map<TopicPartition, Long> ends) {
    }

    private Map<TopicPartition, Long> committed() {
        Map<TopicPartition, Long> committed = new HashMap<>();
        for (String group : groups) {
            Brokers.answer(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata())
                .forEach((partition, place) -> {
                    if (place != null && partition.topic().endsWith(CLOCKS)) {
                        committed.put(partition, place.offset());
                    }
                });
        }
        return committed;
    }

    /** Where those partitions end; nothing while nobody knows. */
    private Map<TopicPartition, Long> ends() {
        Map<TopicPartition, Long> ends = new HashMap<>();
        try {
            Brokers.answer(admin.listOffsets(committed().keySet().stream().collect(Collectors.toMap(each -> each,
                each -> OffsetSpec.latest()))).all()).forEach((partition, end) -> ends.put(partition, end.offset()));
        } catch (Brokers.Unanswered e) {
            return Map.of();
        }
        return ends;
    }

    /** Now: which partitions grow, and where they end. Waits until some of each group do. */
    Moment now() {
        long giveUpAt = System.nanoTime() + LIMIT.toNanos();
        while (true) {
            Map<TopicPartition, Long> before = ends();
            Standalone.pause(BETWEEN);
            Map<TopicPartition, Long> ends = new HashMap<>(ends());
            ends.entrySet().removeIf(end -> end.getValue() <= before.getOrDefault(end.getKey(), Long.MAX_VALUE));
            if (groups.stream().allMatch(group -> ends.keySet().stream()
                    .anyMatch(partition -> partition.topic().startsWith(group)))) {
                return new Moment(System.nanoTime(), ends);
            }
            if (System.nanoTime() > giveUpAt) {
                throw new AssertionError("nothing goes on: " + before);
            }
        }
    }

    /** Waits until each group is at rest with so many members. */
    void awaitMembers(int count) {
        AtomicReference<Map<String, StreamsGroupDescription>> described = new AtomicReference<>(Map.of());
        if (!Waiting.until(LIMIT, () -> Brokers.says(() -> {
            described.set(Brokers.answer(admin.describeStreamsGroups(groups).all()));
            return described.get().values().stream().allMatch(group -> group.members().size() == count
                && group.groupState() == GroupState.STABLE);
        }))) {
            throw new AssertionError("not " + count + " members: " + described);
        }
    }

    /** Waits until of every partition that grew then something later is committed; gives how long after. */
    Duration awaitBeyond(Moment moment, Runnable meanwhile) {
        AtomicReference<Map<TopicPartition, Long>> committed = new AtomicReference<>(Map.of());
        if (!Waiting.until(LIMIT, () -> Brokers.says(() -> {
            meanwhile.run();
            committed.set(committed());
            return beyond(moment, committed.get());
        }))) {
            throw new AssertionError("since " + moment.ends() + " only " + committed);
        }
        return Duration.ofNanos(System.nanoTime() - moment.at());
    }

    private static boolean beyond(Moment moment, Map<TopicPartition, Long> committed) {
        return moment.ends().entrySet().stream().allMatch(end -> committed.getOrDefault(end.getKey(), 0L)
            > end.getValue());
    }
}
