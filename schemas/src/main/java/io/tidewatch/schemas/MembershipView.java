package io.tidewatch.schemas;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Membership as a consumer of the compacted topics holds it: every group and every host, kept current by
 * {@link #poll}. Reads committed records only and belongs to no consumer group. Not thread-safe: one thread polls and
 * asks. Memory grows with the live memberships of the topics, which the writer bounds.
 *
 * <pre>{@code
 * try (MembershipView view = MembershipView.connect(Map.of("bootstrap.servers", "127.0.0.1:9092"), topics, registry)) {
 *     view.catchUp(Duration.ofSeconds(10));
 *     view.members("lan", "239.1.1.1").forEach(member -> System.out.println(member.getHost()));
 * }
 * }</pre>
 */
public final class MembershipView implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);

    private final Consumer<String, byte[]> consumer;
    private final Topic<MembershipState> groupTopic;
    private final Deserializer<MembershipState> groupValues;
    private final Deserializer<MemberState> memberValues;
    private final NavigableMap<String, MembershipState> groups = new TreeMap<>();
    private final NavigableMap<String, MemberState> members = new TreeMap<>();

    /** Uses a consumer that exists; it is assigned to all partitions of the two topics and closed with the view. */
    public MembershipView(Consumer<String, byte[]> consumer, Topics topics, RegistryAccess registry) {
        this.consumer = consumer;
        this.groupTopic = topics.membershipState();
        this.groupValues = new AvroSerde<>(groupTopic, registry).deserializer();
        this.memberValues = new AvroSerde<>(topics.members(), registry).deserializer();
        List<TopicPartition> partitions = new ArrayList<>();
        for (Topic<? extends SpecificRecord> topic : List.of(groupTopic, topics.members())) {
            consumer.partitionsFor(topic.name())
                .forEach(info -> partitions.add(new TopicPartition(topic.name(), info.partition())));
        }
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    /** Connects with these client settings, at least {@code bootstrap.servers}. */
    public static MembershipView connect(Map<String, ?> clientSettings, Topics topics, RegistryAccess registry) {
        Map<String, Object> settings = new HashMap<>(clientSettings);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        return new MembershipView(new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer()),
            topics, registry);
    }

    /** Applies what has come in, waiting at most this long for it, and returns how many records that were. */
    public int poll(Duration atMost) {
        int applied = 0;
        for (ConsumerRecord<String, byte[]> entry : consumer.poll(atMost)) {
            apply(entry);
            applied++;
        }
        return applied;
    }

    /** Applies all that the topics hold at the time of the call; false when that took longer than {@code atMost}. */
    public boolean catchUp(Duration atMost) {
        long giveUpAt = System.nanoTime() + atMost.toNanos();
        Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            if (System.nanoTime() - giveUpAt >= 0) {
                return false;
            }
            poll(POLL);
        }
        return true;
    }

    /** The groups of a segment, by address text. */
    public Collection<MembershipState> groups(String segment) {
        return under(groups, Topics.key(segment, ""));
    }

    /** One group, or null. */
    public MembershipState group(String segment, String group) {
        return groups.get(Topics.key(segment, group));
    }

    /** The hosts known to be members of a group, by address text. */
    public Collection<MemberState> members(String segment, String group) {
        return under(members, Topics.key(segment, group, ""));
    }

    @Override
    public void close() {
        consumer.close();
    }

    private void apply(ConsumerRecord<String, byte[]> entry) {
        if (entry.topic().equals(groupTopic.name())) {
            keep(groups, entry, groupValues);
        } else {
            keep(members, entry, memberValues);
        }
    }

    private static <V> void keep(Map<String, V> kept, ConsumerRecord<String, byte[]> entry, Deserializer<V> values) {
        V value = values.deserialize(entry.topic(), entry.value());
        if (value == null) {
            kept.remove(entry.key());
        } else {
            kept.put(entry.key(), value);
        }
    }

    private static <V> Collection<V> under(NavigableMap<String, V> kept, String prefix) {
        return Collections.unmodifiableCollection(kept.subMap(prefix, true, prefix + Character.MAX_VALUE, false)
            .values());
    }
}
