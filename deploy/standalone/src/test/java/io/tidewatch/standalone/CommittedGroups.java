package io.tidewatch.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.AlterConsumerGroupOffsetsResult;
import org.apache.kafka.clients.admin.StreamsGroupDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.internals.Topic;

/** The groups of a broker: what they have committed, and whether their members have their tasks. */
final class CommittedGroups implements AutoCloseable {
    private static final int BROKER = 1;
    private static final int IN_FLIGHT = 20;
    private static final long LOOK_MS = 500;

    private final Admin admin;

    CommittedGroups(String broker) {
        admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, broker));
    }

    /** At least so many offsets of each of four groups that nobody is in. */
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
    void awaitSmall(long most, Duration atMost) throws Exception {
        await(atMost, this::size, size -> size <= most);
    }

    private long size() throws ExecutionException, InterruptedException {
        return admin.describeLogDirs(List.of(BROKER)).allDescriptions().get().get(BROKER).values().stream()
            .flatMap(directory -> directory.replicaInfos().entrySet().stream())
            .filter(replica -> replica.getKey().topic().equals(Topic.GROUP_METADATA_TOPIC_NAME))
            .mapToLong(replica -> replica.getValue().size()).sum();
    }

    /** Waits until each of these has one member, which has its tasks. */
    void awaitWorking(Duration atMost, String... groups) throws Exception {
        await(atMost, () -> describe(groups), all -> all.values().stream().allMatch(CommittedGroups::works));
    }

    private static <T> void await(Duration atMost, Callable<T> look, Predicate<T> wanted) throws Exception {
        long giveUpAt = System.nanoTime() + atMost.toNanos();
        T now = look.call();
        while (!wanted.test(now)) {
            assertThat(System.nanoTime()).as("it stays %s", now).isLessThan(giveUpAt);
            Thread.sleep(LOOK_MS);
            now = look.call();
        }
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
