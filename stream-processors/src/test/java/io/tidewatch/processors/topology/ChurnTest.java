package io.tidewatch.processors.topology;

import static io.tidewatch.processors.topology.MembershipBench.T0;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.processors.membership.Limits;
import io.tidewatch.schemas.ChangeType;
import io.tidewatch.schemas.GmpEvent;
import io.tidewatch.schemas.MembershipChange;
import io.tidewatch.schemas.MembershipWindow;
import io.tidewatch.schemas.RecordType;
import io.tidewatch.schemas.SensorState;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Changes of a whole segment by minute and hour; {@code T0} is a full hour. */
class ChurnTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Instant END = T0.plus(HOUR.multipliedBy(3));
    private static final Duration RETENTION = Duration.ofHours(2);

    @TempDir
    Path state;
    private MembershipBench bench;

    @BeforeEach
    void start() {
        bench = new MembershipBench(state, new MembershipSettings(Limits.DEFAULT, RETENTION,
            MembershipSettings.DEFAULT.step()));
    }

    @AfterEach
    void stop() {
        bench.close();
    }

    private void report(long second, RecordType type, String group) {
        bench.hear(Wire.report("lan", T0.plusSeconds(second), "10.0.0.5", Wire.record(type, group)));
    }

    /** Minute of the start, joins, leaves, expiries, zaps, coverage. */
    private List<String> told(Duration size, Instant first, int count, Instant known) {
        return bench.reader().churn("lan", first, size, count, known).stream().map(span -> String.format(
            "%d +%d -%d !%d z%d %s", (span.start() - T0.toEpochMilli()) / 60_000, span.joins(), span.leaves(),
            span.expiries(), span.zaps(), span.coverage())).toList();
    }

    @Test
    void minutesWithAndWithoutChangesAreTold() {
        bench.clock("lan", T0);
        report(10, RecordType.TO_EX, "239.1.1.1");
        report(130, RecordType.TO_IN, "239.1.1.1");
        report(131, RecordType.TO_EX, "239.1.1.2");
        bench.clock("lan", T0.plusSeconds(170));
        assertThat(told(MINUTE, T0, 4, T0.plusSeconds(170))).containsExactly("0 +1 -0 !0 z0 PARTIAL",
            "1 +0 -0 !0 z0 PARTIAL", "2 +1 -1 !0 z1 PARTIAL", "3 +0 -0 !0 z0 PARTIAL");
        assertThat(told(HOUR, T0, 1, T0.plusSeconds(170))).containsExactly("0 +2 -1 !0 z1 PARTIAL");
        bench.clock("lan", T0.plusSeconds(600));
        assertThat(told(HOUR, T0, 1, T0.plusSeconds(600))).containsExactly("0 +2 -1 !1 z1 PARTIAL");
    }

    @Test
    void whatWasNotCountedIsNotZero() {
        assertThat(told(MINUTE, T0, 3, T0.plusSeconds(180))).as("nothing was ever heard").isEmpty();
        bench.clock("lan", T0.plusSeconds(90));
        assertThat(told(MINUTE, T0, 3, T0.plusSeconds(180))).as("counted from the first clock on").containsExactly(
            "1 +0 -0 !0 z0 PARTIAL", "2 +0 -0 !0 z0 PARTIAL");
    }

    @Test
    void whereNobodyWatchedItIsBlindAndWhereSomebodyDidForAWhileItIsPartial() {
        for (int second = -600; second <= 150; second += 100) {
            bench.clock("lan", T0.plusSeconds(second));
            bench.hear(Wire.query("lan", T0.plusSeconds(second), "10.0.0.1", null).build());
        }
        bench.end("lan", T0.plusSeconds(150));
        bench.clock(Wire.status(SensorState.RUNNING, "boot-2", Wire.clock("lan", T0.plusSeconds(330), 0)));
        assertThat(told(MINUTE, T0, 6, T0.plusSeconds(360))).containsExactly("0 +0 -0 !0 z0 FULL",
            "1 +0 -0 !0 z0 FULL", "2 +0 -0 !0 z0 PARTIAL", "3 +0 -0 !0 z0 BLIND", "4 +0 -0 !0 z0 BLIND",
            "5 +0 -0 !0 z0 PARTIAL");
        assertThat(told(HOUR, T0, 1, T0.plusSeconds(360))).containsExactly("0 +0 -0 !0 z0 PARTIAL");
    }

    @Test
    void minutesAreForgottenAndTheEdgeIsToldInPart() {
        for (int minute = 0; minute < 300; minute++) {
            report(minute * 60L, minute % 2 == 0 ? RecordType.TO_EX : RecordType.TO_IN, "239.1.1.1");
        }
        int kept = (int) RETENTION.toMinutes() + 1;
        assertThat(bench.size(MembershipStores.CHURN)).isEqualTo(kept);
        assertThat(bench.reader().churn("lan", T0, MINUTE, 300, T0.plus(Duration.ofHours(5)))).hasSize(kept)
            .allMatch(span -> span.joins() + span.leaves() == 1);
        assertThat(bench.reader().churn("lan", T0, HOUR, 5, T0.plus(Duration.ofHours(5))).stream()
            .map(ChurnSpan::start)).containsExactly(T0.plus(HOUR.multipliedBy(2)).toEpochMilli(),
                T0.plus(HOUR.multipliedBy(3)).toEpochMilli(), T0.plus(HOUR.multipliedBy(4)).toEpochMilli());
        // A long silence, then one change: what is left tells from when on all is known.
        report(Duration.ofHours(10).toSeconds(), RecordType.TO_EX, "239.1.1.1");
        assertThat(bench.size(MembershipStores.CHURN)).isEqualTo(2);
        assertThat(bench.reader().churn("lan", T0, HOUR, 11, T0.plus(Duration.ofHours(11))).stream()
            .map(ChurnSpan::joins)).containsExactly(0L, 0L, 1L);
    }

    /** Against the changes as told, added up, and the zaps of the groups' own windows. */
    @ParameterizedTest
    @ValueSource(longs = {41, 42, 43, 44})
    void minutesAreTheSumOfTheChanges(long seed) {
        bench.close();
        bench = new MembershipBench(state, new MembershipSettings(Limits.DEFAULT, Duration.ofDays(7),
            MembershipBench.deadlines(3)));
        for (GmpEvent event : new RandomHistory(seed, true).events(500)) {
            bench.hear(event);
            bench.pass(Duration.ofMillis(100));
        }
        List<String> segments = List.of("lan", "lan2");
        segments.forEach(segment -> bench.clock(segment, END));
        for (int tick = 0; tick < 500; tick++) {
            bench.pass(Duration.ofMillis(100));
        }
        List<MembershipChange> changes = bench.changes();
        List<MembershipWindow> windows = bench.windows.readValuesToList().stream().filter(MembershipWindow::getFinal$)
            .filter(window -> window.getSizeS() == 60).toList();
        MembershipBench again = bench.restored(state.resolve("restored"));
        bench = again;
        long all = 0;
        for (String segment : segments) {
            // The first event may have come late, before the first hour.
            for (ChurnSpan minute : again.reader().churn(segment, T0.minus(MINUTE), MINUTE, 182, END)) {
                String what = "seed " + seed + ", " + segment + " " + Instant.ofEpochMilli(minute.start());
                List<MembershipChange> in = changes.stream().filter(change -> change.getSegment().equals(segment)
                    && change.getAt().toEpochMilli() >= minute.start() && change.getAt().toEpochMilli() < minute.end())
                    .toList();
                assertThat(minute.joins()).as(what).isEqualTo(count(in, ChangeType.HOST_JOINED));
                assertThat(minute.leaves()).as(what).isEqualTo(count(in, ChangeType.HOST_LEFT));
                assertThat(minute.expiries()).as(what).isEqualTo(count(in, ChangeType.HOST_EXPIRED));
                assertThat(minute.zaps()).as(what).isEqualTo(windows.stream().filter(window -> window.getSegment()
                    .equals(segment) && window.getWindowStart().toEpochMilli() == minute.start())
                    .mapToLong(MembershipWindow::getZaps).sum());
                all += minute.joins() + minute.leaves() + minute.expiries();
            }
        }
        assertThat(all).as("seed %d", seed).isEqualTo(changes.stream().filter(change -> change.getHost() != null
            && change.getType().name().matches("HOST_(JOINED|LEFT|EXPIRED)")).count());
        assertThat(again.reader().churn("unknown", T0, MINUTE, 3, T0)).isEmpty();
    }

    private static long count(List<MembershipChange> changes, ChangeType type) {
        return changes.stream().filter(change -> change.getType() == type).count();
    }
}
