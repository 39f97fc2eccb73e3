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
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What a host is: what it last said, word by word. */
class HostHistoryTest {
    private final Link link = new Link(IPV4, Limits.DEFAULT, Timers.DEFAULT);

    @Test
    void joinsAndLeaves() {
        link.report(1000, host(IPV4, "h1"), record(TO_EX))
            .report(2000, host(IPV4, "h1"), record(IS_EX))
            .report(3000, host(IPV4, "h1"), record(TO_IN));
        assertThat(link.told()).isEqualTo("""
            1000 #1 GROUP_STARTED by REPORT: group - -> EX(;), members 0
            1000 #2 HOST_JOINED by REPORT: h1(mac of h1) - -> EX(;), members 1
            3000 #3 HOST_LEFT by LEAVE: h1(mac of h1) EX(;) -> -, members 0
            """);
        assertThat(link.hosts(Told.GROUP)).isEmpty();
        // Its record keeps the group until its querier has asked or the membership interval is over.
        link.advance(2000 + 269_999);
        assertThat(link.told()).isEmpty();
        link.advance(2000 + 270_000);
        assertThat(link.told()).isEqualTo("""
            272000 #4 GROUP_ENDED by TIMER: group EX(;) -> -, members 0
            """);
    }

    @Test
    void silenceEndsItOneMembershipIntervalAfterItsLastReport() {
        link.report(0, host(IPV4, "h1"), record(TO_EX)).report(50_000, host(IPV4, "h2"), record(TO_EX))
            .report(100_000, host(IPV4, "h2"), record(IS_EX)).told();
        link.advance(400_000);
        assertThat(link.told()).isEqualTo("""
            270000 #4 HOST_EXPIRED by TIMER: h1(mac of h1) EX(;) -> -, members 1
            370000 #5 HOST_EXPIRED by TIMER: h2(mac of h2) EX(;) -> -, members 0
            370000 #6 GROUP_ENDED by TIMER: group EX(;) -> -, members 0
            """);
    }

    @Test
    void sourcesAreAllowedAndBlocked() {
        link.report(1, host(IPV4, "h1"), record(ALLOW, "s1", "s2"))
            .report(2, host(IPV4, "h1"), record(ALLOW, "s2", "s3"))
            .report(3, host(IPV4, "h1"), record(BLOCK, "s1", "s9"))
            .report(4, host(IPV4, "h1"), record(IS_IN, "s2", "s3"))
            .report(5, host(IPV4, "h1"), record(TO_EX, "s4"))
            .report(6, host(IPV4, "h1"), record(BLOCK, "s5"))
            .report(7, host(IPV4, "h1"), record(ALLOW, "s4"))
            .report(8, host(IPV4, "h1"), record(TO_IN, "s5"))
            .report(9, host(IPV4, "h1"), record(BLOCK, "s5"));
        assertThat(link.told()).isEqualTo("""
            1 #1 GROUP_STARTED by REPORT: group - -> IN(s1,s2), members 0
            1 #2 HOST_JOINED by REPORT: h1(mac of h1) - -> IN(s1,s2), members 1
            2 #3 SOURCES_CHANGED by REPORT: group IN(s1,s2) -> IN(s1,s2,s3), members 1
            2 #4 SOURCES_CHANGED by REPORT: h1(mac of h1) IN(s1,s2) -> IN(s1,s2,s3), members 1
            3 #5 SOURCES_CHANGED by REPORT: h1(mac of h1) IN(s1,s2,s3) -> IN(s2,s3), members 1
            5 #6 MODE_CHANGED by REPORT: group IN(s1,s2,s3) -> EX(;s4), members 1
            5 #7 MODE_CHANGED by REPORT: h1(mac of h1) IN(s2,s3) -> EX(;s4), members 1
            6 #8 SOURCES_CHANGED by REPORT: group EX(;s4) -> EX(s5;s4), members 1
            6 #9 SOURCES_CHANGED by REPORT: h1(mac of h1) EX(;s4) -> EX(;s4,s5), members 1
            7 #10 SOURCES_CHANGED by REPORT: group EX(s5;s4) -> EX(s4,s5;), members 1
            7 #11 SOURCES_CHANGED by REPORT: h1(mac of h1) EX(;s4,s5) -> EX(;s5), members 1
            8 #12 MODE_CHANGED by REPORT: h1(mac of h1) EX(;s5) -> IN(s5), members 1
            9 #13 HOST_LEFT by LEAVE: h1(mac of h1) IN(s5) -> -, members 0
            """);
    }

    @Test
    void aHostIsWhatItSaidAndWhen() {
        link.report(10, host(IPV4, "h1"), record(ALLOW, "s1"))
            .report(20, host(IPV4, "h1"), record(ALLOW, "s2"))
            .report(30, host(IPV4, "h1"), record(IS_IN, "s1", "s2"));
        assertThat(link.hosts(Told.GROUP)).containsOnlyKeys("h1").containsValue(new HostState("h1", "mac of h1",
            FilterMode.INCLUDE, new TreeSet<>(List.of("s1", "s2")), 3, 10, 20, 30, 270_030));
        assertThat(link.group(Told.GROUP).lastReportAt()).isEqualTo(30);
        assertThat(link.group(Told.GROUP).startedAt()).isEqualTo(10);
    }

