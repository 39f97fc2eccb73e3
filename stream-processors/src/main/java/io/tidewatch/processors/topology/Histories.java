package io.tidewatch.processors.topology;

import io.tidewatch.processors.membership.HostState;
import io.tidewatch.processors.topology.MembershipReader.HostStay;
import io.tidewatch.processors.topology.state.MemberRow;
import io.tidewatch.processors.topology.state.SourceRow;
import io.tidewatch.processors.topology.state.StayRow;
import io.tidewatch.schemas.ChangeCause;
import io.tidewatch.schemas.FilterMode;
import io.tidewatch.schemas.Topics;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;

/**
 * Stays of hosts that touch a span of time, both ends included: those that are over, by their end, and those that last.
 * The cost is that of the stays that ended since the start of the span and of those that last.
 */
final class Histories {
    private static final Comparator<HostStay> OLDEST_FIRST = Comparator.comparing(HostStay::from)
        .thenComparing(HostStay::segment).thenComparing(HostStay::group).thenComparing(HostStay::host)
        .thenComparing(HostStay::mac, Comparator.nullsFirst(Comparator.naturalOrder()));

    private final ReadableStores stores;
    private final long wall;
    private final long from;
    private final long to;
    private final List<HostStay> found = new ArrayList<>();

    Histories(ReadableStores stores, long wall, long from, long to) {
        this.stores = stores;
        this.wall = wall;
        this.from = from;
        this.to = to;
    }

    /** All hosts of a group. */
    List<HostStay> group(String segment, String group) {
        SegmentState state = stores.segment(segment);
        if (state == null) {
            return found;
        }
        try (KeyValueIterator<Bytes, StayRow> over = stores.stays().range(
            StayKeys.staysFrom(segment, group, from + 1), StayKeys.behind(StayKeys.group(segment, group)))) {
            while (over.hasNext()) {
                KeyValue<Bytes, StayRow> row = over.next();
                over(StayKeys.stay(row.key), row.value);
            }
        }
        GroupEntry entry = stores.group(state, group);
        if (entry != null) {
            Forecast forecast = new Forecast(entry, horizon(state));
            try (KeyValueIterator<String, MemberRow> rows = stores.membersOf(segment, group)) {
                while (rows.hasNext()) {
                    lasting(segment, group, ReadableStores.member(state, group, rows.next()), forecast);
                }
            }
        }
        found.sort(OLDEST_FIRST);
        return found;
    }

    /** All groups of the hosts with an address or a MAC address, on all segments. */
    List<HostStay> host(String who) {
        try (KeyValueIterator<Bytes, byte[]> places = stores.hosts().range(
            StayKeys.hostFrom(who, from + 1), StayKeys.behind(who + '|'))) {
            while (places.hasNext()) {
                StayKeys.Stay place = StayKeys.host(places.next().key);
                if (place.end() == StayKeys.LASTS) {
                    lasting(place);
                } else {
                    over(place, stores.stays().get(StayKeys.stay(place.segment(), place.group(), place.end(),
                        place.host())));
                }
            }
        }
        found.sort(OLDEST_FIRST);
        return found;
    }

    /** A stay that is over; null when it was forgotten between two looks at the stores. */
    private void over(StayKeys.Stay place, StayRow row) {
        if (row == null || place.host().isEmpty() || row.getFrom() > to) {
            return;
        }
        List<String> sources = new ArrayList<>(row.getSources().size());
        for (SourceRow source : row.getSources()) {
            sources.add(source.getAddress());
        }
        found.add(new HostStay(place.segment(), place.group(),
            MembershipRecords.family(GroupEntry.family(place.group())), HostKey.address(place.host()), row.getMac(),
            row.getExclude() ? FilterMode.EXCLUDE : FilterMode.INCLUDE, sources, row.getVersion(),
            Instant.ofEpochMilli(row.getFrom()), Instant.ofEpochMilli(place.end()),
            ChangeCause.valueOf(row.getEndedBy())));
    }

    private void lasting(StayKeys.Stay place) {
        SegmentState segment = stores.segment(place.segment());
        GroupEntry group = segment == null ? null : stores.group(segment, place.group());
        MemberRow member = stores.members().get(Topics.key(place.segment(), place.group(), place.host()));
        // It may have ended between two looks at the stores.
        if (group != null && member != null) {
            lasting(place.segment(), place.group(), MemberEntry.of(place.host(), member)
                .kept(segment.gap(GroupEntry.family(place.group()))), new Forecast(group, horizon(segment)));
        }
    }

    private void lasting(String segment, String group, MemberEntry known, Forecast forecast) {
        HostState host = known.host();
        Forecast.Host then = forecast.host(known);
        boolean ended = then.entry() == null;
        if (host.since() <= to && (!ended || then.endedAt() > from)) {
            found.add(new HostStay(segment, group, MembershipRecords.family(GroupEntry.family(group)), host.host(),
                host.mac(), MembershipRecords.mode(host.mode()), List.copyOf(host.sources()), host.version(),
                Instant.ofEpochMilli(host.since()), ended ? Instant.ofEpochMilli(then.endedAt()) : null,
                ended ? MembershipRecords.cause(then.endedBy()) : null));
        }
    }

    /** How far ahead of its time a segment is looked at: not at all where nobody watches, its time stands still. */
    private long horizon(SegmentState segment) {
        return segment.progress().watch().watched(wall) ? Math.min(to, Math.max(segment.time(), wall)) : segment.time();
    }
}
