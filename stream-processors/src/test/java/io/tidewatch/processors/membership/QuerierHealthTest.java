package io.tidewatch.processors.membership;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is wrong with queriers: when it opens, why, and when it is over. Seconds in the texts. */
class QuerierHealthTest {
    private final List<String> told = new ArrayList<>();
    private Troubles troubles = new Troubles(List.of());
    private QuerierTable table = QuerierTable.NONE;

    private void advance(long second) {
        long now = second * 1000;
        while (Math.min(table.nextDeadline(), troubles.nextDeadline()) <= now) {
            long next = Math.min(table.nextDeadline(), troubles.nextDeadline());
            QuerierTable before = table;
            table = QuerierRules.onTime(table, next);
            if (table != before) {
                QuerierHealth.onTime(troubles, Family.IPV4, before, table, next);
            }
            troubles.onTime(next);
        }
        for (Troubles.Step step : troubles.drain()) {
            told.add((step.open() ? "+" : "-") + step.standing().trouble() + "@" + step.at() / 1000);
        }
        // Nothing but what is kept goes on.
        troubles = new Troubles(troubles.kept());
    }

    private void ask(long second, String router) {
        ask(second, router, 3, 125);
    }

    private void ask(long second, String router, int version, int interval) {
        advance(second);
        Query query = new Query(Family.IPV4, router, null, version, null, Sources.NONE, 10_000, false,
            version == 3 ? 2 : 0, version == 3 ? interval * 1000L : 0);
        QuerierTable before = table;
        table = QuerierRules.onQuery(table, query, second * 1000);
        QuerierHealth.onQuery(troubles, before, table, query, second * 1000);
        advance(second);
    }

    private void report(long second) {
        advance(second);
        QuerierHealth.onReport(troubles, Family.IPV4, table, second * 1000);
        advance(second);
    }

    @Test
    void oneRouterThatQueriesInTimeIsHealthy() {
        for (int second = 0; second < 5000; second += 125) {
            ask(second, "10.0.0.1");
            report(second + 3);
        }
        assertThat(told).isEmpty();
    }

    @Test
    void reportsWithoutAQuerierAreTroubleAfterTheOtherQuerierPresentInterval() {
        report(10);
        report(100);
        advance(264);
        assertThat(told).isEmpty();
        advance(265);
        assertThat(told).containsExactly("+QUERIER_MISSING@265");
        ask(400, "10.0.0.1");
        assertThat(told).containsExactly("+QUERIER_MISSING@265", "-QUERIER_MISSING@400");
    }

    @Test
    void aQueryInTimeIsNoTrouble() {
        report(10);
        ask(264, "10.0.0.1");
        advance(500);
        assertThat(told).isEmpty();
    }

    @Test
    void aQuerierThatFallsSilentIsMissingAndComesBack() {
        ask(0, "10.0.0.1");
        ask(300, "10.0.0.1");
        assertThat(told).containsExactly("+QUERIER_MISSING@255", "-QUERIER_MISSING@300");
        assertThat(troubles.kept().get(0).evidence()).contains("10.0.0.1");
        ask(560, "10.0.0.1");
        assertThat(told).contains("+QUERIER_MISSING@555", "-QUERIER_MISSING@560");
        assertThat(troubles.kept().stream().filter(each -> each.trouble() == Trouble.QUERIER_MISSING).findAny()
            .orElseThrow().previousOpenedAt()).isEqualTo(255_000);
    }

    @Test
    void aLowerRouterTakesOverAndTheOtherFallsSilent() {
        ask(0, "10.0.0.2");
        ask(100, "10.0.0.1");
        ask(225, "10.0.0.1");
        ask(350, "10.0.0.1");
        advance(400);
        assertThat(told).containsExactly("+QUERIER_TAKEOVER@100", "-QUERIER_TAKEOVER@355");
    }

    @Test
    void theNextTakesOverFromOneThatFellSilent() {
        ask(0, "10.0.0.1");
        ask(200, "10.0.0.2");
        advance(260);
        assertThat(told).containsExactly("+QUERIER_TAKEOVER@255");
    }

