package io.tidewatch.processors.siem.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.processors.RegistryOutage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FeedTest {
    private static final TopicPartition PARTITION = new TopicPartition("alerts", 0);
    /** Values are numbers in text; some are no alerts, for some the registry is away. */
    private static final Deserializer<Message> VALUES = (topic, value) -> {
        String text = new String(value, StandardCharsets.UTF_8);
        if (text.equals("garbage")) {
            throw new SerializationException("no alert");
        }
        if (text.equals("registry away")) {
            throw RegistryOutage.exception();
        }
        return new Message("alert", text, Instant.EPOCH, value);
    };

    private final MockConsumer<String, byte[]> consumer = new MockConsumer<>("earliest");
    private final FakeSink sink = new FakeSink();
    private final List<String> deadLetters = new ArrayList<>();
    private final List<ConsumerRecord<String, byte[]>> log = new ArrayList<>();
    private long nanos;
    private Feed feed;

    /** Takes what it gets, unless it is down; while it is, what has not settled is lost. */
    private static final class FakeSink implements Sink {
        private final List<Integer> delivered = new ArrayList<>();
        private Duration settle = Duration.ZERO;
        private boolean down;
        private Set<Integer> refused = Set.of();

        @Override
        public List<Rejection> deliver(List<Message> messages) throws IOException {
            check();
            List<Rejection> rejections = new ArrayList<>();
            for (int i = 0; i < messages.size(); i++) {
                int number = Integer.parseInt(messages.get(i).id());
                if (refused.contains(number)) {
                    rejections.add(new Rejection(i, "refused"));
                } else {
                    delivered.add(number);
                }
            }
            return rejections;
        }

        @Override
        public void check() throws IOException {
            if (down) {
                throw new IOException("down");
            }
        }

        @Override
        public Duration settle() {
            return settle;
        }

        @Override
        public void close() {
            down = true;
        }
    }

    private final class Office implements DeadLetterOffice {
        @Override
        public void take(ConsumerRecord<String, byte[]> record, String reason) {
            deadLetters.add(record.offset() + ": " + reason);
        }

        @Override
        public void close() {
            deadLetters.clear();
        }
    }

    @BeforeEach
    void subscribe() {
        feed = new Feed("alerts", consumer, VALUES, sink, new Office(), () -> nanos);
        consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
        feed.subscribe();
        consumer.rebalance(List.of(PARTITION));
    }

    private void publish(String... values) {
        for (String value : values) {
            log.add(new ConsumerRecord<>("alerts", 0, log.size(), "key", value.getBytes(StandardCharsets.UTF_8)));
        }
    }

    /** One step; the mock forgets what it has handed out, so a consumer that goes back is given it again. */
    private void step() {
        if (consumer.paused().isEmpty()) {
            log.subList((int) consumer.position(PARTITION), log.size()).forEach(consumer::addRecord);
        }
        feed.step();
    }

    private void after(Duration time) {
        nanos += time.toNanos();
        step();
    }

    private long committed() {
        OffsetAndMetadata committed = consumer.committed(Set.of(PARTITION)).get(PARTITION);
        return committed == null ? -1 : committed.offset();
    }

    @Test
    void aStartIsFixedBeforeAnythingIsRead() {
        assertThat(committed()).isZero();
    }

    @Test
    void whatIsAcknowledgedIsCommittedAtOnce() {
        publish("1", "2");
        step();
        assertThat(sink.delivered).containsExactly(1, 2);
        assertThat(committed()).isEqualTo(2);
        assertThat(feed.counts()).isEqualTo(new SinkCounts(2, 2, 0, 0, 0));
    }

    @Test
    void whatIsNotAcknowledgedSettlesFirst() {
        sink.settle = Duration.ofSeconds(2);
        publish("1");
        step();
        assertThat(committed()).isZero();
        after(Duration.ofMillis(1999));
        assertThat(committed()).isZero();
        after(Duration.ofMillis(1));
        assertThat(committed()).isEqualTo(1);
    }

    @Test
    void aConnectionThatBreaksCostsNothingThatHadNotSettled() {
        sink.settle = Duration.ofSeconds(2);
        publish("1");
        step();
        after(Duration.ofSeconds(2));
        publish("2");
        step();
        sink.delivered.clear();
        sink.down = true;
        after(Duration.ofSeconds(1));
        sink.down = false;
        after(Duration.ofMillis(499));
        assertThat(sink.delivered).isEmpty();
        after(Duration.ofMillis(1));
        step();
        assertThat(sink.delivered).containsExactly(2);
        after(Duration.ofSeconds(2));
        assertThat(committed()).isEqualTo(2);
        assertThat(feed.counts()).isEqualTo(new SinkCounts(3, 3, 0, 0, 1));
    }

    @Test
    void attemptsBecomeSeldomAndGoOn() {
        sink.down = true;
        publish("1");
        List<Long> pauses = new ArrayList<>();
        long failures = 0;
        long last = 0;
        for (int i = 0; i < 2000; i++) {
            after(Duration.ofMillis(100));
            if (feed.counts().failures() > failures) {
                failures = feed.counts().failures();
                pauses.add((nanos - last) / 1_000_000);
                last = nanos;
            }
        }
        assertThat(pauses.subList(1, 9)).containsExactly(500L, 1000L, 2000L, 4000L, 8000L, 16_000L, 30_000L, 30_000L);
        assertThat(committed()).isZero();
        sink.down = false;
        after(Duration.ofSeconds(30));
        step();
        assertThat(sink.delivered).containsExactly(1);
    }

    @Test
    void whatIsRefusedIsSetAsideAndTheRestDelivered() {
        sink.refused = Set.of(2);
        publish("1", "2", "garbage", "4");
        step();
        assertThat(sink.delivered).containsExactly(1, 4);
        assertThat(deadLetters).containsExactly("1: refused", "2: no alert");
        assertThat(committed()).isEqualTo(4);
        assertThat(feed.counts()).isEqualTo(new SinkCounts(4, 2, 1, 1, 0));
    }

    @Test
    void aRegistryThatIsAwayIsWaitedFor() {
        publish("registry away");
        step();
        assertThat(deadLetters).isEmpty();
        assertThat(committed()).isZero();
        assertThat(feed.counts().failures()).isOne();
    }

    /** Whatever happens, each step arrives at least once, and none is committed that did not. */
    @Test
    void randomOutages() {
        long seed = System.nanoTime();
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        sink.settle = Duration.ofSeconds(2);
        List<Integer> survived = new ArrayList<>();
        int published = 0;
        for (int i = 0; i < 3000; i++) {
            if (random.nextInt(3) == 0) {
                publish(Integer.toString(published++));
            }
            if (random.nextInt(20) == 0 && !sink.down) {
                // The connection breaks: of what had not settled, nothing arrived.
                sink.down = true;
                survived.addAll(sink.delivered.stream().filter(each -> each < committed()).toList());
                sink.delivered.clear();
            } else if (random.nextInt(4) == 0) {
                sink.down = false;
            }
            after(Duration.ofMillis(random.nextInt(1500)));
        }
        sink.down = false;
        for (int i = 0; i < 100; i++) {
            after(Duration.ofSeconds(1));
        }
        survived.addAll(sink.delivered);
        assertThat(survived.stream().collect(Collectors.toSet())).as("seed %d", seed).hasSize(published);
        assertThat(committed()).as("seed %d", seed).isEqualTo(published);
    }
}
