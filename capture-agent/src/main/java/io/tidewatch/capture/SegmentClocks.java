package io.tidewatch.capture;

import io.tidewatch.capture.publish.Receipt;
import io.tidewatch.schemas.SegmentClock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The last sequences of each segment that an interface saw, bounded. May be used by several threads.
 *
 * <p>A clock says: everything captured up to the watermark has been published, the last of it with these sequences. A
 * later sequence than the watermark needs is right too: the reader waits for it a little longer.
 */
final class SegmentClocks {
    private final int limit;
    private final Map<String, long[]> sequences = new LinkedHashMap<>();

    SegmentClocks(int limit) {
        this.limit = limit;
    }

    synchronized void resume(List<SegmentClock> clocks) {
        for (SegmentClock clock : clocks) {
            sequences.put(clock.getSegment(), new long[] {clock.getGmpSequence(), clock.getIcmpSequence()});
        }
    }

    /** Lists a segment, if there is room, also before anything is seen on it. */
    synchronized boolean list(String segment) {
        if (sequences.containsKey(segment)) {
            return true;
        }
        if (sequences.size() >= limit) {
            return false;
        }
        sequences.put(segment, new long[2]);
        return true;
    }

    /** Events among these are published. */
    synchronized void published(List<Receipt> records) {
        for (Receipt record : records) {
            long[] last = record.event() ? sequences.get(record.segment()) : null;
            if (last != null) {
                int topic = record.kind() == Receipt.Kind.GMP ? 0 : 1;
                last[topic] = Math.max(last[topic], record.sequence());
            }
        }
    }

    synchronized List<SegmentClock> at(Instant watermark) {
        List<SegmentClock> clocks = new ArrayList<>(sequences.size());
        sequences.forEach((segment, last) -> clocks.add(new SegmentClock(segment, watermark, last[0], last[1])));
        return clocks;
    }
}
