package io.tidewatch.capture.publish;

import static io.tidewatch.capture.publish.PublishReport.State.DIRECT;
import static io.tidewatch.capture.publish.PublishReport.State.DRAINING;
import static io.tidewatch.capture.publish.PublishReport.State.FAILED;
import static io.tidewatch.capture.publish.PublishReport.State.SPOOLING;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class OutageTest {
    private final Outage outage = new Outage();
    private long now;

    private long ms(long millis) {
        now += TimeUnit.MILLISECONDS.toNanos(millis);
        return now;
    }

    @Test
    void aBrokerThatWasNeverSeenIsLookedForAtOnceAndIsNoTrouble() {
        assertThat(outage.look(now)).isTrue();
        assertThat(outage.look(ms(60_000))).isFalse();
        assertThat(outage.state(false, now)).isEqualTo(SPOOLING);
        assertThat(outage.why(now)).isNull();
        outage.up(now);
        assertThat(outage.state(false, now)).isEqualTo(DIRECT);
        assertThat(outage.state(true, now)).isEqualTo(DRAINING);
    }

    @Test
    void itIsLookedForLessAndLessOften() {
        List<Long> pauses = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            assertThat(outage.look(now)).isTrue();
            outage.down(false, "nobody answers", now);
            long pause = 0;
            while (!outage.look(now)) {
                pause += 100;
                ms(100);
            }
            outage.down(false, "nobody answers", now);
            pauses.add(pause);
            ms(100_000);
        }
        assertThat(pauses).containsExactly(500L, 2000L, 5000L, 5000L, 5000L, 5000L);
        assertThat(outage.why(now)).isEqualTo("nobody answers");
        outage.look(now);
        outage.up(now);
        outage.sent(now);
        outage.answered(now);
        outage.down(false, "gone again", now);
        assertThat(outage.look(ms(499))).isFalse();
        assertThat(outage.look(ms(1))).isTrue();
    }

    @Test
    void silenceWhileSomethingIsToBeAcknowledgedIsAnOutageThatEndsByItself() {
        outage.look(now);
        outage.up(now);
        assertThat(outage.away(ms(60_000))).isFalse();
        outage.sent(now);
        assertThat(outage.state(false, ms(2999))).isEqualTo(DIRECT);
        assertThat(outage.state(false, ms(1))).isEqualTo(SPOOLING);
        assertThat(outage.why(now)).isEqualTo("Kafka has acknowledged nothing for 3 s.");
        outage.sent(now);
        assertThat(outage.state(true, now)).isEqualTo(SPOOLING);
        outage.answered(ms(1));
        assertThat(outage.state(true, now)).isEqualTo(DRAINING);
        assertThat(outage.why(now)).isNull();
        outage.answered(ms(1));
        assertThat(outage.state(false, ms(60_000))).isEqualTo(DIRECT);
    }

    @Test
    void aRefusalIsToldUntilARecordIsTaken() {
        outage.look(now);
        outage.up(now);
        outage.sent(now);
        outage.down(true, "no permission", now);
        assertThat(outage.state(true, now)).isEqualTo(FAILED);
        outage.look(ms(60_000));
        outage.up(now);
        outage.sent(now);
        assertThat(outage.state(true, now)).isEqualTo(FAILED);
        assertThat(outage.why(now)).isEqualTo("no permission");
        outage.answered(now);
        assertThat(outage.state(true, now)).isEqualTo(DRAINING);
    }
}
