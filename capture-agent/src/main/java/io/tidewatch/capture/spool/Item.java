package io.tidewatch.capture.spool;

/** A parcel that was taken to be sent. Belongs to the thread of its spool. */
public final class Item {
    private final Parcel parcel;
    private final long takenAt;
    private long key;
    private boolean settled;

    Item(Parcel parcel, long key, long takenAt) {
        this.parcel = parcel;
        this.key = key;
        this.takenAt = takenAt;
    }

    public Parcel parcel() {
        return parcel;
    }

    /** Whether it is on disk as well. */
    public boolean spooled() {
        return key > 0;
    }

    long takenAt() {
        return takenAt;
    }

    long key() {
        return key;
    }

    void key(long given) {
        key = given;
    }

    boolean settled() {
        return settled;
    }

    void settle() {
        settled = true;
    }
}
