package io.tidewatch.processors.topology;

import io.tidewatch.processors.topology.state.ChurnRow;
import io.tidewatch.processors.topology.state.GroupRow;
import io.tidewatch.processors.topology.state.LeaveRow;
import io.tidewatch.processors.topology.state.MemberRow;
import io.tidewatch.processors.topology.state.SegmentRow;
import io.tidewatch.processors.topology.state.StayRow;
import io.tidewatch.processors.topology.state.WaitingRow;
import io.tidewatch.processors.topology.state.WindowRow;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * The stores of the membership application. A name here names a changelog topic: another name is another state.
 *
 * <p>All are plain key-value stores. Kafka's window stores forget by the newest time that was ever put: an old
 * recording that is replayed after newer traffic, or on another segment of the partition, would be dropped without a
 * word. Stays are forgotten by the deadline index instead, in the time of their own segment.
 */
public final class MembershipStores {
    /** segment -> SegmentRow. */
    public static final String SEGMENTS = "segments";
    /** segment|group -> GroupRow. */
    public static final String GROUPS = "groups";
    /** segment|group|{@link HostKey} -> MemberRow. */
    public static final String MEMBERS = "members";
    /** What is due when: see {@link DeadlineIndex} and {@link DeadlinePage}. */
    public static final String TIMERS = "timers";
    /** Stays that are over: see {@link StayKeys#stay}. */
    public static final String STAYS = "stays";
    /** segment|number -> WaitingRow: an event that waits for what is due before it: see {@link Timeline}. */
    public static final String WAITING = "waiting-2";
    /** segment|group -> WindowRow: windows that are open or not told yet. */
    public static final String WINDOWS = "windows";
    /** segment|minute -> ChurnRow: changes of the segment in it: see {@link Churn}. */
    public static final String CHURN = "churn";
    /** segment|{@link HostKey} -> LeaveRow: hosts that have just left and joined nothing since. */
    public static final String LEAVES = "leaves";
    /** Where a host is and was, by address and by MAC address: see {@link StayKeys#host}. */
    public static final String HOSTS = "hosts";

    /** How the topics of changelogs are kept. Restoring reads the part that is not compacted yet: it is kept short. */
    public static final Map<String, String> CHANGELOG = Map.of(
        TopicConfig.SEGMENT_BYTES_CONFIG, Integer.toString(64 << 20),
        TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG, "0.1",
        TopicConfig.MAX_COMPACTION_LAG_MS_CONFIG, Long.toString(Duration.ofMinutes(10).toMillis()),
        TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime");

    private MembershipStores() {
    }

    /** To add to the topology, those of alerts among them, always in this order. */
    static Set<StoreBuilder<?>> builders() {
        Set<StoreBuilder<?>> stores = new LinkedHashSet<>(List.of(
            WriteBackStore.builder(SEGMENTS, Serdes.String(), new StateSerde<>(SegmentRow.class)),
            WriteBackStore.builder(GROUPS, Serdes.String(), new StateSerde<>(GroupRow.class)),
            WriteBackStore.remembering(MEMBERS, Serdes.String(), new StateSerde<>(MemberRow.class, MemberEntry::read)),
            WriteBackStore.unsorted(TIMERS, Serdes.Bytes(), Serdes.ByteArray()),
            WriteBackStore.builder(STAYS, Serdes.Bytes(), new StateSerde<>(StayRow.class)),
            WriteBackStore.builder(HOSTS, Serdes.Bytes(), Serdes.ByteArray()),
            WriteBackStore.remembering(WINDOWS, Serdes.String(), new StateSerde<>(WindowRow.class)),
            WriteBackStore.builder(CHURN, Serdes.String(), new StateSerde<>(ChurnRow.class)),
            WriteBackStore.builder(LEAVES, Serdes.String(), new StateSerde<>(LeaveRow.class)),
            store(WAITING, Serdes.Bytes(), new StateSerde<>(WaitingRow.class))));
        stores.addAll(AlertStores.builders());
        return stores;
    }

    /** Unlike {@link KeyValueStore#delete} it does not read what was there. */
    static <K, V> void remove(KeyValueStore<K, V> store, K key) {
        store.put(key, null);
    }

    /**
     * Rows whose keys begin with what {@link io.tidewatch.schemas.Topics#key} made, in order.
     *
     * @param after only those behind it; null: all
     */
    static <V> KeyValueIterator<String, V> below(ReadOnlyKeyValueStore<String, V> store, String prefix, String after) {
        // What follows are groups and hosts, addresses all of them: nothing in one is behind a '~'.
        return store.range(after == null ? prefix : prefix + after + '\0', prefix + '~');
    }

    static <K, V> StoreBuilder<KeyValueStore<K, V>> store(String name, Serde<K> keys, Serde<V> values) {
        return store(Stores.persistentKeyValueStore(name), keys, values);
    }

    static <K, V> StoreBuilder<KeyValueStore<K, V>> store(KeyValueBytesStoreSupplier rows, Serde<K> keys,
                                                          Serde<V> values) {
        return Stores.keyValueStoreBuilder(rows, keys, values).withCachingDisabled().withLoggingEnabled(CHANGELOG);
    }
}
