package io.tidewatch.processors.topology;

import io.tidewatch.processors.membership.Family;
import io.tidewatch.processors.topology.state.MemberRow;
import io.tidewatch.processors.topology.state.SegmentRow;
import io.tidewatch.schemas.AddressFamily;
import io.tidewatch.schemas.ChangeCause;
import io.tidewatch.schemas.Coverage;
import io.tidewatch.schemas.FilterMode;
import io.tidewatch.schemas.MemberState;
import io.tidewatch.schemas.MembershipState;
import io.tidewatch.schemas.QuerierState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;

/**
 * Answers about memberships from the stores. A moment before the segment's time is answered from what was kept of it; a
 * later one is the state as it would be if nothing more came. Coverage is that of the moment. May be used by many
 * threads; it sees what is not committed yet.
 */
public final class MembershipReader {
    private final ReadableStores stores;
    private final LongSupplier wall;

    /**
     * A segment as a whole.
     *
     * @param segment its name
     * @param families families with groups now
     * @param groupCount live groups of both families
     * @param watermark everything captured up to here is in the answers; null while nothing was told
     * @param coverage what its sensors can see
     * @param sensors {@code sensor:interface} of those that have told of it, by name
     */
    public record SegmentSummary(String segment, List<AddressFamily> families, long groupCount, Instant watermark,
                                 Coverage coverage, List<String> sensors) {
    }

    /**
     * A time for which a host was in a group with the same mode and sources.
     *
     * @param from when it began
     * @param to when it ended; null while it lasts
     * @param endedBy what ended it; null while it lasts
     */
    public record HostStay(String segment, String group, AddressFamily family, String host, String mac,
                           FilterMode filterMode, List<String> sources, int version, Instant from, Instant to,
                           ChangeCause endedBy) {
    }

    /**
     * Reads these stores.
     *
     * @param wall wall clock, epoch milliseconds: it tells which sensors are silent
     */
    public MembershipReader(ReadableStores stores, LongSupplier wall) {
        this.stores = stores;
        this.wall = wall;
    }

    /** All segments, by name. */
    public List<SegmentSummary> segments() {
        List<SegmentSummary> summaries = new ArrayList<>();
        try (KeyValueIterator<String, SegmentRow> rows = stores.segments().all()) {
            while (rows.hasNext()) {
                KeyValue<String, SegmentRow> row = rows.next();
                summaries.add(summary(SegmentState.of(row.key, row.value, new Listening(0))));
            }
        }
        summaries.sort(Comparator.comparing(SegmentSummary::segment));
        return summaries;
    }

    /** One segment; null when nothing was ever told of it. */
    public SegmentSummary segment(String name) {
        SegmentState segment = stores.segment(name);
        return segment == null ? null : summary(segment);
    }

    private SegmentSummary summary(SegmentState segment) {
        long now = wall.getAsLong();
        List<AddressFamily> families = new ArrayList<>();
        for (Family family : Family.values()) {
            if (segment.groups(family) > 0) {
                families.add(MembershipRecords.family(family));
            }
        }
        return new SegmentSummary(segment.name(), families, segment.groups(),
            segment.watermark() < 0 ? null : Instant.ofEpochMilli(segment.watermark()),
            segment.progress().watch().watched(now) ? segment.coverage(segment.time(), now) : Coverage.BLIND,
            segment.progress().watch().sensors());
    }

    /** What the sensors of a segment could see at a moment; blind where nothing is known of it. */
    public Coverage coverage(String segment, Instant at) {
        SegmentState state = stores.segment(segment);
        return state == null ? Coverage.BLIND : state.coverage(millis(at), wall.getAsLong());
    }

    /**
     * Groups at a moment, by address text.
     *
     * @param after only those behind this address; null: all
     * @param limit groups at most
     */
    public List<MembershipState> groups(String segment, Instant at, Predicate<MembershipState> filter, String after,
                                        int limit) {
        SegmentState state = stores.segment(segment);
        List<MembershipState> found = new ArrayList<>();
        if (state == null) {
            return found;
        }
        long moment = millis(at);
        Set<String> touched = moment > state.time() ? touched(state, moment) : Set.of();
        try (GroupNames names = new GroupNames(stores, segment, after, moment < state.time())) {
            for (String group = names.next(); group != null && found.size() < limit; group = names.next()) {
                GroupEntry entry = entry(state, group, moment, touched.contains(group));
                MembershipState answer = entry == null ? null : answer(state, group, entry, moment);
                if (answer != null && filter.test(answer)) {
                    found.add(answer);
                }
            }
        }
        return found;
    }

    /** One group at a moment, or null. */
    public MembershipState group(String segment, String group, Instant at) {
        SegmentState state = stores.segment(segment);
        GroupEntry entry = state == null ? null : entry(state, group, millis(at), true);
        return entry == null ? null : answer(state, group, entry, millis(at));
    }

    private MembershipState answer(SegmentState segment, String group, GroupEntry entry, long moment) {
        return MembershipRecords.group(segment.name(), group, entry,
            segment.coverage(entry.group().family(), moment, wall.getAsLong()), moment);
    }

