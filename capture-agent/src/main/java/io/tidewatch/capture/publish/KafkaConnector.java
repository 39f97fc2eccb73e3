package io.tidewatch.capture.publish;

import io.tidewatch.capture.spool.WriterSchema;
import io.tidewatch.schemas.RegistryAccess;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Links to a Kafka that is as the contract says: topics and schemas are looked at first, every time, since a broker
 * that comes back need not be what it was. The ids of schemas are asked for once, here, so that no record waits for the
 * registry, which may go away again.
 */
final class KafkaConnector implements Connector {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaConnector.class);

    private final ClientSettings settings;
    private final Preflight preflight;
    private final RegistryAccess registry;
    private final Map<Long, Integer> ids = new HashMap<>();

    KafkaConnector(ClientSettings settings, Preflight preflight, RegistryAccess registry) {
        this.settings = settings;
        this.preflight = preflight;
        this.registry = registry;
    }

    @Override
    public Link connect(Map<Long, WriterSchema> schemas) throws NoLinkException {
        Terms terms = terms(schemas);
        Producer<String, byte[]> producer;
        try {
            producer = new KafkaProducer<>(settings.live(), new StringSerializer(), new ByteArraySerializer());
        } catch (KafkaException e) {
            throw preflight.notSetUp(e);
        }
        return new KafkaLink(producer, terms);
    }

    /** What broker and registry tell now of records that are written with these schemas. */
    Terms terms(Map<Long, WriterSchema> schemas) throws NoLinkException {
        Map<String, Integer> limits = preflight.look();
        for (Map.Entry<Long, WriterSchema> schema : schemas.entrySet()) {
            if (!ids.containsKey(schema.getKey())) {
                Schema parsed = parsed(schema.getValue());
                if (parsed != null) {
                    ids.put(schema.getKey(), id(schema.getValue().topic() + "-value", parsed));
                }
            }
        }
        return new Terms(ids, limits);
    }

    /** Null when it is none: a record that was written with it can't be read any more, and the link says so. */
    private static Schema parsed(WriterSchema schema) {
        try {
            return new Schema.Parser().parse(schema.json());
        } catch (AvroRuntimeException e) {
            LOG.error("A schema of records on {} in the spool is damaged; the records are lost: {}", schema.topic(),
                e.toString());
            return null;
        }
    }

    private int id(String subject, Schema schema) throws NoLinkException {
        try {
            return registry.idOf(subject, schema);
        } catch (SerializationException e) {
            throw Preflight.withoutSchema(subject, e);
        }
    }
}
