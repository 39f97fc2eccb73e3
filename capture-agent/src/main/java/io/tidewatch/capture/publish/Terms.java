package io.tidewatch.capture.publish;

import io.tidewatch.capture.spool.Parcel;
import io.tidewatch.schemas.RecordOrigin;
import io.tidewatch.schemas.WireFormat;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;

/**
 * What registry and broker have told: the ids of schemas, and how large records may be. With it parcels become records.
 * May be shared by threads.
 */
final class Terms {
    private final Map<Long, Integer> schemaIds;
    private final Map<String, Integer> limits;

    /**
     * Terms.
     *
     * @param schemaIds the registry's ids, by fingerprint
     * @param limits the largest value of each topic, in bytes
     */
    Terms(Map<Long, Integer> schemaIds, Map<String, Integer> limits) {
        this.schemaIds = Map.copyOf(schemaIds);
        this.limits = Map.copyOf(limits);
    }

    /** Fills in the id of a parcel's schema. Gives why it can never be sent under these terms, or null. */
    KafkaException address(Parcel parcel) {
        Integer id = schemaIds.get(parcel.schema());
        if (id == null) {
            return new SerializationException("nobody knows the schema it was written with");
        }
        int limit = limits.getOrDefault(parcel.topic(), Integer.MAX_VALUE);
        if (parcel.value().length > limit) {
            return new RecordTooLargeException("it has " + parcel.value().length + " bytes, and " + parcel.topic()
                + " takes " + limit);
        }
        WireFormat.address(parcel.value(), id);
        return null;
    }

    /** The record of an addressed parcel. */
    static ProducerRecord<String, byte[]> record(Parcel parcel) {
        ProducerRecord<String, byte[]> record = new ProducerRecord<>(parcel.topic(), parcel.key(), parcel.value());
        if (parcel.numbered()) {
            new RecordOrigin(parcel.origin().bootId(), parcel.sequence()).write(record.headers());
        }
        return record;
    }
}
