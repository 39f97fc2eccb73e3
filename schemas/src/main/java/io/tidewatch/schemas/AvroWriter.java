package io.tidewatch.schemas;

import org.apache.avro.AvroRuntimeException;
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
    private final ValueWriter writer;
    private final ThreadLocal<BinaryOutput> outputs = ThreadLocal.withInitial(BinaryOutput::new);

    public AvroWriter(Topic<V> topic) {
        this.topic = topic;
        this.writer = ValueWriter.of(topic.schema());
    }

    /** The value, framed; throws {@link SerializationException} for one that does not fit its schema. */
    public byte[] write(V value) {
        BinaryOutput out = outputs.get();
        out.begin(WireFormat.HEADER_LENGTH);
        try {
            writer.write(value, out);
        } catch (AvroRuntimeException | ClassCastException e) {
            throw new SerializationException("value for " + topic.name() + " does not fit its schema", e);
        }
        return out.toBytes();
    }
}
