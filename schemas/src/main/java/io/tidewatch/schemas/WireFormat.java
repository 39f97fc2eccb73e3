package io.tidewatch.schemas;

import java.nio.ByteBuffer;
import org.apache.kafka.common.errors.SerializationException;

/** The frame around every Avro value: a zero byte, the schema id in four bytes, big-endian, then Avro binary. */
public final class WireFormat {
    static final byte MAGIC = 0;
    static final int HEADER_LENGTH = 5;

    private WireFormat() {
    }

    /** Fills the schema id into a framed value. */
    public static void address(byte[] framed, int id) {
        ByteBuffer.wrap(framed).putInt(1, id);
    }

    /** The schema id of a framed value. */
    static int schemaId(String topic, byte[] framed) {
        if (framed.length < HEADER_LENGTH) {
            throw new SerializationException("value on " + topic + " has " + framed.length
                + " bytes, fewer than the 5 of a Confluent wire format header");
        }
        if (framed[0] != MAGIC) {
            throw new SerializationException("value on " + topic + " starts with byte " + (framed[0] & 0xff)
                + ", not with the 0 of the Confluent wire format");
        }
        return ByteBuffer.wrap(framed, 1, Integer.BYTES).getInt();
    }
}
