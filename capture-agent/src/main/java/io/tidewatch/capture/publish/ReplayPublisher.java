package io.tidewatch.capture.publish;

import io.tidewatch.capture.event.PacketEvent;
import io.tidewatch.capture.spool.Parcel;
import io.tidewatch.schemas.OperatorError;
import io.tidewatch.schemas.SensorStatus;
import io.tidewatch.schemas.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes in transactions: the records since the last checkpoint and the statuses that tell how far they reach
 * become visible at once. A record is told as acknowledged before its checkpoint, since what counts it is a status of
 * the same transaction; one that is too large for its topic is told as lost and left out. After a
 * {@link PublishException} this publisher is of no more use.
 *
 * <p>For one thread, on which values are made; the producer, which compresses them, is called on another, and so are
 * transactions committed. So whoever reads on meanwhile learns of a failure later, and asks {@link #settle} at the end.
 */
public final class ReplayPublisher implements Publisher {
    private static final Logger LOG = LoggerFactory.getLogger(ReplayPublisher.class);
    private static final String GIVEN_UP = "a transaction of the replay was given up";
    private static final Duration LAST_WORDS = Duration.ofSeconds(5);
    private static final int RECEIPTS_AT_ONCE = 256;

    private final LossLog losses = new LossLog();
    private final Topics topics;
    private final ValueEncoder encoder;
    private final Terms terms;
    private final Producer<String, byte[]> producer;
    private final HandOver<Parcel> handOver = new HandOver<>("publish", this::send, Parcel::size);
    private final AtomicReference<Exception> failure = new AtomicReference<>();
    private final Callback answer = (metadata, cause) -> {
        if (cause != null) {
            failure.compareAndSet(null, cause);
        }
    };
    private final Function<Exception, OperatorError> refusals;
    /** Of one interface: handed over, and not told as acknowledged yet. */
    private final List<Receipt> handedOver = new ArrayList<>(RECEIPTS_AT_ONCE);
    private Delivery books;
    private boolean open;
    private volatile boolean committed;

    /**
     * Publishes through a transactional producer, and closes it in the end.
     *
     * @param refusals what a failure says that is a refusal of the broker, else null
     */
    ReplayPublisher(Topics topics, ValueEncoder encoder, Terms terms, Producer<String, byte[]> producer,
                    Function<Exception, OperatorError> refusals) {
        this.topics = topics;
        this.encoder = encoder;
        this.terms = terms;
        this.producer = producer;
        this.refusals = refusals;
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
    public void publish(PacketEvent event, long sequence, Delivery delivery) {
        if (delivery != books || handedOver.size() == RECEIPTS_AT_ONCE) {
            tell();
            books = delivery;
        }
        Parcel parcel;
        try {
            parcel = encoder.parcel(event, books.origin(), sequence);
        } catch (SerializationException e) {
            throw failed(GIVEN_UP, e);
        }
        Receipt receipt = Receipt.of(topics, event, sequence);
        KafkaException refusal = terms.address(parcel);
        if (refusal == null) {
            handOver.give(parcel);
            handedOver.add(receipt);
        } else {
            // The transaction goes on without it, and its status counts it.
            losses.lost("a record for " + parcel.topic(), 1, refusal);
            tell();
            books.lost(receipt, Delivery.Place.MEMORY, refusal);
        }
    }

    private void tell() {
        if (!handedOver.isEmpty()) {
            books.acknowledged(handedOver, Delivery.Place.MEMORY);
            handedOver.clear();
        }
    }

    private void send(Parcel parcel) {
        Exception earlier = failure.get();
        if (earlier != null) {
            throw givenUp(earlier);
        }
        try {
            if (!open) {
                producer.beginTransaction();
                open = true;
            }
            producer.send(Terms.record(parcel), answer);
        } catch (KafkaException e) {
            throw givenUp(e);
        }
    }

    @Override
    public void checkpoint(Supplier<List<SensorStatus>> statuses) {
        tell();
        List<Parcel> last = statuses.get().stream().map(this::parcel).toList();
        handOver.then(() -> commit(last));
    }

    private Parcel parcel(SensorStatus status) {
        try {
            Parcel parcel = encoder.parcel(status);
            KafkaException refusal = terms.address(parcel);
            if (refusal != null) {
                throw refusal;
            }
            return parcel;
        } catch (KafkaException e) {
            throw failed(GIVEN_UP, e);
        }
    }

    private void commit(List<Parcel> statuses) {
        statuses.forEach(this::send);
        if (!open) {
            return;
        }
        try {
            producer.commitTransaction();
            open = false;
            committed = true;
        } catch (KafkaException e) {
            Exception first = failure.get();
            throw givenUp(first == null ? e : first);
        }
    }

    /**
     * Waits until all checkpoints are committed.
     *
     * @throws PublishException when one failed: nothing behind the one before was published
     */
    public void settle() {
        handOver.settle();
    }

    /** Whether anything was committed: another attempt begins further on. On any thread. */
    public boolean committed() {
        return committed;
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
