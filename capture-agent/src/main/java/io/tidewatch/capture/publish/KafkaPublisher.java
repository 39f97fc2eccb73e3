package io.tidewatch.capture.publish;

import io.tidewatch.capture.event.PacketEvent;
import io.tidewatch.schemas.OperatorError;
import io.tidewatch.schemas.RecordOrigin;
import io.tidewatch.schemas.SensorStatus;
import io.tidewatch.schemas.Topics;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What live and replay publishing share: the producer, and how our records become Kafka's. */
abstract class KafkaPublisher implements Publisher {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaPublisher.class);

    private final AtomicLong losses = new AtomicLong();
    private final AtomicLong nextLineAt = new AtomicLong(System.nanoTime());
    private final Topics topics;
    final Producer<String, SpecificRecord> producer;

    KafkaPublisher(Topics topics, Producer<String, SpecificRecord> producer) {
        this.topics = topics;
        this.producer = producer;
    }

    /** A producer; throws {@link OperatorError} for settings that Kafka refuses. */
    static Producer<String, SpecificRecord> connect(Map<String, Object> settings, ValueSerializer values) {
        try {
            return new KafkaProducer<>(settings, new StringSerializer(), values);
        } catch (KafkaException e) {
            Throwable told = e.getCause() == null ? e : e.getCause();
            throw OperatorError.misused("The Kafka producer could not be set up", told.getMessage(),
                "Check the settings under kafka.");
        }
    }

    final ProducerRecord<String, SpecificRecord> record(PacketEvent event, RecordOrigin origin) {
        ProducerRecord<String, SpecificRecord> record =
            new ProducerRecord<>(event.topic().name(), event.key(), event.value());
        origin.write(record.headers());
        return record;
    }

    /** Heartbeats are no part of the numbered records: the newest of each key says it all. */
    final ProducerRecord<String, SpecificRecord> record(SensorStatus status) {
        return new ProducerRecord<>(topics.sensors().name(),
            Topics.sensorKey(status.getSensor(), status.getInterface$()), status);
    }

    /** Logs a loss, at most one line a second, and gives the reason that the record's owner is told. */
    final Exception lost(String topic, Exception cause) {
        Exception reason = cause instanceof OversizeException ? new RecordTooLargeException(cause.getMessage()) : cause;
        long count = losses.incrementAndGet();
        long now = System.nanoTime();
        long due = nextLineAt.get();
        if (now - due >= 0 && nextLineAt.compareAndSet(due, now + TimeUnit.SECONDS.toNanos(1))) {
            LOG.error("a record for {} could not be published and is lost ({} since the start): {}", topic, count,
                reason.toString());
        }
        return reason;
    }

    /** Whether trying again can't help. */
    static boolean hopeless(Throwable cause) {
        return cause instanceof ProducerFencedException || cause instanceof InvalidProducerEpochException
            || cause instanceof AuthorizationException || cause instanceof AuthenticationException
            || cause instanceof SerializationException || cause instanceof RecordTooLargeException
            || cause instanceof UnsupportedVersionException;
    }
}
