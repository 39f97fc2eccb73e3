package io.tidewatch.processors.membership;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.processors.membership.QuerierTable.Status;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who is the querier, since when, and what its timers are. */
class QuerierRulesTest {
    /** 125 s times 2 and half of 10 s. */
    private static final long PRESENT = 255_000;
    private QuerierTable table = QuerierTable.NONE;

    @Test
    void theFirstRouterHeardIsElected() {
        heard(1000, general("10.0.0.2"));
        assertThat(table).isEqualTo(new QuerierTable(Status.ELECTED, "10.0.0.2", 1000,
            List.of(candidate("10.0.0.2", 1000, 1000)), Timers.DEFAULT, true, Gap.NONE));
    }

    @Test
    void theLowestAddressWinsByNumber() {
        heard(1000, general("10.0.0.10"));
        heard(2000, general("10.0.0.9"));
        heard(3000, general("10.0.0.11"));
        assertThat(table).isEqualTo(new QuerierTable(Status.ELECTED, "10.0.0.9", 2000,
            List.of(candidate("10.0.0.9", 2000, 2000), candidate("10.0.0.10", 1000, 1000),
                candidate("10.0.0.11", 3000, 3000)), Timers.DEFAULT, true, Gap.NONE));
    }

    @Test
    void byNumberAlsoInMld() {
        heard(1000, mld("fe80::b"));
        heard(2000, mld("fe80::1:0:0:1"));
        assertThat(table.elected()).isEqualTo("fe80::b");
        heard(3000, mld("fe80::a"));
        assertThat(table.elected()).isEqualTo("fe80::a");
    }

    @Test
    void theNextLowestTakesOverFromOneThatFellSilent() {
        heard(1000, general("10.0.0.1"));
        heard(2000, general("10.0.0.3"));
        heard(200_000, general("10.0.0.2"));
        advance(1000 + PRESENT - 1);
        assertThat(table.elected()).isEqualTo("10.0.0.1");
        advance(1000 + PRESENT);
        assertThat(table).isEqualTo(new QuerierTable(Status.ELECTED, "10.0.0.2", 1000 + PRESENT,
            List.of(candidate("10.0.0.2", 200_000, 200_000), candidate("10.0.0.3", 2000, 2000)), Timers.DEFAULT,
            true, Gap.NONE));
    }

    @Test
    void howLateItIsAskedForChangesNothing() {
        heard(1000, general("10.0.0.1"));
        heard(100_000, general("10.0.0.2"));
        heard(200_000, general("10.0.0.3"));
        QuerierTable late = QuerierRules.onTime(table, 9_000_000);
        for (long now = 200_000; now < 500_000; now += 7) {
            advance(now);
        }
        assertThat(late).isEqualTo(table);
        assertThat(late).isEqualTo(new QuerierTable(Status.LOST, "10.0.0.3", 200_000 + PRESENT, List.of(),
            Timers.DEFAULT, true, Gap.NONE));
    }

    @Test
    void whoWasHeardBeforeNobodyListenedHasTimeToQueryAgain() {
        heard(1000, general("10.0.0.1"));
        heard(2000, general("10.0.0.2"));
        table = table.unheard(100_000, 900_000);
        heard(950_000, general("10.0.0.2"));
        advance(900_000 + PRESENT - 1);
        assertThat(table.elected()).isEqualTo("10.0.0.1");
        assertThat(table.candidate("10.0.0.1").lastQueryAt()).isEqualTo(1000);
        advance(900_000 + PRESENT);
        assertThat(table.elected()).isEqualTo("10.0.0.2");
        assertThat(table.since()).isEqualTo(900_000 + PRESENT);
        advance(950_000 + PRESENT);
        assertThat(table.status()).isEqualTo(Status.LOST);
    }

    @Test
    void whoWasSilentBeforeNobodyListenedIsSilent() {
        heard(1000, general("10.0.0.1"));
        table = table.unheard(1000 + PRESENT, 900_000);
        assertThat(table.nextDeadline()).isEqualTo(1000 + PRESENT);
    }

