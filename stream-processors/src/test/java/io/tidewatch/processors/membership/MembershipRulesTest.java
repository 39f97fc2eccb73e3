package io.tidewatch.processors.membership;

import static io.tidewatch.processors.membership.Family.IPV4;
import static io.tidewatch.processors.membership.Family.IPV6;
import static io.tidewatch.processors.membership.RecordType.ALLOW;
import static io.tidewatch.processors.membership.RecordType.BLOCK;
import static io.tidewatch.processors.membership.RecordType.IS_EX;
import static io.tidewatch.processors.membership.RecordType.IS_IN;
import static io.tidewatch.processors.membership.RecordType.TO_EX;
import static io.tidewatch.processors.membership.RecordType.TO_IN;
import static io.tidewatch.processors.membership.Told.host;
import static io.tidewatch.processors.membership.Told.leaving;
import static io.tidewatch.processors.membership.Told.query;
import static io.tidewatch.processors.membership.Told.record;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** One group and its hosts under reports, queries and silence. */
class MembershipRulesTest {
    private static final Filter ANY = new Filter(FilterMode.EXCLUDE, Sources.NONE, Sources.NONE);

    private final MembershipRules rules = new MembershipRules(Limits.DEFAULT);
    private final Link link = new Link(IPV4, Limits.DEFAULT, Timers.DEFAULT);

    @Test
    void theFirstReportStartsTheGroup() {
        Outcome outcome = rules.onRecord(null, null, host(IPV6, "h1"), record(TO_EX), Timers.DEFAULT, 7, 5000);
        assertThat(outcome).isEqualTo(new Outcome(
            new TrackedGroup(IPV6, new GroupState(FilterMode.EXCLUDE, 275_000, new TreeMap<>()), Versions.NEWEST,
                List.of(), 5000, 5000, 1, 2),
            new HostState("h1", "mac of h1", FilterMode.EXCLUDE, new TreeSet<>(), 2, 5000, 5000, 5000, 275_000),
            List.of(
                new Change(ChangeType.GROUP_STARTED, ChangeCause.REPORT, 5000, null, null, null, ANY, 0, 1, null),
                new Change(ChangeType.HOST_JOINED, ChangeCause.REPORT, 5000, "h1", "mac of h1", null, ANY, 1, 2,
                    null))));
    }

    @Test
    void aLeaveEndsTheHostAndLowersNothing() {
        Outcome joined = rules.onRecord(null, null, host(IPV4, "h1", 2), GroupRecord.joined("g"), Timers.DEFAULT, 0, 0);
        Outcome outcome = rules.onRecord(joined.group(), joined.host(), leaving(IPV4, "h1"), GroupRecord.left("g"),
            Timers.DEFAULT, 1, 9000);
        assertThat(outcome).isEqualTo(new Outcome(
            new TrackedGroup(IPV4, new GroupState(FilterMode.EXCLUDE, 270_000, new TreeMap<>()),
                new Versions(Versions.PAST, 260_000, 0), List.of(), 0, 0, 0, 3),
            null,
            List.of(new Change(ChangeType.HOST_LEFT, ChangeCause.LEAVE, 9000, "h1", "mac of h1", ANY, null, 0, 3,
                null))));
    }

    @Test
    void aRefreshTellsNothingAndHoldsLonger() {
        Outcome joined = rules.onRecord(null, null, host(IPV4, "h1"), record(TO_EX, "s1"), Timers.DEFAULT, 0, 0);
        Outcome outcome = rules.onRecord(joined.group(), joined.host(), host(IPV4, "h1"), record(IS_EX, "s1"),
            new Timers(2, 10_000, 1000, 1000), 1, 4000);
        assertThat(outcome).isEqualTo(new Outcome(
            new TrackedGroup(IPV4, new GroupState(FilterMode.EXCLUDE, 26_000,
                new TreeMap<>(Map.of("s1", GroupState.BLOCKED))), Versions.NEWEST, List.of(), 0, 4000, 1, 2),
            new HostState("h1", "mac of h1", FilterMode.EXCLUDE, new TreeSet<>(List.of("s1")), 3, 0, 0, 4000, 26_000),
            List.of()));
    }

    @Test
    void zappingIsALeaveAndAJoin() {
        Reporter h1 = host(IPV4, "h1");
        link.report(0, h1, new GroupRecord(TO_EX, "a", Sources.NONE))
            .report(5000, h1, new GroupRecord(TO_IN, "a", Sources.NONE))
            .report(5040, h1, new GroupRecord(TO_EX, "b", Sources.NONE));
        assertThat(link.changes()).extracting(Object::toString).containsExactly(
            "a 0 #1 GROUP_STARTED by REPORT: group - -> EX(;), members 0",
            "a 0 #2 HOST_JOINED by REPORT: h1(mac of h1) - -> EX(;), members 1",
            "a 5000 #3 HOST_LEFT by LEAVE: h1(mac of h1) EX(;) -> -, members 0",
            "b 5040 #1 GROUP_STARTED by REPORT: group - -> EX(;), members 0",
            "b 5040 #2 HOST_JOINED by REPORT: h1(mac of h1) - -> EX(;), members 1");
    }

