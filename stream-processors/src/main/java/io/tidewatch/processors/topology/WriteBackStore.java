package io.tidewatch.processors.topology;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.internals.WrappedStateStore;

/**
 * A store whose rows are written with the commit. What is held ({@link #hold}) or kept ({@link #keep}) is seen by every
 * reader at once, but encoded, put and sent to the changelog only with the commit, each row once and all together,
 * which costs RocksDB half of what putting one after the other does.
 *
 * <p>A commit of Kafka Streams asks every store to write back what it caches before the producer is flushed and the
 * offsets join the transaction (4.3.1: StreamTask.prepareCommit, ProcessorStateManager.flushCache). So the changelog
 * has, in the same transaction, what came of the messages that the transaction consumed, or neither has anything. A
 * task is asked also after its processor was closed. After an aborted transaction the store is initialised anew, and
 * nothing that was not written is left.
 *
 * <p>Unlike the record cache of Kafka Streams it keeps rows as they are, in no bytes, and sorts only those that are
 * kept: of those that are held the store has the keys, in order. An {@link #unsorted} store sorts none until a reader
 * asks for a range.
 *
 * <p>It and {@link RememberingStore} rest on internal types of Kafka Streams; StormTopologyTest and
 * MembershipOracleTest show that it is called.
 */
