package io.tidewatch.processors.topology;

import java.util.Iterator;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NoSuchElementException;
import java.util.function.Supplier;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;

/** Rows of a {@link WriteBackStore}, those that are not written yet among them, in the order of keys. */
final class NewestRows<K extends Comparable<K>, V> implements KeyValueIterator<K, V> {
    private final KeyValueIterator<K, V> rows;
    private final Map<K, V> held;
    private final Map<K, Supplier<V>> shown;
    private final Iterator<Map.Entry<K, Supplier<V>>> kept;
    private final int direction;
    private Map.Entry<K, Supplier<V>> nextKept;
    private KeyValue<K, V> next;

    /**
     * They are closed with {@code rows}.
     *
     * @param rows those of the store
     * @param held rows in their place
     * @param shown what is to be seen in place of those
     * @param kept others, in the same order; one that makes null is to go
     * @param direction 1 or, backward, -1
     */
    NewestRows(KeyValueIterator<K, V> rows, Map<K, V> held, Map<K, Supplier<V>> shown,
               NavigableMap<K, Supplier<V>> kept, int direction) {
        this.rows = rows;
        this.held = held;
        this.shown = shown;
        this.kept = kept.entrySet().iterator();
        this.direction = direction;
        pass();
    }

    private void pass() {
        nextKept = kept.hasNext() ? kept.next() : null;
    }

    private KeyValue<K, V> look() {
        while (next == null && (nextKept != null || rows.hasNext())) {
            int order = nextKept == null ? 1 : !rows.hasNext() ? -1
                : direction * nextKept.getKey().compareTo(rows.peekNextKey());
            KeyValue<K, V> row = order < 0 ? null : rows.next();
            if (order > 0) {
                next = newest(row);
            } else {
                V made = nextKept.getValue().get();
                next = made == null ? null : KeyValue.pair(nextKept.getKey(), made);
                pass();
            }
        }
        return next;
    }

    private KeyValue<K, V> newest(KeyValue<K, V> row) {
        Supplier<V> made = shown.get(row.key);
        V newest = made == null ? held.get(row.key) : made.get();
        return newest == null ? row : KeyValue.pair(row.key, newest);
    }

    @Override
    public boolean hasNext() {
        return look() != null;
    }

    private KeyValue<K, V> present() {
        if (look() == null) {
            throw new NoSuchElementException();
        }
        return next;
    }

    @Override
    public K peekNextKey() {
        return present().key;
    }

    @Override
    public KeyValue<K, V> next() {
        KeyValue<K, V> row = present();
        next = null;
        return row;
    }

    @Override
    public void close() {
        rows.close();
    }
}
