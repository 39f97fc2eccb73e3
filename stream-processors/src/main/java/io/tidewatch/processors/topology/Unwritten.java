package io.tidewatch.processors.topology;

import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Supplier;

/**
 * Rows that are not written yet. Once they are nothing changes in it: who has begun to read has it whole.
 *
 * @param held those that the store has in an older form
 * @param kept others; one that makes null is to go
 */
record Unwritten<K extends Comparable<K>, V>(ConcurrentMap<K, V> held, ConcurrentMap<K, Supplier<V>> kept) {
    Unwritten(int rows, boolean sorted) {
        this(new ConcurrentHashMap<>(rows), sorted ? new ConcurrentSkipListMap<>() : new ConcurrentHashMap<>());
    }

    int size() {
        return held.size() + kept.size();
    }

    NavigableMap<K, Supplier<V>> inOrder() {
        return kept instanceof NavigableMap<K, Supplier<V>> already ? already : new TreeMap<>(kept);
    }

    NavigableMap<K, Supplier<V>> within(K from, K to) {
        if (from.compareTo(to) > 0) {
            return new TreeMap<>();
        }
        if (kept instanceof NavigableMap<K, Supplier<V>> already) {
            return already.subMap(from, true, to, true);
        }
        NavigableMap<K, Supplier<V>> part = new TreeMap<>();
        kept.forEach((key, row) -> {
            if (key.compareTo(from) >= 0 && key.compareTo(to) <= 0) {
                part.put(key, row);
            }
        });
        return part;
    }
}
