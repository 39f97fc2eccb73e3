package io.tidewatch.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * A short chaos: one instance cut off and back; the active controller's broker killed; and in a storm receiver, sink,
 * broker and instance killed at once. {@code deploy/e2e/chaos} runs long ones; {@code -Dtidewatch.seed=N} another one.
 */
@Order(4)
@Timeout(900)
@EnabledIfSystemProperty(named = "tidewatch.require", matches = "all",
    disabledReason = "it takes three minutes: -Dtidewatch.require=all runs it")
class ChaosIT {
    private static final long SEED = Long.getLong("tidewatch.seed", 6L);
    private static final List<Fault> FAULTS = List.of(Fault.INSTANCE_CUT_OFF, Fault.CONTROLLER_KILLED,
        Fault.STRUCK_IN_A_STORM);

    @TempDir
    private Path folder;

    @Test
    void whatIsToldIsThatOfARunInPeace() {
        Needs.root();
        Needs.commands("ip");
        Report report = Chaos.run(folder, new Chaos.Settings(SEED, FAULTS, FAULTS.size(), Duration.ofMinutes(5)));
        System.out.println("chaos with seed " + SEED + report.text());
        assertThat(report.faults()).as("seed " + SEED).isEqualTo(FAULTS.size());
        assertThat(report.differences()).as("seed " + SEED).isEmpty();
    }
}
