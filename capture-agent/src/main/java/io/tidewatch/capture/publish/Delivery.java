package io.tidewatch.capture.publish;

import io.tidewatch.capture.spool.Parcel;
import java.util.List;

/**
 * The books of one capture interface, told what becomes of the records that it handed to a {@link Publisher}. A record
 * is pending until it is told as acknowledged or lost; meanwhile it may be told as spooled. On any thread.
 */
public interface Delivery {
    /** Whose books they are: one interface's, in one run. */
    Parcel.Origin origin();

    /** The broker has these. In a transaction: it has them if the transaction commits. The list is the caller's. */
    void acknowledged(List<Receipt> records, Place from);

    /** It won't be published; the publisher has logged why. */
    void lost(Receipt record, Place from, Exception cause);

    /** It is on disk: pending no longer. */
    void spooled(Receipt record);

    /** It is in memory only, since the file that it was on is gone: pending again. */
    void unspooled(Receipt record);

    /** So many spooled records, of so many frames, won't be published; which ones is not known. */
    void lostOnDisk(long records, long frames, Exception cause);

    /** The spool's file was found unusable. */
    void spoolFailed();

    /** Where a record was before its end. */
    enum Place {
        MEMORY, DISK
    }
}
