package io.tidewatch.processors.membership;

import static io.tidewatch.processors.membership.Family.IPV4;
import static io.tidewatch.processors.membership.RecordType.ALLOW;
import static io.tidewatch.processors.membership.RecordType.IS_EX;
import static io.tidewatch.processors.membership.RecordType.IS_IN;
import static io.tidewatch.processors.membership.RecordType.TO_EX;
import static io.tidewatch.processors.membership.Told.host;
import static io.tidewatch.processors.membership.Told.query;
import static io.tidewatch.processors.membership.Told.record;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Queries for a group, more and closer together than a querier asks. */
class QueryFloodTest {
    private final MembershipRules rules = new MembershipRules(Limits.DEFAULT);

    @Test
    void aFloodIsKeptAsAFewQueries() {
        TrackedGroup group = group();
        Random random = new Random(9);
        int most = 0;
        int due = 0;
        for (long now = 0; now < 20_000; now++) {
            String[] sources = random.nextBoolean() ? new String[0] : new String[] {"s" + random.nextInt(100_000)};
            due += MembershipRules.due(group, now).size();
            if (group.nextDeadline() <= now) {
                group = rules.onGroupTime(group, now).group();
            }
            group = rules.onQuery(rules.onRecord(group, null, host(IPV4, "h1"), record(IS_EX), Timers.DEFAULT, 1,
                now).group(), query(IPV4, sources), Timers.DEFAULT, now);
            most = Math.max(most, group.asked().size());
            for (Asked asked : group.asked()) {
                assertThat(asked.sources().size()).isLessThanOrEqualTo(1000);
            }
        }
        // Of either kind.
        assertThat(most).isBetween(8, 16);
        // Each is looked up among the hosts once: sixteen in the time of one, 2 s.
        assertThat(due).isBetween(8, 160);
    }

    @Test
    void aQueryThatTellsNoTimeToAnswerGivesOne() {
        Query hasty = new Query(IPV4, "10.0.0.254", null, 3, "g", Sources.NONE, 0, false, 2, 125_000);
        assertThat(rules.onQuery(group(), hasty, Timers.DEFAULT, 1000).nextDeadline()).isEqualTo(1200);
    }

    @Test
    void queriesAboutSourcesCloseTogetherAreOne() {
        Link link = new Link(IPV4, Limits.DEFAULT, Timers.DEFAULT);
        link.report(0, host(IPV4, "h1"), record(ALLOW, "s1", "s2")).report(0, host(IPV4, "h2"), record(ALLOW, "s3"))
            .told();
        link.query(10_000, query(IPV4, "s1")).query(10_019, query(IPV4, "s2"));
        assertThat(link.group("g").asked()).containsExactly(
            new Asked(10_000, 11_119, 12_019, new TreeSet<>(List.of("s1", "s2"))));
        link.advance(20_000);
        assertThat(link.told()).isEqualTo("""
            12000 #5 SOURCES_CHANGED by QUERY: group IN(s1,s2,s3) -> IN(s2,s3), members 2
            12019 #6 HOST_EXPIRED by QUERY: h1(mac of h1) IN(s1,s2) -> -, members 1
            12019 #7 SOURCES_CHANGED by QUERY: group IN(s2,s3) -> IN(s3), members 1
            """);
    }

    /** Two routers that ask about each of many leaves, as in the lab: an answer to any of it is not all there is. */
    @Test
    void anAnswerToOneOfManyQueriesIsAPart() {
        Link link = new Link(IPV4, Limits.DEFAULT, Timers.DEFAULT);
        link.report(0, host(IPV4, "h1"), record(ALLOW, "s1", "s2", "s3")).told();
        for (int i = 0; i < 40; i++) {
            link.query(10_000 + 25 * i, Told.suppressed(query(IPV4, "t" + i))).query(10_000 + 25 * i,
                query(IPV4, "u" + i));
        }
        link.query(11_000, Told.suppressed(query(IPV4, "s1"))).query(11_000, query(IPV4, "s2"))
            .report(11_900, host(IPV4, "h1"), record(IS_IN, "s1", "s2")).advance(20_000);
        assertThat(link.told()).isEmpty();
    }