final class WriteBackStore<K extends Comparable<K>, V> extends WrappedStateStore<KeyValueStore<K, V>, K, V>
        implements KeyValueStore<K, V> {
    /** More than a commit ever brings, unless commits are far apart. */
    private static final int MOST_UNWRITTEN = 1 << 15;

    private final ConcurrentMap<K, Supplier<V>> shown = new ConcurrentHashMap<>();
    private final boolean sorted;
    private volatile Unwritten<K, V> unwritten;
    private Runnable beforeCommit = () -> { };

    WriteBackStore(KeyValueStore<K, V> rows, boolean sorted) {
        super(rows);
        this.sorted = sorted;
        unwritten = new Unwritten<>(0, sorted);
    }

    /** The store beneath what a processor is given under its name. */
    @SuppressWarnings("unchecked")
    static <K extends Comparable<K>, V> WriteBackStore<K, V> of(StateStore given) {
        return beneath(given, WriteBackStore.class);
    }

    /** The store of some kind among those that are wrapped around each other; there must be one. */
    static <S extends StateStore> S beneath(StateStore given, Class<S> kind) {
        StateStore store = given;
        while (!kind.isInstance(store)) {
            store = ((WrappedStateStore<?, ?, ?>) store).wrapped();
        }
        return kind.cast(store);
    }

    /** What is to be done before each commit, such as to keep rows that are made only then. */
    void beforeCommit(Runnable work) {
        beforeCommit = work;
    }

    /** The row of a key that has one already; nobody may change it any more. Costs less than to keep it. */
    void hold(K key, V row) {
        Unwritten<K, V> now = unwritten;
        if (now.kept().isEmpty() || now.kept().replace(key, () -> row) == null) {
            now.held().put(key, row);
        }
        shown.remove(key);
        writeBackIfFull();
    }

    /** The row of a key that has one or has none; nobody may change it any more. Null: it is to have none. */
    void keep(K key, V row) {
        make(key, () -> row);
        writeBackIfFull();
    }

    /**
     * The same for a row that is made when it is written, and until then for each reader, on the reader's thread.
     *
     * @param row makes it
     */
    void make(K key, Supplier<V> row) {
        Unwritten<K, V> now = unwritten;
        now.kept().put(key, row);
        now.held().remove(key);
        shown.remove(key);
    }

    /** What was to be written of a key is not: the store has what it had. */
    void withdraw(K key) {
        unwritten.kept().remove(key);
    }

    private void writeBackIfFull() {
        if (unwritten.size() >= MOST_UNWRITTEN) {
            writeBack();
        }
    }

    private void writeBack() {
        Unwritten<K, V> now = unwritten;
        List<KeyValue<K, V>> rows = new ArrayList<>(now.size());
        now.held().forEach((key, row) -> rows.add(KeyValue.pair(key, row)));
        now.kept().forEach((key, row) -> rows.add(KeyValue.pair(key, row.get())));
        if (!rows.isEmpty()) {
            wrapped().putAll(rows);
            unwritten = new Unwritten<>(now.held().size(), sorted);
        }
    }

    /**
     * What readers are to see in place of the row, which stays as it is: whoever shows it can make it again.
     *
     * @param row makes it for a reader, on the reader's thread
     */
    void show(K key, Supplier<V> row) {
        shown.put(key, row);
    }

    @Override
    public void init(StateStoreContext context, StateStore root) {
        begin();
        super.init(context, root);
    }

    private void begin() {
        unwritten = new Unwritten<>(0, sorted);
        shown.clear();
        beforeCommit = () -> { };
    }

    /** The task becomes a standby, or was one: what its processor shows and remembers does not count any more. */
    @Override
    public void clearCache() {
        begin();
        super.clearCache();
    }

    @Override
    public void flushCache() {
        beforeCommit.run();
        writeBack();
        super.flushCache();
    }

    @Override
    public V get(K key) {
        Unwritten<K, V> now = unwritten;
        Supplier<V> row = shown.get(key);
        row = row == null && !now.kept().isEmpty() ? now.kept().get(key) : row;
        if (row != null) {
            return row.get();
        }
        V held = now.held().get(key);
        return held == null ? wrapped().get(key) : held;
    }

    /** At once, unlike {@link #keep}. */
    @Override
    public void put(K key, V row) {
        wrapped().put(key, row);
        unwritten.kept().remove(key);
        unwritten.held().remove(key);
        shown.remove(key);
    }

    @Override
    public V putIfAbsent(K key, V row) {
        V known = get(key);
        if (known == null) {
            put(key, row);
        }
        return known;
    }

    @Override
    public void putAll(List<KeyValue<K, V>> rows) {
        rows.forEach(row -> put(row.key, row.value));
    }

    @Override
    public V delete(K key) {
        V known = get(key);
        put(key, null);
        return known;
    }

    @Override
    public KeyValueIterator<K, V> range(K from, K to) {
        return newest(() -> wrapped().range(from, to), now -> now.within(from, to), 1);
    }

    @Override
    public KeyValueIterator<K, V> reverseRange(K from, K to) {
        return newest(() -> wrapped().reverseRange(from, to), now -> now.within(from, to).descendingMap(), -1);
    }

    @Override
    public KeyValueIterator<K, V> all() {
        return newest(() -> wrapped().all(), Unwritten::inOrder, 1);
    }

    /** Looked at between two commits: a row that is not written yet is not in the store in an older form then. */
    private NewestRows<K, V> newest(Supplier<KeyValueIterator<K, V>> written,
                                    Function<Unwritten<K, V>, NavigableMap<K, Supplier<V>>> part, int direction) {
        while (true) {
            Unwritten<K, V> now = unwritten;
            KeyValueIterator<K, V> rows = written.get();
            if (now == unwritten) {
                return new NewestRows<>(rows, now.held(), shown, part.apply(now), direction);
            }
            rows.close();
        }
    }

    @Override
    public <S extends Serializer<P>, P> KeyValueIterator<K, V> prefixScan(P prefix, S serializer) {
        throw new UnsupportedOperationException("a range does");
    }

    @Override
    public long approximateNumEntries() {
        return wrapped().approximateNumEntries();
    }

    /** Rows under a name, which is that of a changelog topic. */
    static <K extends Comparable<K>, V> StoreBuilder<WriteBackStore<K, V>> builder(String name, Serde<K> keys,
                                                                                   Serde<V> rows) {
        return new WriteBackBuilder<>(MembershipStores.store(name, keys, rows), true);
    }

    /** The same for rows that are asked for again and again: around a {@link RememberingStore}. */
    static <K extends Comparable<K>, V> StoreBuilder<WriteBackStore<K, V>> remembering(String name, Serde<K> keys,
                                                                                       Serde<V> rows) {
        return new WriteBackBuilder<>(MembershipStores.store(new RememberingStore.Supplier(
            Stores.persistentKeyValueStore(name)), keys, rows), true);
    }

    /** The same for rows that come and go all the time, and that readers seldom look for. */
    static <K extends Comparable<K>, V> StoreBuilder<WriteBackStore<K, V>> unsorted(String name, Serde<K> keys,
                                                                                    Serde<V> rows) {
        return new WriteBackBuilder<>(MembershipStores.store(name, keys, rows), false);
    }
}
