package io.tidewatch.schemas;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Values of one topic in Confluent wire format. May be shared by threads: what is reused between records is kept by
 * each thread. The registry is asked once for the id to write and once for each foreign id to read.
 *
 * <p>Reading throws {@link SerializationException} for bytes that are no such value and
 * {@link RegistryUnavailableException} when that cannot be known now.
 */
public final class AvroSerde<V extends SpecificRecord> implements Serde<V> {
    static {
        AvroSafety.ensure();
    }

    private final Topic<V> topic;
    private final RegistryAccess registry;
    private final Schema schema;
    private final RecordWriter writer;
    private final ThreadLocal<BinaryOutput> outputs = ThreadLocal.withInitial(BinaryOutput::new);
    private final ThreadLocal<Input> inputs = ThreadLocal.withInitial(Input::new);
    private volatile int writeId = -1;

    public AvroSerde(Topic<V> topic, RegistryAccess registry) {
        this.topic = topic;
        this.registry = registry;
        this.schema = topic.schema();
        this.writer = new RecordWriter(schema);
    }

    @Override
    public Serializer<V> serializer() {
        return (name, value) -> value == null ? null : write(value);
    }

    @Override
    public Deserializer<V> deserializer() {
        return (name, framed) -> framed == null ? null : read(framed);
    }

    private byte[] write(V value) {
        int id = writeId;
        if (id < 0) {
            id = registry.idOf(topic.subject(), schema);
            writeId = id;
        }
        try {
            BinaryOutput out = outputs.get();
            out.reset();
            out.writeByte(WireFormat.MAGIC);
            out.writeFixedInt(id);
            writer.write((SpecificRecordBase) value, out);
            return out.toByteArray();
        } catch (AvroRuntimeException | ClassCastException e) {
            throw new SerializationException("value for " + topic.name() + " does not fit its schema", e);
        }
    }

    private V read(byte[] framed) {
        int id = WireFormat.schemaId(topic.name(), framed);
        try {
            return inputs.get().value(id, framed);
        } catch (SerializationException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            // Avro's readers answer damaged bytes with half a dozen kinds of runtime exception.
            throw new SerializationException("value on " + topic.name() + " with schema " + id
                + " is not readable as " + schema.getFullName() + ": " + e.getMessage(), e);
        }
    }

    /** Readers for the schemas met, one set for each thread. */
    private final class Input {
        private final Map<Integer, SpecificDatumReader<V>> readers = new HashMap<>();
        private BinaryDecoder decoder;

        V value(int id, byte[] framed) throws IOException {
            SpecificDatumReader<V> reader = readers.get(id);
            if (reader == null) {
                reader = new SpecificDatumReader<>(registry.schemaOf(topic.subject(), id), schema);
                readers.put(id, reader);
            }
            decoder = DecoderFactory.get().binaryDecoder(framed, WireFormat.HEADER_LENGTH,
                framed.length - WireFormat.HEADER_LENGTH, decoder);
            V value = reader.read(null, decoder);
            if (!decoder.isEnd()) {
                throw new AvroRuntimeException("bytes are left behind the value");
            }
            return value;
        }
    }
}
