package io.tidewatch.processors.storm;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.processors.storm.StormStep.Action;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What many parties tell beside what a rate tells, and several alerts at once. */
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
        wide(traffic, 100, 4400, 110);

        assertThat(traffic.until(300).steps()).extracting(StormStep::action)
            .containsExactly(Action.OPEN, Action.CLOSE);
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

    /** There are as many narrow alerts as there may be, so the next one is about the segment and takes all there is. */
    @Test
    void whatAnotherAlertHasJustTakenOpensNone() {
        Traffic traffic = new Traffic();
        for (int i = 0; i < 8; i++) {
            traffic.scan(10 + 5 * i, 100, 60, "203.0.113." + (50 + i));
        }
        traffic.scan(60, 30, 60, "203.0.113.99");
        for (int i = 0; i < 1800; i++) {
            String host = "10.1.0." + (100 + i % 20);
            traffic.add(Traffic.error(Traffic.START + 60_000 + i * 1000L / 60, 3, 13, "10.2.0.1", host,
                Traffic.quoted(host, "198.51.100." + i % 200, 40_000 + i % 20, 443, 60, 60 + i % 9 * 50)));
        }

        List<StormStep> opened = new ArrayList<>(traffic.until(200).steps());
        opened.removeIf(step -> step.action() != Action.OPEN);
        assertThat(opened).hasSize(9).last().satisfies(step ->
            assertThat(step.place().scope().kind()).isEqualTo(ScopeKind.SEGMENT));
    }
}
