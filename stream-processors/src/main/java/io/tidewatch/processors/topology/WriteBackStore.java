package io.tidewatch.processors.topology;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Supplier;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.internals.WrappedStateStore;

/**
 * A store of rows that change far more often than there is a commit. What is held ({@link #hold}) is seen by every
 * reader at once, but encoded, put and sent to the changelog only with the commit, each row once and all together,
 * which costs RocksDB half of what putting one after the other does.
 *
 * <p>A commit of Kafka Streams asks every store to write back what it caches before the producer is flushed and the
 * offsets join the transaction (4.3.1: StreamTask.prepareCommit, ProcessorStateManager.flushCache). So the changelog
 * has, in the same transaction, what came of the messages that the transaction consumed, or neither has anything. All
 * stores of a thread write back with the first that is asked ({@link SharedCommit}). A task is asked also after its
 * processor was closed. After an aborted transaction the store is initialised anew, and nothing that was held is left.
 *
 * <p>Unlike the record cache of Kafka Streams it keeps rows as they are, in no bytes, and sorts nothing: only rows that
 * the store has already may be held, so that a range has their keys. The few that it has not are {@linkplain #add
 * added}.
 *
 * <p>The only class here that rests on internal types of Kafka Streams; StormTopologyTest and MembershipOracleTest show
 * that it is called.
 */
