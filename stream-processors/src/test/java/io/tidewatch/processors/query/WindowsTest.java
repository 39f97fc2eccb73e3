package io.tidewatch.processors.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tidewatch.processors.membership.MemberWindow;
import io.tidewatch.schemas.AddressFamily;
import io.tidewatch.schemas.ChangeCause;
import io.tidewatch.schemas.FilterMode;
import io.tidewatch.schemas.Tracking;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WindowsTest {
    private static final long MINUTE = 60_000;

    private static Stay stay(String host, String group, long from, Long to, ChangeCause endedBy) {
        return new Stay("lan", group, AddressFamily.IPV4, host, null, FilterMode.EXCLUDE, List.of(), 3,
            Tracking.EXPLICIT, Instant.ofEpochMilli(from), to == null ? null : Instant.ofEpochMilli(to), endedBy);
    }

    private static Stay stay(String host, long from, Long to, ChangeCause endedBy) {
        return stay(host, "239.1.1.1", from, to, endedBy);
    }

    private static Windows of(Stay... stays) {
        return new Windows(List.of(stays), List.of());
    }

    /** Joins, leaves, expiries, fewest, most and last members, and their mean. */
    private static List<Number> counts(long joins, long leaves, long expiries, int least, int most, int last,
                                       double mean) {
        return List.of(joins, leaves, expiries, least, most, last, mean);
    }

    private static List<Number> counts(Windows windows, long start, long end) {
        MemberWindow window = windows.over(start, end).window();
        return counts(window.joins(), window.leaves(), window.expiries(), window.least(), window.most(), window.last(),
            window.mean());
    }

    @Test
    void aMemberThroughoutIsInEveryWindowAndNothingHappens() {
        Windows windows = of(stay("a", -5, null, null));
        assertThat(counts(windows, 0, MINUTE)).isEqualTo(counts(0, 0, 0, 1, 1, 1, 1));
        assertThat(counts(of(), 0, MINUTE)).isEqualTo(counts(0, 0, 0, 0, 0, 0, 0));
    }

    @Test
    void meanIsWeightedByTime() {
        Windows windows = of(stay("a", 15_000, null, null), stay("b", 30_000, 45_000L, ChangeCause.LEAVE));
        assertThat(counts(windows, 0, MINUTE)).isEqualTo(counts(2, 1, 0, 0, 2, 1, (45.0 + 15) / 60));
    }

    @Test
    void aChangeOnAnEdgeBelongsToTheWindowThatBegins() {
        Windows windows = of(stay("a", 0, MINUTE, ChangeCause.TIMER), stay("b", MINUTE, null, null));
        assertThat(counts(windows, 0, MINUTE)).isEqualTo(counts(1, 0, 0, 1, 1, 1, 1));
        assertThat(counts(windows, MINUTE, 2 * MINUTE)).isEqualTo(counts(1, 0, 1, 1, 1, 1, 1));
    }

    @Test
    void sayingSomethingElseIsNeitherLeavingNorJoining() {
        Windows windows = of(stay("a", 1000, 2000L, ChangeCause.REPORT), stay("a", 2000, 3000L, ChangeCause.REPORT),
            stay("a", 3000, 50_000L, ChangeCause.QUERY), stay("a", 55_000, 60_000L, ChangeCause.REPORT),
            stay("a", 60_000, null, null));
        assertThat(counts(windows, 0, MINUTE)).isEqualTo(counts(2, 0, 1, 0, 1, 1, 54.0 / 60));
        assertThat(counts(windows, MINUTE, 2 * MINUTE)).isEqualTo(counts(0, 0, 0, 1, 1, 1, 1));
    }

    @Test
    void aWindowThatIsNotOverCountsAsFarAsItIsKnown() {
        assertThat(counts(of(stay("a", 10_000, null, null)), 0, 20_000)).isEqualTo(counts(1, 0, 0, 0, 1, 1, 0.5));
    }

    @Test
    void aZapIsALeaveAndTheNextJoinElsewhereInTime() {
        List<Stay> here = List.of(stay("a", -1, 1000L, ChangeCause.LEAVE), stay("b", -1, 2000L, ChangeCause.LEAVE),
            stay("c", -1, 3000L, ChangeCause.TIMER), stay("d", -1, 4000L, ChangeCause.REPORT),
            stay("e", -1, 5000L, ChangeCause.LEAVE), stay("e", 5100, null, null),
            stay("0.0.0.0", -1, 6000L, ChangeCause.LEAVE));
        List<Stay> others = List.of(stay("a", "239.1.1.2", 1300, 1400L, ChangeCause.REPORT),
            stay("a", "239.1.1.2", 1400, null, null), stay("a", "239.1.1.3", 1200, null, null),
            stay("b", "239.1.1.2", 7000, null, null), stay("c", "239.1.1.2", 3001, null, null),
            stay("d", "239.1.1.2", 3999, null, null), stay("d", "239.1.1.3", 4000, null, null),
            stay("e", "239.1.1.2", 5200, null, null), stay("0.0.0.0", "239.1.1.2", 6001, null, null));
        MemberWindow window = new Windows(here, others).over(0, MINUTE).window();
        assertThat(List.of(window.zaps(), window.zapMs(), window.longestZapMs())).containsExactly(2L, 200L, 200L);
        assertThat(Windows.leavers(here, new Span(Instant.EPOCH, Instant.ofEpochMilli(MINUTE)))).containsOnlyKeys(
            "0.0.0.0", "a", "b", "d", "e");
    }

    @Test
    void oneHostOfAnOldVersionMakesItALowerBound() {
        Stay old = new Stay("lan", "239.1.1.1", AddressFamily.IPV4, "a", null, FilterMode.EXCLUDE, List.of(), 2,
            Tracking.LOWER_BOUND, Instant.EPOCH, null, null);
        assertThat(of(old).over(0, MINUTE).tracking()).isEqualTo(Tracking.LOWER_BOUND);
    }

    /** Against counting millisecond by millisecond. */
    @Test
    void randomStaysAgreeWithTheObvious() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            List<Stay> stays = new ArrayList<>();
            for (int host = 0; host < 1 + random.nextInt(4); host++) {
                long at = random.nextInt(40) - 20;
                while (at < 100) {
                    Long to = random.nextInt(5) == 0 ? null : at + 1 + random.nextInt(30);
                    stays.add(stay("h" + host, at, to, to == null ? null
                        : ChangeCause.values()[random.nextInt(ChangeCause.values().length)]));
                    at = to == null ? Long.MAX_VALUE : to + random.nextInt(3) * random.nextInt(20);
                }
            }
            for (long start = 0; start < 100; start += 20) {
                assertObvious("seed " + seed + " round " + round + ' ' + stays, stays, start, start + 20);
            }
        }
    }

    private static void assertObvious(String what, List<Stay> stays, long start, long end) {
        long joins = 0;
        long ends = 0;
        int min = Integer.MAX_VALUE;
        int max = 0;
        int last = 0;
        long sum = 0;
        for (long ms = start; ms < end; ms++) {
            int now = members(stays, ms);
            for (int host = 0; host < 4; host++) {
                boolean before = present(stays, "h" + host, ms - 1);
                boolean after = present(stays, "h" + host, ms);
                joins += !before && after ? 1 : 0;
                ends += before && !after ? 1 : 0;
            }
            min = Math.min(min, now);
            max = Math.max(max, now);
            last = now;
            sum += now;
        }
        MemberWindow counts = new Windows(stays, List.of()).over(start, end).window();
        assertThat(counts.joins()).as(what).isEqualTo(joins);
        assertThat(counts.leaves() + counts.expiries()).as(what).isEqualTo(ends);
        assertThat(List.of(counts.least(), counts.most(), counts.last())).as(what).containsExactly(min, max, last);
        assertThat(counts.mean()).as(what).isCloseTo(sum / (double) (end - start), within(1e-9));
    }

    private static int members(List<Stay> stays, long ms) {
        return (int) List.of("h0", "h1", "h2", "h3").stream().filter(host -> present(stays, host, ms)).count();
    }

    private static boolean present(List<Stay> stays, String host, long ms) {
        return stays.stream().anyMatch(stay -> stay.host().equals(host) && stay.from().toEpochMilli() <= ms
            && (stay.to() == null || stay.to().toEpochMilli() > ms));
    }
}
