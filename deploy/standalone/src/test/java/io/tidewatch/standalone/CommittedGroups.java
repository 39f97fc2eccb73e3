package io.tidewatch.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.AlterConsumerGroupOffsetsResult;
import org.apache.kafka.clients.admin.LogDirDescription;
import org.apache.kafka.clients.admin.StreamsGroupDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.internals.Topic;

/** The groups of a broker: what they have committed, and whether their members have their tasks. */
final class CommittedGroups implements AutoCloseable {
    private static final int IN_FLIGHT = 20;
    private static final long LOOK_MS = 500;

    private final Admin admin;

    CommittedGroups(String broker) {
        admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, broker));
    }

    /** At least so many offsets, of a group that nobody is in, as often as there are groups of processors. */
    void commit(int offsets) throws ExecutionException, InterruptedException {
        List<String> topics = List.copyOf(admin.listTopics().names().get());
        Map<TopicPartition, OffsetAndMetadata> all = new HashMap<>();
        admin.describeTopics(topics).allTopicNames().get().forEach((name, topic) -> topic.partitions().forEach(
            partition -> all.put(new TopicPartition(name, partition.partition()), new OffsetAndMetadata(0))));
        for (String group : List.of("some", "others", "and", "more")) {
            Deque<AlterConsumerGroupOffsetsResult> sent = new ArrayDeque<>();
            for (int left = offsets; left > 0; left -= all.size()) {
                sent.add(admin.alterConsumerGroupOffsets(group, all));
                if (sent.size() > IN_FLIGHT) {
                    sent.remove().all().get();
                }
            }
            for (AlterConsumerGroupOffsetsResult each : sent) {
                each.all().get();
            }
        }
    }

    /** Waits until their topic is so small, bytes. */
    void awaitSmall(long most, Duration atMost) throws ExecutionException, InterruptedException {
        long giveUpAt = System.nanoTime() + atMost.toNanos();
        long size = size();
        while (size > most && System.nanoTime() < giveUpAt) {
            Thread.sleep(LOOK_MS);
            size = size();
        }
        assertThat(size).as("bytes of " + Topic.GROUP_METADATA_TOPIC_NAME).isLessThanOrEqualTo(most);
    }

    private long size() throws ExecutionException, InterruptedException {
        Collection<Integer> brokers = admin.describeCluster().nodes().get().stream().map(node -> node.id()).toList();
        long size = 0;
        for (Map<String, LogDirDescription> ofBroker : admin.describeLogDirs(brokers).allDescriptions().get()
                .values()) {
            for (LogDirDescription directory : ofBroker.values()) {
                size += directory.replicaInfos().entrySet().stream()
                    .filter(each -> each.getKey().topic().equals(Topic.GROUP_METADATA_TOPIC_NAME))
                    .mapToLong(each -> each.getValue().size()).sum();
            }
        }
        return size;
    }

    /** Waits until each of these has one member, which has its tasks. */
    void awaitWorking(Duration atMost, String... groups) throws ExecutionException, InterruptedException {
        long giveUpAt = System.nanoTime() + atMost.toNanos();
        Map<String, StreamsGroupDescription> now = describe(groups);
        while (!now.values().stream().allMatch(CommittedGroups::works) && System.nanoTime() < giveUpAt) {
            Thread.sleep(LOOK_MS);
            now = describe(groups);
        }
        assertThat(now.values()).allMatch(CommittedGroups::works);
    }

    private Map<String, StreamsGroupDescription> describe(String... groups)
            throws ExecutionException, InterruptedException {
        return admin.describeStreamsGroups(List.of(groups)).all().get();
    }

    private static boolean works(StreamsGroupDescription group) {
        return group.groupState() == GroupState.STABLE && group.members().size() == 1
            && !group.members().iterator().next().assignment().activeTasks().isEmpty();
    }

    @Override
    public void close() {
        admin.close();
    }
}
