package io.tidewatch.processors.storm;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.processors.storm.StormStep.Action;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What many parties tell, beside what a rate tells. */
class BreadthTest {
    /** Errors of one router about as many destinations, from so many seconds on, so many a second. */
    private static void wide(Traffic traffic, double from, int errors, int pps) {
        for (int i = 0; i < errors; i++) {
            traffic.add(Traffic.error(Traffic.START + (long) (from * 1000) + i * 1000L / pps, 11, 0,
                "192.0.2." + i % 60, "10.1.0.66", Traffic.quoted("10.1.0.66",
                    "203." + i % 200 + "." + i / 200 % 200 + ".9", 50_000, 33_434 + i % 90, 1, 60)));
        }
    }

    @Test
    void whatARateHasExplainedIsNotFoundTooBroadAgain() {
        Traffic traffic = new Traffic().noise(0, 200, 1, 3);
        wide(traffic, 100, 6000, 150);

        assertThat(traffic.until(300).steps()).extracting(StormStep::action)
            .containsExactly(Action.OPEN, Action.ESCALATE, Action.CLOSE);
    }

    @Test
    void whatIsFoundTooBroadInASilenceOpensWithWhatLedToIt() {
        Traffic traffic = new Traffic();
        wide(traffic, 10, 290, 12);
        // A pause, and then others who are about something else.
        for (int i = 0; i < 40; i++) {
            traffic.add(Traffic.error(Traffic.START + 38_000 + i * 200L, 3, 1, "10.9.0." + i, "10.1.0." + i,
                Traffic.quoted("10.1.0." + i, "198.51." + i + ".9", 40_000, 80, 60, 60 + i)));
        }

        List<StormStep> opened = new ArrayList<>(traffic.until(200).steps());
        opened.removeIf(step -> step.action() != Action.OPEN);
        assertThat(opened).singleElement().satisfies(step -> assertThat(step.volume().totalCount()).isPositive());
    }
}