    @Test
    void whoDoesNotAnswerAQueryForTheGroupIsGone() {
        link.report(0, host(IPV4, "h1"), record(TO_EX)).report(0, host(IPV4, "h2"), record(TO_EX))
            .report(0, host(IPV4, "h3"), record(ALLOW, "s1")).told();
        link.query(10_000, query(IPV4)).report(10_400, host(IPV4, "h2"), record(IS_EX)).advance(20_000);
        assertThat(link.told()).isEqualTo("""
            10400 #6 SOURCES_CHANGED by REPORT: group EX(s1;) -> EX(;), members 3
            12000 #7 HOST_EXPIRED by QUERY: h1(mac of h1) EX(;) -> -, members 2
            12000 #8 HOST_EXPIRED by QUERY: h3(mac of h3) IN(s1) -> -, members 1
            """);
        assertThat(link.group("g").state().deadline()).isEqualTo(280_400);
        assertThat(link.group("g").asked()).isEmpty();
    }

    @Test
    void nobodyAnswersAndTheGroupEndsWithItsHosts() {
        link.report(0, host(IPV4, "h1"), record(TO_EX)).report(0, host(IPV4, "h2"), record(TO_EX)).told();
        link.query(10_000, query(IPV4)).query(11_000, query(IPV4)).advance(20_000);
        assertThat(link.told()).isEqualTo("""
            12000 #4 HOST_EXPIRED by QUERY: h1(mac of h1) EX(;) -> -, members 1
            12000 #5 HOST_EXPIRED by QUERY: h2(mac of h2) EX(;) -> -, members 0
            12000 #6 GROUP_ENDED by QUERY: group EX(;) -> -, members 0
            """);
    }

    @Test
    void whoDoesNotAnswerAQueryAboutSourcesWantsThemNoMore() {
        link.report(0, host(IPV6, "include1"), record(ALLOW, "s1"))
            .report(1, host(IPV6, "include12"), record(ALLOW, "s1", "s2"))
            .report(2, host(IPV6, "include2"), record(ALLOW, "s2")).told();
        link.query(10_000, query(IPV6, "s1")).advance(20_000);
        assertThat(link.told()).isEqualTo("""
            12000 #6 HOST_EXPIRED by QUERY: include1(mac of include1) IN(s1) -> -, members 2
            12000 #7 SOURCES_CHANGED by QUERY: include12(mac of include12) IN(s1,s2) -> IN(s2), members 2
            12000 #8 SOURCES_CHANGED by QUERY: group IN(s1,s2) -> IN(s2), members 2
            """);
        assertThat(link.hosts("g").get("include12").since()).isEqualTo(12_000);
    }

    @Test
    void anExcludeHostAnswersForWhatItDoesNotBlock() {
        link.report(0, host(IPV4, "blocks1"), record(TO_EX, "s1"))
            .report(1, host(IPV4, "blocks12"), record(TO_EX, "s1", "s2"))
            .report(2, host(IPV4, "include"), record(ALLOW, "s1", "s2")).told();
        link.query(10_000, query(IPV4, "s1")).advance(12_500).query(13_000, query(IPV4, "s1", "s2")).advance(20_000);
        assertThat(link.told()).isEqualTo("""
            12000 #7 SOURCES_CHANGED by QUERY: include(mac of include) IN(s1,s2) -> IN(s2), members 3
            12000 #8 SOURCES_CHANGED by QUERY: group EX(s1,s2;) -> EX(s2;s1), members 3
            15000 #9 HOST_EXPIRED by QUERY: blocks1(mac of blocks1) EX(;s1) -> -, members 2
            15000 #10 HOST_EXPIRED by QUERY: include(mac of include) IN(s2) -> -, members 1
            15000 #11 SOURCES_CHANGED by QUERY: group EX(s2;s1) -> EX(;s1,s2), members 1
            """);
    }

    @Test
    void aSetSFlagLeavesTimersAndHostsAlone() {
        link.report(0, host(IPV4, "h1"), record(TO_EX)).told();
        TrackedGroup before = link.group("g");
        link.query(10_000, Told.suppressed(query(IPV4))).query(11_000, Told.suppressed(query(IPV4, "s1")))
            .advance(20_000);
        assertThat(link.told()).isEmpty();
        assertThat(link.group("g")).isEqualTo(before);
    }

