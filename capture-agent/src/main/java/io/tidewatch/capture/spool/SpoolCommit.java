package io.tidewatch.capture.spool;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;

/**
 * One commit to the file: what is settled goes, what is in memory comes, and where there is no room for it the bound
 * decides. Says what it did; none of it holds before {@link SpoolFile#commit}, and nothing is booked here.
 */
final class SpoolCommit {
    private final SpoolFile file;
    private final SpoolSettings settings;
    private final Moment now;
    /** Whether the disk has room. */
    private final boolean room;
    private final Map<Item, Long> inFlight = new LinkedHashMap<>();
    private final List<Parcel> spooled = new ArrayList<>();
    private final List<Parcel> refused = new ArrayList<>();
    private final List<SpoolFile.Entry> removed = new ArrayList<>();
    private long lastInFlight;
    private boolean full;

    SpoolCommit(SpoolFile file, SpoolSettings settings, boolean room, Moment now) {
        this.file = file;
        this.settings = settings;
        this.room = room;
        this.now = now;
    }

    /** Takes out everything up to a key. */
    void remove(long upTo) throws SpoolException {
        for (SpoolFile.Entry entry : file.removeUpTo(upTo)) {
            if (entry.parcel() == null) {
                removed.add(entry);
            }
        }
    }

    /**
     * Brings in what is in memory: what is in flight first; it may exceed the bound, since what comes behind must not
     * be without it.
     *
     * @param taken what was taken, of which some is in flight and in memory alone
     * @param tail what waits behind
     * @param takenUpTo everything in the file up to this key is in flight and must stay
     * @param schemas gives the JSON of a schema, by fingerprint
     */
    void append(Collection<Item> taken, Collection<Parcel> tail, long takenUpTo, LongFunction<String> schemas)
            throws SpoolException {
        for (Item item : taken) {
            if (!item.settled() && !item.spooled()) {
                lastInFlight = append(item.parcel(), schemas);
                inFlight.put(item, lastInFlight);
            }
        }
        for (Parcel parcel : tail) {
            if (makeRoom(parcel, Math.max(takenUpTo, lastInFlight))) {
                append(parcel, schemas);
                spooled.add(parcel);
            } else {
                refused.add(parcel);
            }
        }
    }

    private long append(Parcel parcel, LongFunction<String> schemas) throws SpoolException {
        file.keep(parcel.schema(), parcel.topic(), schemas);
        return file.append(parcel, now.wallMillis());
    }

    private boolean makeRoom(Parcel parcel, long behind) throws SpoolException {
        long freed = 0;
        while (file.all().bytes() + parcel.size() > settings.mostBytes() || !room && freed < parcel.size()) {
            full = true;
            SpoolFile.Entry oldest = settings.whenFull() == SpoolSettings.WhenFull.DROP_OLDEST
                ? file.removeNext(behind) : null;
            if (oldest == null) {
                return false;
            }
            removed.add(oldest);
            freed += oldest.parcel() == null ? parcel.size() : oldest.parcel().size();
        }
        return true;
    }

    /** What was in flight in memory alone, with its key in the file. */
    Map<Item, Long> inFlight() {
        return inFlight;
    }

    /** What waited in memory and is in the file now. */
    List<Parcel> spooled() {
        return spooled;
    }

    /** What there was no room for. */
    List<Parcel> refused() {
        return refused;
    }

    /** What was in the file and gave way, or can't be read: its parcel is null. */
    List<SpoolFile.Entry> removed() {
        return removed;
    }

    /** Whether something found no room, or found it only because something else gave way. */
    boolean full() {
        return full;
    }
}
