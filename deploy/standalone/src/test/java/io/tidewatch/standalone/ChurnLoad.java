package io.tidewatch.standalone;

import io.tidewatch.schemas.AvroSerde;
import io.tidewatch.schemas.GmpEvent;
import io.tidewatch.schemas.RecordOrigin;
import io.tidewatch.schemas.RegistryAccess;
import io.tidewatch.schemas.Topic;
import io.tidewatch.schemas.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Publishes a churn at a steady rate, each event to the topics of several prefixes, until it is closed. */
final class ChurnLoad implements AutoCloseable {
    private static final long PAUSE_NANOS = Duration.ofMillis(5).toNanos();
    private static final String BOOT = "0190a6c4-0000-7000-8000-000000000001";

    private final Churn churn;
    private final Map<String, Long> sentAt = new ConcurrentHashMap<>();
    private final List<Topic<GmpEvent>> topics = new ArrayList<>();
    private final List<AvroSerde<GmpEvent>> serdes = new ArrayList<>();
    private final KafkaProducer<String, byte[]> producer;
    private final AtomicReference<Exception> failure = new AtomicReference<>();
    private final Thread sender = new Thread(this::send, "churn");
    private volatile boolean ended;

    ChurnLoad(long seed, String broker, RegistryAccess registry, List<Topics> prefixes) {
        churn = new Churn(seed);
        for (Topics prefix : prefixes) {
            topics.add(prefix.gmp());
            serdes.add(new AvroSerde<>(prefix.gmp(), registry));
        }
        producer = new KafkaProducer<>(Map.of("bootstrap.servers", broker), new StringSerializer(),
            new ByteArraySerializer());
        sender.start();
    }

    private void send() {
        for (long sequence = 1; !ended; sequence++) {
            GmpEvent event = churn.next();
            sentAt.put(event.getEventId(), System.nanoTime());
            for (int i = 0; i < topics.size(); i++) {
                String topic = topics.get(i).name();
                ProducerRecord<String, byte[]> record = new ProducerRecord<>(topic, event.getSegment(),
                    serdes.get(i).serializer().serialize(topic, event));
                new RecordOrigin(BOOT, sequence).write(record.headers());
                producer.send(record, (metadata, problem) -> failure.compareAndSet(null, problem));
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    /** When an event was sent, nanoTime; null for one that was not. */
    Long sentAt(String eventId) {
        return sentAt.get(eventId);
    }

    int sent() {
        return sentAt.size();
    }

    /** Where its event time ended. */
    Churn end() {
        close();
        if (failure.get() != null) {
            throw new AssertionError("an event was not acknowledged", failure.get());
        }
        return churn;
    }

    @Override
    public void close() {
        ended = true;
        try {
            sender.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        producer.close();
    }
}