    @Test
    void whoWasNoMemberEndsNothing() {
        link.report(1, host(IPV4, "h1"), record(BLOCK, "s1")).report(2, host(IPV4, "h1"), record(IS_IN))
            .report(3, host(IPV4, "h1"), record(TO_IN)).report(4, leaving(IPV4, "h1"), GroupRecord.left(Told.GROUP));
        assertThat(link.told()).isEmpty();
        assertThat(link.groups()).isEmpty();

        link.report(5, host(IPV4, "h1"), record(TO_EX)).told();
        link.report(6, host(IPV4, "h2"), record(BLOCK, "s1")).report(7, host(IPV4, "h2"), record(TO_IN))
            .report(8, host(IPV4, "h2"), record(IS_IN));
        assertThat(link.told()).isEqualTo("""
            6 #3 SOURCES_CHANGED by REPORT: group EX(;) -> EX(s1;), members 1
            """);
        assertThat(link.group(Told.GROUP).lastReportAt()).isEqualTo(5);
    }

    @Test
    void includeOfNothingIsALeave() {
        link.report(1, host(IPV4, "h1"), record(TO_EX)).report(2, host(IPV4, "h2"), record(ALLOW, "s1")).told();
        link.report(3, host(IPV4, "h1"), record(IS_IN)).report(4, host(IPV4, "h2"), record(IS_IN));
        assertThat(link.told()).isEqualTo("""
            3 #5 HOST_LEFT by LEAVE: h1(mac of h1) EX(;) -> -, members 1
            4 #6 HOST_LEFT by LEAVE: h2(mac of h2) IN(s1) -> -, members 0
            """);
    }

    @Test
    void olderHostsJoinAndLeave() {
        link.report(1000, host(IPV4, "h1", 2), GroupRecord.joined(Told.GROUP))
            .report(2000, leaving(IPV4, "h1"), GroupRecord.left(Told.GROUP))
            .query(2001, query(IPV4)).query(3001, query(IPV4)).advance(10_000);
        assertThat(link.told()).isEqualTo("""
            1000 #1 GROUP_STARTED by REPORT: group - -> EX(;), members 0
            1000 #2 HOST_JOINED by REPORT: h1(mac of h1) - -> EX(;), members 1
            2000 #3 HOST_LEFT by LEAVE: h1(mac of h1) EX(;) -> -, members 0
            4001 #4 GROUP_ENDED by QUERY: group EX(;) -> -, members 0
            """);
    }

    @Test
    void theAnswerToAQueryAboutSourcesTellsOfThoseAlone() {
        Link mld = new Link(IPV6, Limits.DEFAULT, Timers.DEFAULT);
        mld.report(0, host(IPV6, "h1"), record(ALLOW, "s1", "s2", "s3"))
            .report(0, host(IPV6, "h2"), record(TO_EX, "s1", "s4")).told();
        mld.query(10_000, query(IPV6, "s1", "s2"))
            .report(10_500, host(IPV6, "h1"), record(IS_IN, "s1"))
            .report(10_600, host(IPV6, "h2"), record(IS_IN, "s1"));
        assertThat(mld.told()).isEqualTo("""
            10600 #5 SOURCES_CHANGED by REPORT: h2(mac of h2) EX(;s1,s4) -> EX(;s4), members 2
            """);
        // More than was asked about, or too late, and it is all that the host wants.
        mld.report(10_700, host(IPV6, "h1"), record(IS_IN, "s1", "s3"))
            .report(11_101, host(IPV6, "h1"), record(IS_IN, "s1"));
        assertThat(mld.told()).isEqualTo("""
            10700 #6 SOURCES_CHANGED by REPORT: group EX(s1;s4) -> EX(s1,s3;s4), members 2
            10700 #7 SOURCES_CHANGED by REPORT: h1(mac of h1) IN(s1,s2,s3) -> IN(s1,s3), members 2
            11101 #8 SOURCES_CHANGED by REPORT: h1(mac of h1) IN(s1,s3) -> IN(s1), members 2
            """);
    }

    @Test
    void aQueryForTheGroupMakesNoAnswerAdditive() {
        link.report(0, host(IPV4, "h1"), record(ALLOW, "s1", "s2")).told();
        link.query(10_000, query(IPV4)).report(10_100, host(IPV4, "h1"), record(IS_IN, "s1"));
        assertThat(link.told()).isEqualTo("""
            10100 #3 SOURCES_CHANGED by REPORT: h1(mac of h1) IN(s1,s2) -> IN(s1), members 1
            """);
    }
}
