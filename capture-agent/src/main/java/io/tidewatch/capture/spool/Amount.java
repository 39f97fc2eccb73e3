package io.tidewatch.capture.spool;

/**
 * How much there is of something.
 *
 * @param records parcels
 * @param frames frames that they stand for
 * @param bytes bytes that they take in the file
 */
public record Amount(long records, long frames, long bytes) {
    static final Amount NONE = new Amount(0, 0, 0);

    static Amount of(Parcel parcel, int encoded) {
        return new Amount(1, parcel.frames(), encoded);
    }

    Amount plus(Amount more) {
        return new Amount(records + more.records, frames + more.frames, bytes + more.bytes);
    }

    Amount minus(Amount less) {
        return new Amount(records - less.records, frames - less.frames, bytes - less.bytes);
    }
}
