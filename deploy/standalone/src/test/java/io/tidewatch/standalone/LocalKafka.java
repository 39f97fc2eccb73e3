package io.tidewatch.standalone;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The broker of a launched standalone, as any client of Kafka sees it: bytes. */
final class LocalKafka {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Map<String, Object> settings;

    LocalKafka(String bootstrapServers) {
        settings = Map.of("bootstrap.servers", bootstrapServers);
    }

    void put(String topic, String key, byte[] value) throws ExecutionException, InterruptedException {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(settings, new ByteArraySerializer(),
                new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(topic, key.getBytes(StandardCharsets.UTF_8), value)).get();
        }
    }

    void set(String topic, String key, String value) throws ExecutionException, InterruptedException {
        try (Admin admin = Admin.create(settings)) {
            admin.incrementalAlterConfigs(Map.of(new ConfigResource(ConfigResource.Type.TOPIC, topic),
                List.of(new AlterConfigOp(new ConfigEntry(key, value), AlterConfigOp.OpType.SET)))).all().get();
        }
    }

    /** The committed records of a topic, as soon as there are so many. */
    List<ConsumerRecord<byte[], byte[]>> await(String topic, int count) {
        Map<String, Object> reading = Map.of("bootstrap.servers", settings.get("bootstrap.servers"),
            "isolation.level", "read_committed", "auto.offset.reset", "earliest");
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(reading, new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(topic, info.partition())).toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
            long giveUpAt = System.nanoTime() + LIMIT.toNanos();
            while (records.size() < count) {
                if (System.nanoTime() > giveUpAt) {
                    throw new AssertionError(topic + " has " + records.size() + " records instead of " + count);
                }
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
            }
            return records;
        }
    }
}
