package io.tidewatch.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecordBase;
import org.junit.jupiter.api.Test;

class RecordWriterTest {
    private static final long SEED = 20_261_125;
    private static final List<String> TEXTS = List.of("", "a", "192.0.2.1", "x".repeat(63), "x".repeat(64),
        "y".repeat(700), "é", "日本", "\ud83d\ude00 and more", "\ud800 alone", "0".repeat(62) + "ü");
    private static final long[] NUMBERS = {0, 1, -1, 63, 64, -64, -65, 255, 65_535, 1_000_000, Integer.MAX_VALUE,
        Integer.MIN_VALUE, Long.MAX_VALUE, Long.MIN_VALUE};

    /** Every record type of the contract, against Avro's own writer. */
    @Test
    void randomRecordsOfEveryTopicAreWrittenAsAvroWritesThem() throws IOException {
        BinaryOutput out = new BinaryOutput();
        for (Topic<?> topic : new Topics(Topics.DEFAULT_PREFIX).all()) {
            if (topic.avro()) {
                Random random = new Random(SEED);
                RecordWriter writer = new RecordWriter(topic.schema());
                for (int i = 0; i < 500; i++) {
                    SpecificRecordBase record = (SpecificRecordBase) value(topic.schema(), random);
                    out.reset();
                    writer.write(record, out);
                    assertThat(out.toByteArray()).as("%s, seed %d, record %d", topic.name(), SEED, i)
                        .isEqualTo(byAvro(record));
                }
            }
        }
    }

    private static byte[] byAvro(SpecificRecordBase record) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
        new SpecificDatumWriter<>(record.getSchema()).write(record, encoder);
        encoder.flush();
        return bytes.toByteArray();
    }

    private static Object value(Schema schema, Random random) {
        long number = random.nextBoolean() ? NUMBERS[random.nextInt(NUMBERS.length)] : random.nextLong();
        return switch (schema.getType()) {
            case STRING -> TEXTS.get(random.nextInt(TEXTS.size()));
            case INT -> (int) number;
            case LONG -> schema.getLogicalType() == null ? (Object) number
                : Instant.ofEpochSecond(number % 100_000_000_000L, random.nextInt(1_000_000_000));
            case DOUBLE -> random.nextGaussian();
            case BOOLEAN -> random.nextBoolean();
            case ENUM -> SpecificData.get().createEnum(
                schema.getEnumSymbols().get(random.nextInt(schema.getEnumSymbols().size())), schema);
            case UNION -> value(schema.getTypes().get(random.nextInt(2)), random);
            case NULL -> null;
            case ARRAY -> {
                List<Object> values = new ArrayList<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    values.add(value(schema.getElementType(), random));
                }
                yield values;
            }
            case RECORD -> {
                SpecificRecordBase record = (SpecificRecordBase) SpecificData.newInstance(
                    SpecificData.get().getClass(schema), schema);
                schema.getFields().forEach(field -> record.put(field.pos(), value(field.schema(), random)));
                yield record;
            }
            case FLOAT, BYTES, FIXED, MAP -> throw new AssertionError("the contract has no " + schema);
        };
    }

    @Test
    void aMissingValueIsNamed() {
        MembershipState group = Samples.group("lan", "239.1.1.1", 3);
        group.put(group.getSchema().getField("group").pos(), null);
        assertThatThrownBy(() -> new RecordWriter(group.getSchema()).write(group, new BinaryOutput()))
            .isInstanceOf(AvroRuntimeException.class).hasMessage("io.tidewatch.schemas.MembershipState has no group");
    }

    @Test
    void aTypeThatTheContractDoesNotHaveIsRefused() {
        Schema schema = SchemaBuilder.record("R").fields().requiredBytes("raw").endRecord();
        assertThatThrownBy(() -> new RecordWriter(schema)).isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("raw");
    }
}
