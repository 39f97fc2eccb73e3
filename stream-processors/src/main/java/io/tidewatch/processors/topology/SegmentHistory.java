package io.tidewatch.processors.topology;

import io.tidewatch.processors.membership.Family;
import io.tidewatch.processors.membership.Timers;
import io.tidewatch.processors.topology.state.ChurnRow;
import io.tidewatch.processors.topology.state.SensorRow;
import io.tidewatch.processors.topology.state.SpanRow;
import io.tidewatch.schemas.Coverage;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/**
 * One segment as a whole over time. What happened costs the minutes asked for that had changes; what was watched costs
 * the runs of sensors and the times of queriers that are remembered, a few hundred at most.
 */
final class SegmentHistory {
    private final ReadOnlyKeyValueStore<String, ChurnRow> churn;
    private final SegmentState segment;
    private final long wall;

    SegmentHistory(ReadOnlyKeyValueStore<String, ChurnRow> churn, SegmentState segment, long wall) {
        this.churn = churn;
        this.segment = segment;
        this.wall = wall;
    }

    /**
     * Windows one after the other. Those that were over before changes are counted are left out: nothing is known of
     * them. One that began before is known in part.
     *
     * @param first start of the first, a multiple of the length
     * @param sizeMs their length, a multiple of a minute
     * @param known up to where they are known
     */
    List<ChurnSpan> windows(long first, long sizeMs, int count, long known) {
        List<ChurnSpan> windows = new ArrayList<>();
        long since = since();
        if (since < 0) {
            return windows;
        }
        long start = first;
        try (KeyValueIterator<String, ChurnRow> rows = churn.range(Churn.key(segment.name(), first),
            Churn.key(segment.name(), first + count * sizeMs - 1))) {
            KeyValue<String, ChurnRow> next = rows.hasNext() ? rows.next() : null;
            for (int i = 0; i < count; i++) {
                ChurnRow sum = new ChurnRow(0L, 0L, 0L, 0L);
                while (next != null && Churn.start(next.key) < start + sizeMs) {
                    sum = Churn.sum(sum, next.value);
                    next = rows.hasNext() ? rows.next() : null;
                }
                if (start + sizeMs > since) {
                    windows.add(new ChurnSpan(start, start + sizeMs, sum.getJoins(), sum.getLeaves(),
                        sum.getExpiries(), sum.getZaps(), coverage(start, Math.min(known, start + sizeMs), since)));
                }
                start += sizeMs;
            }
        }
        return windows;
    }

    /** Since when changes are counted; -1: none is. */
    private long since() {
        try (KeyValueIterator<String, ChurnRow> rows = churn.range(Churn.key(segment.name(), 0),
            Churn.key(segment.name(), Math.max(0, segment.time())))) {
            return rows.hasNext() ? Churn.start(rows.next().key) : -1;
        }
    }

    private Coverage coverage(long start, long end, long since) {
        Coverage worst = segment.coverage(start, end - 1, wall);
        boolean partly = worst == Coverage.BLIND && segment.progress().watch().within(start, end - 1, wall)
            || worst == Coverage.FULL && start < since;
        return partly ? Coverage.PARTIAL : worst;
    }

    /**
     * What could be seen, from when to when, without a gap between. It begins when somebody is first known to have
     * watched, unless asked from later on.
     */
    List<WatchedSpan> watched(long from, long to) {
        NavigableSet<Long> turns = turns();
        List<WatchedSpan> spans = new ArrayList<>();
        if (turns.isEmpty()) {
            return spans;
        }
        turns.add(from);
        long first = Math.max(from, firstWatched());
        WatchedSpan open = null;
        for (long turn : turns.subSet(first, true, Math.max(first, to), true)) {
            Coverage coverage = segment.coverage(turn, wall);
            List<String> sensors = segment.progress().watch().watching(turn, wall);
            if (open == null || open.coverage() != coverage || !open.sensors().equals(sensors)) {
                if (open != null) {
                    spans.add(new WatchedSpan(open.from(), turn, open.coverage(), open.sensors()));
                }
                open = new WatchedSpan(turn, Math.max(turn, to), coverage, sensors);
            }
        }
        if (open != null && first <= to) {
            spans.add(open);
        }
        return spans;
    }

    private long firstWatched() {
        return segment.progress().rows().stream().mapToLong(SensorRow::getFrom).filter(from -> from >= 0).min()
            .orElse(0);
    }

    /** Every moment at which what could be seen may have become another. */
    private NavigableSet<Long> turns() {
        NavigableSet<Long> turns = new TreeSet<>();
        for (Family family : Family.values()) {
            Timers timers = segment.queriers(family).timers();
            long answered = timers.queryIntervalMs() + timers.queryResponseMs();
            for (SensorRow row : segment.progress().rows()) {
                if (row.getFrom() >= 0) {
                    turns.addAll(List.of(row.getFrom(), row.getFrom() + answered, row.getWatermark() + 1,
                        row.getWatermark() + 1 + answered,
                        Math.max(0, row.getDroppedAt() + timers.membershipIntervalMs() + 1)));
                }
            }
            Presence queried = segment.queried(family);
            turns.add(queried.since() + timers.queryResponseMs());
            for (SpanRow span : queried.past()) {
                turns.add(span.getFrom() + timers.queryResponseMs());
                turns.add(span.getTo());
            }
        }
        return turns;
    }
}
