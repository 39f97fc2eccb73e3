package io.tidewatch.processors.query;

import io.tidewatch.processors.SampleAlerts;
import io.tidewatch.schemas.AddressFamily;
import io.tidewatch.schemas.Alert;
import io.tidewatch.schemas.AvroSafety;
import io.tidewatch.schemas.ChangeCause;
import io.tidewatch.schemas.Coverage;
import io.tidewatch.schemas.FilterMode;
import io.tidewatch.schemas.MemberState;
import io.tidewatch.schemas.MembershipState;
import io.tidewatch.schemas.Querier;
import io.tidewatch.schemas.QuerierCandidate;
import io.tidewatch.schemas.QuerierState;
import io.tidewatch.schemas.QuerierStatus;
import io.tidewatch.schemas.SensorState;
import io.tidewatch.schemas.SensorStatus;
import io.tidewatch.schemas.SourceState;
import io.tidewatch.schemas.Tracking;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Fixed answers. Segment a/b is watched now and holds two IPv4 groups and one of IPv6, from T0 on; the recording of
 * segment old has ended; segment new has told nothing yet. Remembers which moments it was asked about.
 */
final class KnownState implements MembershipAnswers, AlertAnswers, SensorAnswers, Health {
    static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");
    /** What the clock shows. */
    static final Instant NOW = T0.plusSeconds(60);
    static final String LIVE = "a/b";
    static final String ENDED = "old";
    static final String SILENT = "new";

    final List<Instant> asked = new ArrayList<>();
    boolean restoring;
    boolean broken;
    /** How often the text of the metrics is told, one after the other. */
    volatile int metrics = 1;
    private boolean ready = true;
    private boolean alive = true;

    static {
        AvroSafety.ensure();
    }

    void health(boolean nowReady, boolean nowAlive) {
        ready = nowReady;
        alive = nowAlive;
    }

    @Override
    public List<Segment> segments() {
        check();
        return List.of(
            new Segment(LIVE, List.of(AddressFamily.IPV4, AddressFamily.IPV6), 3, T0.plusSeconds(59), Coverage.FULL,
                List.of("demo:eth0", "second:eth1")),
            new Segment(SILENT, List.of(), 0, null, Coverage.PARTIAL, List.of("demo:eth2")),
            new Segment(ENDED, List.of(), 0, T0.plusSeconds(10), Coverage.BLIND, List.of()));
    }

    @Override
    public Segment segment(String name) {
        return segments().stream().filter(segment -> segment.segment().equals(name)).findFirst().orElse(null);
    }

    @Override
    public Coverage coverage(String segment, Instant at) {
        return segment(segment).coverage();
    }

    @Override
    public List<MembershipState> groups(String segment, Instant at, Predicate<MembershipState> filter, Slice slice) {
        asked.add(at);
        return segment.equals(LIVE) && !at.isBefore(T0) ? Stream.of("239.1.1.1", "239.1.1.2", "ff05::1:3")
            .filter(group -> slice.after() == null || group.compareTo(slice.after()) > 0)
            .map(KnownState::state).filter(filter).limit(slice.limit()).toList() : List.of();
    }

    @Override
    public MembershipState group(String segment, String group, Instant at) {
        return groups(segment, at, state -> state.getGroup().equals(group), new Slice(null, 1)).stream().findFirst()
            .orElse(null);
    }

    @Override
    public List<MemberState> members(String segment, String group, Instant at, Predicate<MemberState> filter,
                                     Slice slice) {
        return Stream.of("10.0.0.5", "10.0.0.6").filter(host -> slice.after() == null
            || host.compareTo(slice.after()) > 0).map(host -> member(group, host)).filter(filter)
            .limit(slice.limit()).toList();
    }

    @Override
    public List<Stay> history(String segment, String group, Instant from, Instant to) {
        asked.add(from);
        asked.add(to);
        return group.equals("239.1.1.1") ? List.of(stay("10.0.0.6", 2, null), stay("10.0.0.5", 1, 30L)) : List.of();
    }

    @Override
    public List<Stay> host(String who, Instant from, Instant to) {
        asked.add(from);
        asked.add(to);
        check();
        return who.equals("10.0.0.5") || who.equals("02:00:00:00:00:05")
            ? List.of(stay("10.0.0.5", 1, 30L), stay("10.0.0.5", 40, null)) : List.of();
    }

