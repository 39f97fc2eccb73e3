package io.tidewatch.e2e;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Copies what sensors have committed to the topics of another prefix: the same records in the same partitions. */
final class Mirror {
    /** What the processors read. */
    static final List<String> INPUTS = List.of("gmp.v1", "icmp.v1", "sensors.v1");
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final Duration POLL = Duration.ofMillis(100);

    private Mirror() {
    }

    /** Returns when everything that is there is copied. */
    static void copy(String bootstrap, String from, String to) {
        Map<String, Object> reading = Map.of("bootstrap.servers", bootstrap, "isolation.level", "read_committed");
        Map<String, Object> writing = Map.of("bootstrap.servers", bootstrap, "linger.ms", 20);
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(reading, new ByteArrayDeserializer(),
                 new ByteArrayDeserializer());
             KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(writing, new ByteArraySerializer(),
                 new ByteArraySerializer())) {
            List<TopicPartition> partitions = INPUTS.stream().flatMap(topic -> consumer.partitionsFor(from + topic)
                .stream()).map(info -> new TopicPartition(info.topic(), info.partition())).toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            long giveUpAt = System.nanoTime() + LIMIT.toNanos();
            AtomicReference<Exception> failure = new AtomicReference<>();
            while (partitions.stream().anyMatch(each -> consumer.position(each) < ends.get(each))) {
                if (System.nanoTime() > giveUpAt) {
                    throw new AssertionError("not copied within " + LIMIT + ": " + ends);
                }
                for (ConsumerRecord<byte[], byte[]> each : consumer.poll(POLL)) {
                    producer.send(new ProducerRecord<>(to + each.topic().substring(from.length()), each.partition(),
                        each.key(), each.value(), each.headers()),
                        (metadata, problem) -> failure.compareAndSet(null, problem));
                }
            }
            producer.flush();
            if (failure.get() != null) {
                throw new AssertionError("not copied", failure.get());
            }
        }
    }
}
