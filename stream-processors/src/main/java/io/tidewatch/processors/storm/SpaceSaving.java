package io.tidewatch.processors.storm;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The most frequent of any number of keys, in the space of {@code capacity} of them: the Space-Saving algorithm
 * (Metwally, Agrawal, El Abbadi 2005). A new key takes the place of the rarest and inherits its count as an error. So a
 * count is never too low, too high by at most total / capacity, and every key above that share is here.
 *
 * <p>A binary heap by count, rarest first; ties fall the same way in every run and after every restart.
 */
final class SpaceSaving {
    /** The first {@link #size} are used. */
    private final Slot[] heap;
    private final Map<String, Slot> slots;
    private int size;
    private long total;

    /** A key and its place in the heap. */
    private static final class Slot {
        private final String key;
        private long count;
        private final long error;
        private int place;

        private Slot(String key, long count, long error, int place) {
            this.key = key;
            this.count = count;
            this.error = error;
            this.place = place;
        }
    }

    SpaceSaving(int capacity) {
        heap = new Slot[capacity];
        slots = new HashMap<>(capacity * 2);
    }

    void add(String key, long weight) {
        total += weight;
        Slot slot = slots.get(key);
        if (slot != null) {
            slot.count += weight;
            sink(slot.place);
        } else if (size < heap.length) {
            append(key, weight, 0);
            rise(size - 1);
        } else {
            Slot rarest = heap[0];
            slots.remove(rarest.key);
            heap[0] = new Slot(key, rarest.count + weight, rarest.count, 0);
            slots.put(key, heap[0]);
            sink(0);
        }
    }

    private void append(String key, long count, long error) {
        heap[size] = new Slot(key, count, error, size);
        slots.put(key, heap[size]);
        size++;
    }

    /** Weight of everything added. */
    long total() {
        return total;
    }

    /** At least this much of the key was added; 0 when it is not among the frequent. */
    long atLeast(String key) {
        Slot slot = slots.get(key);
        return slot == null ? 0 : slot.count - slot.error;
    }

    /**
     * The most frequent, highest count first, equal ones by key; only those at least half of whose count is certain: of
     * very many equally rare keys none is among the most frequent.
     */
    List<Ranked> top(int most) {
        List<Ranked> all = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            if (heap[i].error <= heap[i].count / 2) {
                all.add(ranked(heap[i]));
            }
        }
        all.sort(Ranked.MOST_FIRST);
        return all.size() <= most ? all : new ArrayList<>(all.subList(0, most));
    }

    private Ranked ranked(Slot slot) {
        return new Ranked(slot.key, slot.count, (double) slot.count / total);
    }

    /** The most frequent key; null when there is none. Equal ones by key. */
    Ranked first() {
        Slot best = null;
        for (int i = 0; i < size; i++) {
            if (best == null || heap[i].count > best.count
                    || heap[i].count == best.count && heap[i].key.compareTo(best.key) < 0) {
                best = heap[i];
            }
        }
        return best == null ? null : ranked(best);
    }

    /** Share of the most frequent key, 0 to 1; 0 when empty. */
    double firstShare() {
        Ranked first = first();
        return first == null ? 0 : first.share();
    }

    /** Share of a key, 0 to 1. */
    double share(String key) {
        Slot slot = slots.get(key);
        return slot == null ? 0 : (double) slot.count / total;
    }

    void clear() {
        slots.clear();
        Arrays.fill(heap, 0, size, null);
        size = 0;
        total = 0;
    }

    private void rise(int from) {
        int place = from;
        while (place > 0 && heap[place].count < heap[(place - 1) / 2].count) {
            swap(place, (place - 1) / 2);
            place = (place - 1) / 2;
        }
    }

    private void sink(int from) {
        int place = from;
        while (true) {
            int least = place;
            for (int child = 2 * place + 1; child <= 2 * place + 2 && child < size; child++) {
                if (heap[child].count < heap[least].count) {
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
    }

    void write(StateOutput out) {
        out.number(total);
        out.number(size);
        for (int i = 0; i < size; i++) {
            out.text(heap[i].key);
            out.number(heap[i].count);
            out.number(heap[i].error);
        }
    }

    static SpaceSaving read(StateInput in, int capacity) {
        SpaceSaving sketch = new SpaceSaving(capacity);
        sketch.total = in.number();
        for (int left = in.size(capacity); left > 0; left--) {
            sketch.append(in.text(), in.number(), in.number());
        }
        return sketch;
    }
}
