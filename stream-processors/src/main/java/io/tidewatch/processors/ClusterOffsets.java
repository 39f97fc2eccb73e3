package io.tidewatch.processors;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Offsets as the brokers tell them. Not for use by several threads at a time. */
final class ClusterOffsets implements Backlog.Offsets, AutoCloseable {
    private final Admin admin;
    private final CommittedRecords records;

    /**
     * @param admins makes an admin client
     * @param readers makes a consumer of committed records without a group
     */
    ClusterOffsets(Supplier<Admin> admins, Supplier<? extends Consumer<?, ?>> readers) {
        this.admin = admins.get();
        this.records = new CommittedRecords(readers);
    }

    @Override
    public Map<TopicPartition, Long> committed(String group) {
        Map<TopicPartition, Long> offsets = new HashMap<>();
        try {
            result(admin.listConsumerGroupOffsets(Map.of(group, new ListConsumerGroupOffsetsSpec()),
                new ListConsumerGroupOffsetsOptions().requireStable(true)).partitionsToOffsetAndMetadata(group))
                .forEach((partition, offset) -> {
                    if (offset != null) {
                        offsets.put(partition, offset.offset());
                    }
                });
        } catch (GroupIdNotFoundException e) {
            // It has never committed.
            return Map.of();
        }
        return offsets;
    }

    @Override
    public Map<TopicPartition, Long> ends(Collection<String> topics) {
        Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
        admin.describeTopics(topics).topicNameValues().forEach((name, described) -> {
            try {
                TopicDescription topic = result(described);
                topic.partitions().forEach(partition ->
                    asked.put(new TopicPartition(name, partition.partition()), OffsetSpec.latest()));
            } catch (UnknownTopicOrPartitionException e) {
                // Internal topics come with the first start; until then they hold nothing.
            }
        });
        Map<TopicPartition, Long> ends = new HashMap<>();
        ListOffsetsResult told = admin.listOffsets(asked, new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED));
        asked.keySet().forEach(partition -> ends.put(partition, result(told.partitionResult(partition)).offset()));
        return ends;
    }

    @Override
    public boolean nothingBetween(TopicPartition partition, Long offset, long end) {
        return records.noneBetween(partition, offset, end);
    }

    private static <T> T result(KafkaFuture<T> future) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new KafkaException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new org.apache.kafka.common.errors.InterruptException(e);
        }
    }

    @Override
    public void close() {
        records.close();
        admin.close();
    }
}
