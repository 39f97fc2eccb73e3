package io.tidewatch.benchmarks.applications;

import io.tidewatch.benchmarks.Cluster;
import io.tidewatch.benchmarks.Run;
import io.tidewatch.schemas.AvroSerde;
import io.tidewatch.schemas.RecordOrigin;
import io.tidewatch.schemas.Topic;
import io.tidewatch.schemas.Topics;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Publishes events as an agent does, headers and all. Numbers of events must grow: they are the sequence.
 *
 * @param <V> events
 */
public final class EventProducer<V extends SpecificRecord> implements AutoCloseable {
    /** Which run of which agent the events are of. */
    public static final String BOOT = "0190a6c4-0000-7000-8000-000000000001";
    private static final int LINGER_MS = 5;
    private static final int BATCH_BYTES = 128 << 10;

    private final String topic;
    private final int partitions;
    private final KafkaProducer<String, V> producer;
    private final AtomicReference<Exception> failure = new AtomicReference<>();

    /** Of one topic. */
    public EventProducer(Cluster cluster, Topic<V> topic) {
        this.topic = topic.name();
        Serializer<V> values = new AvroSerde<>(topic, cluster.registry()).serializer();
        producer = new KafkaProducer<>(Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, cluster.bootstrapServers(),
            ProducerConfig.LINGER_MS_CONFIG, LINGER_MS, ProducerConfig.BATCH_SIZE_CONFIG, BATCH_BYTES,
            ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4"), new StringSerializer(), values);
        partitions = producer.partitionsFor(this.topic).size();
    }

    /** Sends one; the key begins with its segment. */
    public void send(long number, String key, V event) {
        ProducerRecord<String, V> record = new ProducerRecord<>(topic, Topics.segmentPartition(key, partitions), key,
            event);
        new RecordOrigin(BOOT, number + 1).write(record.headers());
        producer.send(record, (metadata, problem) -> failure.compareAndSet(null, problem));
    }

    /** All are acknowledged when it returns. */
    public void flush() {
        producer.flush();
        Run.require(failure.get() == null, "an event was not acknowledged: " + failure.get());
    }

    @Override
    public void close() {
        producer.close();
    }
}
