package io.tidewatch.benchmarks.traffic;

import io.tidewatch.capture.event.PacketEvent;
import io.tidewatch.schemas.AvroSerde;
import io.tidewatch.schemas.RegistryAccess;
import io.tidewatch.schemas.Topic;
import io.tidewatch.schemas.Topics;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serializer;

/** The values of events as the agent serialises them. */
public final class EventSerializer {
    private final Map<String, Serializer<SpecificRecord>> byTopic = new HashMap<>();

    public EventSerializer(Topics topics, RegistryAccess registry) {
        add(topics.gmp(), registry);
        add(topics.icmp(), registry);
        add(topics.malformed(), registry);
    }

    private <V extends SpecificRecord> void add(Topic<V> topic, RegistryAccess registry) {
        Serializer<V> serializer = new AvroSerde<>(topic, registry).serializer();
        byTopic.put(topic.name(), (name, value) -> serializer.serialize(name, topic.recordType().cast(value)));
    }

    /** In Confluent wire format. */
    public byte[] serialize(PacketEvent event) {
        String topic = event.topic().name();
        return byTopic.get(topic).serialize(topic, event.value());
    }
}
