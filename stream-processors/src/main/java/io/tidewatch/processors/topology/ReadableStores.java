package io.tidewatch.processors.topology;

import io.tidewatch.processors.topology.state.ChurnRow;
import io.tidewatch.processors.topology.state.GroupRow;
import io.tidewatch.processors.topology.state.MemberRow;
import io.tidewatch.processors.topology.state.SegmentRow;
import io.tidewatch.processors.topology.state.StayRow;
import io.tidewatch.schemas.Topics;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/**
 * The stores of {@link MembershipStores} as a reader has them, and what their rows stand for.
 *
 * @param segments {@link MembershipStores#SEGMENTS}
 * @param groups {@link MembershipStores#GROUPS}
 * @param members {@link MembershipStores#MEMBERS}
 * @param timers {@link MembershipStores#TIMERS}
 * @param stays {@link MembershipStores#STAYS}
 * @param hosts {@link MembershipStores#HOSTS}
 * @param churn {@link MembershipStores#CHURN}
 */
public record ReadableStores(ReadOnlyKeyValueStore<String, SegmentRow> segments,
                             ReadOnlyKeyValueStore<String, GroupRow> groups,
                             ReadOnlyKeyValueStore<String, MemberRow> members,
                             ReadOnlyKeyValueStore<Bytes, byte[]> timers, ReadOnlyKeyValueStore<Bytes, StayRow> stays,
                             ReadOnlyKeyValueStore<Bytes, byte[]> hosts,
                             ReadOnlyKeyValueStore<String, ChurnRow> churn) {

    /** A segment, or null. */
    SegmentState segment(String name) {
        SegmentRow row = segments.get(name);
        return row == null ? null : SegmentState.of(name, row, new Listening(0));
    }

    /** A live group, or null. */
    GroupEntry group(SegmentState segment, String group) {
        GroupEntry entry = group(segment.name(), group);
        return entry == null ? null : entry.kept(segment.gap(GroupEntry.family(group)));
    }

    /** The same whatever could not be heard. */
    GroupEntry group(String segment, String group) {
        GroupRow row = groups.get(Topics.key(segment, group));
        return row == null ? null : GroupEntry.of(group, row, () -> membersOf(segment, group));
    }

    /** The hosts of a live group. */
    KeyValueIterator<String, MemberRow> membersOf(String segment, String group) {
        return membersOf(segment, group, null);
    }

    /** Those behind a host; null: all. */
    KeyValueIterator<String, MemberRow> membersOf(String segment, String group, String after) {
        return MembershipStores.below(members, Topics.key(segment, group, ""), after);
    }

    /** A row of {@link #membersOf}. */
    static MemberEntry member(SegmentState segment, String group, KeyValue<String, MemberRow> row) {
        return MemberEntry.of(row.key.substring(row.key.lastIndexOf('|') + 1), row.value)
            .kept(segment.gap(GroupEntry.family(group)));
    }
}
