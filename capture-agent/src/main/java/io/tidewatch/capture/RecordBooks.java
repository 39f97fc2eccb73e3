package io.tidewatch.capture;

import io.tidewatch.capture.publish.Delivery;
import io.tidewatch.capture.publish.LostException;
import io.tidewatch.capture.publish.Receipt;
import io.tidewatch.capture.spool.Parcel;
import java.util.List;
import org.apache.kafka.common.errors.RecordTooLargeException;

/** Books what becomes of the records of one interface. */
final class RecordBooks implements Delivery {
    /** Counted among the defects: a record that is lost since Kafka takes none of its size. */
    private static final String RECORD_TOO_LARGE = "agent.record_too_large";

    /** Counted among the defects: a record that is lost since the spool has no room, or may be no larger. */
    private static final String SPOOL_FULL = "agent.spool_full";

    /** Counted among the defects: the spool's file was found unusable, or a record in it is lost with it. */
    private static final String SPOOL_FAILED = "agent.spool_failed";

    private final Parcel.Origin origin;
    private final AgentCounters counters;
    private final SegmentClocks clocks;
    private final Acknowledgements acknowledgements;

    RecordBooks(Parcel.Origin origin, AgentCounters counters, SegmentClocks clocks,
                Acknowledgements acknowledgements) {
        this.origin = origin;
        this.counters = counters;
        this.clocks = clocks;
        this.acknowledgements = acknowledgements;
    }

    @Override
    public Parcel.Origin origin() {
        return origin;
    }

    @Override
    public void acknowledged(List<Receipt> records, Place from) {
        counters.acknowledged(records, from == Place.DISK);
        clocks.published(records);
        acknowledgements.settled(records);
    }

    @Override
    public void lost(Receipt record, Place from, Exception cause) {
        counters.lostInPublishing(1, record.frames(), from == Place.DISK, defect(cause));
        acknowledgements.settled(record.sequence());
    }

    private static String defect(Exception cause) {
        if (cause instanceof LostException lost) {
            return switch (lost.why()) {
                case FULL, ENDED -> SPOOL_FULL;
                case DAMAGED -> SPOOL_FAILED;
            };
        }
        return cause instanceof RecordTooLargeException ? RECORD_TOO_LARGE : null;
    }

    @Override
    public void spooled(Receipt record) {
        counters.spooled(record.frames());
    }

    @Override
    public void unspooled(Receipt record) {
        counters.spooled(-record.frames());
    }

    @Override
    public void lostOnDisk(long records, long frames, Exception cause) {
        counters.lostInPublishing(records, frames, true, defect(cause));
        acknowledgements.settledOldest(records);
    }

    @Override
    public void spoolFailed() {
        counters.defect(SPOOL_FAILED);
    }
}
