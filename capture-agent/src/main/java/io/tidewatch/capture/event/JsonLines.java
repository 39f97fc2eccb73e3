package io.tidewatch.capture.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;

/**
 * Avro records as JSON, one a line, with exactly the schema's field names in the schema's order. Nulls are written,
 * enums are their symbols, instants are ISO 8601 text in UTC with all six digits of the microseconds (three for
 * milliseconds).
 */
public final class JsonLines {
    private static final DateTimeFormatter MICROS = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'")
        .withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter MILLIS = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'")
        .withZone(ZoneOffset.UTC);
    private static final String MICROS_TYPE = "timestamp-micros";

    private final JsonGenerator json;

    /** Writes to a stream, which stays open. */
    public JsonLines(OutputStream out) throws IOException {
        json = new JsonFactory().createGenerator(out);
        json.setPrettyPrinter(new MinimalPrettyPrinter(""));
        json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
    }

    /** One line: file, frame, topic, then the record's fields. */
    public void write(String file, long frame, String topic, IndexedRecord record) throws IOException {
        json.writeStartObject();
        json.writeStringField("file", file);
        json.writeNumberField("frame", frame);
        json.writeStringField("topic", topic);
        fields(record);
        json.writeEndObject();
        json.writeRaw('\n');
    }

    /** Hands on what is written so far. */
    public void flush() throws IOException {
        json.flush();
    }

    private void fields(IndexedRecord record) throws IOException {
        for (Schema.Field field : record.getSchema().getFields()) {
            json.writeFieldName(field.name());
            value(field.schema(), record.get(field.pos()));
        }
    }

    private void value(Schema schema, Object value) throws IOException {
        if (value == null) {
            json.writeNull();
        } else if (value instanceof IndexedRecord record) {
            json.writeStartObject();
            fields(record);
            json.writeEndObject();
        } else if (value instanceof List<?> list) {
            json.writeStartArray();
            for (Object element : list) {
                value(schema, element);
            }
            json.writeEndArray();
        } else if (value instanceof Instant instant) {
            boolean micros = schema.getLogicalType() == null
                || schema.getLogicalType().getName().equals(MICROS_TYPE);
            json.writeString((micros ? MICROS : MILLIS).format(instant));
        } else if (value instanceof Boolean bool) {
            json.writeBoolean(bool);
        } else if (value instanceof Long || value instanceof Integer) {
            json.writeNumber(((Number) value).longValue());
        } else if (value instanceof Double number) {
            json.writeNumber(number);
        } else {
            json.writeString(value.toString());
        }
    }
}
