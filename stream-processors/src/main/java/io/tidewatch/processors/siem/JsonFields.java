package io.tidewatch.processors.siem;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Collection;

/**
 * Writes the fields of a JSON object. What is absent, empty or not a finite number is left out: receivers index
 * {@code null} and {@code []} in ways of their own, and JSON has no NaN.
 */
final class JsonFields {
    private static final int TYPICAL_BYTES = 4096;
    private static final JsonFactory JSON = new JsonFactory();

    private final JsonGenerator json;

    private JsonFields(JsonGenerator json) {
        this.json = json;
    }

    /** One object in UTF-8, without a newline. */
    static byte[] document(Content content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(TYPICAL_BYTES);
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            content.write(new JsonFields(json));
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** Writes the fields of one object, or of one item. */
    interface Content {
        void write(JsonFields fields) throws IOException;
    }

    /** Writes the fields of one item. */
    interface ItemContent<T> {
        void write(JsonFields fields, T item) throws IOException;
    }

    JsonFields object(String name, Content content) throws IOException {
        json.writeObjectFieldStart(name);
        content.write(this);
        json.writeEndObject();
        return this;
    }

    <T> JsonFields objects(String name, Collection<T> items, ItemContent<T> content) throws IOException {
        if (!items.isEmpty()) {
            json.writeArrayFieldStart(name);
            for (T item : items) {
                json.writeStartObject();
                content.write(this, item);
                json.writeEndObject();
            }
            json.writeEndArray();
        }
        return this;
    }

    JsonFields text(String name, String value) throws IOException {
        if (value != null && !value.isEmpty()) {
            json.writeStringField(name, value);
        }
        return this;
    }

    JsonFields texts(String name, Collection<String> values) throws IOException {
        if (!values.isEmpty()) {
            json.writeArrayFieldStart(name);
            for (String value : values) {
                json.writeString(value);
            }
            json.writeEndArray();
        }
        return this;
    }

    /** The symbol in lower case. */
    JsonFields word(String name, Enum<?> value) throws IOException {
        return text(name, AlertWords.lower(value));
    }

    JsonFields number(String name, long value) throws IOException {
        json.writeNumberField(name, value);
        return this;
    }

    JsonFields number(String name, Integer value) throws IOException {
        if (value != null) {
            json.writeNumberField(name, value);
        }
        return this;
    }

    JsonFields real(String name, Double value) throws IOException {
        if (value != null && Double.isFinite(value)) {
            json.writeNumberField(name, value);
        }
        return this;
    }

    JsonFields flag(String name, boolean value) throws IOException {
        json.writeBooleanField(name, value);
        return this;
    }

    /** ISO 8601 in UTC with milliseconds. */
    JsonFields time(String name, Instant value) throws IOException {
        return text(name, value == null ? null : AlertWords.time(value));
    }
}
