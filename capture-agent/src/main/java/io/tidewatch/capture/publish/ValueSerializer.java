package io.tidewatch.capture.publish;

import io.tidewatch.schemas.AvroSerde;
import io.tidewatch.schemas.RegistryAccess;
import io.tidewatch.schemas.Topic;
import io.tidewatch.schemas.Topics;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serializer;

/** The values of all topics that the agent writes, so that one producer, and one transaction, serves them all. */
public final class ValueSerializer implements Serializer<SpecificRecord> {
    private final Map<String, Serializer<SpecificRecord>> byTopic = new HashMap<>();
    private volatile Map<String, Integer> limits = Map.of();

    public ValueSerializer(Topics topics, RegistryAccess registry) {
        add(topics.gmp(), registry);
        add(topics.icmp(), registry);
        add(topics.malformed(), registry);
        add(topics.sensors(), registry);
    }

    private <V extends SpecificRecord> void add(Topic<V> topic, RegistryAccess registry) {
        Serializer<V> serializer = new AvroSerde<>(topic, registry).serializer();
        byTopic.put(topic.name(), (name, value) -> serializer.serialize(name, topic.recordType().cast(value)));
    }

    /** From now on values of more bytes than this, by topic, are refused with {@link OversizeException}. */
    void limit(Map<String, Integer> largest) {
        limits = Map.copyOf(largest);
    }

    @Override
    public byte[] serialize(String topic, SpecificRecord value) {
        Serializer<SpecificRecord> serializer = byTopic.get(topic);
        if (serializer == null) {
            throw new SerializationException("the agent does not write to " + topic);
        }
        byte[] bytes = serializer.serialize(topic, value);
        int limit = limits.getOrDefault(topic, Integer.MAX_VALUE);
        if (bytes.length > limit) {
            throw new OversizeException(topic, bytes.length, limit);
        }
        return bytes;
    }
}
