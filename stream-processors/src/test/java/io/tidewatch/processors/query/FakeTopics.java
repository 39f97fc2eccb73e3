package io.tidewatch.processors.query;

import io.tidewatch.schemas.AddressFamily;
import io.tidewatch.schemas.Alert;
import io.tidewatch.schemas.ChangeCause;
import io.tidewatch.schemas.ChangeType;
import io.tidewatch.schemas.MembershipChange;
import io.tidewatch.schemas.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;

/** The topics of changes and alerts in memory, three and two partitions, for any number of consumers. */
final class FakeTopics {
    static final int CHANGE_PARTITIONS = 3;
    private static final int ALERT_PARTITIONS = 2;
    private static final Topics TOPICS = new Topics(Topics.DEFAULT_PREFIX);

    final List<StreamEnd> ended = new CopyOnWriteArrayList<>();
    private final List<Object> values = new CopyOnWriteArrayList<>();
    private final List<ConsumerRecord<String, byte[]>> log = new CopyOnWriteArrayList<>();
    private final Map<TopicPartition, Long> ends = new HashMap<>();
    private final Map<TopicPartition, Long> begins = new HashMap<>();

    FakeTopics() {
        partitions().forEach(partition -> {
            ends.put(partition, 0L);
            begins.put(partition, 0L);
        });
    }

    StreamSource source() {
        return new StreamSource(TOPICS.membershipChanges(), (topic, value) -> (MembershipChange) value(value),
            TOPICS.alertEvents(), (topic, value) -> (Alert) value(value), this::consumer, ended::add);
    }

    private Object value(byte[] index) {
        return values.get(Integer.parseInt(new String(index, StandardCharsets.US_ASCII)));
    }

    /** Publishes a change; its id is the text. */
    synchronized MembershipChange change(String id, String segment, String group, String host) {
        MembershipChange change = MembershipChange.newBuilder().setChangeId(id).setSegment(segment).setGroup(group)
            .setFamily(AddressFamily.IPV4).setSequence(1).setType(ChangeType.HOST_JOINED).setCause(ChangeCause.REPORT)
            .setAt(KnownState.T0).setHost(host).setMemberCount(1).build();
        put(new TopicPartition(TOPICS.membershipChanges().name(), Topics.segmentPartition(segment, CHANGE_PARTITIONS)),
            change);
        return change;
    }

    synchronized void alert(Alert alert, int partition) {
        put(new TopicPartition(TOPICS.alertEvents().name(), partition), alert);
    }

    private void put(TopicPartition partition, Object value) {
        values.add(value);
        long offset = ends.merge(partition, 1L, Long::sum) - 1;
        log.add(new ConsumerRecord<>(partition.topic(), partition.partition(), offset, "",
            Integer.toString(values.size() - 1).getBytes(StandardCharsets.US_ASCII)));
    }

    /** What was published until now is not kept any more. */
    synchronized void forget() {
        begins.putAll(ends);
        log.clear();
    }

    private static List<TopicPartition> partitions() {
        List<TopicPartition> partitions = new ArrayList<>();
        for (int i = 0; i < CHANGE_PARTITIONS; i++) {
            partitions.add(new TopicPartition(TOPICS.membershipChanges().name(), i));
        }
        for (int i = 0; i < ALERT_PARTITIONS; i++) {
            partitions.add(new TopicPartition(TOPICS.alertEvents().name(), i));
        }
        return partitions;
    }

    private synchronized Consumer<String, byte[]> consumer() {
        MockConsumer<String, byte[]> consumer = new Reader();
        Node node = new Node(1, "127.0.0.1", 1);
        Map<String, List<PartitionInfo>> byTopic = new HashMap<>();
        partitions().forEach(partition -> byTopic.computeIfAbsent(partition.topic(), unseen -> new ArrayList<>())
            .add(new PartitionInfo(partition.topic(), partition.partition(), node, new Node[] {node},
                new Node[] {node})));
        byTopic.forEach(consumer::updatePartitions);
        consumer.updateEndOffsets(new HashMap<>(ends));
        consumer.updateBeginningOffsets(new HashMap<>(begins));
        return consumer;
    }

    /** Sees what is published while it reads, and refuses offsets that are not kept, as a broker does. */
    private final class Reader extends MockConsumer<String, byte[]> {
        private int seen;

        private Reader() {
            super("none");
        }

        @Override
        public synchronized ConsumerRecords<String, byte[]> poll(Duration atMost) {
            for (; seen < log.size(); seen++) {
                ConsumerRecord<String, byte[]> next = log.get(seen);
                if (assignment().contains(new TopicPartition(next.topic(), next.partition()))) {
                    addRecord(next);
                }
            }
            requireKept();
            ConsumerRecords<String, byte[]> records = super.poll(Duration.ZERO);
            if (records.isEmpty()) {
                LockSupport.parkNanos(5_000_000);
            }
            return records;
        }

        private void requireKept() {
            Map<TopicPartition, Long> lost = new HashMap<>();
            assignment().forEach(partition -> {
                if (position(partition) < begins.get(partition)) {
                    lost.put(partition, position(partition));
                }
            });
            if (!lost.isEmpty()) {
                throw new OffsetOutOfRangeException(lost);
            }
        }
    }
}
