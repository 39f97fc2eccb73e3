package io.tidewatch.capture.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongFunction;
import org.h2.mvstore.Cursor;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.h2.mvstore.type.ByteArrayDataType;
import org.h2.mvstore.type.LongDataType;
import org.h2.mvstore.type.StringDataType;

/**
 * The file: parcels under ascending keys, how many there are of each origin, and each schema that one of them was
 * written with. Changes hold once {@link #commit} has returned, all or none of them, also for a process that is killed;
 * a machine that loses power keeps what was there at the last {@link #sync}. After a {@link SpoolException} this object
 * is of no more use; what was committed is in the file. For one thread.
 */
final class SpoolFile implements AutoCloseable {
    /** A chunk may be overwritten so long after nothing of it is needed: longer than between two syncs. */
    private static final int RETENTION_MS = 3000;
    private static final int CACHE_MEGABYTES = 4;
    /** Of the amount of an origin. */
    private static final int NUMBERS = 3;

    private final Path path;
    private final MVStore store;
    private final MVMap<Long, byte[]> parcels;
    private final MVMap<String, byte[]> totals;
    private final MVMap<Long, byte[]> schemas;
    private final Map<Parcel.Origin, Amount> byOrigin = new HashMap<>();
    private final Set<Long> kept = new HashSet<>();
    private Amount all = Amount.NONE;
    private long nextKey;

    /**
     * A parcel in the file.
     *
     * @param key ascending in the order of the file
     * @param parcel null when its bytes are damaged
     * @param origin whose it is; of a damaged one, whose it is counted as
     * @param amount what is counted
     */
    record Entry(long key, Parcel parcel, Parcel.Origin origin, Amount amount) {
    }

    private SpoolFile(Path path, MVStore store) {
        this.path = path;
        this.store = store;
        parcels = store.openMap("parcels", new MVMap.Builder<Long, byte[]>().keyType(LongDataType.INSTANCE)
            .valueType(ByteArrayDataType.INSTANCE));
        totals = store.openMap("totals", new MVMap.Builder<String, byte[]>().keyType(StringDataType.INSTANCE)
            .valueType(ByteArrayDataType.INSTANCE));
        schemas = store.openMap("schemas", new MVMap.Builder<Long, byte[]>().keyType(LongDataType.INSTANCE)
            .valueType(ByteArrayDataType.INSTANCE));
        load();
    }

    /** Opens the file, or makes it, readable for its owner alone. */
    static SpoolFile open(Path path) throws SpoolException {
        MVStore store = null;
        try {
            if (Files.notExists(path)) {
                Files.createFile(path, PosixFilePermissions.asFileAttribute(
                    PosixFilePermissions.fromString("rw-------")));
            }
            // An agent that was started as root now and then must not leave others with a lock that is a rumour.
            if (!Files.isWritable(path)) {
                throw new SpoolException(SpoolException.Reason.INACCESSIBLE, path + " can't be written", null);
            }
            store = new MVStore.Builder().fileName(path.toString()).autoCommitDisabled().cacheSize(CACHE_MEGABYTES)
                .open();
            store.setRetentionTime(RETENTION_MS);
            store.setVersionsToKeep(0);
            return new SpoolFile(path, store);
        } catch (IOException e) {
            throw new SpoolException(SpoolException.Reason.INACCESSIBLE, e.toString(), e);
        } catch (RuntimeException | AssertionError | OutOfMemoryError e) {
            if (store != null) {
                store.closeImmediately();
            }
            throw failed(e);
        }
    }

    private void load() {
        for (Map.Entry<String, byte[]> total : totals.entrySet()) {
            String[] name = total.getKey().split("\n", -1);
            ByteBuffer numbers = ByteBuffer.wrap(total.getValue());
            Amount counted = new Amount(numbers.getLong(), numbers.getLong(), numbers.getLong());
            byOrigin.put(new Parcel.Origin(name[0], name[1]), counted);
            all = all.plus(counted);
        }
        if (all.records() != parcels.sizeAsLong()) {
            throw new IllegalStateException("it has " + parcels.sizeAsLong() + " records and says " + all.records());
        }
        nextKey = parcels.isEmpty() ? 1 : parcels.lastKey() + 1;
    }

    private static SpoolException failed(Throwable e) {
        int code = e instanceof MVStoreException store ? store.getErrorCode() : DataUtils.ERROR_FILE_CORRUPT;
        SpoolException.Reason reason = switch (code) {
            case DataUtils.ERROR_FILE_LOCKED -> SpoolException.Reason.LOCKED;
            case DataUtils.ERROR_READING_FAILED, DataUtils.ERROR_WRITING_FAILED, DataUtils.ERROR_CLOSED ->
                SpoolException.Reason.INACCESSIBLE;
            default -> SpoolException.Reason.CORRUPT;
        };
        Throwable told = e.getCause() instanceof IOException ? e.getCause() : e;
        // The store tells its own version behind its words.
        String message = told.getMessage() == null ? told.toString() : told.getMessage();
        return new SpoolException(reason, message.replaceAll(" \\[[0-9./]+]$", ""), e);
    }

    /**
     * A call of the store. Damaged bytes are answered with half a dozen kinds of runtime exception; a length among them
     * with an array larger than memory; where assertions are on, with one of those.
     */
    private interface Access<T> {
        T on();
    }

    private static <T> T accessed(Access<T> access) throws SpoolException {
        try {
            return access.on();
        } catch (RuntimeException | AssertionError | OutOfMemoryError e) {
            throw failed(e);
        }
    }

