package io.tidewatch.processors;

import io.tidewatch.processors.query.ChurnWindow;
import io.tidewatch.processors.query.MembershipAnswers;
import io.tidewatch.processors.query.Scope;
import io.tidewatch.processors.query.Segment;
import io.tidewatch.processors.query.Slice;
import io.tidewatch.processors.query.Stay;
import io.tidewatch.processors.query.StoreLocator;
import io.tidewatch.processors.query.Watched;
import io.tidewatch.processors.topology.MembershipReader;
import io.tidewatch.processors.topology.MembershipReader.HostStay;
import io.tidewatch.processors.topology.MembershipReader.SegmentSummary;
import io.tidewatch.processors.topology.MembershipStores;
import io.tidewatch.processors.topology.ReadableStores;
import io.tidewatch.schemas.Coverage;
import io.tidewatch.schemas.MemberState;
import io.tidewatch.schemas.MembershipState;
import io.tidewatch.schemas.QuerierState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/** Answers about memberships from the stores of the membership application: those partitions that a request reads. */
final class StoredMemberships implements MembershipAnswers {
    private final StoreLocator locator;
    private final Scope scope;
    private final LongSupplier clock;

    /** @param clock epoch, milliseconds: it tells which sensors are silent */
    StoredMemberships(StoreLocator locator, Scope scope, LongSupplier clock) {
        this.locator = locator;
        this.scope = scope;
        this.clock = clock;
    }

    @Override
    public List<Segment> segments() {
        return all(MembershipReader::segments).stream().map(StoredMemberships::of).toList();
    }

    @Override
    public Segment segment(String name) {
        SegmentSummary found = ask(name, reader -> reader.segment(name));
        return found == null ? null : of(found);
    }

    @Override
    public Coverage coverage(String segment, Instant at) {
        return ask(segment, reader -> reader.coverage(segment, at));
    }

    @Override
    public List<MembershipState> groups(String segment, Instant at, Predicate<MembershipState> filter, Slice slice) {
        return ask(segment, reader -> reader.groups(segment, at, filter, slice.after(), slice.limit()));
    }

    @Override
    public MembershipState group(String segment, String group, Instant at) {
        return ask(segment, reader -> reader.group(segment, group, at));
    }

    @Override
    public List<MemberState> members(String segment, String group, Instant at, Predicate<MemberState> filter,
                                     Slice slice) {
        return ask(segment, reader -> reader.members(segment, group, at, filter, slice.after(),
            slice.limit()));
    }

    @Override
    public List<Stay> history(String segment, String group, Instant from, Instant to) {
        return stays(ask(segment, reader -> reader.history(segment, group, from, to)));
    }

    @Override
    public List<Stay> host(String who, Instant from, Instant to) {
        return stays(all(reader -> reader.host(who, from, to)));
    }

    @Override
    public QuerierState querier(String segment) {
        return ask(segment, reader -> reader.querier(segment));
    }

    @Override
    public List<ChurnWindow> churn(String segment, Instant first, Duration size, int count, Instant known) {
        return ask(segment, reader -> reader.churn(segment, first, size, count, known)).stream()
            .map(span -> new ChurnWindow(Instant.ofEpochMilli(span.start()), Instant.ofEpochMilli(span.end()),
                span.joins(), span.leaves(), span.expiries(), span.zaps(), span.coverage())).toList();
    }

    @Override
    public List<Watched> watched(String segment, Instant from, Instant to) {
        return ask(segment, reader -> reader.watched(segment, from, to)).stream().map(span -> new Watched(
            Instant.ofEpochMilli(span.from()), Instant.ofEpochMilli(span.to()), span.coverage(), span.sensors()))
            .toList();
    }

    private <T> List<T> all(Function<MembershipReader, List<T>> question) {
        return scope.partitions().stream().flatMap(partition -> ask(partition, question).stream()).toList();
    }

    private <T> T ask(String segment, Function<MembershipReader, T> question) {
        return ask(locator.partitionOf(segment), question);
    }

    private <T> T ask(int partition, Function<MembershipReader, T> question) {
        return locator.ask(scope, partition, stores -> question.apply(new MembershipReader(
            new ReadableStores(stores.keyValues(MembershipStores.SEGMENTS),
                stores.keyValues(MembershipStores.GROUPS), stores.keyValues(MembershipStores.MEMBERS),
                stores.keyValues(MembershipStores.TIMERS), stores.keyValues(MembershipStores.STAYS),
                stores.keyValues(MembershipStores.HOSTS), stores.keyValues(MembershipStores.CHURN)), clock)));
    }

    private static Segment of(SegmentSummary summary) {
        return new Segment(summary.segment(), summary.families(), summary.groupCount(), summary.watermark(),
            summary.coverage(), summary.sensors());
    }

    private static List<Stay> stays(List<HostStay> found) {
        return found.stream().map(stay -> new Stay(stay.segment(), stay.group(), stay.family(), stay.host(), stay.mac(),
            stay.filterMode(), stay.sources(), stay.version(), Stay.tracking(stay.family(), stay.version()),
            stay.from(), stay.to(), stay.endedBy())).toList();
    }
}
