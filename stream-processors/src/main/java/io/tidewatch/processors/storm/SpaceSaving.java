package io.tidewatch.processors.storm;

import java.util.ArrayList;
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
    private final String[] keys;
    private final long[] counts;
    private final long[] errors;
    private final Map<String, Integer> places;
    private int size;
    private long total;

    SpaceSaving(int capacity) {
        keys = new String[capacity];
        counts = new long[capacity];
        errors = new long[capacity];
        places = new HashMap<>(capacity * 2);
    }

    void add(String key, long weight) {
        total += weight;
        Integer place = places.get(key);
        if (place != null) {
            counts[place] += weight;
            sink(place);
        } else if (size < keys.length) {
            set(size, key, weight, 0);
            size++;
            rise(size - 1);
        } else {
            places.remove(keys[0]);
            set(0, key, counts[0] + weight, counts[0]);
            sink(0);
        }
    }

    /** Weight of everything added. */
    long total() {
        return total;
    }

    /** At least this much of the key was added; 0 when it is not among the frequent. */
    long atLeast(String key) {
        Integer place = places.get(key);
        return place == null ? 0 : counts[place] - errors[place];
    }

    /**
     * The most frequent, highest count first, equal ones by key; only those at least half of whose count is certain: of
     * very many equally rare keys none is among the most frequent.
     */
    List<Ranked> top(int most) {
        List<Ranked> all = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            if (errors[i] <= counts[i] / 2) {
                all.add(new Ranked(keys[i], counts[i], (double) counts[i] / total));
            }
        }
        all.sort(Ranked.MOST_FIRST);
        return all.size() <= most ? all : new ArrayList<>(all.subList(0, most));
    }

    /** The most frequent key; null when there is none. Equal ones by key. */
    Ranked first() {
        int best = -1;
        for (int i = 0; i < size; i++) {
            if (best < 0 || counts[i] > counts[best]
                    || counts[i] == counts[best] && keys[i].compareTo(keys[best]) < 0) {
                best = i;
            }
        }
        return best < 0 ? null : new Ranked(keys[best], counts[best], (double) counts[best] / total);
    }

    /** Share of the most frequent key, 0 to 1; 0 when empty. */
    double firstShare() {
        Ranked first = first();
        return first == null ? 0 : first.share();
    }

    /** Share of a key, 0 to 1. */
    double share(String key) {
        Integer place = places.get(key);
        return place == null ? 0 : (double) counts[place] / total;
    }

    void clear() {
        places.clear();
        size = 0;
        total = 0;
    }

    private void set(int place, String key, long count, long error) {
        keys[place] = key;
        counts[place] = count;
        errors[place] = error;
        places.put(key, place);
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
        String key = keys[a];
        long count = counts[a];
        long error = errors[a];
        set(a, keys[b], counts[b], errors[b]);
        set(b, key, count, error);
    }

    void write(StateOutput out) {
        out.number(total);
        out.number(size);
        for (int i = 0; i < size; i++) {
            out.text(keys[i]);
            out.number(counts[i]);
            out.number(errors[i]);
        }
    }

    static SpaceSaving read(StateInput in, int capacity) {
        SpaceSaving sketch = new SpaceSaving(capacity);
        sketch.total = in.number();
        sketch.size = in.size(capacity);
        for (int i = 0; i < sketch.size; i++) {
            sketch.set(i, in.text(), in.number(), in.number());
        }
        return sketch;
    }
}
