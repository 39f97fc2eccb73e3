package io.tidewatch.processors.topology;

import io.tidewatch.processors.membership.Change;
import io.tidewatch.processors.topology.state.ChurnRow;
import io.tidewatch.schemas.Topics;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;

/**
 * Counts by the minute how many hosts joined, left and expired on each segment as a whole, so that to ask for a segment
 * costs its minutes and not its groups. A change costs no write of its own: the row of a minute is written with the
 * commit. A minute without changes has no row; the first row tells since when minutes are counted at all.
 */
final class Churn {
    static final long MINUTE_MS = 60_000;
    /** So many digits hold every time, with zeros before: the text sorts like the time. */
    private static final long FIFTEEN_DIGITS = 1_000_000_000_000_000L;
    private static final ChurnRow NOTHING = new ChurnRow(0L, 0L, 0L, 0L);

    private final WriteBackStore<String, ChurnRow> minutes;
    private final long retentionMs;

    Churn(WriteBackStore<String, ChurnRow> minutes, long retentionMs) {
        this.minutes = minutes;
        this.retentionMs = retentionMs;
    }

    /** The key of the minute that holds a time. */
    static String key(String segment, long time) {
        return Topics.key(segment, Long.toString(FIFTEEN_DIGITS + Math.floorDiv(time, MINUTE_MS) * MINUTE_MS)
            .substring(1));
    }

    /** The start of the minute of a key. */
    static long start(String key) {
        return Long.parseLong(key.substring(key.lastIndexOf('|') + 1));
    }

    /** A segment is watched from now on. */
    void begin(SegmentState segment) {
        if (segment.time() != SegmentState.NEVER) {
            add(segment.name(), segment.time(), NOTHING);
        }
    }

    /** A host joined, left or fell silent. */
    void changed(SegmentState segment, Change change) {
        ChurnRow one = switch (change.type()) {
            case HOST_JOINED -> new ChurnRow(1L, 0L, 0L, 0L);
            case HOST_LEFT -> new ChurnRow(0L, 1L, 0L, 0L);
            case HOST_EXPIRED -> new ChurnRow(0L, 0L, 1L, 0L);
            default -> throw new IllegalArgumentException(change.type().name());
        };
        add(segment.name(), change.at(), one);
    }

    /** A host that left a group at a moment has joined another. */
    void zapped(SegmentState segment, long leftAt) {
        add(segment.name(), leftAt, new ChurnRow(0L, 0L, 0L, 1L));
    }

    private void add(String segment, long time, ChurnRow more) {
        String key = key(segment, time);
        ChurnRow known = minutes.get(key);
        if (known == null) {
            minutes.keep(key, more);
            forget(segment, time - retentionMs);
        } else if (more != NOTHING) {
            minutes.hold(key, sum(known, more));
        }
    }

    static ChurnRow sum(ChurnRow a, ChurnRow b) {
        return new ChurnRow(a.getJoins() + b.getJoins(), a.getLeaves() + b.getLeaves(),
            a.getExpiries() + b.getExpiries(), a.getZaps() + b.getZaps());
    }

    /** Minutes before a time go; one that counts nothing, if no other, then tells that from there on all are kept. */
    private void forget(String segment, long before) {
        if (before < MINUTE_MS) {
            return;
        }
        String first = key(segment, before);
        List<String> old = new ArrayList<>();
        try (KeyValueIterator<String, ChurnRow> rows = minutes.range(key(segment, 0), first)) {
            while (rows.hasNext()) {
                KeyValue<String, ChurnRow> row = rows.next();
                if (!row.key.equals(first)) {
                    old.add(row.key);
                }
            }
        }
        if (!old.isEmpty() && minutes.get(first) == null) {
            minutes.keep(first, NOTHING);
        }
        old.forEach(key -> minutes.keep(key, null));
    }
}
