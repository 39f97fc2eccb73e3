package io.tidewatch.processors.query;

import io.tidewatch.schemas.RegistryUnavailableException;
import io.tidewatch.schemas.SensorStatus;
import io.tidewatch.schemas.Topic;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.Deserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The newest committed status of every sensor, read from the compacted sensors topic by a thread of its own. Each
 * instance reads all of it, since the topic is small. Holds at most so many sensors; those beyond are not shown and
 * logged once. When the broker or the registry goes away it keeps what it has and reads on from the start later.
 */
public final class SensorDirectory implements SensorAnswers, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SensorDirectory.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final long PAUSE_MS = 1000;
    private static final int MOST_SENSORS = 10_000;

    private final Topic<SensorStatus> topic;
    private final Supplier<Consumer<String, byte[]>> consumers;
    private final Deserializer<SensorStatus> values;
    private final ConcurrentSkipListMap<String, SensorStatus> newest = new ConcurrentSkipListMap<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread reader = new Thread(this::run, "tidewatch-sensors");
    private volatile Consumer<String, byte[]> consumer;
    private final CountDownLatch caughtUp = new CountDownLatch(1);
    private boolean full;

    /**
     * @param consumers makes a consumer of committed records without a group
     * @param values reads the values of the topic
     */
    public SensorDirectory(Topic<SensorStatus> topic, Supplier<Consumer<String, byte[]>> consumers,
                           Deserializer<SensorStatus> values) {
        this.topic = topic;
        this.consumers = consumers;
        this.values = values;
    }

    /** Begins to read. */
    public void start() {
        reader.setDaemon(true);
        reader.start();
    }

    @Override
    public List<SensorStatus> sensors() {
        return List.copyOf(newest.values());
    }

    /** Ready once everything that was there at the start has been read. */
    public Health.Part health() {
        boolean alive = reader.getState() == Thread.State.NEW || reader.isAlive();
        return new Health.Part("sensors", !alive ? "STOPPED" : caughtUp() ? "READING" : "CATCHING_UP",
            caughtUp() && alive, alive);
    }

    /** Waits until it is ready for the first time; false when that took longer. */
    public boolean awaitReady(Duration atMost) {
        try {
            return caughtUp.await(Math.max(0, atMost.toNanos()), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private boolean caughtUp() {
        return caughtUp.getCount() == 0;
    }

    private void run() {
        while (closing.getCount() > 0) {
            try (Consumer<String, byte[]> made = consumers.get()) {
                consumer = made;
                read(made);
            } catch (WakeupException e) {
                LOG.debug("the reader of {} was woken to stop", topic.name());
            } catch (KafkaException e) {
                LOG.warn("{} can't be read now, trying again: {}", topic.name(), e.toString());
                pause();
            }
        }
    }

    private void read(Consumer<String, byte[]> from) {
        List<TopicPartition> partitions = from.partitionsFor(topic.name()).stream()
            .map(info -> new TopicPartition(topic.name(), info.partition())).toList();
        from.assign(partitions);
        from.seekToBeginning(partitions);
        Map<TopicPartition, Long> ends = from.endOffsets(partitions);
        while (closing.getCount() > 0) {
            from.poll(POLL).forEach(this::take);
            if (!caughtUp() && ends.entrySet().stream()
                .allMatch(end -> from.position(end.getKey()) >= end.getValue())) {
                caughtUp.countDown();
            }
        }
    }

    private void take(ConsumerRecord<String, byte[]> record) {
        if (record.key() == null) {
            return;
        }
        if (record.value() == null) {
            newest.remove(record.key());
            return;
        }
        if (newest.size() >= MOST_SENSORS && !newest.containsKey(record.key())) {
            if (!full) {
                full = true;
                LOG.warn("{} tells of more than {} sensors; the others are not shown", topic.name(), MOST_SENSORS);
            }
            return;
        }
        try {
            newest.put(record.key(), values.deserialize(record.topic(), record.value()));
        } catch (RegistryUnavailableException e) {
            throw e;
        } catch (SerializationException e) {
            LOG.warn("passing over a status that is not readable, on {} partition {} offset {}: {}", record.topic(),
                record.partition(), record.offset(), e.getMessage());
        }
    }

    private void pause() {
        try {
            if (closing.await(PAUSE_MS, TimeUnit.MILLISECONDS)) {
                LOG.debug("the reader of {} stops", topic.name());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closing.countDown();
        }
    }

    @Override
    public void close() {
        closing.countDown();
        Consumer<String, byte[]> reading = consumer;
        if (reading != null) {
            reading.wakeup();
        }
        try {
            reader.join(Duration.ofSeconds(5).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
