package io.tidewatch.processors.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.schemas.SensorState;
import io.tidewatch.schemas.SensorStatus;
import io.tidewatch.schemas.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SensorDirectoryTest {
    private static final String NAME = "tidewatch.sensors.v1";
    private static final TopicPartition PARTITION = new TopicPartition(NAME, 0);

    private final BlockingQueue<MockConsumer<String, byte[]>> made = new LinkedBlockingQueue<>();
    private final SensorDirectory directory = new SensorDirectory(new Topics(Topics.DEFAULT_PREFIX).sensors(),
        this::consumer, (topic, bytes) -> status(bytes));

    private MockConsumer<String, byte[]> consumer() {
        MockConsumer<String, byte[]> consumer = new MockConsumer<>("earliest");
        consumer.updatePartitions(NAME, List.of(new PartitionInfo(NAME, 0, Node.noNode(), new Node[0], new Node[0])));
        consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
        consumer.updateEndOffsets(Map.of(PARTITION, 2L));
        made.add(consumer);
        return consumer;
    }

    @AfterEach
    void stop() {
        directory.close();
    }

    @Test
    void theNewestOfEach() throws InterruptedException {
        assertThat(directory.health()).isEqualTo(new Health.Part("sensors", "CATCHING_UP", false, true));
        directory.start();
        MockConsumer<String, byte[]> consumer = made.take();
        put(consumer, 0, "b:eth0", "b1");
        assertThat(directory.health().ready()).isFalse();
        put(consumer, 1, "a:eth0", "a1");
        await(() -> directory.health().ready());
        assertThat(directory.health()).isEqualTo(new Health.Part("sensors", "READING", true, true));
        assertThat(names()).containsExactly("a1", "b1");

        put(consumer, 2, "b:eth0", "b2");
        await(() -> names().equals(List.of("a1", "b2")));
        put(consumer, 3, "a:eth0", null);
        await(() -> names().equals(List.of("b2")));
    }

    @Test
    void whatCantBeReadIsPassedOver() throws InterruptedException {
        directory.start();
        MockConsumer<String, byte[]> consumer = made.take();
        put(consumer, 0, "a:eth0", "?");
        put(consumer, 1, "b:eth0", "b1");
        await(() -> directory.health().ready());
        assertThat(names()).containsExactly("b1");
    }

    @Test
    void aBrokerThatFailsIsAskedAgainAndWhatIsKnownStays() throws InterruptedException {
        directory.start();
        MockConsumer<String, byte[]> consumer = made.take();
        put(consumer, 0, "a:eth0", "a1");
        await(() -> names().equals(List.of("a1")));
        consumer.schedulePollTask(() -> consumer.setPollException(new KafkaException("gone")));
        MockConsumer<String, byte[]> second = made.take();
        assertThat(names()).containsExactly("a1");
        put(second, 0, "a:eth0", "a2");
        await(() -> names().equals(List.of("a2")));
    }

    @Test
    void closeEndsTheReader() throws InterruptedException {
        directory.start();
        MockConsumer<String, byte[]> consumer = made.take();
        directory.close();
        assertThat(consumer.closed()).isTrue();
        assertThat(directory.health()).isEqualTo(new Health.Part("sensors", "STOPPED", false, false));
    }

    private List<String> names() {
        return directory.sensors().stream().map(SensorStatus::getBootId).toList();
    }

    private static SensorStatus status(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        if (text.equals("?")) {
            throw new SerializationException("no status");
        }
        return SensorStatus.newBuilder().setSensor("s").setInterface$("eth0").setBootId(text)
            .setState(SensorState.RUNNING).setVersion("1").setStartedAt(Instant.EPOCH).setSentAt(Instant.EPOCH)
            .setSequence(0).setReceived(0).setFiltered(0).setFragments(0).setDecoded(0).setMalformed(0).setPending(0)
            .setPublished(0).setLost(0).build();
    }

    private static void put(MockConsumer<String, byte[]> consumer, long offset, String key, String value)
            throws InterruptedException {
        await(() -> !consumer.assignment().isEmpty());
        consumer.addRecord(new ConsumerRecord<>(NAME, 0, offset, key,
            value == null ? null : value.getBytes(StandardCharsets.UTF_8)));
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long giveUpAt = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited 10 s").isLessThan(giveUpAt);
            Thread.sleep(10);
        }
    }
}