    /** One host joins in each minute; nothing is known from before T0. */
    @Override
    public List<ChurnWindow> churn(String segment, Instant first, Duration size, int count, Instant known) {
        check();
        return IntStream.range(0, count).mapToObj(i -> first.plus(size.multipliedBy(i)))
            .filter(start -> segment.equals(LIVE) && start.plus(size).isAfter(T0)).map(start -> new ChurnWindow(start,
                start.plus(size), 1, 2, 3, 1, Coverage.PARTIAL)).toList();
    }

    @Override
    public List<Watched> watched(String segment, Instant from, Instant to) {
        asked.add(from);
        asked.add(to);
        return segment.equals(LIVE) ? List.of(new Watched(T0, T0.plusSeconds(9), Coverage.FULL, List.of("demo:eth0")),
            new Watched(T0.plusSeconds(9), to, Coverage.BLIND, List.of())) : List.of();
    }

    @Override
    public QuerierState querier(String segment) {
        return segment.equals(LIVE) ? new QuerierState(LIVE, T0, new Querier(QuerierStatus.ELECTED, "10.0.0.1",
            "02:00:00:00:00:01", 3, T0, T0, 2, 125_000L, 10_000L, 1000L, true,
            List.of(new QuerierCandidate("10.0.0.1", "02:00:00:00:00:01", 3, T0, T0, false))), null) : null;
    }

    @Override
    public List<Alert> alerts() {
        check();
        return List.of(SampleAlerts.close(), SampleAlerts.scan());
    }

    @Override
    public List<Alert> steps(String alertId) {
        return alertId.equals(SampleAlerts.open().getAlertId())
            ? List.of(SampleAlerts.open(), SampleAlerts.escalate(), SampleAlerts.close()) : List.of();
    }

    @Override
    public List<SensorStatus> sensors() {
        return List.of(sensor("demo", "eth0"), sensor("second", "eth1"));
    }

    @Override
    public List<Part> parts() {
        return List.of(new Part("sensors", "READING", true, true),
            new Part("membership", ready ? "RUNNING" : alive ? "REBALANCING" : "ERROR", ready, alive));
    }

    private void check() {
        if (restoring) {
            throw Problem.notReady("The state is being loaded or moved; ask again in a moment.");
        }
        if (broken) {
            throw new IllegalStateException("a secret of the inside");
        }
    }

    static MembershipState state(String group) {
        boolean ipv4 = group.indexOf(':') < 0;
        return new MembershipState(LIVE, group, ipv4 ? AddressFamily.IPV4 : AddressFamily.IPV6, FilterMode.EXCLUDE,
            List.of(new SourceState("10.9.9.9", true, null)), ipv4 ? 3 : 2, 2, Tracking.EXPLICIT, Coverage.FULL, T0,
            T0.plusSeconds(2), T0.plusSeconds(2), T0.plusMillis(272_500), 2L);
    }

    private static MemberState member(String group, String host) {
        return new MemberState(LIVE, group, AddressFamily.IPV4, host, null, FilterMode.INCLUDE, List.of("10.9.9.8"), 3,
            Tracking.EXPLICIT, T0, T0, T0.plusSeconds(2), T0.plusSeconds(272));
    }

    private static Stay stay(String host, long from, Long to) {
        return new Stay(LIVE, "239.1.1.1", AddressFamily.IPV4, host, "02:00:00:00:00:05", FilterMode.EXCLUDE, List.of(),
            3, Tracking.EXPLICIT, T0.plusSeconds(from), to == null ? null : T0.plusSeconds(to),
            to == null ? null : ChangeCause.LEAVE);
    }

    private static SensorStatus sensor(String name, String captureInterface) {
        return SensorStatus.newBuilder().setSensor(name).setInterface$(captureInterface).setBootId("boot")
            .setState(SensorState.RUNNING).setVersion("1").setStartedAt(T0).setSentAt(T0.plusSeconds(59))
            .setSequence(7).setReceived(10).setFiltered(3).setFragments(0).setDecoded(7).setMalformed(0).setPending(0)
            .setPublished(7).setLost(0).build();
    }
}
