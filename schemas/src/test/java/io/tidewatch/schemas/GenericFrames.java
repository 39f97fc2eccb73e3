package io.tidewatch.schemas;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;

/** The wire format by Avro's generic side, as a stranger would write it. */
final class GenericFrames {
    private GenericFrames() {
    }

    static byte[] write(int schemaId, GenericRecord value) {
        byte[] body = binary(new GenericDatumWriter<>(value.getSchema()), value);
        return ByteBuffer.allocate(body.length + 5).put((byte) 0).putInt(schemaId).put(body).array();
    }

    /** A specific record with plain longs for times. */
    static GenericRecord plain(SpecificRecord value) {
        Schema schema = value.getSchema();
        byte[] body = binary(new SpecificDatumWriter<SpecificRecord>(schema), value);
        try {
            return new GenericDatumReader<GenericRecord>(schema).read(null,
                DecoderFactory.get().binaryDecoder(body, null));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static <T> byte[] binary(DatumWriter<T> writer, T value) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
        try {
            writer.write(value, encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
