package io.tidewatch.processors.topology;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serdes;
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
 * has, in the same transaction, what came of the messages that the transaction consumed, or neither has anything. A
 * task is asked also after its processor was closed. After an aborted transaction the store is initialised anew, and
 * nothing that was held is left.
 *
 * <p>Unlike the record cache of Kafka Streams it keeps rows as they are, in no bytes, and sorts nothing: only rows that
 * the store has already may be held, so that a range has their keys.
 *
 * <p>The only class here that rests on internal types of Kafka Streams; StormTopologyTest and MembershipOracleTest show
 * that it is called.
 */
final class WriteBackStore<V> extends WrappedStateStore<KeyValueStore<String, V>, String, V>
        implements KeyValueStore<String, V> {
    /** More than a commit ever brings, unless commits are far apart. */
    private static final int MOST_HELD = 1 << 15;

    private final ConcurrentMap<String, V> held = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, Supplier<V>> shown = new ConcurrentHashMap<>();
    private Runnable beforeCommit = () -> { };

    private WriteBackStore(KeyValueStore<String, V> rows) {
        super(rows);
    }

    /** The store beneath what a processor is given under its name. */
    @SuppressWarnings("unchecked")
    static <V> WriteBackStore<V> of(StateStore given) {
        StateStore store = given;
        while (!(store instanceof WriteBackStore)) {
            store = ((WrappedStateStore<?, ?, ?>) store).wrapped();
        }
        return (WriteBackStore<V>) store;
    }

    /** What is to be done before each commit, such as to put rows that are made only then. */
    void beforeCommit(Runnable work) {
        beforeCommit = work;
    }

    /** The row of a key that has one already; nobody may change it any more. */
    void hold(String key, V row) {
        held.put(key, row);
        shown.remove(key);
        if (held.size() >= MOST_HELD) {
            writeBack();
        }
    }

    private void writeBack() {
        List<KeyValue<String, V>> rows = new ArrayList<>(held.size());
        held.forEach((key, row) -> rows.add(KeyValue.pair(key, row)));
        wrapped().putAll(rows);
        held.clear();
    }

    /**
     * What readers are to see in place of the row, which stays as it is: whoever shows it can make it again.
     *
     * @param row makes it for a reader, on the reader's thread
     */
    void show(String key, Supplier<V> row) {
        shown.put(key, row);
    }

    private V newest(String key) {
        Supplier<V> row = shown.get(key);
        return row == null ? held.get(key) : row.get();
    }

    @Override
    public void init(StateStoreContext context, StateStore root) {
        held.clear();
        shown.clear();
        beforeCommit = () -> { };
        super.init(context, root);
    }

    @Override
    public void flushCache() {
        beforeCommit.run();
        if (!held.isEmpty()) {
            writeBack();
        }
        super.flushCache();
    }

    @Override
    public V get(String key) {
        V row = newest(key);
        return row == null ? wrapped().get(key) : row;
    }

    /** A null row is none: unlike {@link #delete} it does not look for what was there. */
    @Override
    public void put(String key, V row) {
        wrapped().put(key, row);
        held.remove(key);
        shown.remove(key);
    }

    @Override
    public V putIfAbsent(String key, V row) {
        V known = get(key);
        if (known == null) {
            put(key, row);
        }
        return known;
    }

    @Override
    public void putAll(List<KeyValue<String, V>> rows) {
        rows.forEach(row -> put(row.key, row.value));
    }

    @Override
    public V delete(String key) {
        V known = get(key);
        put(key, null);
        return known;
    }

    @Override
    public KeyValueIterator<String, V> range(String from, String to) {
        return new Newest(wrapped().range(from, to));
    }

    @Override
    public KeyValueIterator<String, V> all() {
        return new Newest(wrapped().all());
    }

    @Override
    public <S extends Serializer<P>, P> KeyValueIterator<String, V> prefixScan(P prefix, S serializer) {
        return new Newest(wrapped().prefixScan(prefix, serializer));
    }

    @Override
    public long approximateNumEntries() {
        return wrapped().approximateNumEntries();
    }

    /** Rows of the store, those that are held as they are held. */
    private final class Newest implements KeyValueIterator<String, V> {
        private final KeyValueIterator<String, V> rows;

        Newest(KeyValueIterator<String, V> rows) {
            this.rows = rows;
        }

        @Override
        public boolean hasNext() {
            return rows.hasNext();
        }

        @Override
        public String peekNextKey() {
            return rows.peekNextKey();
        }

        @Override
        public KeyValue<String, V> next() {
            KeyValue<String, V> row = rows.next();
            V newest = newest(row.key);
            return newest == null ? row : KeyValue.pair(row.key, newest);
        }

        @Override
        public void close() {
            rows.close();
        }
    }

    /** Rows under a name, which is that of a changelog topic. */
    static <V extends SpecificRecord> StoreBuilder<WriteBackStore<V>> builder(String name, StateSerde<V> rows) {
        return new Builder<>(MembershipStores.store(name, Serdes.String(), rows));
    }

    /** Builds the plain store and puts this around it. */
    private record Builder<V>(StoreBuilder<KeyValueStore<String, V>> plain)
            implements StoreBuilder<WriteBackStore<V>> {

        @Override
        public WriteBackStore<V> build() {
            return new WriteBackStore<>(plain.build());
        }

        @Override
        public StoreBuilder<WriteBackStore<V>> withCachingEnabled() {
            throw new UnsupportedOperationException("rows are held here");
        }

        @Override
        public StoreBuilder<WriteBackStore<V>> withCachingDisabled() {
            return this;
        }

        @Override
        public StoreBuilder<WriteBackStore<V>> withLoggingEnabled(Map<String, String> settings) {
            plain.withLoggingEnabled(settings);
            return this;
        }

        @Override
        public StoreBuilder<WriteBackStore<V>> withLoggingDisabled() {
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
