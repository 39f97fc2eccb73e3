package io.tidewatch.processors.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What counts as the time of a step, and what does not. */
class StepTest {
    private final AtomicLong nanos = new AtomicLong(-7);
    private final Step step = new Step(Duration.ofNanos(70), new Step.Shared(), nanos::get);

    /** A backlog: each record makes a deadline or two due, and takes far longer than they do. */
    @Test
    void whatRecordsTakeIsNotItsTime() {
        step.begin();
        for (int record = 0; record < 35; record++) {
            assertThat(step.lasts()).as("record %d", record).isTrue();
            step.record();
            step.enter();
            nanos.addAndGet(2);
            step.done(1);
            step.leave();
            nanos.addAndGet(1000);
        }
        assertThat(step.lasts()).isFalse();
        step.begin();
        assertThat(step.lasts()).isTrue();
    }

    /** Events that wait are work, and so is what is due before each of them; neither counts twice. */
    @Test
    void whatIsEnteredTwiceCountsOnce() {
        step.begin();
        step.turn();
        step.enter();
        nanos.addAndGet(30);
        step.enter();
        nanos.addAndGet(39);
        step.done(1);
        step.leave();
        assertThat(step.goesOn()).isTrue();
        step.leave();
        step.enter();
        nanos.addAndGet(1);
        step.done(1);
        assertThat(step.goesOn()).isFalse();
    }

    /** Of its own segment; between two records segments have their turns, and what is over is over. */
    @Test
    void aRecordDoesALittleWhenTheTimeIsOver() {
        step.begin();
        step.enter();
        nanos.addAndGet(70);
        step.done(0);
        assertThat(step.lasts()).isFalse();
        step.record();
        int done = 0;
        while (step.goesOn()) {
            step.done(1);
            done++;
        }
        assertThat(done).isEqualTo(8);
        step.record();
        step.turn();
        assertThat(step.goesOn()).isFalse();
    }

    /** Each of many records may make a large group end, and all of them are in one transaction. */
    @Test
    void whatARecordDoesTooMuchOthersDoNot() {
        step.begin();
        step.enter();
        nanos.addAndGet(70);
        step.record();
        step.done(8 + 2 * 8);
        assertThat(step.lasts()).isFalse();
        for (int record = 0; record < 2; record++) {
            step.record();
            assertThat(step.goesOn()).as("record %d", record).isFalse();
        }
        step.record();
        assertThat(step.goesOn()).isTrue();
        step.done(1000);
        step.leave();
        step.begin();
        step.enter();
        nanos.addAndGet(70);
        step.done(0);
        step.record();
        assertThat(step.goesOn()).as("after a tick").isTrue();
    }
}
