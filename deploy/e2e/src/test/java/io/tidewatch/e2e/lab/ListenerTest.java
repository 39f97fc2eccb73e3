package io.tidewatch.e2e.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.e2e.lab.Message.Kind;
import io.tidewatch.e2e.lab.Message.Type;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Each rule, on and off. Seconds since a general query that announces a membership interval of 22 s. */
class ListenerTest {
    private static final long SECOND = 1_000_000;
    private static final long START = 1_000 * SECOND;
    private static final String GROUP = "239.1.1.1";
    private static final String CAMERA = "ff15::1";
    private static final String ROUTER = "q";

    private final List<Message> messages = new ArrayList<>();

    ListenerTest() {
        query(0, null, false);
        messages.add(new Message(at(0), "q", "fe80::1", true, Kind.QUERY, 2, null, timers(false), sources(),
            List.of()));
    }

    @Test
    void followsTheTablesAndTheQueries() {
        report(1, Type.TO_EX, GROUP, "a", "b");
        assertThat(held(1)).isEqualTo(exclude(23, Map.of(), "a", "b"));
        report(2, Type.ALLOW, GROUP, "a");
        assertThat(held(2)).isEqualTo(exclude(23, Map.of("a", 24.0), "b"));
        report(3, Type.BLOCK, GROUP, "a", "c");
        assertThat(held(3)).isEqualTo(exclude(23, Map.of("a", 24.0, "c", 23.0), "b"));
        query(3.001, GROUP, false, "a", "c");
        assertThat(held(3.001)).isEqualTo(exclude(23, Map.of("a", 5.001, "c", 5.001), "b"));
        assertThat(held(6)).isEqualTo(exclude(23, Map.of(), "a", "b", "c"));
        query(7, GROUP, true);
        assertThat(held(7)).as("S flag").isEqualTo(exclude(23, Map.of(), "a", "b", "c"));
        report(8, Type.IS_IN, GROUP, "d");
        query(9, GROUP, false);
        assertThat(held(9)).isEqualTo(exclude(11, Map.of("d", 30.0), "a", "b", "c"));
        assertThat(held(11)).isEqualTo(include(Map.of("d", 30.0)));
        assertThat(held(30)).isNull();
    }

    @Test
    void theWitnessesHaveTheMembershipIntervalOfOlderStandards() {
        report(1, Type.TO_EX, GROUP, "a");
        report(2, Type.ALLOW, GROUP, "b");
        old(3, Kind.OLD_REPORT, "239.1.1.2");
        assertThat(held(2)).isEqualTo(exclude(23, Map.of("b", 24.0), "a"));
        for (Rule rule : List.of(Rule.FRR_MEMBERSHIP_INTERVAL, Rule.BRIDGE_MEMBERSHIP_INTERVAL)) {
            assertThat(held(2, rule)).isEqualTo(exclude(22, Map.of("b", 23.0), "a"));
            assertThat(held(22, rule)).isEqualTo(include(Map.of("b", 23.0)));
            assertThat(held(3, "239.1.1.2", rule)).isEqualTo(exclude(24, Map.of()));
        }
    }

    @Test
    void frrLowersAnewWithEachLeave() {
        report(1, Type.TO_EX, GROUP);
        report(5, Type.TO_IN, GROUP);
        query(5.001, GROUP, false);
        report(5.9, Type.TO_IN, GROUP);
        query(5.901, GROUP, false);
        query(6.001, GROUP, false);
        assertThat(held(6.5)).isEqualTo(exclude(7.001, Map.of()));
        assertThat(held(6.5, Rule.FRR_LOWERS_ANEW)).isEqualTo(exclude(7.9, Map.of()));
        assertThat(held(7.5, Rule.FRR_LOWERS_ANEW)).isEqualTo(exclude(7.9, Map.of()));
        assertThat(held(7.9, Rule.FRR_LOWERS_ANEW)).isNull();
    }

