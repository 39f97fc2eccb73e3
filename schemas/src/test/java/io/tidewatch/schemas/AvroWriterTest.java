package io.tidewatch.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Held against Avro's own writer, over random values of every record of the contract. */
class AvroWriterTest {
    private static final Topics TOPICS = new Topics(Topics.DEFAULT_PREFIX);
    private static final long SEED = 20261125;
    private static final int VALUES = 300;
    private static final String[] TEXTS = {"", "lan", "239.1.1.1", "ff3e:30:2001:db8:9::4321", "Straße", "組播",
        "\uD83D\uDCE1", "x".repeat(3000)};
    private static final Instant[] TIMES = {Instant.EPOCH, Instant.ofEpochSecond(-1, 999_999_999),
        Instant.parse("2026-03-01T12:00:00.123456789Z"), Instant.parse("0001-01-01T00:00:00.000001Z"),
        Instant.parse("9999-12-31T23:59:59.999999Z")};

    private final Random random = new Random(SEED);

    static Stream<Topic<? extends SpecificRecord>> topics() {
        return TOPICS.all().stream().filter(Topic::avro);
    }

    @ParameterizedTest
    @MethodSource("topics")
    void theBytesAreThoseOfAvro(Topic<? extends SpecificRecord> topic) throws IOException {
        compare(topic);
    }

    private <V extends SpecificRecord> void compare(Topic<V> topic) throws IOException {
        AvroWriter<V> writer = new AvroWriter<>(topic);
        for (int n = 0; n < VALUES; n++) {
            V value = topic.recordType().cast(any(topic.schema()));
            byte[] framed = writer.write(value);
            assertThat(Arrays.copyOfRange(framed, WireFormat.HEADER_LENGTH, framed.length))
                .as("seed %d, value %d: %s", SEED, n, value).isEqualTo(byAvro(topic, value));
        }
    }

    private static <V extends SpecificRecord> byte[] byAvro(Topic<V> topic, V value) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
        new SpecificDatumWriter<V>(topic.schema()).write(value, encoder);
        encoder.flush();
        return bytes.toByteArray();
    }

    private Object any(Schema schema) {
        return switch (schema.getType()) {
            case RECORD -> {
                SpecificRecord made = (SpecificRecord) SpecificData.newInstance(SpecificData.get().getClass(schema),
                    schema);
                schema.getFields().forEach(field -> made.put(field.pos(), any(field.schema())));
                yield made;
            }
            case UNION -> random.nextBoolean() ? null : any(schema.getTypes().get(1));
            case ARRAY -> IntStream.range(0, random.nextInt(4)).mapToObj(n -> any(schema.getElementType())).toList();
            case ENUM -> SpecificData.get().createEnum(
                schema.getEnumSymbols().get(random.nextInt(schema.getEnumSymbols().size())), schema);
            case LONG -> schema.getLogicalType() != null ? TIMES[random.nextInt(TIMES.length)]
                : (Object) (random.nextLong() >> random.nextInt(Long.SIZE));
            case INT -> random.nextInt() >> random.nextInt(Integer.SIZE);
            case BOOLEAN -> random.nextBoolean();
            case DOUBLE -> random.nextGaussian();
            case STRING -> TEXTS[random.nextInt(TEXTS.length)];
            default -> throw new AssertionError("the contract has a " + schema + " that this test does not know");
        };
    }

    private static MembershipState startedAt(Instant time) {
        MembershipState group = Samples.group("lan", "239.1.1.1", 3);
        group.put(group.getSchema().getField("started_at").pos(), time);
        return group;
    }

    @Test
    void whatDoesNotFitNamesItsField() {
        assertThatThrownBy(() -> new AvroWriter<>(TOPICS.membershipState()).write(startedAt(null)))
            .isInstanceOf(SerializationException.class)
            .hasRootCauseMessage("Cannot invoke \"java.time.Instant.toEpochMilli()\" because \"value\" is null")
            .cause().hasMessageContaining("io.tidewatch.schemas.MembershipState.started_at");
    }

    @Test
    void aTimeBeyondItsUnitNamesItsField() {
        assertThatThrownBy(() -> new AvroWriter<>(TOPICS.membershipState()).write(startedAt(Instant.MAX)))
            .isInstanceOf(SerializationException.class).cause().hasMessageContaining("started_at");
    }

    @Test
    void aSchemaOutsideTheContractIsRefusedAtOnce() {
        Schema map = SchemaBuilder.map().values().intType();
        Schema twoKinds = SchemaBuilder.unionOf().stringType().and().intType().endUnion();
        Schema dates = LogicalTypes.date().addToSchema(Schema.create(Schema.Type.INT));
        Schema days = LogicalTypes.timeMicros().addToSchema(Schema.create(Schema.Type.LONG));
        for (Schema schema : List.of(map, twoKinds, dates, days)) {
            assertThatThrownBy(() -> ValueWriter.of(schema)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(schema.toString());
        }
    }
}
