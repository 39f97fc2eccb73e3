package io.tidewatch.processors.storm;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Tells packets that are seen again, by a mirror port that shows them twice or by another sensor: the same
 * identification from the same sender about the same flow, within {@value #WITHIN_MS} ms. Remembers {@value #MOST} at
 * most. Of more than two every other one counts: a flood of equal packets may look like half of it, but not like
 * nothing. What has no identification is never taken for one.
 */
final class Duplicates {
    static final long WITHIN_MS = 50;
    static final int MOST = 512;

    /** Time by fingerprint, in the order seen. */
    private final Map<Long, Long> newest = new LinkedHashMap<>();

    /** Whether it was seen once already; remembers it otherwise. */
    boolean seen(IcmpError error) {
        long fingerprint = error.fingerprint();
        if (fingerprint == 0) {
            return false;
        }
        Long before = newest.remove(fingerprint);
        if (before != null && Math.abs(error.atMs() - before) <= WITHIN_MS) {
            return true;
        }
        newest.put(fingerprint, error.atMs());
        Iterator<Long> times = newest.values().iterator();
        while (times.next() < error.atMs() - WITHIN_MS || newest.size() > MOST) {
            times.remove();
        }
        return false;
    }

    void write(StateOutput out) {
        out.number(newest.size());
        newest.forEach((fingerprint, atMs) -> {
            out.fixed(fingerprint);
            out.number(atMs);
        });
    }

    static Duplicates read(StateInput in) {
        Duplicates duplicates = new Duplicates();
        for (int left = in.size(MOST); left > 0; left--) {
            duplicates.newest.put(in.fixed(), in.number());
        }
        return duplicates;
    }
}
