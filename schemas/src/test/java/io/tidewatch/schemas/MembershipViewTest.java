package io.tidewatch.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.MockSchemaRegistryClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MembershipViewTest {
    private final Topics topics = new Topics(Topics.DEFAULT_PREFIX);
    private final MockConsumer<String, byte[]> consumer = new MockConsumer<>("earliest");
    private final Map<TopicPartition, Long> ends = new HashMap<>();
    private RegistryAccess registry;

    @BeforeEach
    void topics() throws Exception {
        MockSchemaRegistryClient client = new MockSchemaRegistryClient();
        registry = new RegistryAccess(client, Duration.ZERO);
        for (Topic<? extends SpecificRecord> topic : List.of(topics.membershipState(), topics.members())) {
            client.register(topic.subject(), new AvroSchema(topic.schema()));
            Node node = new Node(1, "127.0.0.1", 1);
            consumer.updatePartitions(topic.name(),
                List.of(new PartitionInfo(topic.name(), 0, node, new Node[] {node}, new Node[] {node})));
            ends.put(new TopicPartition(topic.name(), 0), 0L);
        }
        consumer.updateBeginningOffsets(new HashMap<>(ends));
        consumer.updateEndOffsets(new HashMap<>(ends));
    }

    @Test
    void holdsWhatTheTopicsSayAndForgetsTombstones() {
        try (MembershipView view = new MembershipView(consumer, topics, registry)) {
            MembershipState one = Samples.group("lan", "239.1.1.1", 2);
            MembershipState other = Samples.group("lan2", "239.1.1.1", 1);
            put(topics.membershipState(), "lan|239.1.1.1", one);
            put(topics.membershipState(), "lan2|239.1.1.1", other);
            MemberState a = Samples.member("lan", "239.1.1.1", "10.0.0.1");
            MemberState b = Samples.member("lan", "239.1.1.1", "10.0.0.2");
            put(topics.members(), "lan|239.1.1.1|10.0.0.1", a);
            put(topics.members(), "lan|239.1.1.1|10.0.0.2", b);
            put(topics.members(), "lan|239.1.1.10|10.0.0.2", Samples.member("lan", "239.1.1.10", "10.0.0.2"));
            consumer.updateEndOffsets(ends);
            // MockConsumer tells each in turn: the one before first.
            consumer.endOffsets(ends.keySet());
            assertThat(view.catchUp(Duration.ofSeconds(5))).isTrue();
            assertThat(view.groups("lan")).containsExactly(one);
            assertThat(view.group("lan2", "239.1.1.1")).isEqualTo(other);
            assertThat(view.members("lan", "239.1.1.1")).containsExactly(a, b);
            assertThat(view.memberships("10.0.0.2")).containsExactly(b, Samples.member("lan", "239.1.1.10",
                "10.0.0.2"));

            put(topics.members(), "lan|239.1.1.1|10.0.0.1", null);
            put(topics.membershipState(), "lan2|239.1.1.1", null);
            view.poll(Duration.ZERO);
            assertThat(view.members("lan", "239.1.1.1")).containsExactly(b);
            assertThat(view.memberships("10.0.0.1")).isEmpty();
            assertThat(view.groups("lan2")).isEmpty();
        }
        assertThat(consumer.closed()).isTrue();
    }

    @Test
    void aHostIsItsAddressAndItsMacAddress() {
        try (MembershipView view = new MembershipView(consumer, topics, registry)) {
            MemberState one = Samples.member("lan", "239.1.1.1", "10.0.0.1");
            MemberState other = MemberState.newBuilder(one).setMac("02:00:00:00:00:02").build();
            MemberState moved = MemberState.newBuilder(other).setHost("10.0.0.10").build();
            MemberState unknown = MemberState.newBuilder(one).setMac(null).build();
            for (MemberState member : List.of(moved, other, one, unknown)) {
                put(topics.members(), key(member), member);
            }
            view.poll(Duration.ZERO);
            assertThat(view.members("lan", "239.1.1.1")).containsExactly(unknown, one, other, moved);
            assertThat(view.memberships("10.0.0.1")).containsExactly(unknown, one, other);
            assertThat(view.memberships("02:00:00:00:00:02")).containsExactly(other, moved);
            put(topics.members(), key(other), null);
            view.poll(Duration.ZERO);
            assertThat(view.members("lan", "239.1.1.1")).containsExactly(unknown, one, moved);
            assertThat(view.memberships("02:00:00:00:00:02")).containsExactly(moved);
        }
    }

    private static String key(MemberState member) {
        return Topics.memberKey(member.getSegment(), member.getGroup(), member.getHost(), member.getMac());
    }

    @Test
    void saysOnceWhenItHasCaughtUpAndTellsEachChange() {
        List<String> told = new ArrayList<>();
        // MockConsumer tells each in turn.
        Map<TopicPartition, Long> two = new HashMap<>(ends);
        two.put(new TopicPartition(topics.members().name(), 0), 2L);
        consumer.updateEndOffsets(two);
        consumer.endOffsets(ends.keySet());
        try (MembershipView view = new MembershipView(consumer, topics, registry)) {
            view.listen(new MembershipView.Listener() {
                @Override
                public void group(MembershipState before, MembershipState after) {
                    told.add("group " + (before == null ? 0 : before.getMemberCount()) + " -> "
                        + (after == null ? 0 : after.getMemberCount()));
                }

                @Override
                public void member(MemberState before, MemberState after) {
                    told.add((before == null ? "none" : before.getHost()) + " -> " + (after == null ? "none"
                        : after.getHost()));
                }

                @Override
                public void caughtUp() {
                    told.add("caught up");
                }
            });
            put(topics.members(), "lan|239.1.1.1|10.0.0.1", Samples.member("lan", "239.1.1.1", "10.0.0.1"));
            view.poll(Duration.ZERO);
            assertThat(view.caughtUp()).isFalse();
            put(topics.members(), "lan|239.1.1.1|10.0.0.1", null);
            view.poll(Duration.ZERO);
            assertThat(view.caughtUp()).isTrue();
            put(topics.members(), "lan|239.1.1.1|10.0.0.1", null);
            put(topics.membershipState(), "lan|239.1.1.1", Samples.group("lan", "239.1.1.1", 1));
            put(topics.membershipState(), "lan|239.1.1.1", Samples.group("lan", "239.1.1.1", 2));
            put(topics.membershipState(), "lan|239.1.1.1", null);
            view.poll(Duration.ZERO);
        }
        assertThat(told).containsExactly("none -> 10.0.0.1", "10.0.0.1 -> none", "caught up", "group 0 -> 1",
            "group 1 -> 2", "group 2 -> 0");
    }

    @Test
    void whatIsNotReadableIsPassedOverAndCounted() {
        try (MembershipView view = new MembershipView(consumer, topics, registry)) {
            long offset = ends.merge(new TopicPartition(topics.members().name(), 0), 1L, Long::sum) - 1;
            consumer.addRecord(new ConsumerRecord<>(topics.members().name(), 0, offset, "lan|239.1.1.1|10.0.0.9",
                new byte[] {1, 2, 3}));
            MemberState member = Samples.member("lan", "239.1.1.1", "10.0.0.1");
            put(topics.members(), "lan|239.1.1.1|10.0.0.1", member);
            assertThat(view.poll(Duration.ZERO)).isEqualTo(2);
            assertThat(view.skipped()).isEqualTo(1);
            assertThat(view.members("lan", "239.1.1.1")).containsExactly(member);
        }
    }

    private <V extends SpecificRecord> void put(Topic<V> topic, String key, V value) {
        TopicPartition partition = new TopicPartition(topic.name(), 0);
        long offset = ends.merge(partition, 1L, Long::sum) - 1;
        consumer.addRecord(new ConsumerRecord<>(topic.name(), 0, offset, key,
            new AvroSerde<>(topic, registry).serializer().serialize(topic.name(), value)));
    }
}
