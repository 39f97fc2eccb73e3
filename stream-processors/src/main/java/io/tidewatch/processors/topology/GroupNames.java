package io.tidewatch.processors.topology;

import io.tidewatch.processors.topology.state.GroupRow;
import io.tidewatch.processors.topology.state.StayRow;
import io.tidewatch.schemas.Topics;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;

/** The groups of a segment by address text, those that are and, for questions about the past, those that were. */
final class GroupNames implements AutoCloseable {
    private final ReadableStores stores;
    private final String segment;
    private final KeyValueIterator<String, GroupRow> live;
    private final boolean past;
    private String nextLive;
    private String nextPast;

    GroupNames(ReadableStores stores, String segment, String after, boolean past) {
        this.stores = stores;
        this.segment = segment;
        this.past = past;
        String prefix = Topics.key(segment, "");
        live = MembershipStores.below(stores.groups(), prefix, after);
        nextLive = live.hasNext() ? live.next().key.substring(prefix.length()) : null;
        nextPast = past ? pastAfter(after) : null;
    }

    /** The next group; null when there is none. */
    String next() {
        String next = nextPast == null || nextLive != null && nextLive.compareTo(nextPast) < 0 ? nextLive : nextPast;
        if (next == null) {
            return null;
        }
        if (next.equals(nextLive)) {
            nextLive = live.hasNext() ? live.next().key.substring(segment.length() + 1) : null;
        }
        if (past && next.equals(nextPast)) {
            nextPast = pastAfter(next);
        }
        return next;
    }

    /** The next group with stays that are over: one look for each group, not for each stay. */
    private String pastAfter(String group) {
        Bytes from = group == null ? StayKeys.first(Topics.key(segment, ""))
            : StayKeys.behind(StayKeys.group(segment, group));
        try (KeyValueIterator<Bytes, StayRow> stays = stores.stays().range(from,
            StayKeys.behind(Topics.key(segment, "")))) {
            return stays.hasNext() ? StayKeys.stay(stays.peekNextKey()).group() : null;
        }
    }

    @Override
    public void close() {
        live.close();
    }
}
