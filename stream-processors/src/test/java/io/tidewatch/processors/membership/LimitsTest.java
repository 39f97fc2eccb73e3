package io.tidewatch.processors.membership;

import static io.tidewatch.processors.membership.Family.IPV4;
import static io.tidewatch.processors.membership.RecordType.ALLOW;
import static io.tidewatch.processors.membership.RecordType.BLOCK;
import static io.tidewatch.processors.membership.RecordType.IS_EX;
import static io.tidewatch.processors.membership.RecordType.IS_IN;
import static io.tidewatch.processors.membership.RecordType.TO_EX;
import static io.tidewatch.processors.membership.RecordType.TO_IN;
import static io.tidewatch.processors.membership.Told.host;
import static io.tidewatch.processors.membership.Told.record;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What a limit keeps out, what it tells, and what it leaves alone. */
class LimitsTest {
    private final Link link = new Link(IPV4, new Limits(2, 3, 2), Timers.DEFAULT);

    @Test
    void aGroupTooManyIsKeptOut() {
        link.report(1, host(IPV4, "h1"), new GroupRecord(TO_EX, "a", Sources.NONE))
            .report(2, host(IPV4, "h1"), new GroupRecord(TO_EX, "b", Sources.NONE)).told();
        link.report(3, host(IPV4, "h1"), new GroupRecord(TO_EX, "c", Sources.NONE))
            .report(4, host(IPV4, "h2"), new GroupRecord(TO_EX, "a", Sources.NONE))
            .report(5, host(IPV4, "h1"), new GroupRecord(BLOCK, "c", new TreeSet<>(List.of("s1"))));
        assertThat(link.told()).isEqualTo("""
            3 #0 LIMIT_REACHED by REPORT: h1(mac of h1) - -> -, members 0, groups per segment: 2
            4 #3 HOST_JOINED by REPORT: h2(mac of h2) - -> EX(;), members 2
            """);
        assertThat(link.groups()).containsOnlyKeys("a", "b");
        // When one has ended there is room again.
        link.report(270_001, host(IPV4, "h1"), new GroupRecord(TO_EX, "c", Sources.NONE));
        assertThat(link.told()).startsWith("""
            270001 #4 HOST_EXPIRED by TIMER: h1(mac of h1) EX(;) -> -, members 1
            """);
        link.report(270_002, host(IPV4, "h1"), new GroupRecord(TO_EX, "c", Sources.NONE));
        assertThat(link.groups()).containsOnlyKeys("a", "c");
    }

    @Test
    void aHostTooManyIsKeptOutAndItsGroupGoesOn() {
        link.report(1, host(IPV4, "h1"), record(TO_EX)).report(2, host(IPV4, "h2"), record(TO_EX)).told();
        link.report(100_000, host(IPV4, "h3"), record(TO_EX)).report(100_001, host(IPV4, "h3"), record(TO_IN))
            .report(100_002, host(IPV4, "h2"), record(IS_EX)).advance(300_000);
        assertThat(link.told()).isEqualTo("""
            100000 #4 LIMIT_REACHED by REPORT: h3(mac of h3) - -> -, members 2, hosts per group: 2
            270001 #5 HOST_EXPIRED by TIMER: h1(mac of h1) EX(;) -> -, members 1
            """);
        link.report(300_000, host(IPV4, "h3"), record(IS_EX)).advance(370_002);
        assertThat(link.told()).isEqualTo("""
            300000 #6 HOST_JOINED by REPORT: h3(mac of h3) - -> EX(;), members 2
            370002 #7 HOST_EXPIRED by TIMER: h2(mac of h2) EX(;) -> -, members 1
            """);
    }

