package io.tidewatch.processors.topology;

import io.tidewatch.schemas.RegistryAccess;
import io.tidewatch.schemas.Topic;
import io.tidewatch.schemas.Topics;
import java.io.IOException;
import java.time.Duration;

/** A registry in memory that knows the schemas of all topics: the mock that comes with the registry client. */
final class InMemoryRegistry {
    private InMemoryRegistry() {
    }

    static RegistryAccess of(Topics topics) {
        var client = new io.confluent.kafka.schemaregistry.client.MockSchemaRegistryClient();
        try {
            for (Topic<?> topic : topics.all()) {
                if (topic.avro()) {
                    client.register(topic.subject(),
                        new io.confluent.kafka.schemaregistry.avro.AvroSchema(topic.schema()));
                }
            }
        } catch (IOException | io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException e) {
            throw new AssertionError(e);
        }
        return new RegistryAccess(client, Duration.ZERO);
    }
}
