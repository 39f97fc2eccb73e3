package io.tidewatch.e2e.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What the witnesses of two real churns showed of a few groups, against a listener by the letter of the RFC. */
class ComparisonTest {
    private static final String INTERVAL_IS_NO_EXCUSE =
        "_MEMBERSHIP_INTERVAL] reproduces it, but ours is not what the RFC says";

    private final Miniature plain = new Miniature("plain");
    private final Miniature mixed = new Miniature("mixed");

    @Test
    void newestVersionsAloneAreExplainedByTheirRules() {
        Tally tally = compare(plain, right(plain.churn()), plain.snapshot("in-flight-1"), plain.snapshot("pause-1"),
            plain.snapshot("in-flight-2"));

        assertThat(tally.unexplained()).as(tally.report()).isEmpty();
        assertThat(tally.rules()).containsExactlyInAnyOrder(Rule.FRR_MEMBERSHIP_INTERVAL,
            Rule.BRIDGE_MEMBERSHIP_INTERVAL, Rule.BRIDGE_LOWERS_AT_THE_LEAVE, Rule.BRIDGE_KEEPS_A_PORT,
            Rule.SOCKETS_FORGET_AT_DEATH);
    }

    @Test
    void olderVersionsAreExplainedByTheirRules() {
        Tally tally = compare(mixed, right(mixed.churn()), mixed.snapshot("pause-2"),
            mixed.snapshot("after-last-event"));

        assertThat(tally.unexplained()).as(tally.report()).isEmpty();
        assertThat(tally.rules()).containsExactlyInAnyOrder(Rule.FRR_SOURCE_SPECIFIC,
            Rule.FRR_MEMBERSHIP_INTERVAL, Rule.BRIDGE_OWN, Rule.BRIDGE_MEMBERSHIP_INTERVAL,
            Rule.BRIDGE_OLD_REPORT_REFRESHES, Rule.BRIDGE_NO_COMPATIBILITY, Rule.BRIDGE_KEEPS_A_PORT,
            Rule.SOCKETS_FORGET_AT_DEATH);
    }

    @Test
    void aGroupThatWeMissIsNotExcused() {
        Churn churn = plain.churn();
        Ours withoutGroup = (witness, place, moment) -> without("239.20.0.6", right(churn).at(witness, place, moment));

        Tally tally = compare(plain, withoutGroup, plain.snapshot("in-flight-2"));

        // FRR lists no sources of it: there our silence is right.
        assertThat(tally.unexplained()).extracting(each -> each.split(" ")[1]).containsExactly("FRR_GROUPS",
            "QUERIER_BRIDGE", "ACCESS_BRIDGE", "SOCKETS");
        assertThat(tally.unexplained()).allMatch(each -> each.contains("239.20.0.6"), "names the group");
        assertThat(tally.unexplained().subList(0, 2)).as("timers")
            .allMatch(each -> each.contains(INTERVAL_IS_NO_EXCUSE), "names the reason");
        assertThat(tally.unexplained().subList(2, 4)).allMatch(each -> each.contains(
            "the witness shows what the RFC says, ours differs"), "names the reason");
    }

    @Test
    void aTimerThatIsLateIsNotExcused() {
        Churn churn = plain.churn();
        Ours late = (witness, place, moment) -> {
            SortedMap<String, Value> values = right(churn).at(witness, place, moment);
            values.replaceAll((group, value) -> later(value));
            return values;
        };

        Tally tally = compare(plain, late, plain.snapshot("pause-1"));

        // Where FRR's whole seconds can't tell its interval from ours, they can't tell how late we are either.
        assertThat(tally.unexplained()).isNotEmpty()
            .allMatch(each -> each.contains(INTERVAL_IS_NO_EXCUSE), "names the reason");
        assertThat(tally.unexplained()).extracting(each -> each.split(" ")[1]).contains("FRR_SOURCES",
            "QUERIER_BRIDGE").doesNotContain("ACCESS_BRIDGE", "SOCKETS");
    }

    private static Value later(Value value) {
        SortedMap<String, Long> running = new TreeMap<>(value.running());
        running.replaceAll((source, until) -> until == Value.UNTOLD ? until : until + 50_000);
        return new Value(value.mode(), value.timer() == Value.UNTOLD ? Value.UNTOLD : value.timer() + 50_000, running,
            value.blocked());
    }

    /** A rule excuses a witness only where we hold what the RFC says: here both are wrong. */
    @Test
    void aRuleDoesNotExcuseOurOwnError() {
        Churn churn = mixed.churn();
        Ours wrong = (witness, place, moment) -> {
            SortedMap<String, Value> values = right(churn).at(witness, place, moment);
            values.computeIfPresent("232.20.0.4", (group, value) -> Value.ofHost(Mode.EXCLUDE,
                new TreeSet<>(Set.of("10.9.0.99"))));
            return values;
        };

        Tally tally = compare(mixed, wrong, mixed.snapshot("after-last-event"));

        assertThat(tally.unexplained()).anyMatch(each -> each.contains("FRR_SOURCES") && each.contains("232.20.0.4")
            && each.contains("[FRR_SOURCE_SPECIFIC, FRR" + INTERVAL_IS_NO_EXCUSE), "names rules and reason");
    }

    @Test
    void aWitnessThatLiesIsNotExcused() {
        ObjectNode snapshot = plain.snapshot("in-flight-2").deepCopy();
        for (JsonNode row : snapshot.at("/parts/querier_bridge/data/0/mdb")) {
            if (row.path("grp").asText().equals("239.20.0.6")) {
                ((ObjectNode) row).put("filter_mode", "include");
            }
        }
        Tally tally = compare(plain, right(plain.churn()), snapshot);

        assertThat(tally.unexplained()).singleElement().asString().contains("QUERIER_BRIDGE  239.20.0.6",
            "no rules reproduce it");
    }

    @Test
    void theReportCountsEverything() {
        Tally tally = compare(plain, right(plain.churn()), plain.snapshot("in-flight-1"));

        assertThat(tally.report()).contains("FRR_GROUPS", "states compared", "0 unexplained",
            "explained by BRIDGE_KEEPS_A_PORT: Bridge: a port is a listener");
        assertThat(tally.compared(Witness.SOCKETS)).isGreaterThanOrEqualTo(tally.equalOnes(Witness.SOCKETS));
    }

    private static Ours right(Churn churn) {
        return (witness, place, moment) -> new TreeMap<>(churn.at(witness, place, Set.of(), moment));
    }

    private static SortedMap<String, Value> without(String group, SortedMap<String, Value> values) {
        values.remove(group);
        return values;
    }

    private static Tally compare(Miniature miniature, Ours ours, JsonNode... snapshots) {
        Tally tally = new Tally();
        Comparison comparison = new Comparison(miniature.churn(), ours, tally);
        for (JsonNode snapshot : snapshots) {
            for (Witness witness : List.of(Witness.values())) {
                comparison.compare(Part.of(snapshot, witness));
            }
        }
        return tally;
    }
}