    /** Retransmissions carry it (RFC 9776 section 6.6.3.2), and hosts answer them like any other query. */
    @Test
    void anAnswerToAQueryWithTheSFlagIsAPart() {
        link.report(0, host(IPV4, "h1"), record(ALLOW, "s1", "s2")).told();
        link.query(10_000, Told.suppressed(query(IPV4, "s1"))).report(10_900, host(IPV4, "h1"), record(IS_IN, "s1"));
        assertThat(link.told()).isEmpty();
        link.report(11_200, host(IPV4, "h1"), record(IS_IN, "s1"));
        assertThat(link.told()).isEqualTo("""
            11200 #3 SOURCES_CHANGED by REPORT: h1(mac of h1) IN(s1,s2) -> IN(s1), members 1
            """);
    }

    /** Linux, asked for a source that it gives up before it answers, sends an empty list: it wants others still. */
    @Test
    void anEmptyAnswerToAQueryAboutSourcesEndsNobody() {
        link.report(0, host(IPV4, "h1"), record(ALLOW, "s1", "s2")).told();
        link.query(10_000, query(IPV4, "s2")).report(10_300, host(IPV4, "h1"), record(BLOCK, "s2"));
        assertThat(link.told()).isEqualTo("""
            10300 #3 SOURCES_CHANGED by REPORT: h1(mac of h1) IN(s1,s2) -> IN(s1), members 1
            """);
        link.report(10_900, host(IPV4, "h1"), record(IS_IN));
        assertThat(link.told()).isEmpty();
        link.report(20_000, host(IPV4, "h1"), record(IS_IN));
        assertThat(link.told()).as("nobody has asked").isEqualTo("""
            12000 #4 SOURCES_CHANGED by QUERY: group IN(s1,s2) -> IN(s1), members 1
            20000 #5 HOST_LEFT by LEAVE: h1(mac of h1) IN(s1) -> -, members 0
            """);
    }

    /** A host that has not answered yet adds what it is asked for then (RFC 9776 section 5.2): seen of Linux. */
    @Test
    void oneRecordAnswersAllThatIsAskedMeanwhile() {
        link.report(0, host(IPV4, "h1"), record(ALLOW, "s1", "s2", "s3")).told();
        link.query(10_000, Told.suppressed(query(IPV4, "s3"))).query(10_001, Told.suppressed(query(IPV4, "s1", "s4")))
            .report(10_200, host(IPV4, "h1"), record(IS_IN, "s1", "s3"));
        assertThat(link.told()).isEmpty();
        link.report(10_300, host(IPV4, "h1"), record(IS_IN, "s1", "s2"));
        assertThat(link.told()).isEqualTo("""
            10300 #3 SOURCES_CHANGED by REPORT: h1(mac of h1) IN(s1,s2,s3) -> IN(s1,s2), members 1
            """);
    }

    @Test
    void anMldQueryFromOffTheLinkLeavesTimersAndHostsAlone() {
        Outcome joined = rules.onRecord(null, null, host(IPV6, "h1"), record(TO_EX), Timers.DEFAULT, 0, 0);
        for (String querier : List.of("::", "2001:db8::1", "fec0::1", "fe7f::1")) {
            Query query = new Query(IPV6, querier, null, 2, "g", Sources.NONE, 1000, false, 2, 125_000);
            assertThat(rules.onQuery(joined.group(), query, Timers.DEFAULT, 1000)).isEqualTo(joined.group());
        }
        Query valid = new Query(IPV6, "febf::1", null, 2, "g", Sources.NONE, 1000, false, 2, 125_000);
        assertThat(rules.onQuery(joined.group(), valid, Timers.DEFAULT, 1000).state().deadline()).isEqualTo(3000);
    }

    @Test
    void theAnswerOfOneOlderHostSavesTheOthers() {
        link.report(0, host(IPV4, "old1", 2), GroupRecord.joined("g"))
            .report(1, host(IPV4, "old2", 2), GroupRecord.joined("g"))
            .report(2, host(IPV4, "new"), record(TO_EX)).told();
        link.query(10_000, query(IPV4)).report(10_300, host(IPV4, "old1", 2), GroupRecord.joined("g"))
            .advance(20_000);
        assertThat(link.told()).isEmpty();
        assertThat(link.hosts("g")).containsOnlyKeys("new", "old1", "old2");
        // The answer of a new one silences nobody.
        link.query(30_000, query(IPV4)).report(30_300, host(IPV4, "new"), record(IS_EX)).advance(40_000);
        assertThat(link.told()).isEqualTo("""
            32000 #5 HOST_EXPIRED by QUERY: old1(mac of old1) EX(;) -> -, members 2
            32000 #6 HOST_EXPIRED by QUERY: old2(mac of old2) EX(;) -> -, members 1
            """);
    }

