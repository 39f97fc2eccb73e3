package io.tidewatch.capture.publish;

import io.tidewatch.capture.spool.Parcel;
import io.tidewatch.schemas.RecordOrigin;
import io.tidewatch.schemas.WireFormat;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;

/**
 * A producer. Its first failure that is not a record's own ends it, in the very call that tells of it, before its
 * thread sends anything else; with one request at a time nothing later is on its way then.
 */
final class KafkaLink implements Link {
    private final Producer<String, byte[]> producer;
    private final Map<Long, Integer> schemaIds;
    private final Map<String, Integer> limits;

    /**
     * Sends through a producer that has one request under way at a time.
     *
     * @param schemaIds the registry's ids, by fingerprint
     * @param limits the largest value of each topic, in bytes
     */
    KafkaLink(Producer<String, byte[]> producer, Map<Long, Integer> schemaIds, Map<String, Integer> limits) {
        this.producer = producer;
        this.schemaIds = Map.copyOf(schemaIds);
        this.limits = Map.copyOf(limits);
    }

    @Override
    public void send(Parcel parcel, boolean numbered, Consumer<Exception> done) {
        Integer id = schemaIds.get(parcel.schema());
        int limit = limits.getOrDefault(parcel.topic(), Integer.MAX_VALUE);
        if (id == null) {
            done.accept(new SerializationException("nobody knows the schema it was written with"));
            return;
        }
        if (parcel.value().length > limit) {
            done.accept(new RecordTooLargeException("it has " + parcel.value().length + " bytes, and " + parcel.topic()
                + " takes " + limit));
            return;
        }
        WireFormat.address(parcel.value(), id);
        ProducerRecord<String, byte[]> record = new ProducerRecord<>(parcel.topic(), parcel.key(), parcel.value());
        if (numbered) {
            new RecordOrigin(parcel.bootId(), parcel.sequence()).write(record.headers());
        }
        try {
            producer.send(record, (metadata, failure) -> {
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
