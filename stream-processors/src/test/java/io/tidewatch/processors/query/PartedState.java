package io.tidewatch.processors.query;

import io.tidewatch.processors.SampleAlerts;
import io.tidewatch.schemas.AddressFamily;
import io.tidewatch.schemas.Alert;
import io.tidewatch.schemas.ChangeCause;
import io.tidewatch.schemas.Coverage;
import io.tidewatch.schemas.FilterMode;
import io.tidewatch.schemas.MemberState;
import io.tidewatch.schemas.MembershipState;
import io.tidewatch.schemas.QuerierState;
import io.tidewatch.schemas.Tracking;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * State in three partitions, as one instance sees it: segment {@code sN} is in partition N modulo 3, ten of them, and
 * host 10.0.0.1 is in one group on each, from a time on that has nothing to do with the partition. A partition that the
 * instance does not hold is not ready, a copy tells that it is one.
 */
record PartedState(Scope scope, List<Integer> owned, List<Integer> copied) implements MembershipAnswers, AlertAnswers {
    static final int PARTITIONS = 3;
    static final int SEGMENTS = 10;
    static final Instant T0 = KnownState.T0;

    static int partition(String segment) {
        return Integer.parseInt(segment.substring(1)) % PARTITIONS;
    }

    private void read(int partition) {
        if (copied.contains(partition)) {
            scope.copied(7);
        } else if (!owned.contains(partition)) {
            throw Problem.notReady("partition " + partition + " is not here");
        }
    }

    private IntStream numbers() {
        scope.partitions().forEach(this::read);
        return IntStream.range(0, SEGMENTS).filter(i -> scope.partitions().contains(i % PARTITIONS));
    }

    @Override
    public List<Segment> segments() {
        return numbers().mapToObj(i -> segment("s" + i)).toList();
    }

    @Override
    public Segment segment(String name) {
        read(partition(name));
        int number = Integer.parseInt(name.substring(1));
        return number >= SEGMENTS ? null : new Segment(name, List.of(AddressFamily.IPV4), 1, T0.plusSeconds(number),
            number == 4 ? Coverage.PARTIAL : Coverage.FULL, List.of());
    }

    @Override
    public Coverage coverage(String segment, Instant at) {
        return segment(segment).coverage();
    }

    @Override
    public List<MembershipState> groups(String segment, Instant at, Predicate<MembershipState> filter, Slice slice) {
        read(partition(segment));
        return IntStream.range(1, 6).mapToObj(i -> "239.1.1." + i).filter(group -> slice.after() == null
            || group.compareTo(slice.after()) > 0).map(group -> state(segment, group)).filter(filter)
            .limit(slice.limit()).toList();
    }

    @Override
    public MembershipState group(String segment, String group, Instant at) {
        read(partition(segment));
        return state(segment, group);
    }

    private static MembershipState state(String segment, String group) {
        return MembershipState.newBuilder(KnownState.state(group)).setSegment(segment).build();
    }

    @Override
    public List<MemberState> members(String segment, String group, Instant at, Predicate<MemberState> filter,
                                     Slice slice) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Stay> history(String segment, String group, Instant from, Instant to) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Stay> host(String address, Instant from, Instant to) {
        return numbers().mapToObj(i -> new Stay("s" + i, "239.1.1.1", AddressFamily.IPV4, address, null,
            FilterMode.EXCLUDE, List.of(), 3, Tracking.EXPLICIT, T0.plusSeconds(i * 7 % SEGMENTS),
            T0.plusSeconds(30), ChangeCause.LEAVE)).toList();
    }

    @Override
    public List<ChurnWindow> churn(String segment, Instant first, Duration size, int count, Instant known) {
        read(partition(segment));
        return IntStream.range(0, count).mapToObj(i -> first.plus(size.multipliedBy(i)))
            .map(start -> new ChurnWindow(start, start.plus(size), 0, 0, 0, 0, Coverage.FULL)).toList();
    }

    @Override
    public List<Watched> watched(String segment, Instant from, Instant to) {
        read(partition(segment));
        return List.of(new Watched(T0, to, Coverage.FULL, List.of()));
    }

    @Override
    public QuerierState querier(String segment) {
        return segment.equals("s5") ? null : new QuerierState(segment, T0, null, null);
    }

    @Override
    public List<Alert> alerts() {
        scope.partitions().forEach(this::read);
        return scope.partitions().contains(1) ? List.of(SampleAlerts.open()) : List.of();
    }

    @Override
    public List<Alert> steps(String alertId) {
        return alerts().stream().filter(alert -> alert.getAlertId().equals(alertId)).toList();
    }
}
