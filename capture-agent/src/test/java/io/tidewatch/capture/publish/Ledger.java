package io.tidewatch.capture.publish;

import io.tidewatch.capture.spool.Parcel;
import java.util.ArrayList;
import java.util.List;

/** The books of an interface, kept as plainly as can be. */
final class Ledger implements Delivery {
    private final Parcel.Origin origin;
    private final List<String> told = new ArrayList<>();
    private long pending;
    private long spooled;
    private long acknowledged;
    private long lost;
    private long failures;

    Ledger(String captureInterface, String bootId) {
        origin = new Parcel.Origin(captureInterface, bootId);
    }

    void handedOver() {
        pending++;
    }

    List<String> told() {
        return told;
    }

    long handed() {
        return pending + spooled + acknowledged + lost;
    }

    long pending() {
        return pending;
    }

    long onDisk() {
        return spooled;
    }

    long published() {
        return acknowledged;
    }

    long lost() {
        return lost;
    }

    long failures() {
        return failures;
    }

    /** No account is overdrawn. */
    boolean sound() {
        return pending >= 0 && spooled >= 0;
    }

    private void leave(Place from) {
        switch (from) {
            case MEMORY -> pending--;
            case DISK -> spooled--;
        }
    }

    @Override
    public Parcel.Origin origin() {
        return origin;
    }

    @Override
    public void acknowledged(List<Receipt> records, Place from) {
        for (Receipt record : records) {
            leave(from);
            acknowledged++;
            told.add(record.sequence() + " acknowledged");
        }
    }

    @Override
    public void lost(Receipt record, Place from, Exception cause) {
        leave(from);
        lost++;
        told.add(record.sequence() + " lost: " + cause.getMessage());
    }

    @Override
    public void spooled(Receipt record) {
        pending--;
        spooled++;
    }

    @Override
    public void unspooled(Receipt record) {
        pending++;
        spooled--;
    }

    @Override
    public void lostOnDisk(long records, long frames, Exception cause) {
        spooled -= frames;
        lost += frames;
        told.add(records + " lost: " + cause.getMessage());
    }

    @Override
    public void spoolFailed() {
        failures++;
    }
}
