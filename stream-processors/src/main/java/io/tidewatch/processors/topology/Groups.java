package io.tidewatch.processors.topology;

import io.tidewatch.processors.membership.HostState;
import io.tidewatch.processors.topology.state.GroupRow;
import io.tidewatch.processors.topology.state.MemberRow;
import io.tidewatch.schemas.Topics;
import java.util.LinkedHashMap;
import java.util.Map;
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
    /** How many are in memory at most: of half a kilobyte each. */
    static final int MOST_IN_MEMORY = 16_384;

    private final WriteBackStore<String, GroupRow> store;
    private final KeyValueStore<String, MemberRow> members;
    private final int most;
    private final Map<String, Busy> busy = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Busy> eldest) {
            boolean full = size() > most;
            if (full && eldest.getValue().noted) {
                store.hold(eldest.getKey(), eldest.getValue().entry.row(false));
            }
            return full;
        }
    };

    /** The one that was got last: what follows from an event is put back at once. */
    private Busy last;

    /** A group in memory. */
    private static final class Busy {
        private final String segment;
        private final String group;
        private final String key;
        /** As it is. */
        private volatile GroupEntry entry;
        /** As its row is, or will be with the commit. */
        private GroupEntry kept;
        /** Whether the row says that it may have been refreshed since. */
        private boolean noted;
        /** Whether it was refreshed since it is in memory. */
        private boolean refreshed;
        /** Whether readers of the store see it as it is in memory. */
        private boolean shown;

        Busy(SegmentState segment, String group, GroupEntry entry) {
            this.segment = segment.name();
            this.group = group;
            this.key = Topics.key(segment.name(), group);
            this.entry = entry;
            this.kept = entry;
        }

        boolean is(SegmentState of, String address) {
            return group.equals(address) && segment.equals(of.name());
        }
    }

    /** {@code most} are in memory at a time. */
    Groups(WriteBackStore<String, GroupRow> store, KeyValueStore<String, MemberRow> members, int most) {
        this.store = store;
        this.members = members;
        this.most = most;
    }

    /** A group, or null. */
    GroupEntry get(SegmentState segment, String group) {
        Busy known = busy(segment, group);
        return known == null ? null : known.entry.kept(segment.gap(known.entry.group().family()));
    }

    private Busy busy(SegmentState segment, String group) {
        if (last != null && last.is(segment, group)) {
            return last;
        }
        String key = Topics.key(segment.name(), group);
        Busy known = busy.get(key);
        if (known == null) {
            GroupRow row = store.get(key);
            if (row == null) {
                return null;
            }
            known = new Busy(segment, group,
                GroupEntry.of(group, row, () -> members.range(key + '|', key + "|~")));
            known.noted = row.getRefreshed();
            busy.put(key, known);
        }
        last = known;
        return known;
    }

    /** A group that was not there before. */
    void begin(SegmentState segment, String group, GroupEntry entry) {
        last = new Busy(segment, group, entry);
        store.keep(last.key, entry.row(false));
        busy.put(last.key, last);
    }

    /**
     * A group that was there before.
     *
     * @param host the host whose report made it this; null when none did
     */
    void put(SegmentState segment, String group, GroupEntry entry, HostState host) {
        Busy known = busy(segment, group);
        boolean later = entry.group().lastReportAt() > known.entry.group().lastReportAt();
        boolean refreshes = later && entry.refreshes(known.kept, host);
        known.entry = entry;
        if (refreshes && known.noted) {
            if (!known.shown) {
                store.show(known.key, () -> known.entry.row(false));
                known.shown = true;
            }
            return;
        }
        known.noted |= refreshes && known.refreshed;
        known.refreshed |= refreshes;
        known.kept = entry;
        known.shown = false;
        store.hold(known.key, entry.row(known.noted));
    }

    void remove(SegmentState segment, String group) {
        Busy known = busy(segment, group);
        store.keep(known.key, null);
        busy.remove(known.key);
        last = null;
    }
}