    @Test
    void withNoneLeftItIsLostAndMayReturn() {
        heard(1000, general("10.0.0.1"));
        advance(1000 + PRESENT + 77);
        QuerierTable lost = new QuerierTable(Status.LOST, "10.0.0.1", 1000 + PRESENT, List.of(), Timers.DEFAULT, true,
            Gap.NONE);
        assertThat(table).isEqualTo(lost);
        assertThat(table.nextDeadline()).isEqualTo(Long.MAX_VALUE);
        assertThat(QuerierRules.onTime(lost, 9_000_000)).isEqualTo(lost);

        heard(900_000, general("10.0.0.1"));
        assertThat(table).isEqualTo(new QuerierTable(Status.ELECTED, "10.0.0.1", 900_000,
            List.of(candidate("10.0.0.1", 900_000, 900_000)), Timers.DEFAULT, true, Gap.NONE));
    }

    @Test
    void aProxyNeverWinsButItsTimersHoldWhileNobodyElseAsks() {
        heard(1000, query("0.0.0.0", 3, 4, 20_000, 2000));
        assertThat(table).isEqualTo(new QuerierTable(Status.NONE, null, 0,
            List.of(new QuerierCandidate("0.0.0.0", "mac of 0.0.0.0", 3, 1000, 1000, true,
                new Announced(4, 20_000, 2000))),
            new Timers(4, 20_000, 2000, 1000), true, Gap.NONE));

        heard(2000, general("10.0.0.200"));
        heard(3000, query("0.0.0.0", 3, 4, 20_000, 2000));
        assertThat(table.status()).isEqualTo(Status.ELECTED);
        assertThat(table.elected()).isEqualTo("10.0.0.200");
        assertThat(table.timers()).isEqualTo(Timers.DEFAULT);
    }

    @Test
    void whenOnlyAProxyIsLeftTheQuerierIsLost() {
        heard(1000, general("10.0.0.1"));
        heard(200_000, query("0.0.0.0", 2, 2, 125_000, 10_000));
        advance(1000 + PRESENT);
        assertThat(table.status()).isEqualTo(Status.LOST);
        assertThat(table.elected()).isEqualTo("10.0.0.1");
        assertThat(table.candidates()).extracting(QuerierCandidate::address).containsExactly("0.0.0.0");
    }

    @Test
    void timersAreLearnedFromTheElectedOneAlone() {
        heard(1000, query("10.0.0.1", 3, 3, 30_000, 5000));
        assertThat(table.timers()).isEqualTo(new Timers(3, 30_000, 5000, 1000));
        heard(2000, query("10.0.0.9", 3, 7, 99_000, 9000));
        assertThat(table.timers()).isEqualTo(new Timers(3, 30_000, 5000, 1000));
        heard(3000, forGroup("10.0.0.1", 400));
        assertThat(table.timers()).isEqualTo(new Timers(3, 30_000, 5000, 400));
        // A querier that tells no QRV and no QQIC means the defaults.
        heard(4000, query("10.0.0.1", 3, 0, 0, 5000));
        assertThat(table.timers()).isEqualTo(new Timers(2, 125_000, 5000, 400));
        // An older one cannot tell them.
        heard(5000, query("10.0.0.1", 1, 0, 0, 10_000));
        assertThat(table.timers()).isEqualTo(new Timers(2, 125_000, 10_000, 400));
        assertThat(table.candidate("10.0.0.1").version()).isEqualTo(1);
    }

    @Test
    void itsOwnTimersSayHowLongItMayBeSilent() {
        heard(1000, query("10.0.0.1", 3, 3, 10_000, 5000));
        assertThat(table.nextDeadline()).isEqualTo(1000 + 32_500);
        advance(33_499);
        assertThat(table.status()).isEqualTo(Status.ELECTED);
        advance(33_500);
        assertThat(table.status()).isEqualTo(Status.LOST);
        assertThat(table.since()).isEqualTo(33_500);
    }

