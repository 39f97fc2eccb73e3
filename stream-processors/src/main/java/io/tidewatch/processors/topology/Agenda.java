package io.tidewatch.processors.topology;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;

/**
 * What of one segment's deadlines is in memory: what is left of the seconds that were read, what is new since the last
 * commit, and which entries of later seconds have moved. Once what is new is written all may be forgotten.
 *
 * <p>Where each commit brings few entries of a second, those of the next join them in their row, until it has enough:
 * each row has to be found, and removed, when its second comes.
 */
final class Agenda {
    /** A row with so many grows no more. */
    private static final int ENOUGH = 16;

    private final String segment;
    private final WriteBackStore<Bytes, byte[]> store;
    /** Everything before it is in {@link #near}, or has fired. */
    private long horizon = Long.MIN_VALUE;
    private final TreeSet<Bytes> near = new TreeSet<>();
    /** The rows before the horizon by second; they go when all in them has fired. */
    private final TreeMap<Long, List<Bytes>> open = new TreeMap<>();
    private final TreeMap<Long, Page> fresh = new TreeMap<>();
    /** What the last commit has written of the last second, if its row may grow; null otherwise. */
    private Written last;
    private final Map<Long, Set<Bytes>> moved = new HashMap<>();
    private int movedCount;

    /**
     * A row to be; readers see its entries before it is written.
     *
     * @param before entries that the row has already
     * @param entries those that are new
     */
    private record Page(Bytes key, List<Bytes> before, Set<Bytes> entries) {
        List<Bytes> all() {
            List<Bytes> all = new ArrayList<>(before);
            all.addAll(entries);
            return all;
        }
    }

    /** A row that was written. */
    private record Written(long second, Bytes key, List<Bytes> entries) {
    }

    Agenda(String segment, WriteBackStore<Bytes, byte[]> store) {
        this.segment = segment;
        this.store = store;
    }

    private long at(Bytes entry) {
        return DeadlineIndex.at(segment, entry);
    }

    void add(Bytes entry) {
        long at = at(entry);
        long second = DeadlinePage.second(at);
        if (at < horizon) {
            near.add(entry);
        }
        fresh.computeIfAbsent(second, any -> page(second)).entries.add(entry);
        Set<Bytes> gone = moved.get(second);
        if (gone != null && gone.remove(entry)) {
            movedCount--;
        }
    }

    private Page page(long second) {
        boolean grows = last != null && last.second == second && second >= horizon;
        return shown(second, grows ? new Page(last.key, last.entries, ConcurrentHashMap.newKeySet())
            : new Page(DeadlinePage.key(segment, second), List.of(), ConcurrentHashMap.newKeySet()));
    }

    private Page shown(long second, Page page) {
        store.make(page.key, () -> DeadlinePage.value(segment, second, page.all()));
        return page;
    }

    /**
     * An entry does not count any more. In the store it stays where it is; who fires it sees that it is void.
     *
     * @param room whether there is room to remember it, so that it does not fire
     */
    void remove(Bytes entry, boolean room) {
        long at = at(entry);
        near.remove(entry);
        boolean kept = !removeFresh(entry, at);
        if (kept && at >= horizon && room
                && moved.computeIfAbsent(DeadlinePage.second(at), any -> new HashSet<>()).add(entry)) {
            movedCount++;
        }
    }

    private boolean removeFresh(Bytes entry, long at) {
        Page page = fresh.get(DeadlinePage.second(at));
        return page != null && page.entries.remove(entry);
    }

    /** How many entries are remembered as moved. */
    int moved() {
        return movedCount;
    }

    /** Keeps what is new for the commit; whether nothing is left that is worth remembering. */
    boolean write() {
        last = null;
        fresh.forEach(this::write);
        fresh.clear();
        closeFired();
        return near.isEmpty() && movedCount == 0 && last == null;
    }

    /** In rows that a changelog takes, however many there are. Readers have all of them until the last is put. */
    private void write(long second, Page page) {
        if (page.entries.isEmpty()) {
            drop(second, page);
            return;
        }
        List<Bytes> entries = page.all();
        last = entries.size() < ENOUGH ? new Written(second, page.key, entries) : null;
        for (int left = entries.size(); left > 0; left -= DeadlinePage.MOST_ENTRIES) {
            int from = Math.max(0, left - DeadlinePage.MOST_ENTRIES);
            Bytes key = from == 0 ? page.key : DeadlinePage.key(segment, second);
            store.keep(key, DeadlinePage.value(segment, second, entries.subList(from, left)));
            if (second < horizon) {
                open.computeIfAbsent(second, any -> new ArrayList<>()).add(key);
            }
        }
    }

    /** Nothing new is left. A row that was joined stays as it is; of a second that was read there is no such row. */
    private void drop(long second, Page page) {
        if (second < horizon) {
            store.keep(page.key, null);
        } else {
            store.withdraw(page.key);
        }
    }

    /** What is new of a second whose rows were read is a row of its own: that which it would have joined may go. */
    private void apart(long second, Page added) {
        if (!added.before.isEmpty()) {
            store.withdraw(added.key);
            fresh.put(second, shown(second, new Page(DeadlinePage.key(segment, second), List.of(), added.entries)));
        }
    }

    /** Removes the rows in which all has fired. */
    private void closeFired() {
        long left = near.isEmpty() ? Long.MAX_VALUE : DeadlinePage.second(at(near.first()));
        Map<Long, List<Bytes>> fired = open.headMap(left);
        fired.values().forEach(rows -> rows.forEach(row -> store.keep(row, null)));
        fired.clear();
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
            removeFresh(entry, at(entry));
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
                rows = store.wrapped().range(DeadlineIndex.from(segment, Math.max(horizon, DeadlinePage.second(from))),
                    DeadlineIndex.from(segment, Long.MAX_VALUE));
            }
            return rows;
        }

        private void read(long second) {
            Set<Bytes> gone = moved.getOrDefault(second, Set.of());
            horizon = second + DeadlinePage.SECOND_MS;
            while (rows.hasNext() && at(rows.peekNextKey()) < horizon) {
                KeyValue<Bytes, byte[]> row = rows.next();
                open.computeIfAbsent(second, any -> new ArrayList<>()).add(row.key);
                DeadlinePage.read(segment, row, entry -> {
                    if (at(entry) >= from && !gone.contains(entry)) {
                        near.add(entry);
                    }
                });
            }
            Page added = fresh.get(second);
            if (added != null) {
                near.addAll(added.entries);
                apart(second, added);
            }
            movedCount -= gone.size();
            moved.remove(second);
        }

        @Override
        public void close() {
            closeFired();
            if (rows != null) {
                rows.close();
            }
        }
    }
}
