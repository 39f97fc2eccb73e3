package io.tidewatch.processors.query;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;

/**
 * How answers look: field names in snake case, times as ISO 8601 text in UTC with milliseconds, records of the
 * contract with exactly the field names that they have on the topics.
 */
final class Json {
    private static final DateTimeFormatter TIME =
        DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final ObjectMapper MAPPER = new ObjectMapper()
        .setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
        .registerModule(new SimpleModule()
            .addSerializer(Instant.class, new TimeSerializer())
            .addSerializer(SpecificRecord.class, new ContractSerializer()));

    private Json() {
    }

    static byte[] bytes(Object answer) {
        try {
            return MAPPER.writeValueAsBytes(answer);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * What was written as JSON.
     *
     * @throws IOException when it is no object
     */
    static ObjectNode read(byte[] json) throws IOException {
        if (MAPPER.readTree(json) instanceof ObjectNode object) {
            return object;
        }
        throw new IOException("no JSON object");
    }

    /** An object without fields. */
    static ObjectNode nothing() {
        return MAPPER.createObjectNode();
    }

    static JsonNode tree(Object value) {
        return MAPPER.valueToTree(value);
    }

    /** An answer as an object to which fields can be added. */
    static ObjectNode object(Object value) {
        return MAPPER.valueToTree(value);
    }

    static String time(Instant time) {
        return TIME.format(time);
    }

    private static final class TimeSerializer extends JsonSerializer<Instant> {
        @Override
        public void serialize(Instant value, JsonGenerator json, SerializerProvider unused) throws IOException {
            json.writeString(time(value));
        }
    }

    /** Walks the record by its schema: the getters of generated classes are not what the topics call the fields. */
    private static final class ContractSerializer extends JsonSerializer<SpecificRecord> {
        @Override
        public void serialize(SpecificRecord value, JsonGenerator json, SerializerProvider provider)
                throws IOException {
            json.writeStartObject();
            for (Schema.Field field : value.getSchema().getFields()) {
                json.writeFieldName(field.name());
                provider.defaultSerializeValue(value.get(field.pos()), json);
            }
            json.writeEndObject();
        }
    }
}