    @Test
    void frrSetsItsTimersWhenAnotherAsks() {
        report(1, Type.TO_EX, GROUP, "blocked");
        report(1, Type.ALLOW, GROUP, "wanted");
        query(5, GROUP, false);
        query("other", 6, GROUP, false);
        query("other", 6, GROUP, false, "blocked", "wanted", "unknown");
        assertThat(held(6)).isEqualTo(exclude(7, Map.of("wanted", 8.0), "blocked"));
        assertThat(held(6, Rule.FRR_SETS_AT_A_QUERY)).isEqualTo(exclude(8, Map.of("blocked", 8.0, "wanted", 8.0)));
        query("other", 6.5, GROUP, true);
        assertThat(held(6.5, Rule.FRR_SETS_AT_A_QUERY)).as("S flag")
            .isEqualTo(exclude(8, Map.of("blocked", 8.0, "wanted", 8.0)));
    }

    @Test
    void frrForgetsAGroupOfWhichOneHostWantsNothing() {
        report(1, Type.ALLOW, GROUP, "a");
        report(2, Type.IS_IN, GROUP);
        assertThat(held(2)).isEqualTo(include(Map.of("a", 23.0)));
        assertThat(held(2, Rule.FRR_FORGETS_AT_AN_EMPTY_LIST)).isNull();
        report(3, Type.ALLOW, GROUP);
        report(4, Type.TO_EX, GROUP);
        report(5, Type.IS_IN, GROUP);
        assertThat(held(5, Rule.FRR_FORGETS_AT_AN_EMPTY_LIST)).isEqualTo(exclude(26, Map.of()));
    }

    @Test
    void frrListsGroupsWithNobodyInThem() {
        old(1, Kind.OLD_REPORT, GROUP, 1);
        report(1, Type.BLOCK, "239.1.1.2", "a");
        assertThat(held(1, Rule.FRR_DEAF_TO_VERSION_1)).isNull();
        assertThat(held(30, Rule.FRR_DEAF_TO_VERSION_1, Rule.FRR_LISTS_NOTHING)).isEqualTo(include(Map.of()));
        assertThat(held(1, "239.1.1.2")).isNull();
        assertThat(held(30, "239.1.1.2", Rule.FRR_LISTS_NOTHING)).isEqualTo(include(Map.of()));
        report(31, Type.ALLOW, GROUP, "a");
        assertThat(held(54, Rule.FRR_DEAF_TO_VERSION_1, Rule.FRR_LISTS_NOTHING)).as("its member is gone").isNull();
        report(32, Type.IS_IN, "239.1.1.2");
        assertThat(held(32, "239.1.1.2", Rule.FRR_LISTS_NOTHING, Rule.FRR_FORGETS_AT_AN_EMPTY_LIST)).isNull();
    }

    @Test
    void oldHostsHideBlockAndTheListOfToEx() {
        old(1, Kind.OLD_REPORT, GROUP);
        report(2, Type.BLOCK, GROUP, "a");
        report(3, Type.TO_EX, GROUP, "b");
        assertThat(held(3)).isEqualTo(exclude(25, Map.of()));
        assertThat(held(3, Rule.FRR_NO_COMPATIBILITY)).isEqualTo(exclude(25, Map.of("b", 23.0)));
        assertThat(held(3, Rule.BRIDGE_NO_COMPATIBILITY)).isEqualTo(exclude(25, Map.of("b", 23.0)));
        report(21.9, Type.BLOCK, GROUP, "c");
        report(22, Type.BLOCK, GROUP, "d");
        assertThat(held(22)).as("the old host is silent for 21 s").isEqualTo(exclude(25, Map.of("d", 25.0)));
    }

    @Test
    void frrIgnoresExcludeInSourceSpecificRange() {
        report(1, Type.IS_EX, "232.1.1.1");
        report(2, Type.ALLOW, "232.1.1.1", "a");
        old(3, Kind.OLD_REPORT, "232.1.1.1");
        assertThat(held(3, "232.1.1.1")).isEqualTo(exclude(25, Map.of()));
        assertThat(held(3, "232.1.1.1", Rule.FRR_SOURCE_SPECIFIC)).isEqualTo(include(Map.of("a", 24.0)));
    }

