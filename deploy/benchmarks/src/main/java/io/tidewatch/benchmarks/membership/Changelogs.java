package io.tidewatch.benchmarks.membership;

import io.tidewatch.benchmarks.Cluster;
import io.tidewatch.benchmarks.applications.Side;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.LogDirDescription;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/** The changelogs of an application as they lie at the broker. */
final class Changelogs implements AutoCloseable {
    private static final String ENDING = "-changelog";
    private static final int BROKER = 1;

    private final Admin admin;
    private final String beginning;

    Changelogs(Side application, Cluster cluster) {
        admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, cluster.bootstrapServers()));
        beginning = application.id() + '-';
    }

    /** Bytes of the logs of each store. */
    Map<String, Long> bytes() throws InterruptedException {
        Map<String, Long> bytes = new TreeMap<>();
        logs().forEach((partition, size) -> bytes.merge(partition.topic().substring(beginning.length(),
            partition.topic().length() - ENDING.length()), size, Long::sum));
        return bytes;
    }

    /** From the first record that is kept to the last, all stores together. */
    long records() throws InterruptedException {
        return offsets(OffsetSpec.latest()) - offsets(OffsetSpec.earliest());
    }

    private long offsets(OffsetSpec which) throws InterruptedException {
        Map<TopicPartition, OffsetSpec> asked = logs().keySet().stream()
            .collect(Collectors.toMap(partition -> partition, partition -> which));
        try {
            return admin.listOffsets(asked).all().get().values().stream().mapToLong(ListOffsetsResultInfo::offset)
                .sum();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
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
