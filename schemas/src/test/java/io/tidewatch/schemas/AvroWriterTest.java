package io.tidewatch.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.stream.Stream;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
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

    private final RandomValues random = new RandomValues(SEED);

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
            V value = random.value(topic);
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

    private static MembershipState startedAt(Instant time) {
        MembershipState group = Samples.group("lan", "239.1.1.1", 3);
        group.put(group.getSchema().getField("started_at").pos(), time);
        return group;
    }

    @Test
    void whatDoesNotFitNamesItsField() {
        assertThatThrownBy(() -> new AvroWriter<>(TOPICS.membershipState()).write(startedAt(null)))
            .isInstanceOf(SerializationException.class).hasMessageContaining("MembershipState.started_at");
    }

    @Test
    void aTimeBeyondItsUnitIsRefused() {
        assertThatThrownBy(() -> new AvroWriter<>(TOPICS.membershipState()).write(startedAt(Instant.MAX)))
            .isInstanceOf(SerializationException.class).hasRootCauseInstanceOf(ArithmeticException.class);
    }
}
