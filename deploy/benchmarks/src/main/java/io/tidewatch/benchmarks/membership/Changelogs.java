package io.tidewatch.benchmarks.membership;

import io.tidewatch.benchmarks.Cluster;
import io.tidewatch.benchmarks.Run;
import io.tidewatch.benchmarks.applications.Side;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.LogDirDescription;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The changelogs of an application as they lie at the broker. */
final class Changelogs implements AutoCloseable {
    private static final String ENDING = "-changelog";
    private static final int BROKER = 1;

    private static final int MANY = 10_000;
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofMinutes(30);

    private final Admin admin;
    private final String bootstrapServers;
    private final String beginning;

    Changelogs(Side application, Cluster cluster) {
        bootstrapServers = cluster.bootstrapServers();
        admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers));
        beginning = application.id() + '-';
    }

    /** Bytes of the logs of each store. */
    Map<String, Long> bytes() throws InterruptedException {
        Map<String, Long> bytes = new TreeMap<>();
        logs().forEach((partition, size) -> bytes.merge(partition.topic().substring(beginning.length(),
            partition.topic().length() - ENDING.length()), size, Long::sum));
        return bytes;
    }

    /** Records of all stores together. They are read for it: what was compacted away has left gaps between offsets. */
    long records() throws InterruptedException {
        try (Consumer<byte[], byte[]> reader = new KafkaConsumer<>(Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed",
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MANY), new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            Map<TopicPartition, Long> ends = reader.endOffsets(logs().keySet());
            reader.assign(ends.keySet());
            reader.seekToBeginning(ends.keySet());
            long giveUpAt = System.nanoTime() + LONGEST.toNanos();
            long records = 0;
            while (ends.entrySet().stream().anyMatch(end -> reader.position(end.getKey()) < end.getValue())) {
                records += reader.poll(POLL).count();
                Run.require(System.nanoTime() < giveUpAt, "the changelogs are not read within " + LONGEST);
            }
            return records;
        }
    }

    private Map<TopicPartition, Long> logs() throws InterruptedException {
        Map<TopicPartition, Long> logs = new HashMap<>();
        try {
            for (LogDirDescription directory : admin.describeLogDirs(List.of(BROKER)).allDescriptions().get()
                    .get(BROKER).values()) {
                directory.replicaInfos().forEach((partition, replica) -> {
                    if (partition.topic().startsWith(beginning) && partition.topic().endsWith(ENDING)) {
                        logs.put(partition, replica.size());
                    }
                });
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
        return logs;
    }

    @Override
    public void close() {
        admin.close();
    }
}