    /** Who has died is gone when the last of many queries that he left unanswered is due. */
    @Test
    void eachOfManyQueriesEndsWhoDoesNotAnswer() {
        Link link = new Link(IPV4, Limits.DEFAULT, Timers.DEFAULT);
        link.report(0, host(IPV4, "h1"), record(TO_EX)).report(0, host(IPV4, "h2"), record(TO_EX)).told();
        for (int at = 10_000; at < 11_600; at += 200) {
            link.query(at, query(IPV4)).report(at + 30, host(IPV4, "h1"), record(IS_EX));
            if (at < 11_400) {
                link.report(at + 40, host(IPV4, "h2"), record(IS_EX));
            }
        }
        link.advance(20_000);
        assertThat(link.told()).isEqualTo("""
            13400 #4 HOST_EXPIRED by QUERY: h2(mac of h2) EX(;) -> -, members 1
            """);
    }

    /** What came between two queries is no answer to the second, however close they are. */
    @Test
    void aReportBetweenTwoQueriesAnswersTheFirst() {
        Link link = new Link(IPV4, Limits.DEFAULT, Timers.DEFAULT);
        link.report(0, host(IPV4, "h1"), record(TO_EX)).report(0, host(IPV4, "h2"), record(TO_EX)).told();
        link.query(10_000, query(IPV4)).report(10_001, host(IPV4, "h1"), record(IS_EX)).query(10_002, query(IPV4))
            .report(10_500, host(IPV4, "h2"), record(IS_EX)).advance(20_000);
        assertThat(link.told()).isEqualTo("""
            12002 #4 HOST_EXPIRED by QUERY: h1(mac of h1) EX(;) -> -, members 1
            """);
    }

    @Test
    void aQuerierThatTrustsTheLinkAsksOnce() {
        Link link = new Link(IPV4, Limits.DEFAULT, new Timers(1, 125_000, 10_000, 1000));
        link.report(0, host(IPV4, "h1"), record(TO_EX)).told();
        link.query(10_000, query(IPV4)).advance(20_000);
        assertThat(link.told()).isEqualTo("""
            11000 #3 HOST_EXPIRED by QUERY: h1(mac of h1) EX(;) -> -, members 0
            11000 #4 GROUP_ENDED by QUERY: group EX(;) -> -, members 0
            """);
    }

    @Test
    void aQueryThatWasAskedOnceIsOverWhenItIsDue() {
        Link link = new Link(IPV4, Limits.DEFAULT, new Timers(1, 125_000, 10_000, 1000));
        link.report(0, host(IPV4, "h1"), record(TO_EX)).report(0, host(IPV4, "h2"), record(TO_EX)).told();
        link.query(10_000, query(IPV4)).report(10_500, host(IPV4, "h2"), record(IS_EX)).advance(11_000);
        assertThat(link.told()).isEqualTo("""
            11000 #4 HOST_EXPIRED by QUERY: h1(mac of h1) EX(;) -> -, members 1
            """);
        assertThat(link.group("g").asked()).isEmpty();
        assertThat(link.group("g").nextDeadline()).isEqualTo(155_500);
    }

    @Test
    void whatRunsOutByItselfWhenAQueryIsDueIsNoAnswerToIt() {
        Link link = new Link(IPV4, Limits.DEFAULT, Timers.DEFAULT);
        link.report(0, host(IPV4, "h1"), record(ALLOW, "s1")).report(10, host(IPV4, "h2"), record(TO_EX, "s1"))
            .told();
        link.query(268_000, query(IPV4)).report(268_100, host(IPV4, "h2"), record(IS_EX, "s1")).advance(270_000);
        assertThat(link.told()).isEqualTo("""
            270000 #5 HOST_EXPIRED by TIMER: h1(mac of h1) IN(s1) -> -, members 1
            270000 #6 SOURCES_CHANGED by TIMER: group EX(s1;) -> EX(;s1), members 1
            """);
    }

    @Test
    void queriesThatBecomeOneNameNoMoreThanAThousandSources() {
        TrackedGroup group = group();
        for (int i = 0; i < 240; i++) {
            String[] sources = new String[20];
            for (int j = 0; j < sources.length; j++) {
                sources[j] = "s" + (i * sources.length + j);
            }
            group = rules.onQuery(group, query(IPV4, sources), Timers.DEFAULT, 1000 + i / 20);
        }
        assertThat(group.asked()).hasSize(1);
        assertThat(group.asked().get(0).sources()).hasSize(1000);
        assertThat(group.asked().get(0).at()).isEqualTo(1000);
    }

    private TrackedGroup group() {
        return rules.onRecord(null, null, host(IPV4, "h1"), record(TO_EX), Timers.DEFAULT, 0, 0).group();
    }
}
