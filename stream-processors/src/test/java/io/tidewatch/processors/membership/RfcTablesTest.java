package io.tidewatch.processors.membership;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The tables of RFC 9776 section 6 (RFC 9777 section 7), row by row, for every choice of the sets over three sources:
 * empty, overlapping and disjoint ones, each with timers of their own.
 */
class RfcTablesTest {
    private static final List<String> SOURCES = List.of("s1", "s2", "s3");
    private static final long NOW = 1_000_000;
    private static final long SEED = 9776;
    private static final Timers TIMERS = new Timers(2, 10_000, 1000, 500);
    private static final long GMI = NOW + 22_000;
    private static final long MAX_RESPONSE = 500;
    private static final long LMQT = NOW + 1000;

    private final MembershipRules rules = new MembershipRules(Limits.DEFAULT);

    static Stream<Arguments> rows(String... files) {
        return Stream.of(files).flatMap(file -> RfcTable.read(file).stream())
            .flatMap(row -> Stream.of(Family.values()).map(family -> Arguments.of(row, family)));
    }

    static Stream<Arguments> reports() {
        return rows("rfc9776-6.4.1.csv", "rfc9776-6.4.2.csv");
    }

    static Stream<Arguments> timers() {
        return rows("rfc9776-6.5.csv");
    }

    static Stream<Arguments> queries() {
        return rows("rfc9776-6.6.1.csv");
    }

    @ParameterizedTest(name = "{1}: {0}")
    @MethodSource("reports")
    void reportsMakeOfTheStateWhatTheTableSays(RfcTable.Row row, Family family) {
        Reporter reporter = new Reporter(family, "h1", null, family.newestVersion(), false);
        RecordType type = RecordType.valueOf(row.get("record").replaceAll(" .*", ""));
        String name = SetNotation.arguments(row.get("record")).get(0);
        for (RfcState state : states(row)) {
            for (SortedSet<String> reported : subsets(SOURCES)) {
                Map<String, SortedSet<String>> sets = state.sets(row.get("state"));
                sets.put(name, reported);
                Outcome outcome = rules.onRecord(group(family, state), null, reporter,
                    new GroupRecord(type, "g", reported), TIMERS, 0, NOW);
                assertThat(state(outcome.group())).as("%s, record of %s (seed %d)", state, reported, SEED)
                    .isEqualTo(state.after(row, sets, GMI, LMQT).kept());
            }
        }
    }

    @ParameterizedTest(name = "{1}: {0}")
    @MethodSource("queries")
    void queriesLowerWhatTheTableSays(RfcTable.Row row, Family family) {
        List<String> arguments = SetNotation.arguments(row.get("query"));
        boolean aboutSources = arguments.size() == 2;
        for (RfcState state : states(row)) {
            TrackedGroup group = group(family, state);
            for (SortedSet<String> asked : subsets(SOURCES)) {
                if (group == null || asked.isEmpty() == aboutSources) {
                    continue;
                }
                Map<String, SortedSet<String>> sets = state.sets(row.get("state"));
                if (aboutSources) {
                    sets.put(arguments.get(1), asked);
                }
                Query query = new Query(family, family == Family.IPV4 ? "10.0.0.1" : "fe80::1", null,
                    family.newestVersion(), "g", asked, MAX_RESPONSE, row.get("S flag").equals("set"), 2, 10_000);
                assertThat(state(rules.onQuery(group, query, TIMERS, NOW))).as("%s (seed %d)", state, SEED)
                    .isEqualTo(state.after(row, sets, GMI, LMQT).kept());
            }
        }
    }

    @ParameterizedTest(name = "{1}: {0}")
    @MethodSource("timers")
    void timersThatRunOutDoWhatTheTableSays(RfcTable.Row row, Family family) {
        long due = GMI;
        boolean groupRunsOut = row.get("runs out").startsWith("Group Timer");
        boolean sourcesRunOut = row.get("runs out").endsWith("(Z)");
        for (RfcState running : states(row)) {
            String firstSet = SetNotation.arguments(row.get("state")).get(0);
            for (SortedSet<String> z : subsets(running.sets(row.get("state")).get(firstSet))) {
                if (z.isEmpty() == sourcesRunOut || running.kept() == null) {
                    continue;
                }
                SortedMap<String, Long> timers = new TreeMap<>(running.sourceTimers());
                timers.replaceAll((source, timer) -> timer == 0 ? 0 : z.contains(source) ? due : due + timer);
                RfcState state = new RfcState(running.mode(),
                    running.mode() == FilterMode.INCLUDE ? 0 : groupRunsOut ? due : due + 1, timers);
                Map<String, SortedSet<String>> sets = state.sets(row.get("state"));
                sets.put("Z", z);
                TrackedGroup group = group(family, state);

                assertThat(group.nextDeadline()).isEqualTo(due);
                assertThat(state(rules.onGroupTime(group, due - 1).group())).isEqualTo(group.state());
                assertThat(state(rules.onGroupTime(group, due).group())).as("%s, %s run out (seed %d)", state, z, SEED)
                    .isEqualTo(state.after(row, sets, GMI, LMQT).kept());
            }
        }
    }

    /** Every state of the row's mode over the sources, with seeded timers on either side of LMQT. */
    private static List<RfcState> states(RfcTable.Row row) {
        Random random = new Random(SEED);
        boolean include = row.get("state").startsWith("INCLUDE");
        List<RfcState> states = new ArrayList<>();
        for (SortedSet<String> running : subsets(SOURCES)) {
            List<String> others = new ArrayList<>(SOURCES);
            others.removeAll(running);
            for (SortedSet<String> stopped : include ? List.of(new TreeSet<String>()) : subsets(others)) {
                SortedMap<String, Long> timers = new TreeMap<>();
                running.forEach(source -> timers.put(source, NOW + timer(random)));
                stopped.forEach(source -> timers.put(source, 0L));
                states.add(new RfcState(include ? FilterMode.INCLUDE : FilterMode.EXCLUDE,
                    include ? 0 : NOW + timer(random), timers));
            }
        }
        return states;
    }

    private static long timer(Random random) {
        return random.nextBoolean() ? 1 + random.nextInt(1000) : 1001 + random.nextInt(20_000);
    }

    private static List<SortedSet<String>> subsets(Iterable<String> of) {
        List<SortedSet<String>> subsets = new ArrayList<>(List.of(new TreeSet<>()));
        for (String element : of) {
            for (SortedSet<String> smaller : List.copyOf(subsets)) {
                SortedSet<String> larger = new TreeSet<>(smaller);
                larger.add(element);
                subsets.add(larger);
            }
        }
        return subsets;
    }

    private static TrackedGroup group(Family family, RfcState state) {
        return state.kept() == null ? null
            : new TrackedGroup(family, state.kept(), Versions.NEWEST, List.of(), 0, 0, 0, 1);
    }

    private static GroupState state(TrackedGroup group) {
        return group == null ? null : group.state();
    }
}
