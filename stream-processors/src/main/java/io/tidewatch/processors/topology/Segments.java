package io.tidewatch.processors.topology;

import io.tidewatch.processors.topology.state.SegmentRow;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;

/**
 * The segments of a task, the busy ones in memory. Each message moves the time of one, so rows are written with the
 * commit; whoever reads the store sees the newest. What is here may be dropped.
 */
final class Segments {
    private static final int MOST_IN_MEMORY = 4096;

    private final WriteBackStore<String, SegmentRow> store;
    private final Listening listening;
    /** In the order in which they came: to note which was used last would move some memory of others each time. */
    private final Map<String, SegmentState> busy = new LinkedHashMap<>();
    private final Set<String> behind = new LinkedHashSet<>();

    /** Begins with those that have work left: a restart may have cut them off in catching up. */
    Segments(WriteBackStore<String, SegmentRow> store, Listening listening, long wall) {
        this.store = store;
        this.listening = listening;
        try (KeyValueIterator<String, SegmentRow> rows = store.all()) {
            while (rows.hasNext()) {
                KeyValue<String, SegmentRow> row = rows.next();
                SegmentState segment = SegmentState.of(row.key, row.value, listening);
                if (segment.waits() || segment.progress().watermark(wall) > segment.time()) {
                    behind.add(row.key);
                }
            }
        }
    }

    SegmentState get(String name) {
        SegmentState segment = busy.get(name);
        if (segment == null) {
            segment = SegmentState.of(name, store.get(name), listening);
            if (busy.size() >= MOST_IN_MEMORY) {
                busy.remove(busy.keySet().iterator().next());
            }
            busy.put(name, segment);
        }
        return segment;
    }

    void put(SegmentState segment) {
        if (segment.kept()) {
            store.hold(segment.name(), segment.row());
        } else {
            store.keep(segment.name(), segment.row());
            segment.keep();
        }
    }

    /** Forgets what was done to it since it was put. */
    void drop(String name) {
        busy.remove(name);
    }

    /** It has had its turn, and has work left or not any more. */
    void behind(SegmentState segment, boolean is) {
        behind.remove(segment.name());
        if (is) {
            behind.add(segment.name());
        }
    }

    /** The one with work left whose turn it is; null when there is none. */
    String behind() {
        return behind.isEmpty() ? null : behind.iterator().next();
    }
}
