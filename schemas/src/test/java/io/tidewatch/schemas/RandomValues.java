package io.tidewatch.schemas;

import java.time.Instant;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;

/** Random values of the records of the contract, from a seed. */
final class RandomValues {
    private static final String[] TEXTS = {"", "lan", "239.1.1.1", "ff3e:30:2001:db8:9::4321", "Straße", "組播",
        "\uD83D\uDCE1", "x".repeat(3000)};
    private static final Instant[] TIMES = {Instant.EPOCH, Instant.ofEpochSecond(-1, 999_999_999),
        Instant.parse("2026-03-01T12:00:00.123456789Z"), Instant.parse("0001-01-01T00:00:00.000001Z"),
        Instant.parse("9999-12-31T23:59:59.999999Z")};

    private final Random random;

    RandomValues(long seed) {
        random = new Random(seed);
    }

    <V extends SpecificRecord> V value(Topic<V> topic) {
        return topic.recordType().cast(any(topic.schema()));
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
            default -> throw new AssertionError("the contract has a " + schema + " that no test knows");
        };
    }
}
