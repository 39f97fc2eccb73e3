package io.tidewatch.processors.storm;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The most frequent of any number of keys, in the space of {@code capacity} of them: the Space-Saving algorithm
 * (Metwally, Agrawal, El Abbadi 2005). A new key takes the place of the rarest and inherits its count as an error. So a
 * count is never too low, too high by at most total / capacity, and every key above that share is here.
 *
 * <p>A key is a number and a text, which {@link Keys} makes one text of for people and for keeping. To count one makes
 * no object: places are used again.
 *
 * <p>A binary heap by count, rarest first; ties fall the same way in every run and after every restart.
 */
final class SpaceSaving {
    private final Keys keys;
    /** The first {@link #size} are in use; those behind them were. */
    private final Slot[] heap;
    /** Those of the heap: to compare them is most of the work. */
    private final long[] counts;
    /** The same by key: open addressing, at most half full. */
    private final Slot[] table;
    private int size;
    private long total;
    /** The most frequent; null while nobody has asked since something was added. */
    private Slot first;
    /** Of the key that was added last, if it was there; the next one is often the same. */
    private Slot last;

    /** What keys are made of. */
    enum Keys {
        /** A text; the number is 0. */
        TEXT,
        /** A number; the text is empty. */
        NUMBER,
        /** A letter for the number, and a text. */
        LETTER_AND_TEXT;

        private String name(Slot slot) {
            return switch (this) {
                case TEXT -> slot.text;
                case NUMBER -> Long.toString(slot.number);
                case LETTER_AND_TEXT -> (char) ('A' + slot.number) + slot.text;
            };
        }

        private long number(String name) {
            return switch (this) {
                case TEXT -> 0;
                case NUMBER -> Long.parseLong(name);
                case LETTER_AND_TEXT -> name.charAt(0) - 'A';
            };
        }

        private String text(String name) {
            return switch (this) {
                case TEXT -> name;
                case NUMBER -> "";
                case LETTER_AND_TEXT -> name.substring(1);
            };
        }
    }

    /** A key and its place in the heap. */
    private static final class Slot {
        private long number;
        private String text;
        private int hash;
        private long error;
        private int place;

        private void become(long newNumber, String newText, int newHash) {
            number = newNumber;
            text = newText;
            hash = newHash;
        }
    }

    SpaceSaving(Keys keys, int capacity) {
        this.keys = keys;
        heap = new Slot[capacity];
        counts = new long[capacity];
        table = new Slot[Integer.highestOneBit(capacity * 4 - 1)];
    }

    void add(String text, long weight) {
        add(0, text, weight);
    }

    void add(long number, long weight) {
        add(number, "", weight);
    }

    void add(long number, String text, long weight) {
        total += weight;
        first = null;
        if (last != null && last.number == number && last.text.equals(text)) {
            more(last, weight);
            return;
        }
        int hash = hash(number, text);
        int at = find(number, text, hash);
        last = table[at];
        if (last != null) {
            more(last, weight);
        } else if (size < heap.length) {
            append(number, text, hash, at, weight);
            rise(size - 1);
        } else {
            Slot rarest = heap[0];
            remove(rarest);
            rarest.become(number, text, hash);
            rarest.error = counts[0];
            counts[0] += weight;
            table[find(number, text, hash)] = rarest;
            sink(0);
        }
    }

    private void more(Slot slot, long weight) {
        counts[slot.place] += weight;
        sink(slot.place);
    }

    private static int hash(long number, String text) {
        int hash = (31 * Long.hashCode(number) + text.hashCode()) * 0x9e3779b9;
        return hash ^ hash >>> 16;
    }

    /** Where the key is in the table, or where it would be. */
    private int find(long number, String text, int hash) {
        int at = hash & table.length - 1;
        Slot slot = table[at];
        while (slot != null && !(slot.hash == hash && slot.number == number && slot.text.equals(text))) {
            at = at + 1 & table.length - 1;
            slot = table[at];
        }
        return at;
    }

    private Slot get(long number, String text) {
        return table[find(number, text, hash(number, text))];
    }

    /** Leaves no gap that would hide those behind it. */
    private void remove(Slot slot) {
        int gap = find(slot.number, slot.text, slot.hash);
        int at = gap;
        while (true) {
            at = at + 1 & table.length - 1;
            Slot next = table[at];
            if (next == null) {
                table[gap] = null;
                return;
            }
            if ((at - next.hash & table.length - 1) >= (at - gap & table.length - 1)) {
                table[gap] = next;
                gap = at;
            }
        }
    }

