package io.tidewatch.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AcknowledgementsTest {
    private final Acknowledgements acknowledgements = new Acknowledgements(Acknowledgements.NONE, 0);

    @Test
    void aMarkHoldsWhenAllBeforeItIsSettled() {
        acknowledgements.entered(1);
        acknowledgements.mark(100);
        acknowledgements.entered(2);
        acknowledgements.entered(3);
        acknowledgements.mark(200);
        acknowledgements.mark(300);
        assertThat(acknowledgements.confirmed()).isEqualTo(Acknowledgements.NONE);
        acknowledgements.settled(3);
        acknowledgements.settled(2);
        assertThat(acknowledgements.confirmed()).isEqualTo(Acknowledgements.NONE);
        acknowledgements.settled(1);
        assertThat(acknowledgements.confirmed()).isEqualTo(300);
    }

    @Test
    void silenceIsConfirmedAtOnce() {
        acknowledgements.mark(100);
        assertThat(acknowledgements.confirmed()).isEqualTo(100);
        acknowledgements.mark(200);
        assertThat(acknowledgements.confirmed()).isEqualTo(200);
    }

    @Test
    void itGoesOnBehindAnEarlierRun() {
        Acknowledgements resumed = new Acknowledgements(50, 7);
        assertThat(resumed.confirmed()).isEqualTo(50);
        resumed.entered(8);
        resumed.mark(100);
        assertThat(resumed.confirmed()).isEqualTo(50);
        resumed.settled(8);
        assertThat(resumed.confirmed()).isEqualTo(100);
    }

    @Test
    void howeverLongNothingIsSettledTheMarksLieEvenly() {
        int records = 100_000;
        for (int i = 1; i <= records; i++) {
            acknowledgements.entered(i);
            acknowledgements.mark(i);
        }
        List<Long> steps = new ArrayList<>();
        long before = 0;
        for (int i = 1; i <= records; i++) {
            acknowledgements.settled(i);
            long now = acknowledgements.confirmed();
            assertThat(now).isLessThanOrEqualTo(i);
            if (now > before) {
                steps.add(now - before);
                before = now;
            }
        }
        assertThat(before).isEqualTo(records);
        assertThat(steps).hasSizeBetween(300, 1024).allMatch(step -> step <= 256);
    }

    @Test
    void whatIsLostWithoutANumberSettlesTheOldest() {
        for (int i = 1; i <= 10; i++) {
            acknowledgements.entered(i);
            acknowledgements.mark(i);
        }
        acknowledgements.settledOldest(4);
        assertThat(acknowledgements.confirmed()).isEqualTo(4);
        // One of these was among those that nobody could name.
        acknowledgements.settled(2);
        assertThat(acknowledgements.confirmed()).isEqualTo(5);
        acknowledgements.settledOldest(100);
        assertThat(acknowledgements.confirmed()).isEqualTo(10);
    }

    @Test
    void aMarkNeverHoldsTooEarly() {
        for (long seed = 0; seed < 50; seed++) {
            Random random = new Random(seed);
            Acknowledgements some = new Acknowledgements(Acknowledgements.NONE, 0);
            List<Long> open = new ArrayList<>();
            long next = 1;
            for (int step = 0; step < 5000; step++) {
                if (random.nextInt(3) > 0) {
                    some.entered(next);
                    open.add(next++);
                    if (random.nextBoolean()) {
                        // Its number, as a time: all of lower numbers are before it.
                        some.mark(next - 1);
                    }
                } else if (!open.isEmpty() && random.nextInt(100) > 0) {
                    some.settled(open.remove(random.nextInt(Math.min(open.size(), 20))));
                }
                long oldest = open.isEmpty() ? next : open.get(0);
                assertThat(some.confirmed()).as("seed %d step %d", seed, step).isLessThan(oldest);
            }
            open.forEach(some::settled);
            some.mark(next);
            assertThat(some.confirmed()).as("seed %d", seed).isEqualTo(next);
        }
    }
}
