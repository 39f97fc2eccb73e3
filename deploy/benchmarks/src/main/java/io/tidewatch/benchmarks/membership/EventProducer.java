package io.tidewatch.benchmarks.membership;

import io.tidewatch.benchmarks.Cluster;
import io.tidewatch.benchmarks.Run;
import io.tidewatch.schemas.AvroSerde;
import io.tidewatch.schemas.GmpEvent;
import io.tidewatch.schemas.RecordOrigin;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Publishes events as an agent does, headers and all. Numbers of events must grow: they are the sequence. */
final class EventProducer implements AutoCloseable {
    private static final String BOOT = "0190a6c4-0000-7000-8000-000000000001";
    private static final int LINGER_MS = 5;
    private static final int BATCH_BYTES = 128 << 10;

    private final Cluster cluster;
    private final KafkaProducer<String, GmpEvent> producer;
    private final AtomicReference<Exception> failure = new AtomicReference<>();

    EventProducer(Cluster cluster) {
        this.cluster = cluster;
        Serializer<GmpEvent> values = new AvroSerde<>(cluster.topics().gmp(), cluster.registry()).serializer();
        producer = new KafkaProducer<>(Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, cluster.bootstrapServers(),
            ProducerConfig.LINGER_MS_CONFIG, LINGER_MS, ProducerConfig.BATCH_SIZE_CONFIG, BATCH_BYTES,
            ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4"), new StringSerializer(), values);
    }

    void send(long number, GmpEvent event) {
        ProducerRecord<String, GmpEvent> record = new ProducerRecord<>(cluster.topics().gmp().name(),
            event.getSegment(), event);
        new RecordOrigin(BOOT, number + 1).write(record.headers());
        producer.send(record, (metadata, problem) -> failure.compareAndSet(null, problem));
    }

    /** Events of a population, from one on; all are acknowledged when it returns. */
    void send(Population population, long first, long count) {
        for (long number = first; number < first + count; number++) {
            send(number, population.event(number));
        }
        flush();
    }

    void flush() {
        producer.flush();
        Run.require(failure.get() == null, "an event was not acknowledged: " + failure.get());
    }

    @Override
    public void close() {
        producer.close();
    }
}