    private Slot append(long number, String text, int hash, int at, long count) {
        if (heap[size] == null) {
            heap[size] = new Slot();
        }
        Slot slot = heap[size];
        slot.become(number, text, hash);
        slot.error = 0;
        slot.place = size;
        counts[size] = count;
        table[at] = slot;
        size++;
        return slot;
    }

    /** Weight of everything added. */
    long total() {
        return total;
    }

    /** At least this much of the key was added; 0 when it is not among the frequent. */
    long atLeast(String text) {
        return atLeast(0, text);
    }

    long atLeast(long number, String text) {
        Slot slot = get(number, text);
        return slot == null ? 0 : counts[slot.place] - slot.error;
    }

    /**
     * The most frequent, highest count first, equal ones by key; only those at least half of whose count is certain: of
     * very many equally rare keys none is among the most frequent.
     */
    List<Ranked> top(int most) {
        return top(most, 0);
    }

    /** The same of which at least this much was added. */
    List<Ranked> top(int most, double least) {
        Slot[] best = new Slot[Math.min(most, size)];
        int found = 0;
        for (int i = 0; i < size; i++) {
            Slot slot = heap[i];
            if (slot.error <= counts[i] / 2 && counts[i] - slot.error >= least
                    && (found < best.length || before(slot, best[found - 1]))) {
                int at = found < best.length ? found++ : found - 1;
                for (; at > 0 && before(slot, best[at - 1]); at--) {
                    best[at] = best[at - 1];
                }
                best[at] = slot;
            }
        }
        List<Ranked> top = new ArrayList<>(found);
        for (int i = 0; i < found; i++) {
            top.add(ranked(best[i]));
        }
        return top;
    }

    /** In the order of {@link Ranked#MOST_FIRST}. */
    private boolean before(Slot one, Slot other) {
        return counts[one.place] > counts[other.place]
            || counts[one.place] == counts[other.place] && keys.name(one).compareTo(keys.name(other)) < 0;
    }

    private Ranked ranked(Slot slot) {
        return new Ranked(keys.name(slot), counts[slot.place], (double) counts[slot.place] / total);
    }

    /** The most frequent key; null when there is none. Equal ones by key. */
    Ranked first() {
        return size == 0 ? null : ranked(mostFrequent());
    }

    private Slot mostFrequent() {
        if (first == null) {
            first = heap[0];
            for (int i = 1; i < size; i++) {
                first = before(heap[i], first) ? heap[i] : first;
            }
        }
        return first;
    }

    /** Share of the most frequent key, 0 to 1; 0 when empty. */
    double firstShare() {
        return size == 0 ? 0 : (double) counts[mostFrequent().place] / total;
    }

    void clear() {
        Arrays.fill(table, null);
        size = 0;
        total = 0;
        first = null;
        last = null;
    }

    private void rise(int from) {
        int place = from;
        while (place > 0 && counts[place] < counts[(place - 1) / 2]) {
            swap(place, (place - 1) / 2);
            place = (place - 1) / 2;
        }
    }

    private void sink(int from) {
        int place = from;
        while (true) {
            int least = place;
            for (int child = 2 * place + 1; child <= 2 * place + 2 && child < size; child++) {
                if (counts[child] < counts[least]) {
                    least = child;
                }
            }
            if (least == place) {
                return;
            }
            swap(place, least);
            place = least;
        }
    }

    private void swap(int a, int b) {
        Slot slot = heap[a];
        heap[a] = heap[b];
        heap[b] = slot;
        heap[a].place = a;
        heap[b].place = b;
        long count = counts[a];
        counts[a] = counts[b];
        counts[b] = count;
    }

    void write(StateOutput out) {
        out.number(total);
        out.number(size);
        for (int i = 0; i < size; i++) {
            out.text(keys.name(heap[i]));
            out.number(counts[i]);
            out.number(heap[i].error);
        }
    }

    static SpaceSaving read(StateInput in, Keys keys, int capacity) {
        SpaceSaving sketch = new SpaceSaving(keys, capacity);
        sketch.total = in.number();
        for (int left = in.size(capacity); left > 0; left--) {
            String name = in.text();
            long number = keys.number(name);
            String text = keys.text(name);
            int hash = hash(number, text);
            sketch.append(number, text, hash, sketch.find(number, text, hash), in.number()).error = in.number();
        }
        return sketch;
    }
}
