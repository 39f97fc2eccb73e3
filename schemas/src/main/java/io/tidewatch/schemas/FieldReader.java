package io.tidewatch.schemas;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
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
    /** Behind the name of a list: the records in it. */
    String LIST = "[]";

    void read(BinaryInput in, ChosenFields to);

    /**
     * What is to be read.
     *
     * @param names fields
     * @param reader the schema that they are looked up in
     */
    record Choice(List<String> names, Schema reader) {
        int place(String path) {
            return names.indexOf(path);
        }
    }

    /**
     * What reads values of a writer.
     *
     * @param writer their schema
     * @param reader the one that names are looked up in, and defaults of what the writer does not know
     * @param names fields, those of a record in a field behind a point, those of the records of a list behind {@code
     *     [].}
     */
    static FieldReader of(Schema writer, Schema reader, List<String> names) {
        if (SchemaCompatibility.checkReaderWriterCompatibility(reader, writer).getType()
                != SchemaCompatibilityType.COMPATIBLE) {
            throw new AvroRuntimeException("it is written as " + writer.getFullName() + " of an incompatible schema");
        }
        List<FieldReader> steps = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            Schema.Field wanted = find(reader, names.get(i));
            // Deeper in a list some of its records might lack it.
            int list = names.get(i).indexOf(LIST + '.');
            if (wanted == null || list >= 0 && names.get(i).indexOf('.', list + LIST.length() + 1) >= 0) {
                throw new IllegalArgumentException(reader.getFullName() + " has no field " + names.get(i));
            }
            Schema.Field written = find(writer, names.get(i));
            if (written != null && !kind(wanted).equals(kind(written))) {
                throw new AvroRuntimeException("its " + names.get(i) + " is written as " + written.schema());
            }
            if (written == null && !inList(names.get(i))) {
                steps.add(ofDefault(i, wanted));
            }
        }
        steps.add(of(writer, "", new Choice(names, reader)));
        return steps.size() == 1 ? steps.get(0) : (in, to) -> steps.forEach(step -> step.read(in, to));
    }

    private static Schema.Field find(Schema record, String name) {
        int end = name.indexOf('.');
        String first = end < 0 ? name : name.substring(0, end);
        boolean list = inList(first);
        Schema.Field field = record.getField(list ? first.substring(0, first.length() - LIST.length()) : first);
        if (field == null || end < 0) {
            return list ? null : field;
        }
        Schema within = value(field.schema());
        return find(list ? within.getElementType() : within, name.substring(end + 1));
    }

    private static boolean inList(String path) {
        return path.contains(LIST);
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
        Object value = defaultOf(field);
        if (value == null) {
            return (in, to) -> { };
        }
        if (value instanceof Number || value instanceof Boolean) {
            long number = value instanceof Number given ? given.longValue() : (Boolean) value ? 1 : 0;
            return (in, to) -> to.set(place, number);
        }
        return (in, to) -> to.set(place, value);
    }

    private static Object defaultOf(Schema.Field field) {
        Object value = field.defaultVal();
        return value == JsonProperties.NULL_VALUE ? null : field.schema().getType() == Schema.Type.ENUM
            ? (Object) field.schema().getEnumOrdinal((String) value) : value;
    }

    private static FieldReader of(Schema schema, String path, Choice choice) {
        int place = choice.place(path);
        if (place >= 0 && inList(path)) {
            return inEach(place, schema, path, choice);
        }
        return switch (schema.getType()) {
            case RECORD -> ofRecord(schema, path, choice);
            case UNION -> ofUnion(schema, path, choice);
            case ARRAY -> place < 0 ? passArray(of(schema.getElementType(), path + LIST, choice))
                : texts(schema, (to, texts) -> to.set(place, texts));
            case MAP -> passArray(both((in, to) -> in.passText(), of(schema.getValueType(), path + "{}", choice)));
            case STRING -> place < 0 ? (in, to) -> in.passText() : (in, to) -> to.set(place, in.text());
            case INT -> place < 0 ? (in, to) -> in.integer() : (in, to) -> to.set(place, in.integer());
            case LONG -> place < 0 ? (in, to) -> in.number() : (in, to) -> to.set(place, in.number());
            case NULL -> (in, to) -> { };
            case BOOLEAN -> place < 0 ? (in, to) -> in.pass(1) : (in, to) -> to.set(place, in.bool() ? 1 : 0);
            case ENUM -> ofEnum(schema, place, path, choice);
            default -> passPlain(schema, place);
        };
    }

    /** A field of the records of a list. None of them lacks it, so its values are as many as there are records. */
    private static FieldReader inEach(int place, Schema schema, String path, Choice choice) {
        return switch (schema.getType()) {
            case STRING -> (in, to) -> to.add(place, in.text());
            case ENUM -> {
                int[] symbols = symbols(schema, path, choice);
                yield (in, to) -> to.add(place, symbols[in.choice(symbols.length)]);
            }
            case ARRAY -> texts(schema, (to, texts) -> to.add(place, texts));
            default -> throw unfit(schema);
        };
    }

    private static IllegalArgumentException unfit(Schema schema) {
        return new IllegalArgumentException("a field of " + schema + " can't be chosen");
    }

    private static FieldReader ofEnum(Schema schema, int place, String path, Choice choice) {
        int many = schema.getEnumSymbols().size();
        if (place < 0) {
            return (in, to) -> in.choice(many);
        }
        int[] symbols = symbols(schema, path, choice);
        return (in, to) -> to.set(place, symbols[in.choice(many)]);
    }

    /** For each symbol of the writer the number of the reader's, or that of its default. */
    private static int[] symbols(Schema writer, String path, Choice choice) {
        Schema reader = value(find(choice.reader(), path).schema());
        return writer.getEnumSymbols().stream().mapToInt(symbol -> reader.getEnumOrdinal(
            reader.hasEnumSymbol(symbol) ? symbol : reader.getEnumDefault())).toArray();
    }

    private static FieldReader passPlain(Schema schema, int place) {
        if (place >= 0) {
            throw unfit(schema);
        }
        return switch (schema.getType()) {
            case BYTES -> (in, to) -> in.passText();
            case FIXED -> (in, to) -> in.pass(schema.getFixedSize());
            case FLOAT -> (in, to) -> in.pass(Float.BYTES);
            case DOUBLE -> (in, to) -> in.pass(Double.BYTES);
            default -> throw new AssertionError(schema);
        };
    }

    private static FieldReader ofRecord(Schema schema, String path, Choice choice) {
        List<FieldReader> fields = new ArrayList<>();
        int place = choice.place(path);
        if (place >= 0) {
            fields.add((in, to) -> to.set(place, 1));
        }
        schema.getFields().forEach(field -> fields.add(of(field.schema(), within(path, field.name()), choice)));
        if (path.endsWith(LIST)) {
            unwritten(schema, path, choice, fields);
        }
        FieldReader[] all = fields.toArray(FieldReader[]::new);
        return (in, to) -> {
            for (FieldReader field : all) {
                field.read(in, to);
            }
        };
    }

    private static String within(String path, String field) {
        return path.isEmpty() ? field : path + '.' + field;
    }

    /** Fields of the records of a list that their writer does not know have their default in each. */
    private static void unwritten(Schema schema, String path, Choice choice, List<FieldReader> fields) {
        for (int i = 0; i < choice.names().size(); i++) {
            String name = choice.names().get(i);
            String field = name.substring(name.lastIndexOf('.') + 1);
            if (name.equals(within(path, field)) && schema.getField(field) == null) {
                int place = i;
                Object value = defaultOf(find(choice.reader(), name));
                fields.add((in, to) -> to.add(place, value));
            }
        }
    }

    private static FieldReader ofUnion(Schema schema, String path, Choice choice) {
        FieldReader[] branches = schema.getTypes().stream().map(branch -> of(branch, path, choice))
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

    private static FieldReader texts(Schema schema, BiConsumer<ChosenFields, List<String>> target) {
        if (schema.getElementType().getType() != Schema.Type.STRING) {
            throw unfit(schema);
        }
        return (in, to) -> {
            long left = in.block();
            List<String> texts = left == 0 ? List.of() : new ArrayList<>();
            for (; left > 0; left = in.block()) {
                for (; left > 0; left--) {
                    texts.add(in.text());
                }
            }
            target.accept(to, texts);
        };
    }
}
