package io.tidewatch.processors.topology;

import io.tidewatch.processors.membership.HostState;
import io.tidewatch.processors.topology.state.GroupRow;
import io.tidewatch.processors.topology.state.MemberRow;
import io.tidewatch.schemas.Topics;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The groups of a task as they are kept, those that were heard of last in memory.
 *
 * <p>Each of its hosts refreshes a group, and says nothing by it that its own row does not tell. So a group that is
 * refreshed again and again is kept once, with a note that hosts may have refreshed it since. Whoever reads such a row
 * looks for the host that reported last ({@link GroupEntry#of}); after a restart this is spared where the next report
 * comes before anybody has to know. What is in memory is shown to the readers of the store, and is kept without the
 * note before it is dropped from memory.
 */
final class Groups {
    private final WriteBackStore<String, GroupRow> store;
    private final KeyValueStore<String, MemberRow> members;
    private final int most;
    /** In the order in which they came to memory, or were spared last. */
    private final Map<Place, Busy> busy = new LinkedHashMap<>();

    /** The one that was got last: what follows from an event is put back at once. */
    private Busy last;

    /** Where a group is. To look it up makes no text, and compares none: whoever comes again has the same. */
    private static class Place {
        private final String segment;
        private final String group;

        Place(String segment, String group) {
            this.segment = segment;
            this.group = group;
        }

        @Override
        public final boolean equals(Object other) {
            return other instanceof Place place && group.equals(place.group) && segment.equals(place.segment);
        }

        @Override
        public final int hashCode() {
            return 31 * segment.hashCode() + group.hashCode();
        }
    }

    /** A group in memory. It is its own place: what is far apart in memory takes long to come. */
    private static final class Busy extends Place {
        private final String key;
        /** As it is. Its row is, or will be with the commit, this or what this has refreshed. */
        private volatile GroupEntry entry;
        /** Whether the row says that it may have been refreshed since. */
        private boolean noted;
        /** Whether hosts may have refreshed it that were not looked for yet. */
        private boolean unsure;
        /** Whether it was refreshed since it is in memory. */
        private boolean refreshed;
        /** Whether readers of the store see it as it is in memory. */
        private boolean shown;
        /** Whether it was looked for since it came to memory, or was spared. */
        private boolean again;

        Busy(String segment, String group, GroupEntry entry) {
            super(segment, group);
            this.key = Topics.key(segment, group);
            this.entry = entry;
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
        return get(segment, group, entry -> false);
    }

    /**
     * A group, or null.
     *
     * @param refreshed whether what it is got for refreshes it anyway: then nobody need know who has done so before
     */
    GroupEntry get(SegmentState segment, String group, Predicate<GroupEntry> refreshed) {
        Busy known = busy(segment, group);
        if (known == null) {
            return null;
        }
        if (known.unsure && !refreshed.test(known.entry)) {
            known.entry = known.entry.refreshedBy(() -> members.range(known.key + '|', known.key + "|~"));
            known.unsure = false;
        }
        return known.entry.kept(segment.gap(known.entry.group().family()));
    }

    private Busy busy(SegmentState segment, String group) {
        Place place = new Place(segment.name(), group);
        if (place.equals(last)) {
            return last;
        }
        Busy known = busy.get(place);
        if (known != null) {
            known.again = true;
        } else {
            known = kept(segment.name(), group);
        }
        last = known == null ? last : known;
        return known;
    }

    private Busy kept(String segment, String group) {
        GroupRow row = store.get(Topics.key(segment, group));
        if (row == null) {
            return null;
        }
        Busy kept = new Busy(segment, group, GroupEntry.of(group, row));
        kept.noted = row.getRefreshed();
        kept.unsure = kept.noted;
        take(kept);
        return kept;
    }

    /** Into memory; one that was not looked for again has to go for it. */
    private void take(Busy next) {
        while (busy.size() >= most) {
            Iterator<Busy> eldest = busy.values().iterator();
            Busy goes = eldest.next();
            eldest.remove();
            if (goes.again) {
                goes.again = false;
                busy.put(goes, goes);
            } else if (goes.noted && !goes.unsure) {
                store.hold(goes.key, goes.entry.row(false));
            }
        }
        busy.put(next, next);
    }

    /** A group that was not there before. */
    void begin(SegmentState segment, String group, GroupEntry entry) {
        last = new Busy(segment.name(), group, entry);
        store.keep(last.key, entry.row(false));
        take(last);
    }

    /**
     * A group that was there before.
     *
     * @param host the host whose report made it this; null when none did
     */
    void put(SegmentState segment, String group, GroupEntry entry, HostState host) {
        Busy known = busy(segment, group);
        // Of two hosts that reported in the same millisecond the rows don't tell which one was later.
        boolean later = !known.unsure && entry.group().lastReportAt() > known.entry.group().lastReportAt();
        boolean refreshes = later && entry.refreshes(known.entry, host);
        known.entry = entry;
        known.unsure = false;
        if (refreshes && known.noted) {
            if (!known.shown) {
                store.show(known.key, () -> known.entry.row(false));
                known.shown = true;
            }
            return;
        }
        known.noted |= refreshes && known.refreshed;
        known.refreshed |= refreshes;
        known.shown = false;
        store.hold(known.key, entry.row(known.noted));
    }

    void remove(SegmentState segment, String group) {
        Busy known = busy(segment, group);
        store.keep(known.key, null);
        busy.remove(known);
        last = null;
    }
}
