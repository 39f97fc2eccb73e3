package io.tidewatch.processors.query;

import java.util.Collection;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What one request reads of one application on this instance, and how far what it read lies behind. Of one request and
 * so of one thread.
 */
public final class Scope {
    private final SortedSet<Integer> partitions;
    private boolean stale;
    private long lag;

    /** These partitions. */
    public Scope(Collection<Integer> partitions) {
        this.partitions = new TreeSet<>(partitions);
    }

    /** The partitions to read. */
    public SortedSet<Integer> partitions() {
        return partitions;
    }

    /** A copy was read that lies so many records of its changelog behind. */
    public void copied(long records) {
        stale = true;
        lag = Math.max(lag, records);
    }

    /** Whether some of it comes from a copy. */
    boolean stale() {
        return stale;
    }

    /** How many records the copy that lies farthest behind does. */
    long lag() {
        return lag;
    }
}
