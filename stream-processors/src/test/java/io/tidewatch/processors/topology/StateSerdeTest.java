package io.tidewatch.processors.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewatch.processors.topology.state.CandidateRow;
import java.util.Arrays;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;

class StateSerdeTest {
    private static final CandidateRow ROW = new CandidateRow("10.0.0.1", null, 3, 1L, 2L, false);

    private final StateSerde<CandidateRow> serde = new StateSerde<>(CandidateRow.class);

    @Test
    void whatIsWrittenReadsTheSame() {
        assertThat(read(serde, serde.serializer().serialize("store", ROW))).isEqualTo(ROW);
        assertThat(serde.serializer().serialize("store", null)).isNull();
        assertThat(read(serde, null)).isNull();
    }

    private static CandidateRow read(StateSerde<CandidateRow> serde, byte[] bytes) {
        return serde.deserializer().deserialize("store", bytes);
    }

    @Test
    void damagedBytesAreNoRow() {
        byte[] whole = serde.serializer().serialize("store", ROW);
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> read(serde, cut)).as("%d bytes", length)
                .isInstanceOf(SerializationException.class);
        }
        byte[] foreign = whole.clone();
        foreign[4] ^= 1;
        assertThatThrownBy(() -> read(serde, foreign)).isInstanceOf(SerializationException.class);
    }

    @Test
    void rowsOfAnOlderSchemaAreRead() throws Exception {
        Schema older = SchemaBuilder.record("CandidateRow").namespace("io.tidewatch.processors.topology.state").fields()
            .requiredString("address").requiredInt("version").requiredLong("first_query_at")
            .requiredLong("last_query_at").requiredBoolean("proxy").endRecord();
        byte[] bytes = new BinaryMessageEncoder<>(GenericData.get(), older).encode(new GenericRecordBuilder(older)
            .set("address", "10.0.0.1").set("version", 3).set("first_query_at", 1L).set("last_query_at", 2L)
            .set("proxy", false).build()).array();
        assertThatThrownBy(() -> read(serde, bytes)).isInstanceOf(SerializationException.class);
        assertThat(read(new StateSerde<>(CandidateRow.class, older), bytes)).isEqualTo(ROW);
    }
}
