package io.tidewatch.processors.topology;

import io.tidewatch.processors.membership.HostState;
import io.tidewatch.processors.topology.state.GroupRow;
import io.tidewatch.processors.topology.state.MemberRow;
import io.tidewatch.schemas.Topics;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The groups of a task as they are kept, those that were heard of last in memory.
 *
 * <p>Each of its hosts refreshes a group, and says nothing by it that its own row does not tell. So a group that is
 * refreshed again and again is kept once, with a note that hosts may have refreshed it since; whoever reads such a row
 * looks for the host that reported last ({@link GroupEntry#of}), once after a restart. What is in memory is shown to
 * the readers of the store, and is kept without the note before it is dropped from memory.
 */
final class Groups {
    /** Of half a kilobyte each. */
    private static final int MOST_IN_MEMORY = 16_384;

    private final WriteBackStore<GroupRow> store;
    private final KeyValueStore<String, MemberRow> members;
    private final Map<String, Busy> busy = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Busy> eldest) {
            boolean full = size() > MOST_IN_MEMORY;
            if (full && eldest.getValue().noted) {
                store.hold(eldest.getKey(), eldest.getValue().entry.row(false));
            }
            return full;
        }
    };

    /** A group in memory. */
    private static final class Busy {
        /** As it is. */
        private GroupEntry entry;
        /** As its row is, or will be with the commit. */
        private GroupEntry kept;
        /** Whether the row says that it may have been refreshed since. */
        private boolean noted;
        /** Whether it was refreshed since it is in memory. */
        private boolean refreshed;
    }

    Groups(WriteBackStore<GroupRow> store, KeyValueStore<String, MemberRow> members) {
        this.store = store;
        this.members = members;
    }

    /** A group, or null. */
    GroupEntry get(SegmentState segment, String group) {
        String key = Topics.key(segment.name(), group);
        Busy known = busy.get(key);
        if (known == null) {
            GroupRow row = store.get(key);
            if (row == null) {
                return null;
            }
            known = new Busy();
            known.entry = GroupEntry.of(group, row, () -> members.prefixScan(key + '|', new StringSerializer()));
            known.kept = known.entry;
            known.noted = row.getRefreshed();
            busy.put(key, known);
        }
        return known.entry.kept(segment.gap(known.entry.group().family()));
    }

    /** A group that was not there before. */
    void begin(SegmentState segment, String group, GroupEntry entry) {
        String key = Topics.key(segment.name(), group);
        Busy begun = new Busy();
        begun.entry = entry;
        begun.kept = entry;
        store.put(key, entry.row(false));
        busy.put(key, begun);
    }

    /**
     * A group that was there before.
     *
     * @param host the host whose report made it this; null when none did
     */
    void put(SegmentState segment, String group, GroupEntry entry, HostState host) {
        String key = Topics.key(segment.name(), group);
        Busy known = busy.computeIfAbsent(key, unseen -> new Busy());
        boolean later = known.entry != null
            && entry.group().lastReportAt() > known.entry.group().lastReportAt();
        boolean refreshes = later && entry.refreshes(known.kept, host);
        known.entry = entry;
        if (refreshes && known.noted) {
            store.show(key, entry.row(false));
            return;
        }
        known.noted |= refreshes && known.refreshed;
        known.refreshed |= refreshes;
        known.kept = entry;
        store.hold(key, entry.row(known.noted));
    }

    void remove(SegmentState segment, String group) {
        String key = Topics.key(segment.name(), group);
        store.put(key, null);
        busy.remove(key);
    }
}
