package io.tidewatch.processors.membership;

import java.util.Collection;
import java.util.Collections;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** Set algebra over source addresses; every result is a new set. */
final class Sources {
    static final SortedSet<String> NONE = Collections.emptySortedSet();

    private Sources() {
    }

    static SortedSet<String> copy(Collection<String> sources) {
        return sources.isEmpty() ? NONE : Collections.unmodifiableSortedSet(new TreeSet<>(sources));
    }

    /** A+B. */
    static SortedSet<String> plus(SortedSet<String> a, Collection<String> b) {
        if (b.isEmpty()) {
            return a;
        }
        TreeSet<String> sum = new TreeSet<>(a);
        sum.addAll(b);
        return Collections.unmodifiableSortedSet(sum);
    }

    /** A-B. */
    static SortedSet<String> minus(SortedSet<String> a, Collection<String> b) {
        if (a.isEmpty() || b.isEmpty()) {
            return a;
        }
        TreeSet<String> rest = new TreeSet<>(a);
        rest.removeAll(b);
        return Collections.unmodifiableSortedSet(rest);
    }

    /** At most so many of a: what is known of it, then the first of the rest. */
    static SortedSet<String> atMost(int count, SortedSet<String> a, Set<String> known) {
        int familiar = 0;
        for (String source : a) {
            familiar += known.contains(source) ? 1 : 0;
        }
        return andMore(count - familiar, a, known);
    }

    /** What is known of a, and so many of the rest. */
    static SortedSet<String> andMore(int count, SortedSet<String> a, Set<String> known) {
        TreeSet<String> kept = new TreeSet<>();
        int room = count;
        for (String source : a) {
            boolean familiar = known.contains(source);
            if (familiar || room > 0) {
                kept.add(source);
                room -= familiar ? 0 : 1;
            }
        }
        return Collections.unmodifiableSortedSet(kept);
    }
}
