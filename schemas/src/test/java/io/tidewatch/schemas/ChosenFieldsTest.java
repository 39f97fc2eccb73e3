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
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
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
                case STRING, INT, LONG, BOOLEAN -> names.add(name);
                case RECORD -> {
                    names.add(name);
                    names.addAll(choosable(type, name + '.'));
                }
                case ARRAY -> {
                    if (type.getElementType().getType() == Schema.Type.STRING) {
                        names.add(name);
                    }
                }
                default -> { }
            }
        }
        return names;
    }

    private static Schema plain(Schema schema) {
        return schema.getType() == Schema.Type.UNION ? schema.getTypes().get(1) : schema;
    }

    private static <V extends SpecificRecord> Deserializer<List<String>> fields(AvroSerde<V> serde, Schema schema,
                                                                               List<String> names) {
        return serde.deserializer(names, () -> fields -> {
            List<String> told = new ArrayList<>();
            for (int i = 0; i < names.size(); i++) {
                told.add(names.get(i) + "=" + (fields.has(i) ? told(fields, i, type(schema, names.get(i))) : null));
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
            default -> "there";
        };
    }

    private static Schema type(Schema record, String name) {
        int end = name.indexOf('.');
        return end < 0 ? plain(record.getField(name).schema())
            : type(plain(record.getField(name.substring(0, end)).schema()), name.substring(end + 1));
    }

    private static List<String> expected(SpecificRecord value, List<String> names) {
        GenericRecord whole = GenericFrames.plain(value);
        return names.stream().map(name -> name + "=" + told(whole, name)).toList();
    }

    private static Object told(GenericRecord record, String name) {
        int end = name.indexOf('.');
        Object value = record.get(end < 0 ? name : name.substring(0, end));
        if (end >= 0) {
            return value == null ? null : told((GenericRecord) value, name.substring(end + 1));
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
    @Test
    void damagedValuesAreRefusedAsTheWholeReaderRefusesThem() throws Exception {
        Topic<IcmpEvent> topic = TOPICS.icmp();
        Random random = new Random(SEED);
        RandomValues values = new RandomValues(SEED);
        AvroSerde<IcmpEvent> serde = serde(topic);
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
            IcmpEvent[] whole = new IcmpEvent[1];
            Throwable problem = catchThrowable(() -> whole[0] = serde.deserializer().deserialize(topic.name(), bytes));
            if (problem == null) {
                assertThat(some.deserialize(topic.name(), bytes)).as("seed %d, damage %d", SEED, n)
                    .isEqualTo(expected(whole[0], names));
            } else {
                refused++;
                assertThatThrownBy(() -> some.deserialize(topic.name(), bytes)).as("seed %d, damage %d: %s", SEED, n,
                    problem).isInstanceOf(SerializationException.class);
            }
        }
        assertThat(refused).isBetween(DAMAGES / 10, DAMAGES);
    }

    @Test
    void valuesOfEveryReleasedSchemaAreRead() throws Exception {
        Topic<IcmpEvent> topic = TOPICS.icmp();
        AvroSerde<IcmpEvent> serde = serde(topic);
        List<String> names = choosable(topic.schema(), "");
        Deserializer<List<String>> fields = fields(serde, topic.schema(), names);
        RandomValues random = new RandomValues(SEED);
        int versions = 0;
        for (Schema writer : released("IcmpEvent")) {
            versions++;
            int id = registry.register(topic.subject(), new AvroSchema(writer));
            for (int n = 0; n < VALUES; n++) {
                byte[] framed = GenericFrames.write(id, narrowed(GenericFrames.plain(random.value(topic)), writer));
                IcmpEvent whole = serde.deserializer().deserialize(topic.name(), framed);
                assertThat(fields.deserialize(topic.name(), framed)).isEqualTo(expected(whole, names));
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
            narrow.put(field.pos(), old instanceof GenericRecord record
                ? narrowed(record, plain(field.schema())) : old instanceof List<?> list ? list.stream()
                .map(each -> each instanceof GenericRecord record ? narrowed(record, plain(field.schema())
                    .getElementType()) : each).toList() : old);
        }
        return narrow;
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
        for (String name : List.of("colour", "checksum", "vlan_ids", "quoted.colour")) {
            assertThatThrownBy(() -> fields(serde, TOPICS.icmp().schema(), List.of(name))).as(name)
                .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
