package io.tidewatch.processors.topology;

import io.tidewatch.schemas.AvroSafety;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Values of stores and internal topics in Avro's single-object encoding: two bytes of magic, the fingerprint of the
 * writer's schema, Avro binary. No registry is involved, so state can be read and restored without one. Before a row's
 * schema changes, the old one is put beside it ({@link #older}), and is read from then on: state outlives the program.
 * A row of any other schema is refused ({@link StateVersion}). May be shared by threads; what is reused between rows is
 * kept by each thread.
 *
 * <p>Rows of today's schema are read and written through buffers of our own: Avro's coders of single objects ask a
 * stream for each byte.
 */
public final class StateSerde<V extends SpecificRecord> implements Serde<V> {
    static {
        AvroSafety.ensure();
    }

    /** The folder of schemas that rows had before. */
    static final String OLDER = "state";

    private static final int HEADER_LENGTH = 10;
    private static final byte[] MAGIC = {(byte) 0xc3, 1};

    private final Schema schema;
    private final SpecificData model;
    private final byte[] header;
    private final BinaryMessageDecoder<V> decoder;
    private final ThreadLocal<Coder> coders = ThreadLocal.withInitial(Coder::new);
    private final Reader<V> reader;

    /** Reads a row of today's schema, field by field. */
    interface Reader<V> {
        V read(BinaryDecoder fields) throws IOException;
    }

    /** Writes the schema of the class, reads that and the older ones that are kept. */
    public StateSerde(Class<V> type) {
        this(type, null);
    }

    /**
     * The same for rows that are read all the time.
     *
     * @param reader reads today's schema without Avro's resolving; null: Avro does
     */
    StateSerde(Class<V> type, Reader<V> reader) {
        this(type, reader, older(type));
    }

    StateSerde(Class<V> type, Reader<V> reader, List<Schema> older) {
        this.reader = reader;
        // The coders in the classes of the rows themselves: each field as it is, in no box. Avro's fast reader ignores
        // them. The model of the class is not ours alone.
        model = new SpecificData(type.getClassLoader());
        SpecificData.getForClass(type).getConversions().forEach(model::addLogicalTypeConversion);
        model.setCustomCoders(true);
        model.setFastReaderEnabled(false);
        schema = SpecificData.get().getSchema(type);
        header = ByteBuffer.allocate(HEADER_LENGTH).order(ByteOrder.LITTLE_ENDIAN).put(MAGIC)
            .putLong(SchemaNormalization.parsingFingerprint64(schema)).array();
        decoder = new BinaryMessageDecoder<>(model, schema);
        older.forEach(decoder::addSchema);
    }

    /** The schemas that a row had, each kept as {@code NAME.VERSION.avsc} when the row changed; the first is 1. */
    static List<Schema> older(Class<? extends SpecificRecord> type) {
        List<Schema> older = new ArrayList<>();
        while (true) {
            String name = OLDER + '/' + type.getSimpleName() + '.' + (older.size() + 1) + ".avsc";
            try (InputStream schema = StateSerde.class.getResourceAsStream(name)) {
                if (schema == null) {
                    return older;
                }
                older.add(new Schema.Parser().parse(schema));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** What a field of bytes holds. */
    static byte[] bytes(ByteBuffer field) {
        byte[] bytes = new byte[field.remaining()];
        field.duplicate().get(bytes);
        return bytes;
    }

    @Override
    public Serializer<V> serializer() {
        return (topic, value) -> value == null ? null : write(value);
    }

    @Override
    public Deserializer<V> deserializer() {
        return (topic, bytes) -> bytes == null ? null : read(bytes);
    }

    byte[] write(V value) {
        try {
            return coders.get().write(value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    V read(byte[] bytes) {
        boolean ours = bytes.length >= HEADER_LENGTH
            && Arrays.equals(bytes, 0, HEADER_LENGTH, header, 0, HEADER_LENGTH);
        try {
            return ours ? coders.get().read(bytes) : decoder.decode(bytes, null);
        } catch (IOException | RuntimeException e) {
            // Avro's readers answer damaged bytes with half a dozen kinds of runtime exception.
            throw new SerializationException("not a readable " + schema.getFullName() + ": " + e.getMessage(), e);
        }
    }

    /** Of one thread. */
    private final class Coder {
        private final RowEncoder output = new RowEncoder();
        private final SpecificDatumWriter<V> writer = new SpecificDatumWriter<>(schema, model);
        private final SpecificDatumReader<V> resolving = new SpecificDatumReader<>(schema, schema, model);
        private BinaryDecoder input;

        byte[] write(V value) throws IOException {
            output.begin(header);
            writer.write(value, output);
            return output.toBytes();
        }

        V read(byte[] bytes) throws IOException {
            input = DecoderFactory.get().binaryDecoder(bytes, HEADER_LENGTH, bytes.length - HEADER_LENGTH, input);
            return reader == null ? resolving.read(null, input) : reader.read(input);
        }
    }
}
