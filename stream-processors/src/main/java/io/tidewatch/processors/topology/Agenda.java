package io.tidewatch.processors.topology;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * What of one segment's deadlines is in memory: what is left of the second that was read last, what is new since the
 * last commit, and which entries of later seconds have moved. Once what is new is written all may be forgotten.
 */
final class Agenda {
    private final String segment;
    private final KeyValueStore<Bytes, byte[]> store;
    /** Everything before it is in {@link #near}, or has fired. */
    private long horizon = Long.MIN_VALUE;
    private final TreeSet<Bytes> near = new TreeSet<>();
    /** The rows of the second before the horizon; they go when all in them has fired. */
    private final List<Bytes> open = new ArrayList<>();
    private final TreeMap<Long, Set<Bytes>> fresh = new TreeMap<>();
    private final Map<Long, Set<Bytes>> moved = new HashMap<>();
    private int movedCount;

    Agenda(String segment, KeyValueStore<Bytes, byte[]> store) {
        this.segment = segment;
        this.store = store;
    }

    private long at(Bytes entry) {
        return DeadlineIndex.at(segment, entry);
    }

    /** The second whose row an entry is in: what comes late is kept with what is read. */
    private long page(long at) {
        long second = DeadlinePage.second(at);
        return at < horizon ? Math.max(second, horizon - DeadlinePage.SECOND_MS) : second;
    }

    void add(Bytes entry) {
        long at = at(entry);
        if (at < horizon) {
            near.add(entry);
        }
        fresh.computeIfAbsent(page(at), second -> new HashSet<>()).add(entry);
        Set<Bytes> gone = moved.get(page(at));
        if (gone != null && gone.remove(entry)) {
            movedCount--;
        }
    }

    /**
     * An entry does not count any more. In the store it stays where it is; who fires it sees that it is void.
     *
     * @param room whether there is room to remember it, so that it does not fire
     */
    void remove(Bytes entry, boolean room) {
        long at = at(entry);
        near.remove(entry);
        Set<Bytes> these = fresh.get(page(at));
        boolean kept = these == null || !these.remove(entry);
        if (kept && at >= horizon && room && moved.computeIfAbsent(page(at), any -> new HashSet<>()).add(entry)) {
            movedCount++;
        }
    }

    /** How many entries are remembered as moved. */
    int moved() {
        return movedCount;
    }

    /** Writes what is new; whether nothing is left that is worth remembering. */
    boolean write() {
        fresh.forEach((second, entries) -> {
            if (!entries.isEmpty()) {
                KeyValue<Bytes, byte[]> page = DeadlinePage.of(segment, second, entries);
                store.put(page.key, page.value);
                if (second < horizon) {
                    open.add(page.key);
                }
            }
        });
        fresh.clear();
        closeRead();
        return near.isEmpty() && movedCount == 0;
    }

    /** Removes the rows that were read, if all in them has fired. */
    private void closeRead() {
        if (near.isEmpty()) {
            open.forEach(row -> MembershipStores.remove(store, row));
            open.clear();
        }
    }

    /**
     * The entries in order; some may be added and removed meanwhile.
     *
     * @param from whatever is due before has fired
     * @param upTo where it stops
     */
    Walk walk(long from, long upTo) {
        return new Walk(from, upTo);
    }

    /** A walk along them. */
    final class Walk implements AutoCloseable {
        private final long from;
        private final long upTo;
        private KeyValueIterator<Bytes, byte[]> rows;

        private Walk(long from, long upTo) {
            this.from = from;
            this.upTo = upTo;
        }

        /** The next entry, which has fired by that; null when nothing more is due. */
        Bytes next() {
            while (near.isEmpty() && nextSecond() <= upTo) {
                read(nextSecond());
            }
            if (near.isEmpty() || at(near.first()) > upTo) {
                return null;
            }
            Bytes entry = near.pollFirst();
            Set<Bytes> these = fresh.get(page(at(entry)));
            if (these != null) {
                these.remove(entry);
            }
            return entry;
        }

        /** Nothing is due before. */
        long due() {
            return near.isEmpty() ? Math.max(from, nextSecond()) : at(near.first());
        }

        private long nextSecond() {
            long kept = rows().hasNext() ? DeadlinePage.second(at(rows().peekNextKey())) : Long.MAX_VALUE;
            Long added = fresh.ceilingKey(horizon);
            return added == null ? kept : Math.min(kept, added);
        }

        private KeyValueIterator<Bytes, byte[]> rows() {
            if (rows == null) {
                rows = store.range(DeadlineIndex.from(segment, Math.max(horizon, DeadlinePage.second(from))),
                    DeadlineIndex.from(segment, Long.MAX_VALUE));
            }
            return rows;
        }

        private void read(long second) {
            closeRead();
            Set<Bytes> gone = moved.getOrDefault(second, Set.of());
            horizon = second + DeadlinePage.SECOND_MS;
            while (rows.hasNext() && at(rows.peekNextKey()) < horizon) {
                KeyValue<Bytes, byte[]> row = rows.next();
                open.add(row.key);
                DeadlinePage.read(segment, row, entry -> {
                    if (at(entry) >= from && !gone.contains(entry)) {
                        near.add(entry);
                    }
                });
            }
            near.addAll(fresh.getOrDefault(second, Set.of()));
            movedCount -= gone.size();
            moved.remove(second);
        }

        @Override
        public void close() {
            closeRead();
            if (rows != null) {
                rows.close();
            }
        }
    }
}
