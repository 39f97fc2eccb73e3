package io.tidewatch.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.MockSchemaRegistryClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Held against the reader of whole values: every field that can be chosen; random, older and damaged values. */
class ChosenFieldsTest {
    private static final Topics TOPICS = new Topics(Topics.DEFAULT_PREFIX);
    private static final long SEED = 20261126;
    private static final int VALUES = 200;
    private static final int DAMAGES = 3000;

    private final MockSchemaRegistryClient registry = new MockSchemaRegistryClient();

    static Stream<Topic<? extends SpecificRecord>> topics() {
        return TOPICS.all().stream().filter(Topic::avro);
    }

    private <V extends SpecificRecord> AvroSerde<V> serde(Topic<V> topic) throws Exception {
        registry.register(topic.subject(), new AvroSchema(topic.schema()));
        return new AvroSerde<>(topic, new RegistryAccess(registry, Duration.ZERO));
    }

    /** Everything that can be chosen. */
    private static List<String> choosable(Schema record, String before) {
        List<String> names = new ArrayList<>();
        for (Schema.Field field : record.getFields()) {
            Schema type = plain(field.schema());
            String name = before + field.name();
            switch (type.getType()) {
                case STRING, INT, LONG, BOOLEAN, ENUM -> names.add(name);
                case RECORD -> {
                    names.add(name);
                    names.addAll(choosable(type, name + '.'));
                }
                case ARRAY -> {
                    if (type.getElementType().getType() == Schema.Type.STRING) {
                        names.add(name);
                    } else if (type.getElementType().getType() == Schema.Type.RECORD) {
                        type.getElementType().getFields().stream().filter(each -> inEach(each.schema()))
                            .forEach(each -> names.add(name + "[]." + each.name()));
                    }
                }
                default -> { }
            }
        }
        return names;
    }

    /** Whether it can be chosen in the records of a list. */
    private static boolean inEach(Schema type) {
        return switch (type.getType()) {
            case STRING, ENUM -> true;
            case ARRAY -> type.getElementType().getType() == Schema.Type.STRING;
            default -> false;
        };
    }

    private static Schema plain(Schema schema) {
        return schema.getType() == Schema.Type.UNION ? schema.getTypes().get(1) : schema;
    }

    private static <V extends SpecificRecord> Deserializer<List<String>> fields(AvroSerde<V> serde, Schema schema,
                                                                               List<String> names) {
        return serde.deserializer(names, () -> fields -> {
            List<String> told = new ArrayList<>();
            for (int i = 0; i < names.size(); i++) {
                Schema type = type(schema, names.get(i));
                told.add(names.get(i) + "=" + (names.get(i).contains("[]") ? each(fields, i, type)
                    : fields.has(i) ? told(fields, i, type) : null));
            }
            return told;
        });
    }

    private static Object told(ChosenFields fields, int place, Schema type) {
        return switch (type.getType()) {
            case STRING -> fields.text(place);
            case INT -> fields.integer(place, -1);
            case LONG -> fields.number(place, -1);
            case BOOLEAN -> fields.number(place, -1) == 1;
            case ARRAY -> fields.texts(place);
            case ENUM -> fields.symbol(place, constants(type));
            default -> "there";
        };
    }

    private static List<Object> each(ChosenFields fields, int place, Schema type) {
        List<Object> told = new ArrayList<>();
        for (int record = 0; record < fields.records(place); record++) {
            told.add(switch (type.getType()) {
                case ENUM -> fields.symbol(place, record, constants(type));
                case ARRAY -> fields.texts(place, record);
                default -> fields.text(place, record);
            });
        }
        return told;
    }

    private static Object[] constants(Schema type) {
        return SpecificData.get().getClass(type).getEnumConstants();
    }

    private static Schema type(Schema record, String name) {
        int end = name.indexOf('.');
        if (end < 0) {
            return plain(record.getField(name).schema());
        }
        Schema type = plain(record.getField(name.substring(0, end).replace("[]", "")).schema());
        return type(type.getType() == Schema.Type.ARRAY ? type.getElementType() : type, name.substring(end + 1));
    }

    private static List<String> expected(SpecificRecord value, List<String> names) {
        GenericRecord whole = GenericFrames.plain(value);
        return names.stream().map(name -> name + "=" + told(whole, name)).toList();
    }