final class WriteBackStore<K extends Comparable<K>, V> extends WrappedStateStore<KeyValueStore<K, V>, K, V>
        implements KeyValueStore<K, V> {
    /** More than a commit ever brings, unless commits are far apart. */
    private static final int MOST_HELD = 1 << 15;

    private final ConcurrentMap<K, V> held = new ConcurrentHashMap<>();
    private final ConcurrentMap<K, Supplier<V>> shown = new ConcurrentHashMap<>();
    private final ConcurrentNavigableMap<K, Supplier<V>> added = new ConcurrentSkipListMap<>();
    private final Runnable writing = this::writeDue;
    private Runnable beforeCommit = () -> { };
    private SharedCommit commit;

    private WriteBackStore(KeyValueStore<K, V> rows) {
        super(rows);
    }

    /** The store beneath what a processor is given under its name, which takes part in the commits of its thread. */
    @SuppressWarnings("unchecked")
    static <K extends Comparable<K>, V> WriteBackStore<K, V> of(StateStore given) {
        StateStore store = given;
        while (!(store instanceof WriteBackStore)) {
            store = ((WrappedStateStore<?, ?, ?>) store).wrapped();
        }
        WriteBackStore<K, V> found = (WriteBackStore<K, V>) store;
        found.commit = SharedCommit.ofThread();
        found.commit.join(found.writing);
        return found;
    }

    /** What is to be done before each commit, such as to put rows that are made only then. */
    void beforeCommit(Runnable work) {
        beforeCommit = work;
    }

    /** The row of a key that has one already; nobody may change it any more. */
    void hold(K key, V row) {
        held.put(key, row);
        shown.remove(key);
        if (held.size() >= MOST_HELD) {
            writeBack();
        }
    }

    private void writeBack() {
        List<KeyValue<K, V>> rows = new ArrayList<>(held.size());
        held.forEach((key, row) -> rows.add(KeyValue.pair(key, row)));
        wrapped().putAll(rows);
        held.clear();
    }

    /**
     * What readers are to see in place of the row, which stays as it is: whoever shows it can make it again.
     *
     * @param row makes it for a reader, on the reader's thread
     */
    void show(K key, Supplier<V> row) {
        shown.put(key, row);
    }

    /**
     * What readers are to see although the store has no such row yet, until it is put.
     *
     * @param row makes it for a reader, on the reader's thread
     */
    void add(K key, Supplier<V> row) {
        added.put(key, row);
    }

    /** A row that was added is not to be put. */
    void withdraw(K key) {
        added.remove(key);
    }

    private V newest(K key) {
        Supplier<V> row = shown.get(key);
        row = row == null && !added.isEmpty() ? added.get(key) : row;
        return row == null ? held.get(key) : row.get();
    }

    @Override
    public void init(StateStoreContext context, StateStore root) {
        leave();
        held.clear();
        shown.clear();
        added.clear();
        beforeCommit = () -> { };
        super.init(context, root);
    }

    private void leave() {
        if (commit != null) {
            commit.leave(writing);
            commit = null;
        }
    }

    @Override
    public void close() {
        leave();
        super.close();
    }

    private void writeDue() {
        beforeCommit.run();
        if (!held.isEmpty()) {
            writeBack();
        }
    }

    @Override
    public void flushCache() {
        if (commit == null) {
            writeDue();
        } else {
            commit.asks(writing);
        }
        super.flushCache();
    }

    @Override
    public V get(K key) {
        V row = newest(key);
        return row == null ? wrapped().get(key) : row;
    }

    /** A null row is none: unlike {@link #delete} it does not look for what was there. */
    @Override
    public void put(K key, V row) {
        wrapped().put(key, row);
        held.remove(key);
        shown.remove(key);
        added.remove(key);
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
        return new Newest(wrapped().range(from, to), from.compareTo(to) > 0 ? Map.of()
            : added.subMap(from, true, to, true));
    }

    @Override
    public KeyValueIterator<K, V> all() {
        return new Newest(wrapped().all(), added);
    }

    @Override
    public <S extends Serializer<P>, P> KeyValueIterator<K, V> prefixScan(P prefix, S serializer) {
        if (!added.isEmpty()) {
            throw new UnsupportedOperationException("rows that are not put yet have no prefix");
        }
        return new Newest(wrapped().prefixScan(prefix, serializer), added);
    }

    @Override
    public long approximateNumEntries() {
        return wrapped().approximateNumEntries();
    }

    /** Rows of the store, those that are held as they are held, and those that were added, in the order of keys. */
    private final class Newest implements KeyValueIterator<K, V> {
        private final KeyValueIterator<K, V> rows;
        private final Iterator<Map.Entry<K, Supplier<V>>> fresh;
        private Map.Entry<K, Supplier<V>> nextFresh;

        Newest(KeyValueIterator<K, V> rows, Map<K, Supplier<V>> fresh) {
            this.rows = rows;
            this.fresh = fresh.entrySet().iterator();
            nextFresh = this.fresh.hasNext() ? this.fresh.next() : null;
        }

        @Override
        public boolean hasNext() {
            return nextFresh != null || rows.hasNext();
        }

        private boolean isFresh() {
            return nextFresh != null && (!rows.hasNext() || nextFresh.getKey().compareTo(rows.peekNextKey()) < 0);
        }

        @Override
        public K peekNextKey() {
            return isFresh() ? nextFresh.getKey() : rows.peekNextKey();
        }

        @Override
        public KeyValue<K, V> next() {
            if (isFresh()) {
                KeyValue<K, V> row = KeyValue.pair(nextFresh.getKey(), nextFresh.getValue().get());
                nextFresh = fresh.hasNext() ? fresh.next() : null;
                return row;
            }
            KeyValue<K, V> row = rows.next();
            V newest = newest(row.key);
            return newest == null ? row : KeyValue.pair(row.key, newest);
        }

        @Override
        public void close() {
            rows.close();
        }
    }

    /** Rows under a name, which is that of a changelog topic. */
    static <K extends Comparable<K>, V> StoreBuilder<WriteBackStore<K, V>> builder(String name, Serde<K> keys,
                                                                                   Serde<V> rows) {
        return new Builder<>(MembershipStores.store(name, keys, rows));
    }

    /** Builds the plain store and puts this around it. */
    private record Builder<K extends Comparable<K>, V>(StoreBuilder<KeyValueStore<K, V>> plain)
            implements StoreBuilder<WriteBackStore<K, V>> {

        @Override
        public WriteBackStore<K, V> build() {
            return new WriteBackStore<>(plain.build());
        }

        @Override
        public StoreBuilder<WriteBackStore<K, V>> withCachingEnabled() {
            throw new UnsupportedOperationException("rows are held here");
        }

        @Override
        public StoreBuilder<WriteBackStore<K, V>> withCachingDisabled() {
            return this;
        }

        @Override
        public StoreBuilder<WriteBackStore<K, V>> withLoggingEnabled(Map<String, String> settings) {
            plain.withLoggingEnabled(settings);
            return this;
        }

        @Override
        public StoreBuilder<WriteBackStore<K, V>> withLoggingDisabled() {
            plain.withLoggingDisabled();
            return this;
        }

        @Override
        public Map<String, String> logConfig() {
            return plain.logConfig();
        }

        @Override
        public boolean loggingEnabled() {
            return plain.loggingEnabled();
        }

        @Override
        public String name() {
            return plain.name();
        }
    }
}
