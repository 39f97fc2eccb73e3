package io.tidewatch.e2e;

import io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** A plain consumer that knows the Confluent wire format and nothing of Tidewatch: committed, generic values. */
final class TopicReader implements AutoCloseable {
    private static final int CACHED_SCHEMAS = 100;
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final KafkaConsumer<String, byte[]> consumer;
    private final SchemaRegistryClient registry;

    TopicReader(String bootstrapServers, String registryUrl) {
        consumer = new KafkaConsumer<>(Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
            ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed"), new StringDeserializer(),
            new ByteArrayDeserializer());
        registry = new CachedSchemaRegistryClient(registryUrl, CACHED_SCHEMAS);
    }

    /** One record; {@code value} is null for a tombstone. */
    record Entry(int partition, long offset, String key, GenericRecord value) {
        /** A field of the value as text. */
        String text(String field) {
            return String.valueOf(value.get(field));
        }
    }

    /** All that a topic holds now, by partition and offset. */
    List<Entry> read(String topic) {
        List<Entry> entries = new ArrayList<>();
        for (ConsumerRecord<String, byte[]> each : readBytes(topic)) {
            entries.add(new Entry(each.partition(), each.offset(), each.key(),
                each.value() == null ? null : decode(each.value())));
        }
        return entries;
    }

    /** The same without decoding. */
    List<ConsumerRecord<String, byte[]>> readBytes(String topic) {
        List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
            .map(info -> new TopicPartition(topic, info.partition())).toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        List<ConsumerRecord<String, byte[]>> entries = new ArrayList<>();
        long giveUpAt = System.nanoTime() + LIMIT.toNanos();
        while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
            if (System.nanoTime() > giveUpAt) {
                throw new AssertionError("topic " + topic + " could not be read to its end " + ends);
            }
            consumer.poll(Duration.ofMillis(100)).forEach(entries::add);
        }
        entries.sort((a, b) -> a.partition() != b.partition() ? Integer.compare(a.partition(), b.partition())
            : Long.compare(a.offset(), b.offset()));
        return entries;
    }

    private GenericRecord decode(byte[] framed) {
        ByteBuffer buffer = ByteBuffer.wrap(framed);
        if (buffer.get() != 0) {
            throw new AssertionError("not the Confluent wire format: first byte " + framed[0]);
        }
        try {
            Schema schema = (Schema) registry.getSchemaById(buffer.getInt()).rawSchema();
            return new GenericDatumReader<GenericRecord>(schema).read(null,
                DecoderFactory.get().binaryDecoder(framed, buffer.position(), buffer.remaining(), null));
        } catch (IOException | RestClientException e) {
            throw new AssertionError("value could not be decoded through the registry", e);
        }
    }

    /** The newest schema of a topic's values. */
    Schema schema(String topic) {
        try {
            return new Schema.Parser().parse(registry.getLatestSchemaMetadata(topic + "-value").getSchema());
        } catch (IOException | RestClientException e) {
            throw new AssertionError("no schema of " + topic, e);
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
