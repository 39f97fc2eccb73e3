package io.tidewatch.schemas;

import java.io.IOException;
import java.io.OutputStream;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;

/**
 * Writes values of one topic without a registry: Confluent wire format with a schema id of 0, to be filled in by
 * {@link WireFormat#address} before it is sent. May be shared by threads; each has a buffer of its own.
 */
public final class AvroWriter<V extends SpecificRecord> {
    static {
        AvroSafety.ensure();
    }

    private final Topic<V> topic;
    private final ThreadLocal<BinaryOutput> outputs = ThreadLocal.withInitial(BinaryOutput::new);

    public AvroWriter(Topic<V> topic) {
        this.topic = topic;
    }

    /** The value, framed; throws {@link SerializationException} for one that does not fit its schema. */
    public byte[] write(V value) {
        BinaryOutput out = outputs.get();
        out.begin(WireFormat.HEADER_LENGTH);
        try {
            ((WrittenRecord) value).write(out);
        } catch (ClassCastException | NullPointerException | ArithmeticException e) {
            throw new SerializationException("value for " + topic.name() + " does not fit its schema"
                + misfit(value), e);
        }
        return out.toBytes();
    }

    /** Which field it is: Avro's own writer says so. */
    private String misfit(V value) {
        try {
            new SpecificDatumWriter<V>(topic.schema()).write(value,
                EncoderFactory.get().directBinaryEncoder(OutputStream.nullOutputStream(), null));
            return "";
        } catch (IOException | RuntimeException e) {
            return ": " + e.getMessage();
        }
    }
}
