package io.tidewatch.processors.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.processors.membership.Limits;
import io.tidewatch.schemas.ChangeType;
import io.tidewatch.schemas.GmpEvent;
import io.tidewatch.schemas.MembershipChange;
import io.tidewatch.schemas.RecordType;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A switch reboots: all its memberships end at once, a few in each step, and no other segment waits for them. */
class MassExpiryTest {
    private static final int STEP = 50;
    private static final int MEMBERS = 2000;
    /** What a record does of its segment's work when the time is over. */
    private static final int OF_RECORD = 8;

    @TempDir
    Path state;

    @Test
    void otherSegmentsDoNotWait() {
        MembershipSettings settings = new MembershipSettings(Limits.DEFAULT, Duration.ofDays(7),
            MembershipBench.deadlines(STEP));
        try (MembershipBench bench = new MembershipBench(state, settings)) {
            for (int i = 0; i < MEMBERS; i++) {
                bench.hear(join("switch", MembershipBench.T0, "10.0." + i / 250 + '.' + (1 + i % 250)));
            }
            assertThat(bench.changes()).hasSize(MEMBERS + 1);
            Instant later = MembershipBench.T0.plusSeconds(600);
            bench.hear(Wire.query("switch", later, "10.0.255.1", null).build());
            int ended = ended(bench.changes());
            for (int step = 0; ended < MEMBERS; step++) {
                String host = "10.1.0." + (1 + step % 200);
                bench.hear(join("elsewhere", later.plusMillis(step), host));
                List<MembershipChange> told = bench.changes();
                assertThat(told).as("step " + step).anyMatch(change -> change.getSegment().equals("elsewhere")
                    && change.getType() == ChangeType.HOST_JOINED && change.getHost().equals(host));
                int more = ended(told);
                bench.pass(Duration.ofMillis(100));
                more += ended(bench.changes());
                assertThat(more).as("step " + step).isPositive().isLessThanOrEqualTo(STEP);
                ended += more;
            }
            assertThat(ended).isEqualTo(MEMBERS);
            bench.pass(Duration.ofMillis(100));
            assertThat(bench.reader().group("switch", "239.1.1.1", later)).isNull();
            assertThat(bench.size(MembershipStores.WAITING)).isZero();
        }
    }

    /** Two switches reboot; a third segment, where something is due too, waits for a turn of each and no more. */
    @Test
    void segmentsTakeTurns() {
        MembershipSettings settings = new MembershipSettings(Limits.DEFAULT, Duration.ofDays(7),
            MembershipBench.deadlines(500));
        try (MembershipBench bench = new MembershipBench(state, settings)) {
            Instant later = MembershipBench.T0.plusSeconds(600);
            for (String segment : List.of("switch", "switch2", "elsewhere")) {
                for (int i = 0; i < (segment.equals("elsewhere") ? 30 : MEMBERS); i++) {
                    bench.hear(join(segment, MembershipBench.T0, "10.0." + i / 250 + '.' + (1 + i % 250)));
                }
            }
            bench.changes();
            for (String segment : List.of("switch", "switch2")) {
                bench.hear(Wire.query(segment, later, "10.0.255.1", null).build());
            }
            bench.pass(Duration.ofMillis(100));
            bench.changes();
            // The time of this step is over, and more is due than a record does in any case.
            bench.hear(join("elsewhere", later, "10.1.0.1"));
            assertThat(bench.changes()).hasSizeLessThan(OF_RECORD).allMatch(change ->
                change.getSegment().equals("elsewhere") && change.getType() == ChangeType.HOST_EXPIRED);
            bench.pass(Duration.ofMillis(100));
            List<MembershipChange> told = bench.changes();
            assertThat(told).extracting(MembershipChange::getSegment).contains("switch", "switch2");
            assertThat(told).anyMatch(change -> change.getSegment().equals("elsewhere")
                && change.getType() == ChangeType.HOST_JOINED && change.getHost().equals("10.1.0.1"));
        }
    }

    /**
     * A backlog: event comes right after event, each behind some deadlines, and there is no tick between them. Those
     * that wait are fewer with each that comes, and then none waits any more.
     */
    @Test
    void eventsDoNotWaitBecauseOthersHaveWaited() {
        MembershipSettings settings = new MembershipSettings(Limits.DEFAULT, Duration.ofDays(7),
            MembershipBench.deadlines(STEP));
        try (MembershipBench bench = new MembershipBench(state, settings)) {
            for (int i = 0; i < 300; i++) {
                bench.hear(join("switch", MembershipBench.T0.plusMillis(10 * i), "10.0." + i / 250 + '.'
                    + (1 + i % 250)));
            }
            Instant backlog = MembershipBench.T0.plusSeconds(271);
            bench.hear(join("switch", backlog, "10.1.0.1"));
            assertThat(bench.count("events-set-aside")).as("too much was due").isOne();
            for (int i = 1; i < 300; i++) {
                bench.hear(join("switch", backlog.plusMillis(5 * i), "10.1.0." + (1 + i % 100)));
            }
            assertThat(bench.size(MembershipStores.WAITING)).isZero();
            assertThat(bench.count("events-set-aside")).isBetween(2L, 30L);
            assertThat(ended(bench.changes())).isEqualTo(250);
        }
    }

    private static GmpEvent join(String segment, Instant at, String host) {
        return Wire.report(segment, at, host, Wire.record(RecordType.TO_EX, "239.1.1.1"));
    }

    private static int ended(List<MembershipChange> changes) {
        return (int) changes.stream().filter(change -> change.getType() == ChangeType.HOST_EXPIRED).count();
    }
}
