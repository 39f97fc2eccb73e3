package io.tidewatch.schemas;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Membership as a consumer of the compacted topics holds it: every group and every host, kept current by {@link #poll}.
 * Reads committed records only and belongs to no consumer group, so that any number of programs may each have a whole
 * view. One thread polls; any thread may ask, and gets a copy. Memory grows with the live memberships of the topics,
 * which the writer bounds.
 *
 * <pre>{@code
 * try (MembershipView view = MembershipView.connect("127.0.0.1:9092", "http://127.0.0.1:8081/apis/ccompat/v7")) {
 *     view.catchUp(Duration.ofSeconds(10));
 *     view.members("lan", "239.1.1.1").forEach(member -> System.out.println(member.getHost()));
 * }
 * }</pre>
 */
public final class MembershipView implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MembershipView.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Comparator<MemberState> BY_HOST = Comparator.comparing(MemberState::getHost)
        .thenComparing(MemberState::getMac, Comparator.nullsFirst(Comparator.naturalOrder()));

    private final Consumer<String, byte[]> consumer;
    private final Topic<MembershipState> groupTopic;
    private final Deserializer<MembershipState> groupValues;
    private final Deserializer<MemberState> memberValues;
    private final Map<TopicPartition, Long> atStart;
    private final NavigableMap<String, MembershipState> groups = new TreeMap<>();
    private final NavigableMap<String, MemberState> members = new TreeMap<>();
    /** Keys of the members of each host, by its address and by its MAC address. */
    private final Map<String, Set<String>> byHost = new HashMap<>();
    private final List<Listener> listeners = new ArrayList<>();
    private boolean caughtUp;
    private long skipped;

    /**
     * Is told of what {@link #poll} applies, by the thread that polls, after it was applied. Before the view has caught
     * up these are the states of the past, at last those that hold.
     */
    public interface Listener {

        /** A group is new ({@code before} is null), has ended ({@code after} is null) or has changed. */
        default void group(MembershipState before, MembershipState after) {
        }

        /** A host has joined ({@code before} is null), is gone ({@code after} is null) or says something else. */
        default void member(MemberState before, MemberState after) {
        }

        /** All that the topics held when the view was made has been applied; told once. */
        default void caughtUp() {
        }
    }

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
        atStart = Map.copyOf(consumer.endOffsets(partitions));
    }

    /**
     * Connects to a broker and a registry without further settings.
     *
     * @param bootstrapServers host:port, comma-separated
     * @param registryUrl address of the registry's Confluent API
     */
    public static MembershipView connect(String bootstrapServers, String registryUrl) {
        return connect(Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers),
            new Topics(Topics.DEFAULT_PREFIX), RegistryAccess.connect(List.of(registryUrl), Map.of(), PATIENCE));
    }

    /** Connects with these client settings, at least {@code bootstrap.servers}. */
    public static MembershipView connect(Map<String, ?> clientSettings, Topics topics, RegistryAccess registry) {
        Map<String, Object> settings = new HashMap<>(clientSettings);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        Consumer<String, byte[]> consumer = new KafkaConsumer<>(settings, new StringDeserializer(),
            new ByteArrayDeserializer());
        try {
            return new MembershipView(consumer, topics, registry);
        } catch (RuntimeException e) {
            consumer.close();
            throw e;
        }
    }

    /** Is told of everything that is applied from now on. */
    public synchronized void listen(Listener listener) {
        listeners.add(listener);
    }

    /**
     * Applies what has come in, waiting at most this long for it, and returns how many records that were. A record that
     * is no value of its topic is passed over, logged and counted in {@link #skipped}.
     *
     * @throws RegistryUnavailableException when a schema can't be asked for now; nothing is lost, poll again
     */
    public int poll(Duration atMost) {
        List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
        consumer.poll(atMost).forEach(records::add);
        for (int i = 0; i < records.size(); i++) {
            try {
                apply(records.get(i));
            } catch (RegistryUnavailableException e) {
                comeBack(records.subList(i, records.size()));
                throw e;
            }
        }
        lookWhetherCaughtUp();
        return records.size();
    }

    /** Reads these again at the next poll. */
    private void comeBack(List<ConsumerRecord<String, byte[]>> records) {
        Map<TopicPartition, Long> first = new HashMap<>();
        records.forEach(each -> first.merge(new TopicPartition(each.topic(), each.partition()), each.offset(),
            Math::min));
        first.forEach(consumer::seek);
    }

    private void lookWhetherCaughtUp() {
        if (caughtUp() || atStart.entrySet().stream().anyMatch(end -> consumer.position(end.getKey())
            < end.getValue())) {
            return;
        }
        List<Listener> told;
        synchronized (this) {
            caughtUp = true;
            told = List.copyOf(listeners);
        }
        told.forEach(Listener::caughtUp);
    }

    /** Whether all that the topics held when the view was made has been applied: before, answers are of the past. */
    public synchronized boolean caughtUp() {
        return caughtUp;
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
        lookWhetherCaughtUp();
        return true;
    }

    /** The groups of a segment, by address text. */
    public synchronized Collection<MembershipState> groups(String segment) {
        return under(groups, Topics.key(segment, ""));
    }

    /** One group, or null. */
    public synchronized MembershipState group(String segment, String group) {
        return groups.get(Topics.key(segment, group));
    }

    /** The hosts known to be members of a group, by address text; those with one address by MAC address. */
    public synchronized Collection<MemberState> members(String segment, String group) {
        return under(members, Topics.key(segment, group, "")).stream().sorted(BY_HOST).toList();
    }

    /**
     * What the hosts with an address are members of, on all segments, by segment and group.
     *
     * @param host the address; or a MAC address, for what one host is a member of whatever its addresses
     */
    public synchronized Collection<MemberState> memberships(String host) {
        return byHost.getOrDefault(host, Set.of()).stream().map(members::get)
            .sorted(Comparator.comparing(MemberState::getSegment).thenComparing(MemberState::getGroup)
                .thenComparing(BY_HOST)).toList();
    }

    /** How many records were no values of their topic and so passed over. */
    public synchronized long skipped() {
        return skipped;
    }

    @Override
    public void close() {
        consumer.close();
    }

    private void apply(ConsumerRecord<String, byte[]> entry) {
        try {
            if (entry.topic().equals(groupTopic.name())) {
                group(entry.key(), groupValues.deserialize(entry.topic(), entry.value()));
            } else {
                member(entry.key(), memberValues.deserialize(entry.topic(), entry.value()));
            }
        } catch (RegistryUnavailableException e) {
            throw e;
        } catch (SerializationException e) {
            LOG.warn("passing over a record that is not readable, on {} partition {} offset {}: {}", entry.topic(),
                entry.partition(), entry.offset(), e.getMessage());
            synchronized (this) {
                skipped++;
            }
        }
    }

    private void group(String key, MembershipState after) {
        MembershipState before;
        List<Listener> told;
        synchronized (this) {
            before = after == null ? groups.remove(key) : groups.put(key, after);
            told = List.copyOf(listeners);
        }
        if (before != null || after != null) {
            told.forEach(listener -> listener.group(before, after));
        }
    }

    private void member(String key, MemberState after) {
        MemberState before;
        List<Listener> told;
        synchronized (this) {
            before = after == null ? members.remove(key) : members.put(key, after);
            index(key, before, after);
            told = List.copyOf(listeners);
        }
        if (before != null || after != null) {
            told.forEach(listener -> listener.member(before, after));
        }
    }

    private void index(String key, MemberState before, MemberState after) {
        for (String name : names(before)) {
            byHost.computeIfPresent(name, (unused, keys) -> keys.remove(key) && keys.isEmpty() ? null : keys);
        }
        for (String name : names(after)) {
            byHost.computeIfAbsent(name, unseen -> new HashSet<>()).add(key);
        }
    }

    private static List<String> names(MemberState host) {
        return host == null ? List.of() : host.getMac() == null ? List.of(host.getHost())
            : List.of(host.getHost(), host.getMac());
    }

    private static <V> Collection<V> under(NavigableMap<String, V> kept, String prefix) {
        return List.copyOf(kept.subMap(prefix, true, prefix + Character.MAX_VALUE, false).values());
    }
}
