package io.tidewatch.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.avro.generic.GenericRecord;

/** Avro values as plain JSON: numbers for times, text for enums, arrays of numbers for bytes. */
final class Plain {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final DateTimeFormatter ISO =
        DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private Plain() {
    }

    static JsonNode of(Object value) {
        if (value == null) {
            return NODES.nullNode();
        }
        if (value instanceof GenericRecord fields) {
            ObjectNode object = NODES.objectNode();
            fields.getSchema().getFields().forEach(field -> object.set(field.name(), of(fields.get(field.pos()))));
            return object;
        }
        if (value instanceof Collection<?> items) {
            ArrayNode array = NODES.arrayNode();
            items.forEach(item -> array.add(of(item)));
            return array;
        }
        if (value instanceof Map<?, ?> entries) {
            ObjectNode object = NODES.objectNode();
            entries.forEach((key, item) -> object.set(key.toString(), of(item)));
            return object;
        }
        return scalar(value);
    }

    private static JsonNode scalar(Object value) {
        if (value instanceof ByteBuffer bytes) {
            ArrayNode array = NODES.arrayNode();
            for (int i = bytes.position(); i < bytes.limit(); i++) {
                array.add(bytes.get(i) & 0xff);
            }
            return array;
        }
        if (value instanceof Boolean bool) {
            return NODES.booleanNode(bool);
        }
        return value instanceof Number number ? number(number) : NODES.textNode(value.toString());
    }

    /** Whole numbers are one kind: JavaScript has no other. */
    private static JsonNode number(Number number) {
        double real = number.doubleValue();
        return real == Math.rint(real) && !(number instanceof Long) ? NODES.numberNode(number.longValue())
            : number instanceof Long ? NODES.numberNode(number.longValue()) : NODES.numberNode(real);
    }

    /** JSON that another program made of the same values, in this form. */
    static JsonNode of(JsonNode value) {
        if (value.isObject()) {
            if (value.path("type").asText().equals("Buffer") && value.path("data").isArray()) {
                return of(value.get("data"));
            }
            ObjectNode object = NODES.objectNode();
            value.properties().forEach(field -> object.set(field.getKey(), of(field.getValue())));
            return object;
        }
        if (value.isArray()) {
            ArrayNode array = NODES.arrayNode();
            value.forEach(item -> array.add(of(item)));
            return array;
        }
        return value.isNumber() ? number(value.isIntegralNumber() ? Long.valueOf(value.longValue())
            : Double.valueOf(value.doubleValue())) : value;
    }

    /** An event that {@code tidewatch decode} prints, as its topic has it: times are numbers. */
    static ObjectNode asOnTheTopic(JsonNode printed) {
        ObjectNode event = printed.deepCopy();
        event.remove(List.of("file", "frame", "topic"));
        for (String time : List.of("captured_at", "first_at", "last_at")) {
            if (event.path(time).isTextual()) {
                event.put(time, micros(event.path(time).asText()));
            }
        }
        return (ObjectNode) of(event);
    }

    /** A time of {@code tidewatch decode} or the API as the microseconds that the topics of events carry. */
    static long micros(String time) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse(time));
    }

    /** The same as the milliseconds that the topics of state carry. */
    static long millis(String time) {
        return Instant.parse(time).toEpochMilli();
    }

    /** Milliseconds as the formats write them. */
    static String isoTime(long millis) {
        return ISO.format(Instant.ofEpochMilli(millis));
    }
}
