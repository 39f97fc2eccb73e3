package io.tidewatch.benchmarks.replay;

import io.tidewatch.benchmarks.Cluster;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Where the event topics end, and what was added behind an earlier end, as a reader of committed records sees it. */
final class TopicEnds {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Map<String, Object> settings;
    private final Map<TopicPartition, Long> ends;

    private TopicEnds(Map<String, Object> settings, Map<TopicPartition, Long> ends) {
        this.settings = settings;
        this.ends = ends;
    }

    static TopicEnds now(Cluster cluster, List<String> topics) {
        Map<String, Object> settings = Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, cluster.bootstrapServers(),
            ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed",
            ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 16 << 20,
            ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 8 << 20,
            ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 10_000);
        try (KafkaConsumer<byte[], byte[]> consumer = consumer(settings)) {
            return new TopicEnds(settings, ends(consumer, topics));
        }
    }

    private static KafkaConsumer<byte[], byte[]> consumer(Map<String, Object> settings) {
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private static Map<TopicPartition, Long> ends(KafkaConsumer<byte[], byte[]> consumer, List<String> topics) {
        List<TopicPartition> partitions = topics.stream().flatMap(topic -> consumer.partitionsFor(topic).stream())
            .map(info -> new TopicPartition(info.topic(), info.partition())).toList();
        return consumer.endOffsets(partitions);
    }

    /**
     * The committed records behind these ends: so many, or what there is after some patience. A commit returns before
     * its markers are in the logs, so the last records may take a moment to be seen.
     */
    RecordSum added(long expected) {
        RecordSum sum = new RecordSum();
        try (KafkaConsumer<byte[], byte[]> consumer = consumer(settings)) {
            consumer.assign(ends.keySet());
            ends.forEach(consumer::seek);
            long giveUp = System.nanoTime() + PATIENCE.toNanos();
            while (!atEnd(consumer) || sum.count() < expected && System.nanoTime() < giveUp) {
                consumer.poll(POLL).forEach(record -> sum.add(record.topic(), record.key(), record.value()));
            }
        }
        return sum;
    }

    private static boolean atEnd(KafkaConsumer<byte[], byte[]> consumer) {
        return consumer.endOffsets(consumer.assignment()).entrySet().stream()
            .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }
}