    @Test
    void aLeaveOfAnOlderHostSavesNobody() {
        link.report(0, host(IPV4, "old1", 2), GroupRecord.joined("g"))
            .report(0, host(IPV4, "old2", 2), GroupRecord.joined("g")).told();
        link.query(10_000, query(IPV4)).report(10_300, leaving(IPV4, "old1"), GroupRecord.left("g")).advance(20_000);
        assertThat(link.told()).isEqualTo("""
            10300 #4 HOST_LEFT by LEAVE: old1(mac of old1) EX(;) -> -, members 1
            12000 #5 HOST_EXPIRED by QUERY: old2(mac of old2) EX(;) -> -, members 0
            12000 #6 GROUP_ENDED by QUERY: group EX(;) -> -, members 0
            """);
    }

    @Test
    void anOlderHostIsAMemberLongerThanItsVersionIsPresent() {
        link.report(0, host(IPV4, "old1", 2), GroupRecord.joined("g")).told();
        link.advance(259_999);
        assertThat(link.group("g").compatibilityVersion(259_999)).isEqualTo(2);
        link.report(260_000, host(IPV4, "h2"), record(BLOCK, "s1")).advance(270_000);
        assertThat(link.told()).isEqualTo("""
            260000 #3 SOURCES_CHANGED by REPORT: group EX(;) -> EX(s1;), members 1
            270000 #4 HOST_EXPIRED by TIMER: old1(mac of old1) EX(;) -> -, members 0
            270000 #5 GROUP_ENDED by TIMER: group EX(s1;) -> -, members 0
            """);
    }

    @Test
    void hostsThatAreLeftEndWithTheirGroup() {
        // h2's BLOCK keeps h2 alive but refreshes no timer of the group.
        link.report(0, host(IPV4, "h1"), record(ALLOW, "s1")).report(0, host(IPV4, "h2"), record(ALLOW, "s1", "s2"))
            .report(100_000, host(IPV4, "h2"), record(BLOCK, "s2")).told();
        link.advance(300_000);
        assertThat(link.told()).isEqualTo("""
            270000 #6 HOST_EXPIRED by TIMER: h1(mac of h1) IN(s1) -> -, members 1
            270000 #7 HOST_EXPIRED by TIMER: h2(mac of h2) IN(s1) -> -, members 0
            270000 #8 GROUP_ENDED by TIMER: group IN(s1,s2) -> -, members 0
            """);
        assertThat(link.groups()).isEmpty();
        assertThat(link.hosts("g")).isEmpty();
    }

    @Test
    void sourcesAskedForOutliveAQueryForTheGroup() {
        link.report(0, host(IPV4, "h1"), record(TO_EX)).report(5, host(IPV4, "h2"), record(ALLOW, "s1")).told();
        link.query(10_000, query(IPV4)).report(10_100, host(IPV4, "h2"), record(IS_IN, "s1")).advance(20_000);
        assertThat(link.told()).isEqualTo("""
            12000 #5 HOST_EXPIRED by QUERY: h1(mac of h1) EX(;) -> -, members 1
            12000 #6 MODE_CHANGED by QUERY: group EX(s1;) -> IN(s1), members 1
            """);
    }

    @Test
    void theLastExcludeMemberGoesAndSourcesRemain() {
        link.report(0, host(IPV4, "h1"), record(TO_EX, "s1")).report(1000, host(IPV4, "h2"), record(ALLOW, "s2"))
            .report(100_000, host(IPV4, "h2"), record(IS_IN, "s2")).told();
        link.advance(300_000);
        assertThat(link.told()).isEqualTo("""
            270000 #5 HOST_EXPIRED by TIMER: h1(mac of h1) EX(;s1) -> -, members 1
            270000 #6 MODE_CHANGED by TIMER: group EX(s2;s1) -> IN(s2), members 1
            """);
    }

    @Test
    void timersAreThoseOfTheQuerierHeard() {
        link.timers(new Timers(3, 10_000, 2000, 500));
        link.report(0, host(IPV4, "h1"), record(TO_EX)).advance(33_999).told();
        assertThat(link.groups()).containsOnlyKeys("g");
        link.query(33_999 - 1, query(IPV4)).advance(34_000);
        assertThat(link.told()).isEqualTo("""
            34000 #3 HOST_EXPIRED by TIMER: h1(mac of h1) EX(;) -> -, members 0
            34000 #4 GROUP_ENDED by TIMER: group EX(;) -> -, members 0
            """);
    }
}
