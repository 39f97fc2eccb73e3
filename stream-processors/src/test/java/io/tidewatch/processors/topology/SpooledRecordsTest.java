package io.tidewatch.processors.topology;

import static io.tidewatch.processors.topology.MembershipBench.T0;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.schemas.GmpEvent;
import io.tidewatch.schemas.MembershipChange;
import io.tidewatch.schemas.RecordOrigin;
import io.tidewatch.schemas.RecordType;
import io.tidewatch.schemas.SensorState;
import io.tidewatch.schemas.SensorStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What an agent sends behind an outage in which it was killed: the old boot's records, some of them twice, then the new
 * boot's, and only then the new boot's status.
 */
class SpooledRecordsTest {
    private static final String GROUP = "239.1.1.1";
    private static final RecordOrigin[] OLD = new RecordOrigin[6];

    @TempDir
    private Path folder;

    static {
        for (int i = 1; i < OLD.length; i++) {
            OLD[i] = new RecordOrigin("old", i);
        }
    }

    private static GmpEvent report(int second, RecordType type) {
        return Wire.report("lan", T0.plusSeconds(second), "10.0.0.5", Wire.record(type, GROUP));
    }

    private static SensorStatus status(String boot, long startedAt, int second, long sequence) {
        return SensorStatus.newBuilder(Wire.status(SensorState.RUNNING, boot,
            Wire.clock("lan", T0.plusSeconds(second), sequence))).setStartedAt(Instant.ofEpochMilli(startedAt)).build();
    }

    private static List<String> told(List<MembershipChange> changes) {
        return changes.stream().map(change -> change.getType() + " " + Duration.between(T0, change.getAt()).toSeconds())
            .toList();
    }

    /** Everything as the wire had it, without an outage. */
    private List<String> undisturbed() {
        try (MembershipBench bench = new MembershipBench(folder.resolve("undisturbed"), MembershipSettings.DEFAULT)) {
            bench.hear(report(0, RecordType.TO_EX), OLD[1]);
            bench.clock(status("old", 1, 10, 1));
            bench.hear(report(20, RecordType.TO_IN), OLD[2]);
            bench.hear(report(100, RecordType.TO_EX), OLD[3]);
            bench.hear(report(110, RecordType.TO_IN), OLD[4]);
            bench.hear(report(500, RecordType.TO_EX), new RecordOrigin("new", 1));
            bench.clock(status("new", 2, 900, 1));
            return told(bench.changes());
        }
    }

    @Test
    void whatTheOldBootSpooledIsAppliedInItsTimeAndOnce() {
        try (MembershipBench bench = new MembershipBench(folder.resolve("outage"), MembershipSettings.DEFAULT)) {
            bench.hear(report(0, RecordType.TO_EX), OLD[1]);
            bench.clock(status("old", 1, 10, 1));
            // An hour in which nobody is reached; then what the kill left, cut off in draining and sent again.
            bench.pass(Duration.ofHours(1));
            List<MembershipChange> changes = new ArrayList<>(bench.changes());
            for (int[] passage : new int[][] {{2, 3}, {2, 3, 4}}) {
                for (int number : passage) {
                    bench.hear(report(new int[] {0, 0, 20, 100, 110}[number],
                        number == 3 ? RecordType.TO_EX : RecordType.TO_IN), OLD[number]);
                }
                bench.pass(Duration.ofSeconds(20));
            }
            bench.hear(report(500, RecordType.TO_EX), new RecordOrigin("new", 1));
            bench.clock(status("new", 2, 900, 1));
            changes.addAll(bench.changes());
            // From 110 to 500 nobody listened: the group is not taken for over.
            assertThat(told(changes)).isEqualTo(undisturbed()).contains("GROUP_STARTED 0", "HOST_LEFT 110",
                "HOST_JOINED 500", "GROUP_ENDED 770").doesNotContain("GROUP_STARTED 500");
            assertThat(bench.count("events-late")).isZero();
        }
    }

    /** Why the agent holds its status back: it would be the sensor's newest word, and time would pass them by. */
    @Test
    void aStatusOfTheNewBootBeforeThemWouldMakeThemLate() {
        try (MembershipBench bench = new MembershipBench(folder.resolve("early"), MembershipSettings.DEFAULT)) {
            bench.hear(report(0, RecordType.TO_EX), OLD[1]);
            bench.clock(status("old", 1, 10, 1));
            bench.clock(status("new", 2, 900, 0));
            bench.hear(report(20, RecordType.TO_IN), OLD[2]);
            assertThat(told(bench.changes())).isNotEqualTo(undisturbed());
            assertThat(bench.count("events-late")).isEqualTo(1);
        }
    }
}
