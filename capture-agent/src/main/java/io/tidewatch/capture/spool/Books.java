package io.tidewatch.capture.spool;

/** Told what becomes of parcels while they wait; what becomes of them at the broker, who sends them tells. */
public interface Books {
    /** It is on disk for good: what was pending is spooled. */
    void spooled(Parcel parcel);

    /** The file that it was on is gone, and it is still in memory: what was spooled is pending again. */
    void unspooled(Parcel parcel);

    /** A parcel that was still in memory is given up. */
    void dropped(Parcel parcel, Loss why);

    /** A parcel that was on disk is given up. */
    void droppedFromDisk(Parcel parcel, Loss why);

    /** Parcels of one origin that were on disk are given up; which ones is not known. */
    void droppedFromDisk(Parcel.Origin origin, Amount amount, Loss why);

    /** The file was found unusable; what that means is logged. */
    void failed();

    /** Why a parcel is given up. */
    enum Loss {
        /** The spool is as large as it may be. */
        FULL,
        /** The file was damaged, or can be read no longer. */
        DAMAGED,
        /** The agent ends, and there is no file that takes it. */
        ENDED
    }
}
