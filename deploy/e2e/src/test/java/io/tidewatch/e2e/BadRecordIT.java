package io.tidewatch.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Records that cannot be read land byte for byte among the dead letters, with what was wrong and where they were, and
 * everything else is processed as if they had not been there.
 */
@Timeout(180)
@ExtendWith(Demo.class)
class BadRecordIT {
    private static final String GMP = "tidewatch.gmp.v1";
    private static final String ICMP = "tidewatch.icmp.v1";
    private static final String DEAD_LETTERS = "tidewatch.dlq.v1";
    private static final String HEADER = "__streams.errors.";
    private static final int UNKNOWN_SCHEMA = 2_000_000_000;
    private static final int SCHEMA_ID_AT = 1;
    private static final long LIMIT_NS = 60_000_000_000L;

    @TempDir
    private Path folder;

    @Test
    void corruptRecordsAreSetAside(Demo.Run undisturbed) throws InterruptedException, ExecutionException {
        try (Standalone standalone = Standalone.start(folder.resolve("data"), "-r", Command.DEMO.toString(),
            "--sensor", Demo.SENSOR, "--segment", Demo.SEGMENT, "--pace", "40")) {
            standalone.awaitUp();
            try (TopicReader topics = standalone.topics(); TopicReader expected = undisturbed.standalone().topics()) {
                Map<String, String> sent = send(standalone.broker(), topics);
                standalone.awaitProcessed();

                assertThat(letters(topics, sent.size())).isEqualTo(sent);
                Map<String, List<JsonNode>> sequences = results(topics);
                assertThat(sequences).isNotEmpty();
                assertThat(Answers.differences(results(expected), sequences)).isEmpty();
            }
        }
    }

    /** Sends corrupt copies of records that are there; gives where each lies, and what it is. */
    private static Map<String, String> send(String broker, TopicReader topics)
            throws InterruptedException, ExecutionException {
        Map<String, String> sent = new LinkedHashMap<>();
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
            Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, broker), new StringSerializer(),
            new ByteArraySerializer())) {
            for (String topic : List.of(GMP, ICMP)) {
                ConsumerRecord<String, byte[]> good = first(topics, topic);
                for (byte[] bad : corrupt(good.value())) {
                    RecordMetadata place = producer.send(new ProducerRecord<>(topic, good.partition(), good.key(),
                        bad)).get();
                    sent.put(place.topic() + "/" + place.partition() + "/" + place.offset(),
                        good.key() + " " + HexFormat.of().formatHex(bad));
                }
            }
        }
        return sent;
    }

    private static ConsumerRecord<String, byte[]> first(TopicReader topics, String topic) {
        long giveUpAt = System.nanoTime() + LIMIT_NS;
        while (System.nanoTime() < giveUpAt) {
            List<ConsumerRecord<String, byte[]>> records = topics.readBytes(topic);
            if (!records.isEmpty()) {
                return records.get(0);
            }
            Standalone.pause();
        }
        throw new AssertionError("nothing on " + topic);
    }

    private static List<byte[]> corrupt(byte[] good) {
        byte[] badMagic = good.clone();
        badMagic[0] = 1;
        byte[] unknownSchema = good.clone();
        ByteBuffer.wrap(unknownSchema).putInt(SCHEMA_ID_AT, UNKNOWN_SCHEMA);
        return List.of(badMagic, unknownSchema, Arrays.copyOf(good, good.length / 2), new byte[] {0, 0},
            "not Avro at all".getBytes(StandardCharsets.UTF_8));
    }

    private static Map<String, String> letters(TopicReader topics, int expected) {
        long giveUpAt = System.nanoTime() + LIMIT_NS;
        List<ConsumerRecord<String, byte[]>> records = topics.readBytes(DEAD_LETTERS);
        while (records.size() < expected && System.nanoTime() < giveUpAt) {
            Standalone.pause();
            records = topics.readBytes(DEAD_LETTERS);
        }
        Map<String, String> letters = new LinkedHashMap<>();
        for (ConsumerRecord<String, byte[]> record : records) {
            String place = header(record, "topic") + "/" + header(record, "partition") + "/"
                + header(record, "offset");
            assertThat(letters.put(place, record.key() + " " + HexFormat.of().formatHex(record.value())))
                .as("%s twice", place).isNull();
            assertThat(header(record, "exception")).isNotBlank();
            assertThat(header(record, "message")).isNotBlank();
        }
        return letters;
    }

    private static String header(ConsumerRecord<String, byte[]> record, String name) {
        Header header = record.headers().lastHeader(HEADER + name);
        assertThat(header).as(name).isNotNull();
        return new String(header.value(), StandardCharsets.UTF_8);
    }

    /** What was made of the input, by topic and key. */
    private static Map<String, List<JsonNode>> results(TopicReader topics) {
        Map<String, List<JsonNode>> sequences = new TreeMap<>();
        for (String topic : List.of("tidewatch.membership.changes.v1", "tidewatch.alerts.events.v1")) {
            for (TopicReader.Entry entry : topics.read(topic)) {
                sequences.computeIfAbsent(topic + " " + entry.key(), unknown -> new ArrayList<>())
                    .add(Answers.value(entry));
            }
        }
        return sequences;
    }
}
