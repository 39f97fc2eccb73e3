package io.tidewatch.processors.storm;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.processors.storm.StormStep.Action;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What a mirror port shows twice, or two sensors see, counts once; what is only alike counts. */
class DuplicatesTest {
    private static IcmpError error(long atMs, int identification, String sensor) {
        String host = "10.1.0." + (11 + identification % 6);
        return new IcmpError(atMs, Family.IPV4, 11, 0, "time_exceeded_in_transit",
            Address.of("192.0.2." + (1 + identification % 2)), Address.of(host),
            Traffic.quoted(host, "198.51.100.7", 40_000, 53, 1, 100), -1, null, 1, sensor, identification);
    }

    private static List<StormStep> steps(int pps, int copies, boolean sameIdentification) {
        Traffic traffic = new Traffic();
        for (int i = 0; i < 20 * pps; i++) {
            for (int copy = 0; copy < copies; copy++) {
                int identification = sameIdentification ? 1 + i : 1 + copies * i + copy;
                traffic.add(error(Traffic.START + 10_000 + i * 1000L / pps + copy, identification, "s" + copy));
            }
        }
        return traffic.until(90).steps();
    }

    @Test
    void fifteenASecondShownTwiceAreFifteen() {
        assertThat(steps(15, 2, true)).isEmpty();
        assertThat(steps(15, 2, false)).extracting(StormStep::action).containsExactly(Action.OPEN, Action.CLOSE);
    }

    @Test
    void aStormShownTwiceCountsOnceAndSaysSo() {
        List<StormStep> steps = steps(60, 2, true);

        StormStep close = steps.get(steps.size() - 1);
        assertThat(close.volume().totalCount()).isEqualTo(20 * 60);
        assertThat(close.volume().peak()).isEqualTo(60);
        // Those before it opened are not counted against it.
        assertThat(close.quality().duplicates()).isBetween(16 * 60L, 18 * 60L);
    }

    @Test
    void ofAFloodOfEqualPacketsAtLeastHalfCount() {
        Traffic traffic = new Traffic();
        for (int i = 0; i < 60 * 20; i++) {
            traffic.add(error(Traffic.START + 10_000 + i * 1000L / 60, 4711, "s1"));
        }

        List<StormStep> steps = traffic.until(90).steps();
        assertThat(steps).extracting(StormStep::action).containsExactly(Action.OPEN, Action.CLOSE);
        assertThat(steps.get(1).volume().totalCount()).isEqualTo(600);
    }

    @Test
    void whatHasNoIdentificationIsNeverTakenForOne() {
        Duplicates duplicates = new Duplicates();

        assertThat(duplicates.seen(error(1, -1, "s1"))).isFalse();
        assertThat(duplicates.seen(error(1, -1, "s1"))).isFalse();
        assertThat(duplicates.seen(error(1, 0, "s1"))).isFalse();
        assertThat(duplicates.seen(error(1, 0, "s1"))).isFalse();
    }

    @Test
    void agreesWithOneThatRemembersAll() {
        for (long seed = 1; seed <= 20; seed++) {
            Random random = new Random(seed);
            Duplicates duplicates = new Duplicates();
            Map<Integer, Long> all = new HashMap<>();
            long at = Traffic.START;
            for (int i = 0; i < 2000; i++) {
                at += random.nextInt(4);
                int identification = 1 + random.nextInt(random.nextBoolean() ? 60_000 : 100);
                for (int copy = random.nextInt(3); copy >= 0; copy--) {
                    Long counted = all.get(identification);
                    boolean again = counted != null && at - counted <= Duplicates.WITHIN_MS;
                    assertThat(duplicates.seen(error(at, identification, "s1"))).as("seed %d, number %d", seed, i)
                        .isEqualTo(again);
                    if (again) {
                        all.remove(identification);
                    } else {
                        all.put(identification, at);
                    }
                }
                if (i % 100 == 0) {
                    StateOutput out = new StateOutput();
                    duplicates.write(out);
                    duplicates = Duplicates.read(new StateInput(out.toBytes()));
                }
            }
        }
    }
}