    /** Appends a parcel; its key. */
    long append(Parcel parcel, long spooledAt) throws SpoolException {
        return accessed(() -> {
            byte[] encoded = ParcelCodec.encode(parcel, spooledAt);
            long key = nextKey++;
            parcels.append(key, encoded);
            count(parcel.origin(), Amount.of(parcel, encoded.length), Amount.NONE);
            return key;
        });
    }

    /** Removes the parcels up to a key, and gives them. */
    List<Entry> removeUpTo(long last) throws SpoolException {
        return accessed(() -> {
            List<Entry> removed = new ArrayList<>();
            for (Long key = parcels.firstKey(); key != null && key <= last; key = parcels.firstKey()) {
                removed.add(removed(key));
            }
            return removed;
        });
    }

    /** Removes the first parcel behind a key, and gives it; null when there is none. */
    Entry removeNext(long after) throws SpoolException {
        return accessed(() -> {
            Long key = parcels.higherKey(after);
            return key == null ? null : removed(key);
        });
    }

    private Entry removed(long key) {
        byte[] encoded = parcels.remove(key);
        Entry entry = entry(key, encoded);
        count(entry.origin(), Amount.NONE, entry.amount());
        return entry;
    }

    private Entry entry(long key, byte[] encoded) {
        ParcelCodec.Spooled spooled = ParcelCodec.decode(encoded);
        if (spooled != null && byOrigin.containsKey(spooled.parcel().origin())) {
            return new Entry(key, spooled.parcel(), spooled.parcel().origin(),
                Amount.of(spooled.parcel(), encoded.length));
        }
        // Whose a damaged one was is not known. It counts as one of an origin that has some, and takes all that is left
        // when it is that origin's last.
        Map.Entry<Parcel.Origin, Amount> some = byOrigin.entrySet().iterator().next();
        return new Entry(key, null, some.getKey(), some.getValue().records() == 1 ? some.getValue()
            : new Amount(1, 1, encoded.length));
    }

    private void count(Parcel.Origin origin, Amount more, Amount less) {
        Amount amount = byOrigin.getOrDefault(origin, Amount.NONE).plus(more).minus(less);
        String name = origin.captureInterface() + '\n' + origin.bootId();
        if (amount.records() == 0) {
            byOrigin.remove(origin);
            totals.remove(name);
        } else {
            byOrigin.put(origin, amount);
            totals.put(name, ByteBuffer.allocate(NUMBERS * Long.BYTES).putLong(amount.records())
                .putLong(amount.frames()).putLong(amount.bytes()).array());
        }
        all = all.plus(more).minus(less);
    }

    /** The parcels behind a key, in order, at most so many and about so many bytes. */
    List<Entry> read(long after, int most, long mostBytes) throws SpoolException {
        return accessed(() -> {
            List<Entry> read = new ArrayList<>();
            Cursor<Long, byte[]> cursor = parcels.cursor(after + 1);
            long size = 0;
            while (read.size() < most && size < mostBytes && cursor.hasNext()) {
                long key = cursor.next();
                byte[] encoded = cursor.getValue();
                read.add(entry(key, encoded));
                size += encoded.length;
            }
            return read;
        });
    }

    /** Keeps a schema that parcels are written with; its JSON is asked for when it is new. */
    void keep(long fingerprint, String topic, LongFunction<String> json) throws SpoolException {
        if (kept.add(fingerprint)) {
            accessed(() -> schemas.putIfAbsent(fingerprint,
                (topic + '\n' + json.apply(fingerprint)).getBytes(StandardCharsets.UTF_8)));
        }
    }

    /** The schemas of the parcels, by fingerprint. */
    Map<Long, WriterSchema> schemas() throws SpoolException {
        return accessed(() -> {
            Map<Long, WriterSchema> known = new HashMap<>();
            for (Map.Entry<Long, byte[]> schema : schemas.entrySet()) {
                String[] parts = new String(schema.getValue(), StandardCharsets.UTF_8).split("\n", 2);
                known.put(schema.getKey(), new WriterSchema(parts[0], parts[1]));
            }
            return known;
        });
    }

    /** What was changed since the last commit holds from now on. */
    void commit() throws SpoolException {
        accessed(store::commit);
    }

    /** What is committed outlives a loss of power. */
    void sync() throws SpoolException {
        accessed(() -> {
            store.sync();
            return null;
        });
    }

    /** How much there is. */
    Amount all() {
        return all;
    }

    /** Bytes that the file takes on the disk. */
    long fileBytes() {
        try {
            return Files.size(path);
        } catch (IOException e) {
            return 0;
        }
    }

    /** The key of the newest parcel; 0 when there is none. */
    long lastKey() {
        return all.records() == 0 ? 0 : nextKey - 1;
    }

    /** When the first parcel was appended, epoch milliseconds; 0 when there is none. */
    long oldestAt() throws SpoolException {
        return accessed(() -> {
            Long first = parcels.firstKey();
            ParcelCodec.Spooled spooled = first == null ? null : ParcelCodec.decode(parcels.get(first));
            return spooled == null ? 0 : spooled.spooledAt();
        });
    }

    /** Keys from now on are larger than this, as those of the file before. */
    void keysBehind(long key) {
        nextKey = Math.max(nextKey, key + 1);
    }

    /** How much there is of each origin. */
    Map<Parcel.Origin, Amount> byOrigin() {
        return Map.copyOf(byOrigin);
    }

    /** Ends it as it was at the last commit, and unlocks it. */
    @Override
    public void close() {
        store.closeImmediately();
    }
}