    /** Groups of which something is due between the segment's time and a later moment. */
    private Set<String> touched(SegmentState segment, long moment) {
        Set<String> groups = new HashSet<>();
        try (KeyValueIterator<Bytes, byte[]> due = stores.timers().range(
            DeadlineIndex.from(segment.name(), DeadlinePage.second(segment.due())),
            DeadlineIndex.from(segment.name(), moment + 1))) {
            while (due.hasNext()) {
                DeadlinePage.read(segment.name(), due.next(), entry ->
                    groups.add(DeadlineIndex.due(segment.name().length(), entry).group()));
            }
        }
        return groups;
    }

    private GroupEntry entry(SegmentState segment, String group, long moment, boolean touched) {
        if (moment < segment.time()) {
            return new Past(stores, segment.name(), group, moment).group();
        }
        GroupEntry entry = stores.group(segment, group);
        if (entry == null || !touched) {
            return entry;
        }
        Forecast forecast = new Forecast(entry, moment);
        if (forecast.ended()) {
            return null;
        }
        int members = 0;
        try (KeyValueIterator<String, MemberRow> rows = stores.membersOf(segment.name(), group)) {
            while (rows.hasNext()) {
                members += forecast.host(ReadableStores.member(segment, group, rows.next())).entry() == null ? 0 : 1;
            }
        }
        return forecast.group(members);
    }

    /**
     * The hosts known to be in a group at a moment that pass the filter, by the text of their addresses.
     *
     * @param after only those behind this one, given by its address and, where it has any, behind a blank its MAC
     *     address; null: all
     * @param limit hosts at most
     */
    public List<MemberState> members(String segment, String group, Instant at, Predicate<MemberState> filter,
                                     String after, int limit) {
        List<MemberState> found = new ArrayList<>();
        SegmentState state = stores.segment(segment);
        if (state == null) {
            return found;
        }
        long moment = millis(at);
        if (moment < state.time()) {
            for (MemberEntry member : new Past(stores, segment, group, moment).members()
                .tailMap(after == null ? "" : after, false).values()) {
                add(segment, group, member, moment, filter, found);
                if (found.size() >= limit) {
                    return found;
                }
            }
            return found;
        }
        GroupEntry entry = stores.group(state, group);
        if (entry == null) {
            return found;
        }
        Forecast forecast = new Forecast(entry, moment);
        try (KeyValueIterator<String, MemberRow> rows = stores.membersOf(segment, group, after)) {
            while (rows.hasNext() && found.size() < limit) {
                MemberEntry member = forecast.host(ReadableStores.member(state, group, rows.next())).entry();
                if (member != null) {
                    add(segment, group, member, moment, filter, found);
                }
            }
        }
        return found;
    }

    private static void add(String segment, String group, MemberEntry member, long moment,
                            Predicate<MemberState> filter, List<MemberState> found) {
        MemberState answer = MembershipRecords.member(segment, group, member.host(), member.changedAt(), moment);
        if (filter.test(answer)) {
            found.add(answer);
        }
    }

    /** The stays in a group that touch a span of time, both ends included, oldest first. */
    public List<HostStay> history(String segment, String group, Instant from, Instant to) {
        return new Histories(stores, wall.getAsLong(), millis(from), millis(to)).group(segment, group);
    }

    /**
     * The stays in any group of any segment that touch a span of time, oldest first, of the hosts that have an address
     * or a MAC address.
     */
    public List<HostStay> host(String who, Instant from, Instant to) {
        return new Histories(stores, wall.getAsLong(), millis(from), millis(to)).host(who);
    }

    /**
     * What happened on a segment, window by window; those from before its changes were counted are left out.
     *
     * @param first start of the first window, a multiple of their length
     * @param size their length, a multiple of a minute
     * @param known up to where they are known
     */
    public List<ChurnSpan> churn(String segment, Instant first, Duration size, int count, Instant known) {
        SegmentState state = stores.segment(segment);
        return state == null || count == 0 ? List.of() : history(state).windows(millis(first), size.toMillis(), count,
            millis(known));
    }

    /** What the sensors of a segment could see, from when to when, in a span of time; without a gap between. */
    public List<WatchedSpan> watched(String segment, Instant from, Instant to) {
        SegmentState state = stores.segment(segment);
        return state == null ? List.of() : history(state).watched(millis(from), millis(to));
    }

    private SegmentHistory history(SegmentState segment) {
        return new SegmentHistory(stores.churn(), segment, wall.getAsLong());
    }

    /** Who queries a segment, as of its time; null when it is unknown or no query was heard. */
    public QuerierState querier(String segment) {
        SegmentState state = stores.segment(segment);
        return state == null ? null : QuerierRows.state(state);
    }

    /** Times that no event can have become the nearest that one can. */
    private static long millis(Instant time) {
        Instant latest = Instant.ofEpochMilli(Long.MAX_VALUE / 2);
        return time.isBefore(Instant.EPOCH) ? 0 : time.isAfter(latest) ? Long.MAX_VALUE / 2 : time.toEpochMilli();
    }
}