    private static Object told(GenericRecord record, String name) {
        int end = name.indexOf('.');
        Object value = record.get(end < 0 ? name : name.substring(0, end).replace("[]", ""));
        if (value instanceof List<?> records && end >= 0) {
            return records.stream().map(each -> told((GenericRecord) each, name.substring(end + 1))).toList();
        }
        if (end >= 0) {
            return value != null ? told((GenericRecord) value, name.substring(end + 1))
                : name.contains("[]") ? List.of() : null;
        }
        return value instanceof GenericRecord ? "there" : value instanceof List<?> list ? List.copyOf(list) : value;
    }

    @ParameterizedTest
    @MethodSource("topics")
    void fieldsAreThoseOfTheWholeValue(Topic<? extends SpecificRecord> topic) throws Exception {
        compare(topic);
    }

    private <V extends SpecificRecord> void compare(Topic<V> topic) throws Exception {
        RandomValues random = new RandomValues(SEED);
        AvroSerde<V> serde = serde(topic);
        List<String> names = choosable(topic.schema(), "");
        Deserializer<List<String>> all = fields(serde, topic.schema(), names);
        // A reader that passes over most.
        List<String> few = names.subList(names.size() / 2, names.size() / 2 + 2);
        Deserializer<List<String>> some = fields(serde, topic.schema(), few);
        for (int n = 0; n < VALUES; n++) {
            V value = random.value(topic);
            byte[] framed = serde.serializer().serialize(topic.name(), value);
            assertThat(all.deserialize(topic.name(), framed)).as("seed %d, value %d", SEED, n)
                .isEqualTo(expected(value, names));
            assertThat(some.deserialize(topic.name(), framed)).as("seed %d, value %d", SEED, n)
                .isEqualTo(expected(value, few));
        }
    }

    /** What one reader refuses the other refuses, and else both read the same. */
    @ParameterizedTest
    @MethodSource("events")
    void damagedValuesAreRefusedAsTheWholeReaderRefusesThem(Topic<? extends SpecificRecord> topic) throws Exception {
        damage(topic);
    }

    static Stream<Topic<? extends SpecificRecord>> events() {
        return Stream.of(TOPICS.icmp(), TOPICS.gmp());
    }

    private <V extends SpecificRecord> void damage(Topic<V> topic) throws Exception {
        Random random = new Random(SEED);
        RandomValues values = new RandomValues(SEED);
        AvroSerde<V> serde = serde(topic);
        List<String> names = choosable(topic.schema(), "");
        Deserializer<List<String>> some = fields(serde, topic.schema(), names);
        int refused = 0;
        for (int n = 0; n < DAMAGES; n++) {
            byte[] damaged = serde.serializer().serialize(topic.name(), values.value(topic));
            damaged = random.nextInt(4) == 0 ? Arrays.copyOf(damaged, 6 + random.nextInt(damaged.length)) : damaged;
            for (int flips = random.nextInt(3); flips >= 0; flips--) {
                damaged[5 + random.nextInt(damaged.length - 5)] = (byte) random.nextInt();
            }
            byte[] bytes = damaged;
            AtomicReference<V> whole = new AtomicReference<>();
            Throwable problem = catchThrowable(
                () -> whole.set(serde.deserializer().deserialize(topic.name(), bytes)));
            if (problem == null) {
                assertThat(some.deserialize(topic.name(), bytes)).as("seed %d, damage %d", SEED, n)
                    .isEqualTo(expected(whole.get(), names));
            } else {
                refused++;
                assertThatThrownBy(() -> some.deserialize(topic.name(), bytes)).as("seed %d, damage %d: %s", SEED, n,
                    problem).isInstanceOf(SerializationException.class);
            }
        }
        assertThat(refused).isBetween(DAMAGES / 10, DAMAGES);
    }

    @ParameterizedTest
    @MethodSource("events")
    void valuesOfEveryReleasedSchemaAreRead(Topic<? extends SpecificRecord> topic) throws Exception {
        released(topic);
    }

    private <V extends SpecificRecord> void released(Topic<V> topic) throws Exception {
        AvroSerde<V> serde = serde(topic);
        List<String> names = choosable(topic.schema(), "");
        Deserializer<List<String>> fields = fields(serde, topic.schema(), names);
        RandomValues random = new RandomValues(SEED);
        int versions = 0;
        for (Schema writer : released(topic.schema().getName())) {
            versions++;
            int id = registry.register(topic.subject(), new AvroSchema(writer));
            for (int n = 0; n < VALUES; n++) {
                byte[] framed = GenericFrames.write(id, narrowed(GenericFrames.plain(random.value(topic)), writer));
                AtomicReference<V> whole = new AtomicReference<>();
                Throwable refused = catchThrowable(
                    () -> whole.set(serde.deserializer().deserialize(topic.name(), framed)));
                if (refused == null) {
                    assertThat(fields.deserialize(topic.name(), framed)).isEqualTo(expected(whole.get(), names));
                } else {
                    // At the end of a value Avro wants as many bytes for a list as its records have in today's schema.
                    assertThat(refused).hasMessageContaining("Collection claims");
                }
            }
        }
        assertThat(versions).isGreaterThan(2);
    }

