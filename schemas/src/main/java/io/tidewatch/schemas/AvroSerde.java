package io.tidewatch.schemas;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;
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
    private final AvroWriter<V> writer;
    private final ThreadLocal<Input> inputs = ThreadLocal.withInitial(Input::new);
    private volatile int writeId = -1;

    public AvroSerde(Topic<V> topic, RegistryAccess registry) {
        this.topic = topic;
        this.registry = registry;
        this.schema = topic.schema();
        this.writer = new AvroWriter<>(topic);
    }

    @Override
    public Serializer<V> serializer() {
        return (name, value) -> value == null ? null : write(value);
    }

    @Override
    public Deserializer<V> deserializer() {
        return (name, framed) -> framed == null ? null : read(framed, inputs.get()::value);
    }

    /**
     * Reads some fields of each value and passes over the others, which takes a fraction of the time where a reader
     * needs few of them. Refuses what {@link #deserializer()} refuses.
     *
     * @param names fields of plain types, enums and lists of texts, those of a record in the value as {@code
     *     quoted.source}; of a record itself is told whether it is there; of the records of a list, as {@code
     *     records[].group}, what is a text, an enum or a list of texts in each
     * @param makers gives each thread what makes the result of those fields; it must not keep what it is given
     */
    public <T> Deserializer<T> deserializer(List<String> names, Supplier<Function<ChosenFields, T>> makers) {
        // A name that there is not is no record's fault.
        FieldReader.of(schema, schema, names);
        ThreadLocal<FieldInput<T>> fields = ThreadLocal.withInitial(() -> new FieldInput<>(names, makers.get()));
        return (name, framed) -> framed == null ? null : read(framed, fields.get()::value);
    }

    private byte[] write(V value) {
        int id = writeId;
        if (id < 0) {
            id = registry.idOf(topic.subject(), schema);
            writeId = id;
        }
        byte[] framed = writer.write(value);
        WireFormat.address(framed, id);
        return framed;
    }

    /** What reads a framed value that was written with a schema. */
    private interface Reading<T> {
        T value(int id, byte[] framed) throws IOException;
    }

    private <T> T read(byte[] framed, Reading<T> reading) {
        int id = WireFormat.schemaId(topic.name(), framed);
        try {
            return reading.value(id, framed);
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
            requireEnd(decoder.isEnd());
            return value;
        }
    }

    private static void requireEnd(boolean atEnd) {
        if (!atEnd) {
            throw new AvroRuntimeException("bytes are left behind the value");
        }
    }

    /** The same for chosen fields. */
    private final class FieldInput<T> {
        private final List<String> names;
        private final Function<ChosenFields, T> maker;
        private final Map<Integer, FieldReader> readers = new HashMap<>();
        private final BinaryInput input = new BinaryInput();
        private final ChosenFields fields;

        FieldInput(List<String> names, Function<ChosenFields, T> maker) {
            this.names = List.copyOf(names);
            this.maker = maker;
            this.fields = new ChosenFields(names.size());
        }

        T value(int id, byte[] framed) {
            FieldReader reader = readers.get(id);
            if (reader == null) {
                reader = FieldReader.of(registry.schemaOf(topic.subject(), id), schema, names);
                readers.put(id, reader);
            }
            input.begin(framed, WireFormat.HEADER_LENGTH);
            fields.clear();
            reader.read(input, fields);
            requireEnd(input.atEnd());
            return maker.apply(fields);
        }
    }
}
