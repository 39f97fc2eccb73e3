package io.tidewatch.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.confluent.kafka.schemaregistry.ParsedSchema;
import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.MockSchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AvroSerdeTest {
    private final Topic<MembershipState> topic = new Topics(Topics.DEFAULT_PREFIX).membershipState();
    private final CountingRegistry registry = new CountingRegistry();
    private AvroSerde<MembershipState> serde;

    @BeforeEach
    void register() throws Exception {
        registry.register(topic.subject(), new AvroSchema(topic.schema()));
        serde = new AvroSerde<>(topic, new RegistryAccess(registry, Duration.ZERO));
    }

    @Test
    void whatIsWrittenReadsTheSame() {
        MembershipState group = Samples.group("lan", "239.1.1.1", 3);
        byte[] framed = write(group);
        assertThat(framed[0]).isZero();
        assertThat(read(framed)).isEqualTo(group);
    }

    @Test
    void aTombstoneStaysOne() {
        assertThat(serde.serializer().serialize(topic.name(), null)).isNull();
        assertThat(serde.deserializer().deserialize(topic.name(), null)).isNull();
    }

    @Test
    void theRegistryIsAskedOnceNotPerRecord() {
        IntStream.range(0, 1000).forEach(n -> read(write(Samples.group("lan", "239.1.1.1", n))));
        assertThat(registry.idsAsked).isEqualTo(1);
        assertThat(registry.schemasAsked).isEqualTo(1);
    }

    @Test
    void threadsShareASerde() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Callable<Void>> work = IntStream.range(0, 4).<Callable<Void>>mapToObj(thread -> () -> {
                for (int n = 0; n < 500; n++) {
                    MembershipState group = Samples.group("lan" + thread, "239.1.1." + thread, n);
                    assertThat(read(write(group))).isEqualTo(group);
                }
                return null;
            }).toList();
            for (Future<Void> done : threads.invokeAll(work)) {
                done.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void olderWritersAreReadThroughTheirOwnSchema() throws Exception {
        Schema.Parser parser = new Schema.Parser();
        Schema now = topic.schema();
        List<Schema.Field> all = now.getFields().stream()
            .map(field -> new Schema.Field(field, field.schema())).toList();
        Schema newer = Schema.createRecord(now.getName(), now.getDoc(), now.getNamespace(), false);
        List<Schema.Field> withOneMore = new java.util.ArrayList<>(all);
        withOneMore.add(new Schema.Field("added_later", SchemaBuilder.builder().stringType(), "Later.", "none"));
        newer.setFields(withOneMore);
        int id = registry.register(topic.subject(), new AvroSchema(parser.parse(newer.toString())));
        org.apache.avro.generic.GenericData.Record wide = new org.apache.avro.generic.GenericData.Record(newer);
        MembershipState group = Samples.group("lan", "239.1.1.1", 3);
        now.getFields().forEach(field -> wide.put(field.name(), raw(group, field)));
        wide.put("added_later", "x");
        assertThat(read(GenericFrames.write(id, wide))).isEqualTo(group);
    }

    private static Object raw(MembershipState group, Schema.Field field) {
        return GenericFrames.plain(group).get(field.name());
    }

    @Test
    void everyCutOfAValueIsRefused() {
        byte[] framed = write(Samples.group("lan", "239.1.1.1", 3));
        for (int length = 0; length < framed.length; length++) {
            byte[] cut = Arrays.copyOf(framed, length);
            assertThatThrownBy(() -> read(cut)).as("first %d bytes", length)
                .isInstanceOf(SerializationException.class);
        }
    }

    @Test
    void bytesLeftOverAreRefused() {
        byte[] framed = write(Samples.group("lan", "239.1.1.1", 3));
        assertThatThrownBy(() -> read(Arrays.copyOf(framed, framed.length + 1)))
            .isInstanceOf(SerializationException.class).hasMessageContaining("left behind");
    }

    @Test
    void aLengthOfBillionsAllocatesNothing() {
        byte[] framed = {0, 0, 0, 0, 1, (byte) 0xfe, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x0f};
        assertThatThrownBy(() -> read(framed)).isInstanceOf(SerializationException.class);
    }

    @Test
    void anotherFormatIsNamed() {
        assertThatThrownBy(() -> read("{\"segment\":1}".getBytes(java.nio.charset.StandardCharsets.UTF_8)))
            .isInstanceOf(SerializationException.class).hasMessageContaining("starts with byte 123");
    }

    @Test
    void anUnknownIdIsTheRecordsFault() {
        byte[] framed = write(Samples.group("lan", "239.1.1.1", 3));
        framed[1] = 0x7f;
        assertThatThrownBy(() -> read(framed)).isInstanceOf(SerializationException.class)
            .isNotInstanceOf(RegistryUnavailableException.class).hasMessageContaining("does not know schema");
    }

    @Test
    void aRegistryThatIsAwayIsNotTheRecordsFault() {
        byte[] framed = write(Samples.group("lan", "239.1.1.1", 3));
        registry.away = true;
        assertThatThrownBy(() -> read(framed)).isInstanceOf(RegistryUnavailableException.class)
            .hasMessageContaining("connection refused");
    }

    /** A password that was changed there is mended; records that were set aside for it would be gone. */
    @ParameterizedTest
    @ValueSource(ints = {401, 403, 429})
    void aRegistryThatDoesNotLetUsInIsNotTheRecordsFault(int status) {
        byte[] framed = write(Samples.group("lan", "239.1.1.1", 3));
        registry.status = status;
        assertThatThrownBy(() -> read(framed)).isInstanceOf(RegistryUnavailableException.class)
            .hasMessageContaining("not you");
    }

    @Test
    void aRegistryThatComesBackIsAskedAgain() {
        registry.awayFor = 1;
        serde = new AvroSerde<>(topic, new RegistryAccess(registry, Duration.ofSeconds(30)));
        MembershipState group = Samples.group("lan", "239.1.1.1", 3);
        assertThat(read(write(group))).isEqualTo(group);
    }

    @Test
    void unregisteredSchemasSayWhatToDo() {
        Topics other = new Topics("other.");
        AvroSerde<MembershipState> unregistered = new AvroSerde<>(other.membershipState(),
            new RegistryAccess(registry, Duration.ZERO));
        assertThatThrownBy(() -> unregistered.serializer().serialize(other.membershipState().name(),
            Samples.group("lan", "239.1.1.1", 1))).hasMessageContaining("tidewatch schemas register");
    }

    private byte[] write(MembershipState group) {
        return serde.serializer().serialize(topic.name(), group);
    }

    private MembershipState read(byte[] framed) {
        return serde.deserializer().deserialize(topic.name(), framed);
    }

    /** The genuine client's mock, which counts what it is asked and can be away. */
    private static final class CountingRegistry extends MockSchemaRegistryClient {
        private int idsAsked;
        private int schemasAsked;
        private int awayFor;
        private boolean away;
        private int status;

        @Override
        public int getId(String subject, ParsedSchema schema) throws IOException, RestClientException {
            idsAsked++;
            fail();
            return super.getId(subject, schema);
        }

        @Override
        public ParsedSchema getSchemaBySubjectAndId(String subject, int id) throws IOException, RestClientException {
            schemasAsked++;
            fail();
            return super.getSchemaBySubjectAndId(subject, id);
        }

        private void fail() throws IOException, RestClientException {
            if (status != 0) {
                throw new RestClientException("not you", status, status);
            }
            if (away || awayFor-- > 0) {
                throw new IOException("connection refused");
            }
        }
    }
}
