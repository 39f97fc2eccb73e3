package io.tidewatch.capture.spool;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;

/** Parcels in memory alone that nobody has taken, in their order: the end of the spool. For one thread. */
final class Tail {
    private final Deque<Parcel> parcels = new ArrayDeque<>();
    private long bytes;

    boolean isEmpty() {
        return parcels.isEmpty();
    }

    long bytes() {
        return bytes;
    }

    /** All of them, oldest first. */
    Collection<Parcel> parcels() {
        return Collections.unmodifiableCollection(parcels);
    }

    void add(Parcel parcel) {
        parcels.addLast(parcel);
        bytes += parcel.size();
    }

    /** Puts one back that comes before all others. */
    void giveBack(Parcel parcel) {
        parcels.addFirst(parcel);
        bytes += parcel.size();
    }

    Parcel takeOldest() {
        return taken(parcels.removeFirst());
    }

    Parcel takeNewest() {
        return taken(parcels.removeLast());
    }

    private Parcel taken(Parcel parcel) {
        bytes -= parcel.size();
        return parcel;
    }

    void clear() {
        parcels.clear();
        bytes = 0;
    }
}
