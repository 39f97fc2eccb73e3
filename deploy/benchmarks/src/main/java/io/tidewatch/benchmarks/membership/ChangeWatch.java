package io.tidewatch.benchmarks.membership;

import io.tidewatch.benchmarks.Cluster;
import io.tidewatch.benchmarks.Run;
import io.tidewatch.schemas.AvroSerde;
import io.tidewatch.schemas.ChangeType;
import io.tidewatch.schemas.MembershipChange;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads committed changes as they come: how many there are of a type, and how long after its event one is there. */
final class ChangeWatch implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(20);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long LOOK_MS = 20;

    private final Map<String, Long> sentAt = new ConcurrentHashMap<>();
    private final Latencies latencies = new Latencies();
    private final Map<ChangeType, Arrivals> arrivals = new ConcurrentHashMap<>();
    private final KafkaConsumer<String, MembershipChange> consumer;
    private final Thread reader = new Thread(this::read, "change-watch");
    private volatile boolean ended;

    private ChangeWatch(Cluster cluster) {
        consumer = new KafkaConsumer<>(Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, cluster.bootstrapServers(),
            ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed"), new StringDeserializer(),
            new AvroSerde<>(cluster.topics().membershipChanges(), cluster.registry()).deserializer());
        List<TopicPartition> partitions = consumer.partitionsFor(cluster.topics().membershipChanges().name()).stream()
            .map(info -> new TopicPartition(info.topic(), info.partition())).toList();
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position);
    }

    /** Listens for what is new from now on. */
    static ChangeWatch start(Cluster cluster) {
        ChangeWatch watch = new ChangeWatch(cluster);
        watch.reader.start();
        return watch;
    }

    /** An event that makes one change is handed to the producer now. */
    void sent(String eventId) {
        sentAt.put(eventId, System.nanoTime());
    }

    private void read() {
        while (!ended) {
            ConsumerRecords<String, MembershipChange> records = consumer.poll(POLL);
            long now = System.nanoTime();
            for (ConsumerRecord<String, MembershipChange> record : records) {
                MembershipChange change = record.value();
                arrivals.merge(change.getType(), new Arrivals(1, now, 0), (known, one) -> known.and(now));
                Long sent = change.getEventId() == null ? null : sentAt.remove(change.getEventId());
                if (sent != null) {
                    latencies.add(now - sent);
                }
            }
        }
    }

    /** Changes of a type that have come so far. */
    Arrivals arrivals(ChangeType type) {
        return arrivals.getOrDefault(type, Arrivals.NONE);
    }

    /**
     * Changes of one type.
     *
     * @param count how many
     * @param lastAt when the last came, nanoTime
     * @param longestGap the longest time between two that came one after the other, nanoseconds
     */
    record Arrivals(long count, long lastAt, long longestGap) {
        private static final Arrivals NONE = new Arrivals(0, 0, 0);

        private Arrivals and(long now) {
            return new Arrivals(count + 1, now, Math.max(longestGap, now - lastAt));
        }
    }

    /** When every change has come. */
    Latencies all() throws InterruptedException {
        long giveUpAt = System.nanoTime() + PATIENCE.toNanos();
        while (!sentAt.isEmpty()) {
            Run.require(System.nanoTime() < giveUpAt && reader.isAlive(), sentAt.size() + " changes are missing");
            Thread.sleep(LOOK_MS);
        }
        return latencies;
    }

    @Override
    public void close() {
        ended = true;
        try {
            reader.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        consumer.close();
    }
}