    @Test
    void sourcesTooManyAreKeptOutAndTheOthersStay() {
        link.report(1, host(IPV4, "h1"), record(ALLOW, "s1", "s2", "s3", "s4"));
        assertThat(link.told()).isEqualTo("""
            1 #1 GROUP_STARTED by REPORT: group - -> IN(s1,s2,s3), members 0
            1 #2 HOST_JOINED by REPORT: h1(mac of h1) - -> IN(s1,s2,s3), members 1
            1 #3 LIMIT_REACHED by REPORT: h1(mac of h1) - -> -, members 1, sources per group: 3
            """);
        // Known ones are refreshed, also beside one that is kept out.
        link.report(50_000, host(IPV4, "h1"), record(IS_IN, "s0", "s1", "s2"));
        assertThat(link.told()).isEqualTo("""
            50000 #4 SOURCES_CHANGED by REPORT: h1(mac of h1) IN(s1,s2,s3) -> IN(s0,s1,s2), members 1
            50000 #5 LIMIT_REACHED by REPORT: h1(mac of h1) - -> -, members 1, sources per group: 3
            """);
        assertThat(link.group("g").state().sources()).containsEntry("s1", 320_000L).containsEntry("s2", 320_000L)
            .containsEntry("s3", 270_001L).hasSize(3);
        // What is known or adds nothing is never too much.
        link.report(55_000, host(IPV4, "h2"), record(IS_IN, "s1", "s2"));
        assertThat(link.told()).isEqualTo("""
            55000 #6 HOST_JOINED by REPORT: h2(mac of h2) - -> IN(s1,s2), members 2
            """);
        link.report(60_000, host(IPV4, "h1"), record(BLOCK, "s0", "s1", "s7", "s8", "s9"));
        assertThat(link.told()).isEqualTo("""
            60000 #7 SOURCES_CHANGED by REPORT: h1(mac of h1) IN(s0,s1,s2) -> IN(s2), members 2
            """);
    }

    @Test
    void ofAnExcludeListTooLongWhatIsKnownStays() {
        link.report(1, host(IPV4, "h1"), record(TO_EX, "s7", "s8", "s9")).told();
        link.report(2, host(IPV4, "h1"), record(IS_EX, "s1", "s2", "s8", "s9"));
        assertThat(link.told()).isEqualTo("""
            2 #3 SOURCES_CHANGED by REPORT: group EX(;s7,s8,s9) -> EX(s1;s8,s9), members 1
            2 #4 SOURCES_CHANGED by REPORT: h1(mac of h1) EX(;s7,s8,s9) -> EX(;s1,s8,s9), members 1
            2 #5 LIMIT_REACHED by REPORT: h1(mac of h1) - -> -, members 1, sources per group: 3
            """);
        link.report(3, host(IPV4, "h2"), record(ALLOW, "s2"));
        assertThat(link.told()).isEqualTo("""
            3 #6 HOST_JOINED by REPORT: h2(mac of h2) - -> IN(s2), members 2
            3 #7 LIMIT_REACHED by REPORT: h2(mac of h2) - -> -, members 2, sources per group: 3
            """);
    }

    @Test
    void aHostThatMovesToOtherSourcesStaysAMember() {
        link.report(1, host(IPV4, "h1"), record(ALLOW, "s1", "s2", "s3")).told();
        link.report(2, host(IPV4, "h1"), record(TO_IN, "s4"));
        assertThat(link.told()).isEqualTo("""
            2 #3 SOURCES_CHANGED by REPORT: h1(mac of h1) IN(s1,s2,s3) -> IN(s4), members 1
            2 #4 LIMIT_REACHED by REPORT: h1(mac of h1) - -> -, members 1, sources per group: 3
            """);
        assertThat(link.group("g").state().sources()).containsOnlyKeys("s1", "s2", "s3");
    }

    @Test
    void whateverIsSentNothingGrowsBeyondTheLimits() {
        long seed = 20_251;
        Random random = new Random(seed);
        RecordType[] types = RecordType.values();
        for (int i = 0; i < 20_000; i++) {
            TreeSet<String> sources = new TreeSet<>();
            for (int n = random.nextInt(6); n > 0; n--) {
                sources.add("s" + random.nextInt(50));
            }
            link.report(i * 50L, host(IPV4, "h" + random.nextInt(5)),
                new GroupRecord(types[random.nextInt(types.length)], "g" + random.nextInt(5), sources));
            assertThat(link.groups().size()).as("seed %d", seed).isLessThanOrEqualTo(2);
            link.groups().forEach((name, group) -> {
                assertThat(group.state().sources().size()).as("seed %d", seed).isLessThanOrEqualTo(3);
                assertThat(link.hosts(name).size()).as("seed %d", seed).isEqualTo(group.members())
                    .isLessThanOrEqualTo(2);
                link.hosts(name).values().forEach(
                    host -> assertThat(host.sources().size()).as("seed %d", seed).isLessThanOrEqualTo(3));
            });
        }
    }

    @Test
    void aLimitIsAtLeastOne() {
        assertThatThrownBy(() -> new Limits(0, 1, 1)).isInstanceOf(IllegalArgumentException.class)
            .hasMessage("a limit is at least 1");
        assertThatThrownBy(() -> new Limits(1, 0, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Limits(1, 1, 0)).isInstanceOf(IllegalArgumentException.class);
    }
}
