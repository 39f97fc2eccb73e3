package io.tidewatch.processors.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewatch.processors.membership.Announced;
import io.tidewatch.processors.membership.Gap;
import io.tidewatch.processors.topology.state.CandidateRow;
import io.tidewatch.processors.topology.state.MemberRow;
import io.tidewatch.processors.topology.state.SegmentRow;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.util.RandomData;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StateSerdeTest {
    private static final CandidateRow ROW = new CandidateRow("10.0.0.1", null, 3, 1L, 2L, false, 0, 0L, 0L);

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

    /** What is read without Avro is what Avro reads. */
    @Test
    void membersAreReadAsTheyWereWritten() {
        StateSerde<MemberRow> quick = new StateSerde<>(MemberRow.class, MemberEntry::read);
        StateSerde<MemberRow> plain = new StateSerde<>(MemberRow.class);
        for (Object made : new RandomData(MemberRow.getClassSchema(), 200, 7)) {
            MemberRow row = (MemberRow) SpecificData.get().deepCopy(MemberRow.getClassSchema(), made);
            assertThat(quick.read(plain.write(row))).isEqualTo(row).isEqualTo(plain.read(plain.write(row)));
        }
    }

    /** Whatever a schema may be made of, whole numbers at their ends, texts that are longer than the buffer. */
    @Test
    void theEncoderWritesWhatThatOfAvroWrites() throws IOException {
        Schema all = SchemaBuilder.record("All").fields().requiredBoolean("bool").requiredInt("int")
            .requiredLong("long").requiredFloat("float").requiredDouble("double").requiredString("text")
            .requiredBytes("bytes").optionalString("perhaps").name("fixed").type().fixed("Fixed").size(5).noDefault()
            .name("enum").type().enumeration("Enum").symbols("A", "B").noDefault()
            .name("list").type().array().items().longType().noDefault()
            .name("map").type().map().values().intType().noDefault().endRecord();
        List<Object> rows = new ArrayList<>();
        new RandomData(all, 200, 7).forEach(rows::add);
        for (long number : new long[] {0, -1, 63, 64, -64, -65, Integer.MAX_VALUE, Long.MIN_VALUE, Long.MAX_VALUE}) {
            GenericData.Record row = GenericData.get().deepCopy(all, (GenericData.Record) rows.get(0));
            row.put("int", (int) number);
            row.put("long", number);
            row.put("text", "grüße ".repeat(1000));
            rows.add(row);
        }
        RowEncoder ours = new RowEncoder();
        byte[] header = {1, 2, 3};
        for (Object row : rows) {
            ByteArrayOutputStream theirs = new ByteArrayOutputStream();
            theirs.write(header);
            BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(theirs, null);
            new GenericDatumWriter<>(all).write(row, encoder);
            ours.begin(header);
            new GenericDatumWriter<>(all).write(row, ours);
            assertThat(ours.toBytes()).isEqualTo(theirs.toByteArray());
        }
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
        assertThatThrownBy(() -> read(serde, bytes)).isInstanceOf(SerializationException.class)
            .satisfies(refused -> assertThat(StateVersion.refused(refused)).contains("CandidateRow"));
        assertThat(read(new StateSerde<>(CandidateRow.class, null, List.of(older)), bytes)).isEqualTo(ROW);
    }

    /** Every older schema that is kept is one that the row can be read from. */
    @ParameterizedTest
    @CsvSource({"SegmentRow, 1", "SegmentRow, 2", "GroupRow, 1", "GroupRow, 2"})
    void whateverAnOlderLayoutKeptIsRead(String name, int version) throws Exception {
        Class<? extends SpecificRecord> type = Class.forName(SegmentRow.class.getPackageName() + '.' + name)
            .asSubclass(SpecificRecord.class);
        Schema older = StateSerde.older(type).get(version - 1);
        StateSerde<? extends SpecificRecord> rows = new StateSerde<>(type);
        for (Object made : new RandomData(older, 50, 7)) {
            GenericRecord kept = (GenericRecord) made;
            SpecificRecord read = rows.read(new BinaryMessageEncoder<GenericRecord>(GenericData.get(), older)
                .encode(kept).array());
            for (Schema.Field field : older.getFields()) {
                if (field.schema().getType() == Schema.Type.LONG) {
                    assertThat(read.get(read.getSchema().getField(field.name()).pos())).as(field.name())
                        .isEqualTo(kept.get(field.name()));
                }
            }
        }
    }

    @Test
    void segmentsAsTheFirstLayoutKeptThemAreRead() throws IOException {
        Schema first = StateSerde.older(SegmentRow.class).get(0);
        GenericRecord querier = new GenericData.Record(first.getField("ipv4").schema());
        querier.put("status", "ELECTED");
        querier.put("elected", "10.0.0.1");
        querier.put("since", 5L);
        GenericRecord candidate = new GenericData.Record(
            first.getField("ipv4").schema().getField("candidates").schema().getElementType());
        candidate.put("address", "10.0.0.1");
        candidate.put("version", 3);
        candidate.put("first_query_at", 5L);
        candidate.put("last_query_at", 7L);
        candidate.put("proxy", false);
        querier.put("candidates", List.of(candidate));
        querier.put("robustness", 2);
        querier.put("query_interval_ms", 125_000L);
        querier.put("query_response_ms", 10_000L);
        querier.put("last_member_query_ms", 1000L);
        querier.put("learned", true);
        GenericRecord kept = new GenericData.Record(first);
        for (String number : List.of("time", "watermark", "due", "groups_limit_at", "queriers_changed_at",
                "first_waiting", "next_waiting")) {
            kept.put(number, 9L);
        }
        kept.put("ipv4_groups", 1);
        kept.put("ipv6_groups", 0);
        kept.put("ipv4", querier);
        kept.put("ipv6", querier);
        kept.put("sensors", List.of());
        byte[] bytes = new BinaryMessageEncoder<GenericRecord>(GenericData.get(), first).encode(kept).array();

        SegmentRow read = new StateSerde<>(SegmentRow.class).read(bytes);
        assertThat(read.getTime()).isEqualTo(9L);
        assertThat(QuerierRows.presence(read.getIpv4()).throughout(5, 1000)).isTrue();
        assertThat(QuerierRows.table(read.getIpv4()).candidate("10.0.0.1").announced()).isEqualTo(Announced.NOTHING);
        assertThat(read.getTroubles()).isEmpty();
        assertThat(QuerierRows.table(read.getIpv4()).gap()).isEqualTo(Gap.NONE);
    }
}
