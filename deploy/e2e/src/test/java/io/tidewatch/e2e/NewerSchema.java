package io.tidewatch.e2e;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** What somebody writes who is a version ahead: values of a topic with one more field, {@code remark}. */
final class NewerSchema {
    private static final int CACHED_SCHEMAS = 10;
    private static final int ID = 4;
    private static final String FIELD = "remark";

    private final String bootstrap;
    private final SchemaRegistryClient registry;
    private final String topic;

    NewerSchema(String bootstrap, String registryUrl, String topic) {
        this.bootstrap = bootstrap;
        this.registry = new CachedSchemaRegistryClient(registryUrl, CACHED_SCHEMAS);
        this.topic = topic;
    }

    private String subject() {
        return topic + "-value";
    }

    private Schema newest() throws IOException, RestClientException {
        return new Schema.Parser().parse(registry.getLatestSchemaMetadata(subject()).getSchema());
    }

    private AvroSchema with(ObjectNode field) throws IOException, RestClientException {
        ObjectNode schema = (ObjectNode) Command.JSON.readTree(newest().toString());
        schema.withArray("fields").add(field.put("name", FIELD));
        return new AvroSchema(schema.toString());
    }

    /** Registers it: a field that those before it do without. */
    void register() {
        ObjectNode field = Command.JSON.createObjectNode().putNull("default");
        field.putArray("type").add("null").add("string");
        try {
            registry.register(subject(), with(field));
        } catch (IOException | RestClientException e) {
            throw new AssertionError("not registered", e);
        }
    }

    /** Tries one with a field that older values lack; the status code of the refusal, or the id. */
    int registerIncompatible() throws IOException {
        try {
            return registry.register(subject(), with(Command.JSON.createObjectNode().put("type", "string")));
        } catch (RestClientException e) {
            return e.getStatus();
        }
    }

    /** Puts a copy of an older value there as one of the newest schema, with other values in some of its fields. */
    void send(String key, GenericRecord older, Map<String, Object> changed) {
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(Map.of("bootstrap.servers", bootstrap),
                new StringSerializer(), new ByteArraySerializer())) {
            Schema newest = newest();
            GenericRecord value = new GenericData.Record(newest);
            older.getSchema().getFields().forEach(field -> value.put(field.name(), older.get(field.name())));
            value.put(FIELD, "of a version ahead");
            changed.forEach(value::put);
            producer.send(new ProducerRecord<>(topic, key, framed(newest, value))).get();
        } catch (IOException | RestClientException | ExecutionException e) {
            throw new AssertionError("not sent", e);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    private byte[] framed(Schema schema, GenericRecord value) throws IOException, RestClientException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(0);
        bytes.writeBytes(ByteBuffer.allocate(ID).putInt(registry.getId(subject(), new AvroSchema(schema))).array());
        new GenericDatumWriter<GenericRecord>(schema).write(value, EncoderFactory.get().directBinaryEncoder(bytes,
            null));
        return bytes.toByteArray();
    }
}
