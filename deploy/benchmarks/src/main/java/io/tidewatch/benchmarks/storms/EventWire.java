package io.tidewatch.benchmarks.storms;

import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.MockSchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import io.tidewatch.processors.topology.StormMessage;
import io.tidewatch.schemas.AvroSerde;
import io.tidewatch.schemas.IcmpEvent;
import io.tidewatch.schemas.RegistryAccess;
import io.tidewatch.schemas.Topic;
import io.tidewatch.schemas.Topics;
import java.io.IOException;
import java.time.Duration;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;

/** Events as the storms application reads them: through the bytes that an agent publishes. */
final class EventWire {
    private final Topic<IcmpEvent> topic = new Topics(Topics.DEFAULT_PREFIX).icmp();
    private final Serializer<IcmpEvent> agent;
    private final Deserializer<StormMessage> application;

    EventWire() {
        MockSchemaRegistryClient registry = new MockSchemaRegistryClient();
        try {
            registry.register(topic.subject(), new AvroSchema(topic.schema()));
        } catch (IOException | RestClientException e) {
            throw new IllegalStateException(e);
        }
        RegistryAccess access = new RegistryAccess(registry, Duration.ZERO);
        agent = new AvroSerde<>(topic, access).serializer();
        application = StormMessage.deserializer(topic, access);
    }

    StormMessage received(IcmpEvent event) {
        return application.deserialize(topic.name(), agent.serialize(topic.name(), event));
    }
}
