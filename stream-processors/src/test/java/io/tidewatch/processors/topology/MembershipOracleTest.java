package io.tidewatch.processors.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.processors.membership.FilterMode;
import io.tidewatch.processors.membership.HostState;
import io.tidewatch.processors.membership.Limits;
import io.tidewatch.processors.membership.TrackedGroup;
import io.tidewatch.schemas.GmpEvent;
import io.tidewatch.schemas.MemberState;
import io.tidewatch.schemas.MembershipChange;
import io.tidewatch.schemas.MembershipState;
import io.tidewatch.schemas.RecordOrigin;
import io.tidewatch.schemas.SourceState;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random histories against an oracle that uses no index: the seed is the argument, and in every message. */
@Order(1)
class MembershipOracleTest {
    private static final int EVENTS = 700;
    private static final int LIFE = 230;
    private static final int MOST = 1000;

    @TempDir
    Path state;

    /** With an even seed only two of the ten groups are in memory at a time. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void changesAndAnswersAreThoseOfTheOracle(long seed) {
        Map<String, NaiveSegment> oracles = oracles();
        try (MembershipBench bench = new MembershipBench(state, MembershipSettings.DEFAULT, room(seed))) {
            Random random = new Random(seed);
            MembershipReader reader = bench.reader();
            for (GmpEvent event : new RandomHistory(seed, true).events(EVENTS)) {
                bench.hear(event);
                NaiveSegment oracle = oracles.get(event.getSegment());
                oracle.hear(event);
                if (random.nextInt(20) == 0) {
                    String now = "seed " + seed + " after " + event.getEventId();
                    standsLike(now, reader, oracle, oracle.time);
                    NaiveSegment later = oracle.copy();
                    later.advance(oracle.time + random.nextInt(12_000));
                    standsLike(now + " ahead", reader, later, later.time);
                }
            }
            sameChanges("seed " + seed, bench.changes(), oracles);
            oracles.forEach((name, oracle) -> pastIsKept("seed " + seed, reader, name, oracle, random, 400));
            assertThat(bench.armed()).as("seed " + seed).hasSize(bench.size(
                MembershipStores.GROUPS) + bench.size(MembershipStores.MEMBERS) + bench.size(MembershipStores.STAYS)
                + bench.size(MembershipStores.WINDOWS) + bench.size(MembershipStores.LEAVES));
        }
    }

    /** The only sensor dies now and then, and another run of it goes on later. */
    @ParameterizedTest
    @ValueSource(longs = {31, 32, 33, 34})
    void whatCouldNotBeHeardEndsNobody(long seed) {
        Map<String, NaiveSegment> oracles = oracles();
        try (MembershipBench bench = new MembershipBench(state, MembershipSettings.DEFAULT)) {
            Random random = new Random(seed);
            MembershipReader reader = bench.reader();
            int boot = 0;
            long away = 0;
            long gaps = 0;
            Map<String, Integer> boots = new TreeMap<>();
            for (GmpEvent made : new RandomHistory(seed, true).events(EVENTS)) {
                if (random.nextInt(30) == 0) {
                    boot++;
                    away += random.nextInt(60_000);
                }
                GmpEvent event = GmpEvent.newBuilder(made).setCapturedAt(made.getCapturedAt().plusMillis(away)).build();
                NaiveSegment oracle = oracles.get(event.getSegment());
                long captured = event.getCapturedAt().toEpochMilli();
                Integer before = boots.put(event.getSegment(), boot);
                if (before != null && before != boot && captured - oracle.time > 10_000) {
                    oracle.listensAgain(captured);
                    gaps++;
                }
                bench.hear(event, new RecordOrigin("boot-" + boot, Integer.parseInt(event.getEventId().substring(6))
                    + 1L));
                oracle.hear(event);
                if (random.nextInt(20) == 0) {
                    String now = "seed " + seed + " after " + event.getEventId();
                    standsLike(now, reader, oracle, oracle.time);
                    NaiveSegment later = oracle.copy();
                    later.advance(oracle.time + random.nextInt(12_000));
                    standsLike(now + " ahead", reader, later, later.time);
                }
            }
            assertThat(gaps).as("seed " + seed).isGreaterThan(10);
            sameChanges("seed " + seed, bench.changes(), oracles);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14})
    void timeMayMoveInAnySteps(long seed) {
        List<GmpEvent> events = new RandomHistory(seed, false).events(EVENTS);
        Map<String, NaiveSegment> oracles = oracles();
        events.forEach(event -> oracles.get(event.getSegment()).hear(event));
        oracles.values().forEach(oracle -> oracle.advance(oracle.time + 600_000));
        MembershipSettings settings = new MembershipSettings(Limits.DEFAULT, Duration.ofDays(7),
            MembershipBench.deadlines(1));
        try (MembershipBench bench = new MembershipBench(state, settings)) {
            Random random = new Random(seed);
            Map<String, Instant> reached = new TreeMap<>();
            for (GmpEvent event : events) {
                Instant last = reached.getOrDefault(event.getSegment(), event.getCapturedAt());
                long gap = Duration.between(last, event.getCapturedAt()).toMillis();
                for (int i = random.nextInt(3); i > 0; i--) {
                    last = last.plusMillis((long) (gap * random.nextDouble()));
                    gap = Duration.between(last, event.getCapturedAt()).toMillis();
                    bench.clock(event.getSegment(), last);
                    if (random.nextBoolean()) {
                        bench.pass(Duration.ofMillis(100));
                    }
                }
                bench.hear(event);
                bench.pass(Duration.ofMillis(random.nextInt(3) * 100L));
                reached.put(event.getSegment(), event.getCapturedAt());
            }
            oracles.forEach((name, oracle) -> bench.clock(name, Instant.ofEpochMilli(oracle.time)));
            assertThat(bench.count("events-set-aside")).as("seed " + seed).isPositive();
            for (int tick = 0; tick < 3000; tick++) {
                bench.pass(Duration.ofMillis(100));
            }
            assertThat(bench.count("events-applied")).as("seed " + seed).isEqualTo(EVENTS);
            sameChanges("seed " + seed, bench.changes(), oracles);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {21, 22})
    void nothingIsLeftWhenAllIsOverAndForgotten(long seed) {
        MembershipSettings settings = new MembershipSettings(Limits.DEFAULT, Duration.ofMinutes(2),
            MembershipSettings.DEFAULT.step());
        try (MembershipBench bench = new MembershipBench(state, settings)) {
            Instant last = MembershipBench.T0;
            for (GmpEvent event : new RandomHistory(seed, false).events(EVENTS)) {
                bench.hear(event);
                last = event.getCapturedAt();
            }
            assertThat(bench.size(MembershipStores.STAYS)).isPositive();
            for (String segment : List.of("lan", "lan2")) {
                bench.clock(segment, last.plusSeconds(7300));
            }
            for (String store : List.of(MembershipStores.GROUPS, MembershipStores.MEMBERS, MembershipStores.TIMERS,
                    MembershipStores.STAYS, MembershipStores.HOSTS, MembershipStores.WAITING, MembershipStores.WINDOWS,
                    MembershipStores.LEAVES)) {
                assertThat(bench.size(store)).as("seed %d, %s", seed, store).isZero();
            }
        }
    }

    /** Again and again it begins from nothing but its changelogs; then 10,000 questions and more about the past. */
    @ParameterizedTest
    @ValueSource(longs = {31, 32})
    void thePastOutlivesTheLocalState(long seed) {
        Map<String, NaiveSegment> oracles = oracles();
        List<GmpEvent> events = new RandomHistory(seed, true).events(EVENTS);
        List<MembershipChange> changes = new ArrayList<>();
        MembershipBench bench = new MembershipBench(state.resolve("first"), MembershipSettings.DEFAULT,
            room(seed));
        try {
            for (int i = 0; i < EVENTS; i++) {
                if (i % LIFE == LIFE - 1) {
                    changes.addAll(bench.changes());
                    bench = bench.restored(state.resolve("from-" + i));
                }
                bench.hear(events.get(i));
                oracles.get(events.get(i).getSegment()).hear(events.get(i));
            }
            changes.addAll(bench.changes());
            sameChanges("seed " + seed, changes, oracles);
            for (NaiveSegment oracle : oracles.values()) {
                pastIsKept("seed " + seed, bench.reader(), oracle.name(), oracle, new Random(seed), 1000);
            }
        } finally {
            bench.close();
        }
    }

    private static Room room(long seed) {
        return seed % 2 == 0 ? new Room(2, 2, new HeapShare(1 << 17)) : Room.of(1);
    }

    private static Map<String, NaiveSegment> oracles() {
        Map<String, NaiveSegment> oracles = new LinkedHashMap<>();
        oracles.put("lan", new NaiveSegment("lan"));
        oracles.put("lan2", new NaiveSegment("lan2"));
        return oracles;
    }

    /** Change by change, since a list of all of them would hide the first that differs. */
    private static void sameChanges(String when, List<MembershipChange> told, Map<String, NaiveSegment> oracles) {
        oracles.forEach((name, oracle) -> {
            List<MembershipChange> its = told.stream().filter(change -> change.getSegment().equals(name)).toList();
            for (int i = 0; i < Math.min(its.size(), oracle.changes.size()); i++) {
                assertThat(its.get(i)).as("%s, %s, change %d", when, name, i).isEqualTo(oracle.changes.get(i));
            }
            assertThat(its).as(when).hasSameSizeAs(oracle.changes);
        });
    }

    /** Whole records at or ahead of the segment's time. */
    private static void standsLike(String when, MembershipReader reader, NaiveSegment oracle, long at) {
        Instant moment = Instant.ofEpochMilli(at);
        List<MembershipState> groups = reader.groups(oracle.name(), moment, group -> true, null, MOST);
        assertThat(groups.stream().map(MembershipState::getGroup).toList()).as(when)
            .isEqualTo(List.copyOf(oracle.groups().keySet()));
        for (MembershipState group : groups) {
            TrackedGroup known = oracle.group(group.getGroup());
            assertThat(group).as(when).isEqualTo(MembershipRecords.group(oracle.name(), group.getGroup(),
                new GroupEntry(known, new GroupEntry.Told(0, 0, known.compatibilityVersion(at), 0, known.state()), 0,
                    group.getChangedAt().toEpochMilli(), 0, 0, -1), group.getCoverage(), at));
            assertThat(reader.group(oracle.name(), group.getGroup(), moment)).as(when).isEqualTo(group);
            List<MemberState> members = reader.members(oracle.name(), group.getGroup(), moment, any -> true, null,
                MOST);
            List<MemberState> expected = new ArrayList<>();
            for (HostState host : oracle.hosts(group.getGroup()).values()) {
                expected.add(MembershipRecords.member(oracle.name(), group.getGroup(), host,
                    members.size() > expected.size() ? members.get(expected.size()).getChangedAt().toEpochMilli() : 0,
                    at));
            }
            assertThat(members).as(when).isEqualTo(expected);
        }
    }

    /** All groups and hosts of a segment, and the stays of some hosts, at so many moments. */
    private static void pastIsKept(String when, MembershipReader reader, String segment, NaiveSegment oracle,
                                   Random random, int moments) {
        List<Long> times = new ArrayList<>(oracle.moments.keySet());
        long first = times.get(0);
        for (int i = 0; i < moments; i++) {
            // At changes, right before and behind them, and anywhere.
            long at = i % 4 == 3 ? first + (long) (random.nextDouble() * (oracle.time - first))
                : times.get(random.nextInt(times.size())) + i % 4 - 1;
            Map<String, NaiveSegment.Seen> expected = at < first ? Map.of() : oracle.moments.floorEntry(at).getValue();
            assertThat(at >= oracle.time ? expected : past(reader, segment, at)).as(when + " at " + at)
                .isEqualTo(expected);
            historyHolds(when + " history at " + at, reader, segment, at, expected);
        }
    }

    private static Map<String, NaiveSegment.Seen> past(MembershipReader reader, String segment, long at) {
        Instant moment = Instant.ofEpochMilli(at);
        Map<String, NaiveSegment.Seen> seen = new TreeMap<>();
        for (MembershipState group : reader.groups(segment, moment, any -> true, null, MOST)) {
            assertThat(reader.group(segment, group.getGroup(), moment)).isEqualTo(group);
            Map<String, NaiveSegment.Host> hosts = new TreeMap<>();
            for (MemberState member : reader.members(segment, group.getGroup(), moment, any -> true, null, MOST)) {
                hosts.put(NaiveSegment.who(member.getHost(), member.getMac()), new NaiveSegment.Host(
                    filter(member.getFilterMode(), member.getSources()), member.getJoinedAt().toEpochMilli(),
                    since(reader, member, moment)));
            }
            assertThat(group.getMemberCount()).isEqualTo(hosts.size());
            TreeSet<String> wanted = new TreeSet<>();
            TreeSet<String> blocked = new TreeSet<>();
            for (SourceState source : group.getSources()) {
                (source.getBlocked() ? blocked : wanted).add(source.getAddress());
            }
            seen.put(group.getGroup(), new NaiveSegment.Seen(new io.tidewatch.processors.membership.Filter(
                FilterMode.valueOf(group.getFilterMode().name()), wanted, blocked), group.getCompatibilityVersion(),
                group.getStartedAt().toEpochMilli(), hosts));
        }
        return seen;
    }

    private static io.tidewatch.processors.membership.Filter filter(io.tidewatch.schemas.FilterMode mode,
                                                                    List<String> sources) {
        boolean include = mode == io.tidewatch.schemas.FilterMode.INCLUDE;
        return new io.tidewatch.processors.membership.Filter(FilterMode.valueOf(mode.name()),
            new TreeSet<>(include ? sources : List.of()), new TreeSet<>(include ? List.of() : sources));
    }

    /** The start of the one stay that holds at the moment. */
    private static long since(MembershipReader reader, MemberState member, Instant moment) {
        List<MembershipReader.HostStay> stays = reader.history(member.getSegment(), member.getGroup(), moment, moment)
            .stream().filter(stay -> NaiveSegment.who(stay.host(), stay.mac())
                .equals(NaiveSegment.who(member.getHost(), member.getMac()))).toList();
        assertThat(stays).as(member + " at " + moment).hasSize(1);
        return stays.get(0).from().toEpochMilli();
    }

    private static void historyHolds(String when, MembershipReader reader, String segment, long at,
                                     Map<String, NaiveSegment.Seen> expected) {
        Instant moment = Instant.ofEpochMilli(at);
        Map<String, TreeSet<String>> groupsOfHosts = new TreeMap<>();
        // By the address and by the MAC address.
        expected.forEach((group, seen) -> seen.hosts().keySet().forEach(host -> List.of(host.split(" ")).forEach(each ->
            groupsOfHosts.computeIfAbsent(each, who -> new TreeSet<>()).add(group))));
        for (String host : List.of("10.0.0.1", "10.0.0.3", "fe80::2", Wire.mac("10.0.0.2"), RandomHistory.FOREIGN)) {
            TreeSet<String> found = new TreeSet<>();
            reader.host(host, moment, moment).stream().filter(stay -> stay.segment().equals(segment))
                .forEach(stay -> found.add(stay.group()));
            assertThat(found).as(when).isEqualTo(groupsOfHosts.getOrDefault(host, new TreeSet<>()));
        }
    }
}
