package io.tidewatch.processors.query;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;

/**
 * JSON schemas of the objects in answers: those of the contract from their Avro schemas, with what these say of each
 * field, the others from the records that are told. Named types are collected to be referred to.
 */
final class Schemas {
    private static final String TYPE = "type";
    private static final String DESCRIPTION = "description";
    private static final String STRING = "string";

    private final Map<String, ObjectNode> named = new TreeMap<>();

    /** The types that were referred to, by name. */
    Map<String, ObjectNode> named() {
        return named;
    }

    /** An object with the fields of these types together. */
    ObjectNode object(Iterable<Class<?>> types) {
        ObjectNode schema = Json.nothing().put(TYPE, "object");
        ArrayNode required = schema.putArray("required");
        ObjectNode properties = schema.putObject("properties");
        for (Class<?> type : types) {
            fields(type, properties);
        }
        properties.fieldNames().forEachRemaining(required::add);
        return schema;
    }

    private void fields(Class<?> type, ObjectNode properties) {
        if (SpecificRecord.class.isAssignableFrom(type)) {
            for (Schema.Field field : SpecificData.get().getSchema(type).getFields()) {
                properties.putIfAbsent(field.name(), described(of(field.schema()), field.doc()));
            }
            return;
        }
        for (RecordComponent component : Fields.components(type)) {
            About about = component.getAnnotation(About.class);
            if (about == null) {
                throw new IllegalStateException("nothing is said about " + type.getSimpleName() + '.'
                    + component.getName());
            }
            ObjectNode schema = of(component.getGenericType());
            properties.putIfAbsent(Fields.name(component), described(about.nullable() ? nullable(schema) : schema,
                about.value()));
        }
    }

    private static ObjectNode described(ObjectNode schema, String about) {
        return about == null ? schema : schema.put(DESCRIPTION, about);
    }

    private static ObjectNode nullable(ObjectNode schema) {
        ObjectNode either = Json.nothing();
        either.putArray("anyOf").add(schema).addObject().put(TYPE, "null");
        return either;
    }

    private ObjectNode reference(String name, String about, Supplier<ObjectNode> definition) {
        if (!named.containsKey(name)) {
            // First the name, then what it is: types may hold themselves.
            named.put(name, Json.nothing());
            named.put(name, described(definition.get(), about));
        }
        return Json.nothing().put("$ref", "#/components/schemas/" + name);
    }

    /** The schema of what a type is told as; named types become references. */
    ObjectNode of(Type type) {
        if (type instanceof ParameterizedType list) {
            ObjectNode schema = Json.nothing().put(TYPE, "array");
            schema.set("items", of(list.getActualTypeArguments()[0]));
            return schema;
        }
        Class<?> plain = (Class<?>) type;
        if (plain == String.class) {
            return Json.nothing().put(TYPE, STRING);
        } else if (plain == Instant.class) {
            return time();
        } else if (plain == boolean.class || plain == Boolean.class) {
            return Json.nothing().put(TYPE, "boolean");
        } else if (plain == int.class || plain == long.class) {
            return Json.nothing().put(TYPE, "integer");
        } else if (plain == ObjectNode.class) {
            return Json.nothing().put(TYPE, "object");
        } else if (plain.isRecord()) {
            return reference(plain.getSimpleName(), null, () -> object(List.of(plain)));
        }
        return of(SpecificData.get().getSchema(plain));
    }

    private static ObjectNode time() {
        return Json.nothing().put(TYPE, STRING).put("format", "date-time");
    }

    private ObjectNode of(Schema schema) {
        return switch (schema.getType()) {
            case RECORD -> reference(schema.getName(), schema.getDoc(),
                () -> object(List.of(SpecificData.get().getClass(schema))));
            case ENUM -> reference(schema.getName(), schema.getDoc(), () -> {
                ObjectNode words = Json.nothing().put(TYPE, STRING);
                schema.getEnumSymbols().forEach(words.putArray("enum")::add);
                return words;
            });
            case ARRAY -> {
                ObjectNode list = Json.nothing().put(TYPE, "array");
                list.set("items", of(schema.getElementType()));
                yield list;
            }
            case UNION -> nullable(of(schema.getTypes().get(1)));
            case LONG -> schema.getLogicalType() instanceof LogicalTypes.TimestampMillis ? time()
                : Json.nothing().put(TYPE, "integer");
            case INT -> Json.nothing().put(TYPE, "integer");
            case FLOAT, DOUBLE -> Json.nothing().put(TYPE, "number");
            case BOOLEAN -> Json.nothing().put(TYPE, "boolean");
            case STRING -> Json.nothing().put(TYPE, STRING);
            default -> throw new IllegalStateException("the API tells nothing of type " + schema.getType());
        };
    }
}
