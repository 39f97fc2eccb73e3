package io.tidewatch.capture.publish;

import io.tidewatch.capture.spool.Parcel;
import java.time.Duration;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;

/**
 * A producer. Its first failure that is not a record's own ends it, in the very call that tells of it, before its
 * thread sends anything else; with one request at a time nothing later is on its way then.
 */
final class KafkaLink implements Link {
    private final Producer<String, byte[]> producer;
    private final Terms terms;

    /** Sends through a producer that has one request under way at a time. */
    KafkaLink(Producer<String, byte[]> producer, Terms terms) {
        this.producer = producer;
        this.terms = terms;
    }

    @Override
    public void send(Parcel parcel, Consumer<Exception> done) {
        KafkaException refusal = terms.address(parcel);
        if (refusal != null) {
            done.accept(refusal);
            return;
        }
        try {
            producer.send(Terms.record(parcel), (metadata, failure) -> {
                if (failure != null && Refusal.of(failure) != Refusal.RECORD) {
                    producer.close(Duration.ZERO);
                }
                done.accept(failure);
            });
        } catch (KafkaException | IllegalStateException e) {
            // What the producer throws it does not tell its callback.
            done.accept(e);
        }
    }

    @Override
    public void close(Duration patience) {
        producer.close(patience);
    }
}
