package io.tidewatch.processors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewatch.processors.topology.DeadLetter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The handlers within a running topology, with the settings of the applications. */
class DeadLettersTest {
    private static final Instant AT = Instant.parse("2026-01-01T00:00:00Z");
    private static final String TOPIC = "in";

    @TempDir private Path state;
    private final List<DeadLetter.Stage> told = new ArrayList<>();
    private TopologyTestDriver driver;
    private TestInputTopic<String, byte[]> in;
    private TestOutputTopic<byte[], byte[]> letters;
    private TestOutputTopic<byte[], byte[]> results;

    /** Passes texts on; some it can't. */
    private static final class Picky extends ContextualProcessor<String, String, String, String> {
        @Override
        public void init(ProcessorContext<String, String> context) {
            super.init(context);
            context.schedule(Duration.ofSeconds(1), PunctuationType.WALL_CLOCK_TIME, now -> {
                throw new IllegalStateException("timer");
            });
        }

        @Override
        public void process(Record<String, String> record) {
            switch (record.value()) {
                case "poison" -> throw new IllegalArgumentException("not this one");
                case "nested" -> throw new IllegalStateException("reading", RegistryOutage.exception());
                case "store" -> throw new ProcessorStateException("disk full");
                default -> context().forward(record);
            }
        }
    }

    private static String text(byte[] bytes) {
        if (bytes[0] == 0) {
            throw new SerializationException("begins with 0");
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private void start(Deserializer<String> reading) {
        ProcessorsConfig config = Configs.with("state.dir", state.toString(), "state.memory.bytes", "16777216");
        Properties settings = new Properties();
        settings.putAll(StreamsSettings.of(config, "storms", new BoundedMemory.Pool(config.stateMemoryBytes()),
            told::add));
        // The driver forgets what is in an open transaction when it takes the next record.
        settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.AT_LEAST_ONCE);
        StreamsBuilder builder = new StreamsBuilder();
        builder.stream(TOPIC, Consumed.with(Serdes.String(), Serdes.serdeFrom((topic, value) -> value.getBytes(
                StandardCharsets.UTF_8), reading)).withName("read"))
            .process(Picky::new, Named.as("picky"))
            .to("out", Produced.with(Serdes.String(), Serdes.String()).withName("write"));
        driver = new TopologyTestDriver(builder.build(), settings, AT);
        in = driver.createInputTopic(TOPIC, new StringSerializer(), new ByteArraySerializer());
        letters = driver.createOutputTopic("tidewatch.dlq.v1", new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
        results = driver.createOutputTopic("out", new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    @AfterEach
    void stop() {
        driver.close();
    }

    private void put(byte... value) {
        in.pipeInput(new TestRecord<>("key", value, new RecordHeaders().add("own", new byte[] {9}), AT));
    }

    private void put(String value) {
        put(value.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void whatCantBeReadIsSetAsideAsItCame() {
        start((topic, bytes) -> text(bytes));
        put("first");
        put((byte) 0, (byte) 1, (byte) 2);
        put("third");
        TestRecord<byte[], byte[]> letter = letters.readRecord();
        assertThat(new String(letter.key(), StandardCharsets.UTF_8)).isEqualTo("key");
        assertThat(letter.value()).containsExactly(0, 1, 2);
        assertThat(letter.getRecordTime()).isEqualTo(AT);
        Map<String, String> headers = headers(letter);
        assertThat(headers.remove("__streams.errors.stacktrace")).contains("DeadLettersTest.text");
        assertThat(headers).isEqualTo(Map.of("own", "\t",
            "__streams.errors.exception", "org.apache.kafka.common.errors.SerializationException",
            "__streams.errors.message", "begins with 0", "__streams.errors.topic", TOPIC,
            "__streams.errors.partition", "0", "__streams.errors.offset", "1"));
        assertThat(letters.isEmpty()).isTrue();
        assertThat(results.readValuesToList()).containsExactly("first".getBytes(StandardCharsets.UTF_8),
            "third".getBytes(StandardCharsets.UTF_8));
        assertThat(told).containsExactly(DeadLetter.Stage.READ);
    }

    @Test
    void whatCantBeProcessedIsSetAsideAsItCame() {
        start((topic, bytes) -> text(bytes));
        put("poison");
        put("second");
        TestRecord<byte[], byte[]> letter = letters.readRecord();
        assertThat(new String(letter.value(), StandardCharsets.UTF_8)).isEqualTo("poison");
        assertThat(headers(letter)).containsEntry("__streams.errors.exception", "java.lang.IllegalArgumentException")
            .containsEntry("__streams.errors.message", "not this one").containsEntry("__streams.errors.offset", "0");
        assertThat(results.readValuesToList()).containsExactly("second".getBytes(StandardCharsets.UTF_8));
        assertThat(told).containsExactly(DeadLetter.Stage.PROCESS);
    }

    @Test
    void aRegistryThatIsAwayIsNotTheRecordsFault() {
        start((topic, bytes) -> RegistryOutage.deserializer().deserialize("tidewatch.gmp.v1", bytes).toString());
        assertThatThrownBy(() -> put(RegistryOutage.VALUE)).isInstanceOf(StreamsException.class);
        assertThat(letters.isEmpty()).isTrue();
        assertThat(told).isEmpty();
    }

    @Test
    void norWhenAProcessorAsksForIt() {
        start((topic, bytes) -> text(bytes));
        assertThatThrownBy(() -> put("nested")).isInstanceOf(StreamsException.class);
        assertThat(letters.isEmpty()).isTrue();
    }

    @Test
    void norIsAStoreThatFails() {
        start((topic, bytes) -> text(bytes));
        assertThatThrownBy(() -> put("store")).isInstanceOf(StreamsException.class);
        assertThat(letters.isEmpty()).isTrue();
        assertThat(told).isEmpty();
    }

    @Test
    void aTimerThatFailsHasNoRecordToBlame() {
        start((topic, bytes) -> text(bytes));
        assertThatThrownBy(() -> driver.advanceWallClockTime(Duration.ofSeconds(1)))
            .isInstanceOf(StreamsException.class);
        assertThat(letters.isEmpty()).isTrue();
    }

    @Test
    void longTextsAreCut() {
        start((topic, bytes) -> {
            throw new SerializationException("x".repeat(10_000));
        });
        put("any");
        Map<String, String> headers = headers(letters.readRecord());
        assertThat(headers.get("__streams.errors.message")).hasSize(2000);
        assertThat(headers.get("__streams.errors.stacktrace")).hasSize(8000);
    }

    @Test
    void withoutATopicThereIsNoStart() {
        start((topic, bytes) -> text(bytes));
        DeadLetters handler = new DeadLetters();
        assertThatThrownBy(() -> handler.configure(Map.of())).isInstanceOf(ConfigException.class)
            .hasMessageContaining(StreamsConfig.ERRORS_DEAD_LETTER_QUEUE_TOPIC_NAME_CONFIG);
    }

    private static Map<String, String> headers(TestRecord<byte[], byte[]> letter) {
        Map<String, String> headers = new HashMap<>();
        for (Header header : letter.headers()) {
            headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8));
        }
        return headers;
    }
}
