package io.tidewatch.capture.spool;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The queue of what is to be sent, in one order from its head to its tail: parcels in flight, parcels in the file,
 * parcels in memory. A parcel leaves it when it is settled. What is in flight can be given back, and is then taken
 * again before everything behind it. {@link #write} brings what is in memory to the file: what is in flight first, so
 * that the file never holds a parcel without those before it. Memory is bounded by the settings and by what the caller
 * takes at once. For one thread.
 */
public final class Spool {
    private static final Logger LOG = LoggerFactory.getLogger(Spool.class);
    /** An empty file larger than this is begun anew. */
    private static final long WORTH_RENEWING = 1 << 20;

    private final SpoolSettings settings;
    private final Books books;
    private final LongFunction<String> schemas;
    private final SpoolPlace place;
    private final InFlight taken = new InFlight();
    private final Tail tail = new Tail();
    private final Holdings onDisk = new Holdings();
    /** Everything in the file up to this key is in flight or settled. */
    private long takenUpTo;
    /** The file knows it up to here. */
    private long removedUpTo;
    private boolean full;
    private boolean failing;

    /**
     * A spool that is not open yet.
     *
     * @param books told what becomes of what waits
     * @param schemas gives the JSON of a schema that parcels are written with, by fingerprint
     */
    public Spool(SpoolSettings settings, Books books, LongFunction<String> schemas) {
        this.settings = settings;
        this.books = books;
        this.schemas = schemas;
        this.place = new SpoolPlace(settings);
    }

    /** Opens the file; what is in it comes before everything else. Gives what was found, by origin. */
    public Map<Parcel.Origin, Amount> open(Moment now) {
        place.open(now);
        if (place.file() == null) {
            failing(!place.off());
            return Map.of();
        }
        Map<Parcel.Origin, Amount> found = place.file().byOrigin();
        onDisk.found(found);
        return found;
    }

    /** Puts a parcel at the tail. */
    public void add(Parcel parcel) {
        tail.add(parcel);
        while (tail.bytes() > settings.memoryBytes()) {
            full = true;
            books.dropped(switch (settings.whenFull()) {
                case DROP_OLDEST -> tail.takeOldest();
                case DROP_NEWEST -> tail.takeNewest();
            }, Books.Loss.FULL);
        }
    }

    /** Takes the next parcels to send, at most so many; fewer, or none, when there are no more. */
    public List<Item> take(int most, long mostBytes, Moment now) {
        List<Item> items = new ArrayList<>();
        if (waitsOnDisk()) {
            try {
                for (SpoolFile.Entry entry : place.file().read(takenUpTo, most, mostBytes)) {
                    takenUpTo = entry.key();
                    Item item = new Item(entry.parcel(), entry.key(), now.nanos());
                    if (taken.add(item)) {
                        items.add(item);
                    }
                }
            } catch (SpoolException e) {
                place.unreadable(now, e);
                gone();
            }
            return items;
        }
        long bytes = 0;
        while (items.size() < most && bytes < mostBytes && !tail.isEmpty()) {
            Parcel parcel = tail.takeOldest();
            bytes += parcel.size();
            Item item = new Item(parcel, 0, now.nanos());
            taken.add(item);
            items.add(item);
        }
        return items;
    }

    /** What was taken needs to be sent no more. */
    public void settled(Item item) {
        if (item.spooled()) {
            onDisk.less(item.parcel());
        }
        taken.settle(item);
    }

    /** Nothing is in flight any more: what is not settled is taken again, in its order, before all else. */
    public void giveBack() {
        takenUpTo = taken.settledUpTo();
        taken.giveBack(tail::giveBack);
    }

    /**
     * Takes what is settled out of the file; {@code all}: and brings what is in memory to it.
     *
     * @return whether something was written
     */
    public boolean write(boolean all, Moment now) {
        if (!place.writable(now) || taken.settledUpTo() <= removedUpTo && !(all && unwritten())) {
            return false;
        }
        SpoolFile file = place.file();
        SpoolCommit commit = new SpoolCommit(file, settings, place.room(now), now);
        try {
            commit.remove(taken.settledUpTo());
            if (all) {
                commit.append(taken.items(), tail.parcels(), takenUpTo, schemas);
            }
            file.commit();
        } catch (SpoolException e) {
            unwritable(e, now);
            return false;
        }
        book(commit);
        if (all) {
            tail.clear();
            full = commit.full();
        }
        place.written();
        failing(false);
        if (file.all().records() == 0 && file.fileBytes() > WORTH_RENEWING) {
            place.renew(now);
            continued();
        }
        return true;
    }

    private void continued() {
        if (place.file() != null) {
            place.file().keysBehind(Math.max(takenUpTo, taken.settledUpTo()));
        }
    }

    private void book(SpoolCommit commit) {
        removedUpTo = taken.settledUpTo();
        commit.inFlight().forEach((item, key) -> {
            item.key(key);
            takenUpTo = Math.max(takenUpTo, key);
            more(item.parcel());
        });
        commit.spooled().forEach(this::more);
        commit.refused().forEach(parcel -> books.dropped(parcel, Books.Loss.FULL));
        for (SpoolFile.Entry entry : commit.removed()) {
            if (entry.parcel() == null) {
                onDisk.less(entry.origin(), entry.amount());
                books.droppedFromDisk(entry.origin(), entry.amount(), Books.Loss.DAMAGED);
            } else {
                onDisk.less(entry.parcel());
                books.droppedFromDisk(entry.parcel(), Books.Loss.FULL);
            }
        }
    }

    private void more(Parcel parcel) {
        onDisk.more(parcel);
        books.spooled(parcel);
    }

    private void failing(boolean is) {
        if (is && !failing) {
            books.failed();
        }
        failing = is;
    }

    private void unwritable(SpoolException why, Moment now) {
        failing(true);
        if (why.reason() == SpoolException.Reason.CORRUPT) {
            place.unreadable(now, why);
            gone();
        } else if (place.unwritable(now, why)) {
            gone();
        } else {
            continued();
        }
    }

    /** What the file held is out of reach. */
    private void gone() {
        continued();
        failing(true);
        for (Item item : taken.items()) {
            if (item.spooled() && !item.settled()) {
                item.key(0);
                onDisk.less(item.parcel());
                books.unspooled(item.parcel());
            }
        }
        onDisk.gone((origin, amount) -> books.droppedFromDisk(origin, amount, Books.Loss.DAMAGED));
        taken.fileGone();
    }

    /** What is written outlives a loss of power from now on. */
    public void sync(Moment now) {
        SpoolFile file = place.file();
        if (file != null) {
            try {
                file.sync();
            } catch (SpoolException e) {
                unwritable(e, now);
            }
        }
    }

    /** Whether something waits to be taken. */
    public boolean waits() {
        return waitsOnDisk() || !tail.isEmpty();
    }

    /** Whether something waits in the file. */
    public boolean waitsOnDisk() {
        SpoolFile file = place.file();
        return file != null && file.lastKey() > takenUpTo;
    }

    /** Whether something is in memory only. */
    public boolean unwritten() {
        return !tail.isEmpty() || taken.unwritten();
    }

    /** How long, in nanoseconds, the oldest parcel in flight is; 0 when there is none. */
    public long inFlightFor(Moment now) {
        return taken.age(now);
    }

    /** Whose records are on disk and not settled. */
    public Set<Parcel.Origin> onDisk() {
        return onDisk.origins();
    }

    /** The schemas that parcels in the file are written with: topic and JSON by fingerprint. */
    public Map<Long, WriterSchema> writerSchemas(Moment now) {
        if (place.file() != null) {
            try {
                return place.file().schemas();
            } catch (SpoolException e) {
                place.unreadable(now, e);
                gone();
            }
        }
        return Map.of();
    }

    /** How it stands. */
    public SpoolReport report() {
        SpoolFile file = place.file();
        SpoolReport.State state = place.off() ? SpoolReport.State.OFF
            : file == null || place.trouble() != null ? SpoolReport.State.FAILED
            : full ? SpoolReport.State.FULL : SpoolReport.State.OPEN;
        return file == null ? new SpoolReport(state, place.trouble(), 0, 0, 0, 0)
            : new SpoolReport(state, place.trouble(), onDisk.records(), file.all().bytes(), file.fileBytes(),
                oldestAt(file));
    }

    private static long oldestAt(SpoolFile file) {
        try {
            return file.oldestAt();
        } catch (SpoolException e) {
            LOG.debug("the oldest record of the spool can't be read; the next look at it says what that means", e);
            return 0;
        }
    }

    /** Gives up what is in memory and not in flight: there is no time left. */
    public void dropTail() {
        tail.parcels().forEach(parcel -> books.dropped(parcel, Books.Loss.ENDED));
        tail.clear();
    }

    /** Closes the file as it is. */
    public void close() {
        place.close();
    }
}
