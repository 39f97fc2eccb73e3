package io.tidewatch.processors.membership;

import static io.tidewatch.processors.membership.RecordType.ALLOW;
import static io.tidewatch.processors.membership.RecordType.BLOCK;
import static io.tidewatch.processors.membership.RecordType.IS_EX;
import static io.tidewatch.processors.membership.RecordType.TO_EX;
import static io.tidewatch.processors.membership.Told.host;
import static io.tidewatch.processors.membership.Told.leaving;
import static io.tidewatch.processors.membership.Told.record;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What well-known state machines get wrong, each in a few lines and for both protocols: Zeek's table of multicast
 * participants, and FRR's pim6d. The rules themselves are tested in full beside this.
 */
class KnownMistakesTest {
    /** Zeek promises to forget who has been silent for 400 s, and never does. */
    @ParameterizedTest
    @EnumSource(Family.class)
    void whoFallsSilentIsForgotten(Family family) {
        Link link = new Link(family, Limits.DEFAULT, Timers.DEFAULT);
        link.report(0, host(family, "h1"), record(TO_EX)).told();
        link.advance(400_000);
        assertThat(link.told()).isEqualTo("""
            270000 #3 HOST_EXPIRED by TIMER: h1(mac of h1) EX(;) -> -, members 0
            270000 #4 GROUP_ENDED by TIMER: group EX(;) -> -, members 0
            """);
        assertThat(link.groups()).isEmpty();
    }

    /** Zeek ignores records that exclude or block sources; pim6d does not support sources in EXCLUDE. */
    @ParameterizedTest
    @EnumSource(Family.class)
    void excludedAndBlockedSourcesCount(Family family) {
        Link link = new Link(family, Limits.DEFAULT, Timers.DEFAULT);
        link.report(1, host(family, "h1"), record(IS_EX, "s1")).report(2, host(family, "h2"), record(ALLOW, "s1", "s2"))
            .report(3, host(family, "h2"), record(BLOCK, "s2"));
        assertThat(link.told()).isEqualTo("""
            1 #1 GROUP_STARTED by REPORT: group - -> EX(;s1), members 0
            1 #2 HOST_JOINED by REPORT: h1(mac of h1) - -> EX(;s1), members 1
            2 #3 SOURCES_CHANGED by REPORT: group EX(;s1) -> EX(s1,s2;), members 1
            2 #4 HOST_JOINED by REPORT: h2(mac of h2) - -> IN(s1,s2), members 2
            3 #5 SOURCES_CHANGED by REPORT: h2(mac of h2) IN(s1,s2) -> IN(s1), members 2
            """);
    }

    /** Zeek looks a group up that it does not have. */
    @ParameterizedTest
    @EnumSource(Family.class)
    void aLeaveOfAnUnknownGroupIsNothing(Family family) {
        Link link = new Link(family, Limits.DEFAULT, Timers.DEFAULT);
        link.report(1, leaving(family, "h1"), GroupRecord.left(Told.GROUP));
        assertThat(link.told()).isEmpty();
        assertThat(link.groups()).isEmpty();
    }

    /** Zeek drops the 501st group and member without a word. */
    @ParameterizedTest
    @EnumSource(Family.class)
    void whatALimitKeepsOutIsTold(Family family) {
        Link link = new Link(family, new Limits(10, 10, 1), Timers.DEFAULT);
        link.report(1, host(family, "h1"), record(TO_EX)).told();
        link.report(2, host(family, "h2"), record(TO_EX));
        assertThat(link.told()).isEqualTo("""
            2 #3 LIMIT_REACHED by REPORT: h2(mac of h2) - -> -, members 1, hosts per group: 1
            """);
    }

    /** pim6d does not take over the robustness and the interval of the querier that it hears. */
    @Test
    void anMldQuerierIsBelievedAboutItsTimers() {
        Query query = new Query(Family.IPV6, "fe80::1", "mac", 2, null, Sources.NONE, 5000, true, 3, 30_000);
        assertThat(QuerierRules.onQuery(QuerierTable.NONE, query, 1000).timers())
            .isEqualTo(new Timers(3, 30_000, 5000, 1000));
    }

    /** pim6d sets no timer for listeners of version 1. */
    @Test
    void aListenerOfVersion1IsRememberedAsLongAsItMayBePresent() {
        Link link = new Link(Family.IPV6, Limits.DEFAULT, Timers.DEFAULT);
        link.report(0, host(Family.IPV6, "h1", 1), GroupRecord.joined(Told.GROUP))
            .report(100_000, host(Family.IPV6, "h2"), record(TO_EX));
        assertThat(link.group(Told.GROUP).compatibilityVersion(259_999)).isEqualTo(1);
        assertThat(link.group(Told.GROUP).compatibilityVersion(260_000)).isEqualTo(2);
    }
}
