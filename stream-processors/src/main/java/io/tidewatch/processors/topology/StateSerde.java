package io.tidewatch.processors.topology;

import io.tidewatch.schemas.AvroSafety;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Values of stores and internal topics in Avro's single-object encoding: two bytes of magic, the fingerprint of the
 * writer's schema, Avro binary. No registry is involved, so state can be read and restored without one. Before a row's
 * schema changes, the old one is put beside it ({@link #older}) and passed to {@link #StateSerde(Class, Schema...)}:
 * state outlives the program. May be
 * shared by threads.
 */
public final class StateSerde<V extends SpecificRecord> implements Serde<V> {
    static {
        AvroSafety.ensure();
    }

    private final String name;
    private final BinaryMessageEncoder<V> encoder;
    private final BinaryMessageDecoder<V> decoder;

    /** Writes the schema of the class, reads that and the older ones. */
    public StateSerde(Class<V> type, Schema... older) {
        SpecificData model = SpecificData.getForClass(type);
        // The coders in the classes of the rows themselves: each field as it is, in no box.
        model.setCustomCoders(true);
        Schema schema = SpecificData.get().getSchema(type);
        name = schema.getFullName();
        encoder = new BinaryMessageEncoder<>(model, schema);
        decoder = new BinaryMessageDecoder<>(model, schema);
        for (Schema known : older) {
            decoder.addSchema(known);
        }
    }

    /** An older schema of a row, kept beside its class as {@code NAME.VERSION.avsc} when the row changed. */
    static Schema older(Class<? extends SpecificRecord> type, int version) {
        String name = "state/" + type.getSimpleName() + '.' + version + ".avsc";
        try (InputStream schema = StateSerde.class.getResourceAsStream(name)) {
            if (schema == null) {
                throw new IllegalArgumentException("no such schema: " + name);
            }
            return new Schema.Parser().parse(schema);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
            ByteBuffer encoded = encoder.encode(value);
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    V read(byte[] bytes) {
        try {
            return decoder.decode(bytes, null);
        } catch (IOException | AvroRuntimeException e) {
            throw new SerializationException("not a readable " + name + ": " + e.getMessage(), e);
        }
    }
}
