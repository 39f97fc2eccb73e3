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
    /** Nothing fresh is of a second before. */
    private long freshFrom = Long.MAX_VALUE;
    /** What was added to last; null: nothing. Most of what comes with a commit is of one second. */
    private Page newest;
    /** What the last commit has written of the last second, if its row may grow; null otherwise. */
    private Written last;
    private final Map<Long, Set<Bytes>> moved = new HashMap<>();
    private int movedCount;
    /** No entry of a later second has moved: what is new seldom is one that has moved before. */
    private long movedUpTo = Long.MIN_VALUE;
    /** It is forgotten, and another one counts. */
    private boolean gone;

    /**
     * A row to be; readers see its entries before it is written.
     *
     * @param second of its entries
     * @param before entries that the row has already
     * @param entries those that are new
     */
    private record Page(long second, Bytes key, List<Bytes> before, Set<Bytes> entries) {
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
        if (newest == null || newest.second != second) {
            newest = fresh.computeIfAbsent(second, this::page);
            freshFrom = Math.min(freshFrom, second);
        }
        newest.entries.add(entry);
        Set<Bytes> away = second > movedUpTo ? null : moved.get(second);
        if (away != null && away.remove(entry)) {
            movedCount--;
        }
    }

    private Page page(long second) {
        boolean grows = last != null && last.second == second && second >= horizon;
        return shown(grows ? new Page(second, last.key, last.entries, ConcurrentHashMap.newKeySet())
            : new Page(second, DeadlinePage.key(segment, second), List.of(), ConcurrentHashMap.newKeySet()));
    }

    private Page shown(Page page) {
        store.make(page.key, () -> DeadlinePage.value(segment, page.second, page.all()));
        return page;
    }

    /**
     * An entry does not count any more. In the store it stays where it is; who fires it sees that it is void.
     *
     * @param room whether there is room to remember it, so that it does not fire
     */
    void remove(Bytes entry, boolean room) {
        long at = at(entry);
        boolean kept = !removeFresh(entry, at);
        if (at < horizon) {
            near.remove(entry);
        } else if (kept && room) {
            long second = DeadlinePage.second(at);
            movedCount += moved.computeIfAbsent(second, any -> new HashSet<>()).add(entry) ? 1 : 0;
            movedUpTo = Math.max(movedUpTo, second);
        }
    }

    private boolean removeFresh(Bytes entry, long at) {
        Page page = at < freshFrom ? null : fresh.get(DeadlinePage.second(at));
        return page != null && page.entries.remove(entry);
    }

    /** How many entries are remembered as moved. */
    int moved() {
        return movedCount;
    }

    /** Keeps what is new for the commit; whether it is forgotten, since nothing is left that is worth remembering. */
    boolean write() {
        last = null;
        fresh.values().forEach(this::write);
        fresh.clear();
        freshFrom = Long.MAX_VALUE;
        newest = null;
        closeFired();
        gone = near.isEmpty() && movedCount == 0 && last == null;
        return gone;
    }

    /** Between two commits there is nothing that has to be remembered. */
    void forget() {
        gone = true;
    }

    boolean gone() {
        return gone;
    }

    /** In rows that a changelog takes, however many there are. Readers have all of them until the last is put. */
    private void write(Page page) {
        long second = page.second;
        if (page.entries.isEmpty()) {
            drop(page);
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
    private void drop(Page page) {
        if (page.second < horizon) {
            store.keep(page.key, null);
        } else {
            store.withdraw(page.key);
        }
    }

    /** What is new of a second whose rows were read is a row of its own: that which it would have joined may go. */
    private void apart(Page added) {
        if (!added.before.isEmpty()) {
            store.withdraw(added.key);
            newest = shown(new Page(added.second, DeadlinePage.key(segment, added.second), List.of(), added.entries));
            fresh.put(added.second, newest);
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
            Set<Bytes> away = moved.getOrDefault(second, Set.of());
            horizon = second + DeadlinePage.SECOND_MS;
            while (rows.hasNext() && at(rows.peekNextKey()) < horizon) {
                KeyValue<Bytes, byte[]> row = rows.next();
                open.computeIfAbsent(second, any -> new ArrayList<>()).add(row.key);
                DeadlinePage.read(segment, row, entry -> {
                    if (at(entry) >= from && !away.contains(entry)) {
                        near.add(entry);
                    }
                });
            }
            Page added = fresh.get(second);
            if (added != null) {
                near.addAll(added.entries);
                apart(added);
            }
            movedCount -= away.size();
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
