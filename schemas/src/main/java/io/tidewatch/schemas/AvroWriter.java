package io.tidewatch.schemas;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;

/**
 * Writes values of one topic without a registry: Confluent wire format with a schema id of 0, to be filled in by
 * {@link WireFormat#address} before it is sent. May be shared by threads; buffers are kept by each thread.
 */
public final class AvroWriter<V extends SpecificRecord> {
    static {
        AvroSafety.ensure();
    }

    private final Topic<V> topic;
    private final ValueWriter writer;
    private final ThreadLocal<Output> outputs = ThreadLocal.withInitial(Output::new);

    public AvroWriter(Topic<V> topic) {
        this.topic = topic;
        this.writer = ValueWriter.of(topic.schema());
    }

    /** The value, framed; throws {@link SerializationException} for one that does not fit its schema. */
    public byte[] write(V value) {
        try {
            return outputs.get().frame(value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (AvroRuntimeException | ClassCastException e) {
            throw new SerializationException("value for " + topic.name() + " does not fit its schema", e);
        }
    }

    /** Buffers, one set for each thread. */
    private final class Output {
        private static final int INITIAL_SIZE = 512;

        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(INITIAL_SIZE);
        private BinaryEncoder encoder;

        byte[] frame(V value) throws IOException {
            bytes.reset();
            bytes.write(WireFormat.UNADDRESSED, 0, WireFormat.HEADER_LENGTH);
            // Buffered: the stream behind it takes a lock with each call.
            encoder = EncoderFactory.get().binaryEncoder(bytes, encoder);
            writer.write(value, encoder);
            encoder.flush();
            return bytes.toByteArray();
        }
    }
}
