package io.tidewatch.capture.publish;

import io.tidewatch.capture.event.PacketEvent;
import io.tidewatch.schemas.OperatorError;
import io.tidewatch.schemas.RecordOrigin;
import io.tidewatch.schemas.SensorStatus;
import io.tidewatch.schemas.Topics;
import io.tidewatch.schemas.access.Permissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes in transactions: the records since the last checkpoint and the statuses that tell how far they reach
 * become visible at once. A record is told as acknowledged when it is handed over, since what counts it is a status of
 * the same transaction; one that is too large for its topic is told as lost and left out. After a
 * {@link PublishException} this publisher is of no more use. For one thread, on which values are made; the producer,
 * which compresses them, is called on another.
 *
 * @param <V> values as the producer takes them
 */
public final class ReplayPublisher<V> implements Publisher {
    private static final Logger LOG = LoggerFactory.getLogger(ReplayPublisher.class);
    private static final String GIVEN_UP = "a transaction of the replay was given up";
    private static final Duration LAST_WORDS = Duration.ofSeconds(5);

    private final LossLog losses = new LossLog();
    private final Topics topics;
    private final Producer<String, V> producer;
    private final BiFunction<String, SpecificRecord, V> values;
    private final HandOver<ProducerRecord<String, V>> handOver = new HandOver<>("publish", this::send);
    private final AtomicReference<Exception> failure = new AtomicReference<>();
    private final Function<Exception, OperatorError> refusals;
    private boolean open;

    /**
     * Publishes through a transactional producer, and closes it in the end.
     *
     * @param values makes of a topic's value what the producer takes, or throws {@link OversizeException}
     * @param refusals what a failure says that is a refusal of the broker, else null
     */
    ReplayPublisher(Topics topics, Producer<String, V> producer, BiFunction<String, SpecificRecord, V> values,
                    Function<Exception, OperatorError> refusals) {
        this.topics = topics;
        this.producer = producer;
        this.values = values;
        this.refusals = refusals;
    }

    /** Makes a producer that goes by this id; {@code permissions} are what it needs. */
    public static ReplayPublisher<byte[]> connect(ClientSettings settings, String transactionalId,
                                                  Permissions permissions, Topics topics, ValueSerializer values) {
        return new ReplayPublisher<>(topics, connect(settings.replay(transactionalId)), values::serialize,
            failure -> permissions.refusal(settings.bootstrapServers(), failure));
    }

    /** A producer; throws {@link OperatorError} for settings that Kafka refuses. */
    private static Producer<String, byte[]> connect(Map<String, Object> settings) {
        try {
            return new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
        } catch (KafkaException e) {
            Throwable told = e.getCause() == null ? e : e.getCause();
            throw OperatorError.misused("The Kafka producer could not be set up", told.getMessage(),
                "Check the settings under kafka.");
        }
    }

    /**
     * Ends what an earlier agent of this name left open and shuts that agent out. From then on what is committed stays
     * as it is until this publisher adds to it.
     *
     * @throws PublishException when the broker does not agree
     */
    public void begin() {
        try {
            producer.initTransactions();
        } catch (KafkaException e) {
            throw failed("transactions could not be begun", e);
        }
    }

    @Override
    public void publish(PacketEvent event, RecordOrigin origin, Delivery delivery) {
        Receipt receipt = Receipt.of(topics, event, origin.sequence());
        try {
            handOver.give(record(event, origin));
            delivery.acknowledged(receipt, Delivery.Place.MEMORY);
        } catch (OversizeException e) {
            // The transaction goes on without it, and its status counts it.
            Exception reason = new RecordTooLargeException(e.getMessage());
            losses.lost("a record for " + event.topic().name(), 1, reason);
            delivery.lost(receipt, Delivery.Place.MEMORY, reason);
        }
    }

    ProducerRecord<String, V> record(PacketEvent event, RecordOrigin origin) {
        String topic = event.topic().name();
        ProducerRecord<String, V> record = new ProducerRecord<>(topic, event.key(), value(topic, event.value()));
        origin.write(record.headers());
        return record;
    }

    /** Heartbeats are no part of the numbered records: the newest of each key says it all. */
    private ProducerRecord<String, V> record(SensorStatus status) {
        String topic = topics.sensors().name();
        return new ProducerRecord<>(topic, Topics.sensorKey(status.getSensor(), status.getInterface$()),
            value(topic, status));
    }

    private V value(String topic, SpecificRecord value) {
        try {
            return values.apply(topic, value);
        } catch (OversizeException e) {
            throw e;
        } catch (KafkaException e) {
            throw failed(GIVEN_UP, e);
        }
    }

    private void send(ProducerRecord<String, V> record) {
        Exception earlier = failure.get();
        if (earlier != null) {
            throw givenUp(earlier);
        }
        try {
            if (!open) {
                producer.beginTransaction();
                open = true;
            }
            producer.send(record, (metadata, cause) -> {
                if (cause != null) {
                    failure.compareAndSet(null, cause);
                }
            });
        } catch (KafkaException e) {
            throw givenUp(e);
        }
    }

    @Override
    public void checkpoint(Supplier<List<SensorStatus>> statuses) {
        handOver.settle();
        for (SensorStatus status : statuses.get()) {
            try {
                send(record(status));
            } catch (OversizeException e) {
                throw givenUp(e);
            }
        }
        if (!open) {
            return;
        }
        try {
            producer.commitTransaction();
            open = false;
        } catch (KafkaException e) {
            Exception first = failure.get();
            throw givenUp(first == null ? e : first);
        }
    }

    private PublishException givenUp(Exception cause) {
        abort();
        return failed(GIVEN_UP, cause);
    }

    private void abort() {
        if (open) {
            open = false;
            try {
                producer.abortTransaction();
            } catch (KafkaException | IllegalStateException e) {
                // The broker ends it when the transaction times out, or when the next attempt begins.
                LOG.debug("the transaction is left for the broker to end", e);
            }
        }
    }

    /** Whether trying again can't help. */
    private static boolean hopeless(Throwable cause) {
        return cause instanceof ProducerFencedException || cause instanceof InvalidProducerEpochException
            || cause instanceof SerializationException || cause instanceof RecordTooLargeException
            || cause instanceof UnsupportedVersionException;
    }

    private PublishException failed(String what, Exception cause) {
        OperatorError refusal = refusals.apply(cause);
        if (refusal != null) {
            return PublishException.hopeless(refusal.getMessage(), cause);
        }
        Throwable told = hopeless(cause.getCause()) ? cause.getCause() : cause;
        String why = told instanceof ProducerFencedException
            ? "another agent replays under the same sensor and interface name" : told.toString();
        return hopeless(told) ? PublishException.hopeless(what + ": " + why, cause)
            : PublishException.passing(what + ": " + why, cause);
    }

    @Override
    public void close() {
        handOver.close();
        abort();
        producer.close(LAST_WORDS);
    }
}
