package io.tidewatch.capture.publish;

import io.tidewatch.capture.event.PacketEvent;
import io.tidewatch.capture.spool.Parcel;
import io.tidewatch.capture.spool.WriterSchema;
import io.tidewatch.schemas.AvroWriter;
import io.tidewatch.schemas.SensorStatus;
import io.tidewatch.schemas.Topic;
import io.tidewatch.schemas.Topics;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;

/** The records of all topics that the agent writes, as parcels, which need no registry. May be shared by threads. */
final class ValueEncoder {
    private final Map<String, Encoder<?>> byTopic = new HashMap<>();
    private final String sensors;
    private final Map<Long, WriterSchema> schemas = new HashMap<>();

    ValueEncoder(Topics topics) {
        sensors = topics.sensors().name();
        add(topics.gmp());
        add(topics.icmp());
        add(topics.malformed());
        add(topics.sensors());
    }

    private <V extends SpecificRecord> void add(Topic<V> topic) {
        String json = topic.schema().toString();
        long fingerprint = fingerprint(json);
        byTopic.put(topic.name(), new Encoder<>(topic, new AvroWriter<>(topic), fingerprint));
        schemas.put(fingerprint, new WriterSchema(topic.name(), json));
    }

    /** CRC-64-AVRO over all of the schema's text: the registry tells apart what differs in a default or a doc. */
    static long fingerprint(String json) {
        return SchemaNormalization.fingerprint64(json.getBytes(StandardCharsets.UTF_8));
    }

    /** Schemas that values are written with, by fingerprint. */
    Map<Long, WriterSchema> schemas() {
        return schemas;
    }

    /** A record of an interface; throws {@link SerializationException} for a value that does not fit its schema. */
    Parcel parcel(PacketEvent event, Parcel.Origin origin, long sequence) {
        Encoder<?> encoder = byTopic.get(event.topic().name());
        return new Parcel(event.topic().name(), event.key(), origin, sequence, event.count(), encoder.fingerprint(),
            encoder.write(event.value()));
    }

    /** A status, which has no number: the newest of each key says it all. */
    Parcel parcel(SensorStatus status) {
        String key = Topics.sensorKey(status.getSensor(), status.getInterface$());
        Encoder<?> encoder = byTopic.get(sensors);
        return new Parcel(sensors, key, new Parcel.Origin(status.getInterface$(), status.getBootId()), 0, 0,
            encoder.fingerprint(), encoder.write(status));
    }

    /** What writes one topic's values. */
    private record Encoder<V extends SpecificRecord>(Topic<V> topic, AvroWriter<V> writer, long fingerprint) {
        byte[] write(SpecificRecord value) {
            return writer.write(topic.recordType().cast(value));
        }
    }
}
