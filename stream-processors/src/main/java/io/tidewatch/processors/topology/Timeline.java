package io.tidewatch.processors.topology;

import io.tidewatch.processors.topology.GmpMessage.Asking;
import io.tidewatch.processors.topology.GmpMessage.Ignored;
import io.tidewatch.processors.topology.GmpMessage.Report;
import io.tidewatch.processors.topology.state.WaitingRow;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.state.KeyValueStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings what happens on a segment into order: what is due before an event happens before it, and the events come as
 * they were heard.
 *
 * <p>After a long silence one event or clock may make a hundred thousand memberships end, which takes longer than a
 * transaction may. So no more is done than a {@link Step} allows. Where that does not suffice, the event waits in a
 * store, and whatever comes behind it; clocks wait for the events. The result is the same.
 *
 * <p>An event that makes the rules fail, now or when it has waited, goes to the dead letters as it came, and the next
 * one is taken; of its group records those before the failure have had their effect. When what is due fails, no event
 * is to blame: the thread fails, and nothing of its transaction is left.
 */
final class Timeline {
    private static final Logger LOG = LoggerFactory.getLogger(Timeline.class);

    private final KeyValueStore<Bytes, WaitingRow> waiting;
    private final Deserializer<MembershipEvent> events;
    private final Expiry expiry;
    private final Hearing hearing;
    private final MembershipOutput output;
    private final MembershipCounts counts;
    private final Step step;

    Timeline(KeyValueStore<Bytes, WaitingRow> waiting, Deserializer<MembershipEvent> events, Expiry expiry,
             Hearing hearing, MembershipOutput output, MembershipCounts counts, Step step) {
        this.waiting = waiting;
        this.events = events;
        this.expiry = expiry;
        this.hearing = hearing;
        this.output = output;
        this.counts = counts;
        this.step = step;
    }

    /** An event was heard. */
    void hear(SegmentState segment, Heard heard) {
        boolean isNext = !segment.waits() || applyWaiting(segment);
        if (!isNext || !apply(segment, heard)) {
            waiting.put(key(segment, segment.enqueued()), heard.row());
            counts.waits();
        }
    }

    /**
     * Goes on as far as the step allows: first the events that wait, then time up to the clocks.
     *
     * @param watermark the time that the clocks tell
     * @return whether nothing is left to do
     */
    boolean follow(SegmentState segment, long watermark) {
        if (segment.waits() && !applyWaiting(segment)) {
            return false;
        }
        segment.settling(watermark);
        boolean reached = watermark <= segment.time() || reach(segment, watermark);
        segment.settling(SegmentState.NEVER);
        segment.settle(watermark);
        return reached;
    }

    /** Whether none waits any more. */
    private boolean applyWaiting(SegmentState segment) {
        step.enter();
        try {
            while (segment.waits() && step.goesOn()) {
                Bytes key = key(segment, segment.firstWaiting());
                WaitingRow row = waiting.get(key);
                if (row == null) {
                    // It waited in a store of an older layout, which is not read any more.
                    counts.lost();
                } else if (!apply(segment, Heard.of(row, events))) {
                    return false;
                }
                MembershipStores.remove(waiting, key);
                segment.dequeued();
                step.done(1);
            }
            return !segment.waits();
        } finally {
            step.leave();
        }
    }

    /** False when the step ends before its time has come; then nothing of it has happened. */
    private boolean apply(SegmentState segment, Heard heard) {
        long captured = heard.event().capturedMs();
        long now = Math.max(captured, segment.time());
        boolean late = captured < segment.time();
        if (!reach(segment, now)) {
            return false;
        }
        try {
            apply(segment, heard.event().message(), new Occasion(now, heard.event().eventId(), late));
        } catch (RuntimeException e) {
            if (!DeadLetter.recordIsToBlame(e)) {
                throw e;
            }
            LOG.error("record {} can't be applied to segment {} and goes to the dead letters", heard.origin(),
                segment.name(), e);
            counts.deadLetter();
            output.deadLetter(segment.name(), heard, e);
        }
        return true;
    }

    private void apply(SegmentState segment, GmpMessage message, Occasion occasion) {
        if (message instanceof Report report) {
            hearing.report(segment, report, occasion);
            counts.applied(occasion.late(), report.leftOut());
        } else if (message instanceof Asking asking) {
            hearing.query(segment, asking, occasion);
            counts.applied(occasion.late(), 0);
        } else if (message instanceof Ignored ignored) {
            counts.ignored(ignored.why());
        }
    }

    private boolean reach(SegmentState segment, long upTo) {
        try {
            return expiry.advance(segment, upTo, step);
        } catch (KafkaException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new StreamsException("what is due on segment " + segment.name() + " by " + upTo
                + " can't be done; no record is to blame", e);
        }
    }

    private static Bytes key(SegmentState segment, long number) {
        return Bytes.wrap(ByteBuffer.allocate(segment.name().length() + 1 + Long.BYTES)
            .put(segment.name().getBytes(StandardCharsets.US_ASCII)).put((byte) '|').putLong(number).array());
    }
}