    @Test
    void linkLocalGroupsAreLeftOutByTheWitnesses() {
        report(1, Type.IS_EX, "224.0.0.22");
        report(1, Type.IS_EX, "ff02::1");
        assertThat(Listener.at(messages, Set.of(), ROUTER, at(2))).containsOnlyKeys("224.0.0.22", "ff02::1");
        assertThat(Listener.at(messages, Set.of(Rule.FRR_LINK_LOCAL), ROUTER, at(2))).containsOnlyKeys("ff02::1");
        assertThat(Listener.at(messages, Set.of(Rule.BRIDGE_LINK_LOCAL), ROUTER, at(2))).isEmpty();
    }

    @Test
    void theBridgeLowersAtTheLeave() {
        report(1, Type.ALLOW, GROUP, "a", "b");
        report(2, Type.BLOCK, GROUP, "a");
        assertThat(held(2)).isEqualTo(include(Map.of("a", 23.0, "b", 23.0)));
        assertThat(held(2, Rule.BRIDGE_LOWERS_AT_THE_LEAVE)).isEqualTo(include(Map.of("a", 4.0, "b", 23.0)));
        report(3, Type.TO_EX, GROUP, "b", "c");
        assertThat(held(3, Rule.BRIDGE_LOWERS_AT_THE_LEAVE)).isEqualTo(exclude(25, Map.of("b", 5.0), "c"));
        report(4, Type.TO_IN, GROUP);
        assertThat(held(4)).isEqualTo(exclude(25, Map.of("b", 23.0), "c"));
        assertThat(held(4, Rule.BRIDGE_LOWERS_AT_THE_LEAVE)).isEqualTo(exclude(6, Map.of("b", 5.0), "c"));
    }

    @Test
    void theBridgeIsDeafToSourceQueries() {
        report(1, Type.ALLOW, GROUP, "a");
        query(2, GROUP, false, "a");
        assertThat(held(2)).isEqualTo(include(Map.of("a", 4.0)));
        assertThat(held(2, Rule.BRIDGE_DEAF_TO_SOURCE_QUERIES)).isEqualTo(include(Map.of("a", 23.0)));
    }

    @Test
    void theBridgeHearsTheUnspecified() {
        messages.add(new Message(at(1), "h", "::", true, Kind.REPORT, 2, null, null, sources(),
            List.of(new Message.Record(Type.TO_EX, CAMERA, sources()))));
        assertThat(held(1, CAMERA)).isNull();
        assertThat(held(1, CAMERA, Rule.BRIDGE_HEARS_THE_UNSPECIFIED)).isEqualTo(exclude(23, Map.of()));
    }

    @Test
    void theBridgeOnlyRefreshesOnOldReports() {
        report(1, Type.ALLOW, GROUP, "a");
        old(2, Kind.OLD_REPORT, GROUP);
        assertThat(held(2)).isEqualTo(exclude(24, Map.of()));
        assertThat(held(2, Rule.BRIDGE_OLD_REPORT_REFRESHES)).isEqualTo(include(Map.of("a", 23.0)));
        report(3, Type.TO_EX, GROUP, "b");
        old(4, Kind.OLD_REPORT, GROUP);
        assertThat(held(4, Rule.BRIDGE_OLD_REPORT_REFRESHES, Rule.BRIDGE_NO_COMPATIBILITY))
            .isEqualTo(exclude(26, Map.of(), "b"));
        assertThat(held(30, Rule.BRIDGE_OLD_REPORT_REFRESHES, Rule.BRIDGE_NO_COMPATIBILITY)).isNull();
    }

    @Test
    void theBridgeFiresLate() {
        report(1, Type.TO_EX, GROUP, "a");
        old(24.5, Kind.OLD_REPORT, GROUP);
        assertThat(held(24.5)).isEqualTo(exclude(46.5, Map.of()));
        assertThat(held(24.5, Rule.BRIDGE_OLD_REPORT_REFRESHES)).isEqualTo(exclude(46.5, Map.of()));
        assertThat(held(24.5, Rule.BRIDGE_OLD_REPORT_REFRESHES, Rule.BRIDGE_FIRES_LATE))
            .isEqualTo(exclude(46.5, Map.of(), "a"));
        old(70, Kind.OLD_REPORT, GROUP);
        assertThat(held(70, Rule.BRIDGE_OLD_REPORT_REFRESHES, Rule.BRIDGE_FIRES_LATE))
            .as("long after").isEqualTo(exclude(92, Map.of()));
    }