    @Test
    void candidatesAreBoundedAndForgedOnesKeepNobodyOut() {
        for (int i = 0; i < 200; i++) {
            heard(1000 + i, general("10.0." + (1 + i % 50) + "." + i));
        }
        assertThat(table.candidates()).hasSize(16);
        assertThat(table.elected()).isEqualTo("10.0.1.0");
        heard(5000, general("10.0.0.1"));
        assertThat(table.elected()).isEqualTo("10.0.0.1");
        assertThat(table.since()).isEqualTo(5000);
        assertThat(table.candidates()).hasSize(16);
        // One too high to matter changes nothing, and has no authority.
        QuerierTable before = table;
        heard(6000, query("10.0.99.1", 3, 7, 1000, 100));
        assertThat(table).isEqualTo(before);
    }

    @Test
    void everyTurnOfAFlappingQuerierIsSeen() {
        List<String> turns = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            long at = i * 300_000L;
            heard(at, general("10.0.0.2"));
            turns.add(table.since() + " " + table.elected());
            if (i % 2 == 1) {
                heard(at + 10, general("10.0.0.1"));
                turns.add(table.since() + " " + table.elected());
            }
            advance(at + 255_005);
            turns.add(table.since() + " " + table.status());
        }
        assertThat(turns).containsExactly("0 10.0.0.2", "255000 LOST",
            "300000 10.0.0.2", "300010 10.0.0.1", "300010 ELECTED", "600000 10.0.0.2", "855000 LOST",
            "900000 10.0.0.2", "900010 10.0.0.1", "900010 ELECTED", "1200000 10.0.0.2", "1455000 LOST",
            "1500000 10.0.0.2", "1500010 10.0.0.1", "1500010 ELECTED");
    }

    @Test
    void anMldQueryFromOffTheLinkIsNoQueriers() {
        for (String from : List.of("::", "2001:db8::1")) {
            heard(1000, mld(from));
            assertThat(table).isEqualTo(QuerierTable.NONE);
        }
    }

    @Test
    void onlyHearingItAgainTellsNothingNew() {
        heard(1000, general("10.0.0.1"));
        QuerierTable first = table;
        heard(126_000, general("10.0.0.1"));
        assertThat(table.tellsTheSameAs(first)).isTrue();
        assertThat(first.tellsTheSameAs(table)).isTrue();
        for (Query other : List.of(query("10.0.0.1", 2, 0, 0, 10_000), query("10.0.0.1", 3, 3, 125_000, 10_000),
                general("10.0.0.2"), general("10.0.0.0"))) {
            QuerierTable next = QuerierRules.onQuery(table, other, 127_000);
            assertThat(next.tellsTheSameAs(table)).as("%s", other).isFalse();
            assertThat(table.tellsTheSameAs(next)).as("%s", other).isFalse();
        }
        assertThat(QuerierTable.NONE.tellsTheSameAs(table)).isFalse();
        assertThat(QuerierRules.onTime(table, 999_999).tellsTheSameAs(table)).isFalse();
    }

    private void heard(long at, Query query) {
        advance(at);
        table = QuerierRules.onQuery(table, query, at);
    }

    private void advance(long to) {
        table = QuerierRules.onTime(table, to);
        assertThat(QuerierRules.onTime(table, to)).isEqualTo(table);
        assertThat(table.nextDeadline()).isGreaterThan(to);
    }

    private static QuerierCandidate candidate(String address, long first, long last) {
        return new QuerierCandidate(address, "mac of " + address, 3, first, last, false,
            new Announced(2, 125_000, 10_000));
    }

    private static Query general(String querier) {
        return query(querier, 3, 2, 125_000, 10_000);
    }

    private static Query query(String querier, int version, int robustness, long interval, long response) {
        return new Query(Family.IPV4, querier, "mac of " + querier, version, null, Sources.NONE, response, true,
            robustness, interval);
    }

    private static Query forGroup(String querier, long response) {
        return new Query(Family.IPV4, querier, "mac of " + querier, 3, "239.1.1.1", Sources.NONE, response, false, 3,
            30_000);
    }

    private static Query mld(String querier) {
        return new Query(Family.IPV6, querier, "mac of " + querier, 2, null, Sources.NONE, 10_000, false, 2, 125_000);
    }
}