    @Test
    void aRouterThatStartsAndHearsTheElectedOneIsNoConflict() {
        ask(0, "10.0.0.1");
        ask(100, "10.0.0.9");
        ask(125, "10.0.0.1");
        ask(250, "10.0.0.1");
        advance(600);
        assertThat(told).doesNotContain("+QUERIER_CONFLICT@100").noneMatch(step -> step.contains("CONFLICT"));
    }

    @Test
    void twoThatGoOnQueryingAreAConflictUntilOneStops() {
        for (int second = 0; second < 1000; second += 125) {
            ask(second, "10.0.0.1");
            ask(second + 60, "10.0.0.9");
        }
        assertThat(told).containsExactly("+QUERIER_CONFLICT@185");
        for (int second = 1000; second < 2000; second += 125) {
            ask(second, "10.0.0.1");
        }
        assertThat(told).containsExactly("+QUERIER_CONFLICT@185", "-QUERIER_CONFLICT@1190");
    }

    @Test
    void versionsAndTimersThatDiffer() {
        ask(0, "10.0.0.1", 3, 125);
        ask(10, "10.0.0.2", 3, 60);
        ask(20, "10.0.0.3", 2, 0);
        assertThat(told).containsExactly("+QUERIER_TIMERS@10", "+QUERIER_VERSIONS@20");
        assertThat(troubles.kept().get(0).evidence()).isEqualTo("10.0.0.2 announces robustness 2, query interval "
            + "60000 ms, response interval 10000 ms; 10.0.0.1 announces robustness 2, query interval 125000 ms, "
            + "response interval 10000 ms");
        for (int second = 125; second < 600; second += 125) {
            ask(second, "10.0.0.1");
        }
        advance(510);
        // Heard once, both were candidates until 265 and 275: the last query before is that of 250.
        assertThat(told).endsWith("-QUERIER_TIMERS@505", "-QUERIER_VERSIONS@505");
    }

    @Test
    void aQuerierThatComesAndGoesIsFlapping() {
        for (int i = 0; i < 4; i++) {
            ask(i * 300, "10.0.0.1");
        }
        assertThat(told).filteredOn(step -> step.contains("FLAPPING")).containsExactly("+QUERIER_FLAPPING@555");
        for (int second = 1025; second < 3000; second += 125) {
            ask(second, "10.0.0.1");
        }
        assertThat(told).filteredOn(step -> step.contains("FLAPPING")).containsExactly("+QUERIER_FLAPPING@555",
            "-QUERIER_FLAPPING@1410");
    }

    @Test
    void aSwitchThatAsksFromNoAddressIsNoRival() {
        for (int second = 0; second < 1000; second += 100) {
            ask(second, "10.0.0.1");
            ask(second + 50, "0.0.0.0", 2, 0);
        }
        assertThat(told).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void whateverHappensEachOpensAndClosesInTurnAndTheMemoryIsBounded(long seed) {
        Random random = new Random(seed);
        long second = 0;
        for (int i = 0; i < 3000; i++) {
            second += random.nextInt(random.nextInt(20) == 0 ? 900 : 90);
            if (random.nextInt(4) == 0) {
                report(second);
            } else {
                ask(second, "10.0.0." + random.nextInt(40), 1 + random.nextInt(3), 20 + random.nextInt(3) * 50);
            }
            assertThat(troubles.kept()).as("seed %d", seed).hasSizeLessThanOrEqualTo(Trouble.values().length);
            assertThat(troubles.nextDeadline()).as("seed %d", seed).isGreaterThan(second * 1000);
        }
        for (Trouble trouble : Trouble.values()) {
            String last = "-";
            for (String step : told) {
                if (step.substring(1).startsWith(trouble + "@")) {
                    assertThat(step.substring(0, 1)).as("seed %d %s", seed, step).isNotEqualTo(last);
                    last = step.substring(0, 1);
                }
            }
        }
        assertThat(told).as("seed %d", seed).anyMatch(step -> step.startsWith("-QUERIER_CONFLICT"))
            .anyMatch(step -> step.startsWith("-QUERIER_FLAPPING"));
    }
}
