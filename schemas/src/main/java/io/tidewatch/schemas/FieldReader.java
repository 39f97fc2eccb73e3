package io.tidewatch.schemas;

import java.util.ArrayList;
import java.util.List;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.JsonProperties;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;

/**
 * Reads a value of one writer's schema: chosen fields, and over the rest it passes. What the schema says of each field
 * is found out once. It refuses what Avro's own reader refuses.
 */
@FunctionalInterface
interface FieldReader {
    void read(BinaryInput in, ChosenFields to);

    /**
     * What reads values of a writer.
     *
     * @param writer their schema
     * @param reader the one that names are looked up in, and defaults of what the writer does not know
     * @param names fields, those of a record in a field behind a point
     */
    static FieldReader of(Schema writer, Schema reader, List<String> names) {
        if (SchemaCompatibility.checkReaderWriterCompatibility(reader, writer).getType()
                != SchemaCompatibilityType.COMPATIBLE) {
            throw new AvroRuntimeException("it is written as " + writer.getFullName() + " of an incompatible schema");
        }
        List<FieldReader> steps = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            Schema.Field wanted = find(reader, names.get(i));
            if (wanted == null) {
                throw new IllegalArgumentException(reader.getFullName() + " has no field " + names.get(i));
            }
            Schema.Field written = find(writer, names.get(i));
            if (written == null) {
                steps.add(ofDefault(i, wanted));
            } else if (!kind(wanted).equals(kind(written))) {
                throw new AvroRuntimeException("its " + names.get(i) + " is written as " + written.schema());
            }
        }
        steps.add(of(writer, "", names));
        return steps.size() == 1 ? steps.get(0) : (in, to) -> steps.forEach(step -> step.read(in, to));
    }

    private static Schema.Field find(Schema record, String name) {
        int end = name.indexOf('.');
        Schema.Field field = record.getField(end < 0 ? name : name.substring(0, end));
        return field == null || end < 0 ? field : find(value(field.schema()), name.substring(end + 1));
    }

    /** What may be null, if it is not. */
    private static Schema value(Schema schema) {
        return schema.getType() == Schema.Type.UNION && schema.getTypes().size() == 2
            && schema.getTypes().get(0).getType() == Schema.Type.NULL ? schema.getTypes().get(1) : schema;
    }

    private static String kind(Schema.Field field) {
        Schema value = value(field.schema());
        return value.getType() + (value.getLogicalType() == null ? "" : " " + value.getLogicalType().getName());
    }

    private static FieldReader ofDefault(int place, Schema.Field field) {
        Object value = field.defaultVal();
        if (value == null || value == JsonProperties.NULL_VALUE) {
            return (in, to) -> { };
        }
        if (value instanceof Number || value instanceof Boolean) {
            long number = value instanceof Number given ? given.longValue() : (Boolean) value ? 1 : 0;
            return (in, to) -> to.set(place, number);
        }
        return (in, to) -> to.set(place, value);
    }

    private static FieldReader of(Schema schema, String path, List<String> names) {
        int place = names.indexOf(path);
        return switch (schema.getType()) {
            case RECORD -> ofRecord(schema, path, names);
            case UNION -> ofUnion(schema, path, names);
            case ARRAY -> place < 0 ? passArray(of(schema.getElementType(), path + "[]", names))
                : texts(place, schema);
            case MAP -> passArray(both((in, to) -> in.passText(), of(schema.getValueType(), path + "{}", names)));
            case STRING -> place < 0 ? (in, to) -> in.passText() : (in, to) -> to.set(place, in.text());
            case INT -> place < 0 ? (in, to) -> in.integer() : (in, to) -> to.set(place, in.integer());
            case LONG -> place < 0 ? (in, to) -> in.number() : (in, to) -> to.set(place, in.number());
            case NULL -> (in, to) -> { };
            case BOOLEAN -> place < 0 ? (in, to) -> in.pass(1) : (in, to) -> to.set(place, in.bool() ? 1 : 0);
            default -> passPlain(schema, place);
        };
    }

    private static FieldReader passPlain(Schema schema, int place) {
        if (place >= 0) {
            throw new IllegalArgumentException("a field of " + schema + " can't be chosen");
        }
        return switch (schema.getType()) {
            case ENUM -> (in, to) -> in.choice(schema.getEnumSymbols().size());
            case BYTES -> (in, to) -> in.passText();
            case FIXED -> (in, to) -> in.pass(schema.getFixedSize());
            case FLOAT -> (in, to) -> in.pass(Float.BYTES);
            case DOUBLE -> (in, to) -> in.pass(Double.BYTES);
            default -> throw new AssertionError(schema);
        };
    }

    private static FieldReader ofRecord(Schema schema, String path, List<String> names) {
        FieldReader[] fields = schema.getFields().stream()
            .map(field -> of(field.schema(), path.isEmpty() ? field.name() : path + '.' + field.name(), names))
            .toArray(FieldReader[]::new);
        int place = names.indexOf(path);
        return (in, to) -> {
            if (place >= 0) {
                to.set(place, 1);
            }
            for (FieldReader field : fields) {
                field.read(in, to);
            }
        };
    }

    private static FieldReader ofUnion(Schema schema, String path, List<String> names) {
        FieldReader[] branches = schema.getTypes().stream().map(branch -> of(branch, path, names))
            .toArray(FieldReader[]::new);
        return (in, to) -> branches[in.choice(branches.length)].read(in, to);
    }

    private static FieldReader both(FieldReader first, FieldReader second) {
        return (in, to) -> {
            first.read(in, to);
            second.read(in, to);
        };
    }

    private static FieldReader passArray(FieldReader element) {
        return (in, to) -> {
            for (long left = in.block(); left > 0; left = in.block()) {
                for (; left > 0; left--) {
                    element.read(in, to);
                }
            }
        };
    }

    private static FieldReader texts(int place, Schema schema) {
        if (schema.getElementType().getType() != Schema.Type.STRING) {
            throw new IllegalArgumentException("a field of " + schema + " can't be chosen");
        }
        return (in, to) -> {
            long left = in.block();
            List<String> texts = left == 0 ? List.of() : new ArrayList<>();
            for (; left > 0; left = in.block()) {
                for (; left > 0; left--) {
                    texts.add(in.text());
                }
            }
            to.set(place, texts);
        };
    }
}
