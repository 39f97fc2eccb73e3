package io.tidewatch.processors.storm;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.processors.storm.StormStep.Action;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is usual follows the day, and yet nothing may become usual that only came slowly. */
class DailyRhythmTest {
    private static final int HOUR = 3600;
    private static final int DAY = 24 * HOUR;

    /** From nothing to thirty messages a second within two hours; twenty are too much. */
    private static Traffic creeping(double from) {
        return new Traffic().noise(0, from + 2 * HOUR, 0.05, 1)
            .loopAt(from, 2 * HOUR, 30, second -> second / 240, 2).until(from + 2 * HOUR + 60);
    }

    @Test
    void whatGrowsForHoursIsAStormOnceItIsTooMuch() {
        List<StormStep> steps = creeping(26 * HOUR).steps();

        StormStep open = steps.get(0);
        assertThat(steps).filteredOn(step -> step.action() == Action.OPEN).containsExactly(open);
        assertThat(open.verdict().cause()).isEqualTo(Cause.ROUTING_LOOP);
        assertThat(open.place().scope()).hasToString("QUOTED_PREFIX:198.51.100.0/24");
        // By chance it may be some more or less in the last minute.
        assertThat(open.times().openedAt()).isBetween(at(26 * HOUR + 17 * 240), at(26 * HOUR + 21 * 240));
        assertThat(open.verdict().evidence().get(0)).contains("for 60 s, more than 20.0", "usual at this hour is");
        assertThat(steps.get(steps.size() - 1).action()).isEqualTo(Action.CLOSE);
    }

    private static long at(double second) {
        return Traffic.START + (long) (second * 1000);
    }

    @Test
    void onTheFirstDayNobodyKnows() {
        assertThat(creeping(3 * HOUR).steps()).isEmpty();
    }

    /** For four hours each day, up to three times the floor, and a quarter of an hour later each day. */
    @Test
    void whatComesEveryDayIsUsual() {
        Traffic days = new Traffic();
        for (int day = 0; day < 3; day++) {
            for (int second = 0; second < 4 * HOUR; second++) {
                long count = Math.round(60 * Math.pow(Math.sin(Math.PI * second / (4 * HOUR)), 2));
                if (count > 0) {
                    String host = "10.1.0." + second % 200;
                    days.add(new IcmpError(at(day * (DAY + HOUR / 4) + 8 * HOUR + second), Family.IPV4, 3, 3, "port",
                        Address.of(host), Address.of("203.0.113.9"),
                        Traffic.quoted("203.0.113.9", host, 53, 40_000 + second % 9, 60, 99), -1, null, count, "s1",
                        -1));
                }
            }
        }

        assertThat(days.until(3 * DAY).steps()).isEmpty();
    }

    @Test
    void restartsChangeNothing() {
        Traffic slow = creeping(26 * HOUR);

        assertThat(slow.steps(1000, 997)).isEqualTo(slow.steps());
    }
}
