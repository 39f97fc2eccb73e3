package io.tidewatch.standalone;

import io.tidewatch.schemas.AvroSerde;
import io.tidewatch.schemas.MembershipChange;
import io.tidewatch.schemas.RegistryAccess;
import io.tidewatch.schemas.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/** The committed changes under one prefix, by key in their order, and when each was first seen. */
final class CommittedChanges implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(20);

    private final KafkaConsumer<String, MembershipChange> consumer;
    private final Map<String, List<MembershipChange>> byKey = new TreeMap<>();
    private final Map<String, Seen> newest = new TreeMap<>();

    /** The last change of a segment that an event made: the event, and when the change was seen, nanoTime. */
    record Seen(String eventId, long at) {
    }

    CommittedChanges(String broker, RegistryAccess registry, Topics topics) {
        consumer = new KafkaConsumer<>(Map.of("bootstrap.servers", broker, "isolation.level", "read_committed",
            "auto.offset.reset", "earliest"), new StringDeserializer(),
            new AvroSerde<>(topics.membershipChanges(), registry).deserializer());
        consumer.assign(consumer.partitionsFor(topics.membershipChanges().name()).stream()
            .map(info -> new TopicPartition(info.topic(), info.partition())).toList());
    }

    /** Reads what is there. */
    Map<String, Seen> poll() {
        consumer.poll(POLL).forEach(record -> {
            byKey.computeIfAbsent(record.key(), key -> new ArrayList<>()).add(record.value());
            if (record.value().getEventId() != null) {
                newest.put(record.value().getSegment(), new Seen(record.value().getEventId(), System.nanoTime()));
            }
        });
        return newest;
    }

    /** All of them, once the end of each partition was read. */
    Map<String, List<MembershipChange>> all() {
        Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            poll();
        }
        return byKey;
    }

    @Override
    public void close() {
        consumer.close();
    }
}
