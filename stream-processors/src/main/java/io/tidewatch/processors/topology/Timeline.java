package io.tidewatch.processors.topology;

import io.tidewatch.processors.topology.GmpMessage.Asking;
import io.tidewatch.processors.topology.GmpMessage.Ignored;
import io.tidewatch.processors.topology.GmpMessage.Report;
import io.tidewatch.schemas.GmpEvent;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Brings what happens on a segment into order: what is due before an event happens before it, and the events come as
 * they were heard.
 *
 * <p>After a long silence one event or clock may make a hundred thousand memberships end, which takes longer than a
 * transaction may. So there is an allowance of work between two ticks of the wall clock. Where it does not suffice, the
 * event waits in a store, and whatever comes behind it; clocks wait for the events. The result is the same.
 */
final class Timeline {
    private final KeyValueStore<Bytes, GmpEvent> waiting;
    private final Expiry expiry;
    private final Hearing hearing;
    private final MembershipCounts counts;
    private int allowance;

    Timeline(KeyValueStore<Bytes, GmpEvent> waiting, Expiry expiry, Hearing hearing, MembershipCounts counts) {
        this.waiting = waiting;
        this.expiry = expiry;
        this.hearing = hearing;
        this.counts = counts;
    }

    /** How many deadlines may be handled from now on, until this is said again. */
    void allow(int deadlines) {
        allowance = deadlines;
    }

    /** An event was heard. */
    void hear(SegmentState segment, GmpEvent event, GmpMessage message) {
        if (segment.waits() || !apply(segment, event, message)) {
            waiting.put(key(segment, segment.enqueued()), event);
            counts.waits();
        }
    }

    /**
     * Goes on as far as the allowance takes: first the events that wait, then time up to the clocks.
     *
     * @param watermark the time that the clocks tell
     * @return whether nothing is left to do
     */
    boolean follow(SegmentState segment, long watermark) {
        while (segment.waits()) {
            Bytes key = key(segment, segment.firstWaiting());
            GmpEvent event = waiting.get(key);
            if (!apply(segment, event, GmpMessages.of(event))) {
                return false;
            }
            waiting.delete(key);
            segment.dequeued();
        }
        boolean reached = watermark <= segment.time() || reach(segment, watermark);
        segment.settle(watermark);
        return reached;
    }

    /** False when the allowance does not suffice to come to its time; then nothing of it has happened. */
    private boolean apply(SegmentState segment, GmpEvent event, GmpMessage message) {
        long captured = CaptureTime.millis(event.getCapturedAt());
        long now = Math.max(captured, segment.time());
        boolean late = captured < segment.time();
        if (!reach(segment, now)) {
            return false;
        }
        Occasion occasion = new Occasion(now, event.getEventId(), late);
        if (message instanceof Report report) {
            hearing.report(segment, report, occasion);
            counts.applied(late, report.leftOut());
        } else if (message instanceof Asking asking) {
            hearing.query(segment, asking, occasion);
            counts.applied(late, 0);
        } else if (message instanceof Ignored ignored) {
            counts.ignored(ignored.why());
        }
        return true;
    }

    private boolean reach(SegmentState segment, long upTo) {
        allowance -= expiry.advance(segment, upTo, allowance);
        return segment.next() > upTo;
    }

    private static Bytes key(SegmentState segment, long number) {
        return Bytes.wrap(ByteBuffer.allocate(segment.name().length() + 1 + Long.BYTES)
            .put(segment.name().getBytes(StandardCharsets.US_ASCII)).put((byte) '|').putLong(number).array());
    }
}
