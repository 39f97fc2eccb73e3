package io.tidewatch.capture.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.tidewatch.schemas.AvroSafety;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;

/** What must hold of any record, whatever frame it was made of. For one thread. */
public final class RecordCheck {
    /** A record is longer than its frame by no more than this and this many times: addresses and numbers as text. */
    private static final int AVRO_FIXED = 2048;
    private static final int AVRO_PER_OCTET = 8;
    private static final int JSON_FIXED = 8192;
    private static final int JSON_PER_OCTET = 64;

    private static final JsonFactory JSON = new JsonFactory();
    private static final Map<Schema, SpecificDatumWriter<SpecificRecord>> WRITERS = new HashMap<>();
    private static final Map<Schema, SpecificDatumReader<SpecificRecord>> READERS = new HashMap<>();

    static {
        AvroSafety.ensure();
    }

    private RecordCheck() {
    }

    /** Writes and reads it as Avro and as JSON; throws an error when that does not work, or is too long. */
    public static void check(SpecificRecord record, int frameLength) {
        try {
            byte[] avro = avro(record);
            require(avro.length <= AVRO_FIXED + AVRO_PER_OCTET * frameLength, avro.length + " bytes of Avro", record);
            SpecificRecord back = READERS.computeIfAbsent(record.getSchema(), SpecificDatumReader::new)
                .read(null, DecoderFactory.get().binaryDecoder(avro, null));
            require(back.equals(record), "it came back as " + back, record);
            byte[] json = json(record);
            require(json.length <= JSON_FIXED + JSON_PER_OCTET * frameLength, json.length + " bytes of JSON", record);
            json(json, record);
        } catch (IOException e) {
            throw new UncheckedIOException(record.toString(), e);
        }
    }

    private static byte[] avro(SpecificRecord record) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
        WRITERS.computeIfAbsent(record.getSchema(), SpecificDatumWriter::new).write(record, encoder);
        return out.toByteArray();
    }

    private static byte[] json(SpecificRecord record) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        JsonLines lines = new JsonLines(out);
        lines.write("f.pcap", 1, "t", record);
        lines.flush();
        return out.toByteArray();
    }

    /** One line, one object, with the fields of the schema behind the three of the line. */
    private static void json(byte[] json, SpecificRecord record) throws IOException {
        String line = new String(json, StandardCharsets.UTF_8);
        require(line.indexOf('\n') == line.length() - 1 && line.indexOf('\r') < 0, "not one line: " + line, record);
        int fields = 0;
        int depth = 0;
        try (JsonParser parser = JSON.createParser(json)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                fields += token == JsonToken.FIELD_NAME && depth == 1 ? 1 : 0;
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
            }
        }
        require(fields == record.getSchema().getFields().size() + 3, fields + " fields: " + line, record);
    }

    private static void require(boolean held, String otherwise, SpecificRecord record) {
        if (!held) {
            throw new AssertionError(otherwise + " of " + record);
        }
    }
}
