package io.tidewatch.processors.membership;

import java.util.Collection;
import java.util.Collections;
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

    /** The first so many of them. */
    static SortedSet<String> first(SortedSet<String> a, int count) {
        if (a.size() <= count) {
            return a;
        }
        TreeSet<String> kept = new TreeSet<>();
        for (String source : a) {
            if (kept.size() == count) {
                break;
            }
            kept.add(source);
        }
        return Collections.unmodifiableSortedSet(kept);
    }
}