    private static List<Schema> released(String name) throws IOException {
        List<Schema> released = new ArrayList<>();
        Path folder = Path.of(System.getProperty("tidewatch.root"), "schemas", "released");
        for (int version = 1; Files.exists(folder.resolve(name + "." + version + ".avsc")); version++) {
            released.add(new Schema.Parser().parse(folder.resolve(name + "." + version + ".avsc").toFile()));
        }
        return released;
    }

    /** With the fields that a schema has. */
    private static GenericRecord narrowed(GenericRecord value, Schema schema) {
        GenericRecord narrow = new GenericData.Record(schema);
        for (Schema.Field field : schema.getFields()) {
            Object old = value.get(field.name());
            if (plain(field.schema()).getType() == Schema.Type.ENUM
                    && !plain(field.schema()).hasEnumSymbol(String.valueOf(old))) {
                old = new GenericData.EnumSymbol(field.schema(), field.schema().getEnumDefault());
            }
            narrow.put(field.pos(), old instanceof GenericRecord record
                ? narrowed(record, plain(field.schema())) : old instanceof List<?> list ? list.stream()
                .map(each -> each instanceof GenericRecord record ? narrowed(record, plain(field.schema())
                    .getElementType()) : each).toList() : old);
        }
        return narrow;
    }

    /** Whoever wrote before a field was there has left it out in each record. */
    @Test
    void recordsOfAListHaveDefaultsForWhatTheirWriterDidNotKnow() throws Exception {
        Topic<GmpEvent> topic = TOPICS.gmp();
        AvroSerde<GmpEvent> serde = serde(topic);
        Schema older = new Schema.Parser().parse(topic.schema().toString().replaceFirst(
            "\\{\"name\":\"sources\",\"type\":\\{\"type\":\"array\",\"items\":(\\{[^}]*}|\"string\")}[^}]*},"
            + "(?=\\{\"name\":\"raw_type\")", ""));
        int id = registry.register(topic.subject(), new AvroSchema(older));
        List<String> names = List.of("records[].sources", "records[].group", "sources");
        RandomValues random = new RandomValues(SEED);
        for (int n = 0; n < VALUES; n++) {
            GenericRecord value = narrowed(GenericFrames.plain(random.value(topic)), older);
            byte[] framed = GenericFrames.write(id, value);
            List<?> records = (List<?>) value.get("records");
            assertThat(fields(serde, topic.schema(), names).deserialize(topic.name(), framed)).isEqualTo(List.of(
                "records[].sources=" + records.stream().map(each -> List.of()).toList(),
                "records[].group=" + told(value, "records[].group"), "sources=" + told(value, "sources")));
            assertThat(serde.deserializer().deserialize(topic.name(), framed).getRecords()).hasSameSizeAs(records);
        }
    }

    @Test
    void aNullStaysOneAndAForeignFormatIsNamed() throws Exception {
        Deserializer<List<String>> fields = fields(serde(TOPICS.icmp()), TOPICS.icmp().schema(), List.of("sensor"));
        assertThat(fields.deserialize(TOPICS.icmp().name(), null)).isNull();
        assertThatThrownBy(() -> fields.deserialize(TOPICS.icmp().name(), new byte[] {1, 2, 3, 4, 5, 6}))
            .isInstanceOf(SerializationException.class).hasMessageContaining("starts with byte 1");
    }

    @Test
    void whatCanNotBeChosenIsRefused() throws Exception {
        AvroSerde<IcmpEvent> serde = serde(TOPICS.icmp());
        for (String name : List.of("colour", "extensions", "vlan_ids", "quoted.colour", "extensions[]",
                "extensions[].colour", "extensions[].mpls", "extensions[].mpls[].label", "extensions[].class_number")) {
            assertThatThrownBy(() -> fields(serde, TOPICS.icmp().schema(), List.of(name))).as(name)
                .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