    /** RFC 9776 section 7.3.2: the host of IGMPv1 may still be there, and can't say. */
    @Test
    void theOldestLetNobodyEndTheGroup() {
        old(1, Kind.OLD_REPORT, GROUP, 1);
        report(2, Type.TO_IN, GROUP, "a");
        assertThat(held(2)).isEqualTo(exclude(23, Map.of()));
        assertThat(held(2, Rule.BRIDGE_NO_COMPATIBILITY)).isEqualTo(exclude(23, Map.of("a", 24.0)));
        assertThat(held(2, Rule.FRR_DEAF_TO_VERSION_1)).isEqualTo(include(Map.of("a", 24.0)));
        old(3, Kind.OLD_REPORT, GROUP);
        assertThat(held(3, Rule.FRR_DEAF_TO_VERSION_1)).isEqualTo(exclude(25, Map.of()));
    }

    @Test
    void aQuerierBridgeLowersAtADone() {
        messages.add(new Message(at(1), "h", "fe80::2", true, Kind.OLD_REPORT, 1, CAMERA, null, sources(), List.of()));
        messages.add(new Message(at(2), "h", "fe80::2", true, Kind.OLD_LEAVE, 1, CAMERA, null, sources(), List.of()));
        assertThat(held(2, CAMERA)).isEqualTo(exclude(23, Map.of()));
        assertThat(held(2, CAMERA, Rule.BRIDGE_QUERIER_LOWERS_AT_DONE)).isEqualTo(exclude(4, Map.of()));
        messages.add(3, new Message(at(1.5), "other", "fe80::9", true, Kind.QUERY, 2, null, timers(false), sources(),
            List.of()));
        assertThat(held(2, CAMERA, Rule.BRIDGE_QUERIER_LOWERS_AT_DONE)).as("another asks")
            .isEqualTo(exclude(23, Map.of()));
    }

    private Value held(double second, Rule... rules) {
        return held(second, GROUP, rules);
    }

    private Value held(double second, String group, Rule... rules) {
        Set<Rule> set = EnumSet.noneOf(Rule.class);
        set.addAll(List.of(rules));
        return Listener.at(messages, set, ROUTER, at(second)).get(group);
    }

    private static long at(double second) {
        return START + Math.round(second * SECOND);
    }

    private static Value exclude(double timer, Map<String, Double> running, String... blocked) {
        return new Value(Mode.EXCLUDE, at(timer), deadlines(running), sources(blocked));
    }

    private static Value include(Map<String, Double> running) {
        return new Value(Mode.INCLUDE, Value.UNTOLD, deadlines(running), sources());
    }

    private static TreeMap<String, Long> deadlines(Map<String, Double> seconds) {
        TreeMap<String, Long> deadlines = new TreeMap<>();
        seconds.forEach((source, second) -> deadlines.put(source, at(second)));
        return deadlines;
    }

    private static TreeSet<String> sources(String... sources) {
        return new TreeSet<>(List.of(sources));
    }

    private void report(double second, Type type, String group, String... sources) {
        messages.add(new Message(at(second), "h", "10.0.0.1", group.contains(":"), Kind.REPORT, 3, null, null,
            sources(), List.of(new Message.Record(type, group, sources(sources)))));
    }

    private void old(double second, Kind kind, String group) {
        old(second, kind, group, 2);
    }

    private void old(double second, Kind kind, String group, int version) {
        messages.add(new Message(at(second), "o", "10.0.0.2", false, kind, version, group, null, sources(), List.of()));
    }

    private void query(double second, String group, boolean suppress, String... sources) {
        query(ROUTER, second, group, suppress, sources);
    }

    private void query(String router, double second, String group, boolean suppress, String... sources) {
        messages.add(new Message(at(second), router, "10.0.0.254", false, Kind.QUERY, 3, group, timers(suppress),
            sources(sources), List.of()));
    }

    private static Message.Query timers(boolean suppress) {
        return new Message.Query(SECOND, suppress, 2, 10 * SECOND);
    }
}
