package io.tidewatch.capture;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AcknowledgementsTest {
    private final Acknowledgements acknowledgements = new Acknowledgements(Acknowledgements.NONE);

    @Test
    void aMarkHoldsWhenAllBeforeItIsSettled() {
        Acknowledgements.Group first = acknowledgements.enter();
        acknowledgements.mark(100);
        Acknowledgements.Group second = acknowledgements.enter();
        acknowledgements.enter();
        acknowledgements.mark(200);
        acknowledgements.mark(300);
        assertThat(acknowledgements.confirmed()).isEqualTo(Acknowledgements.NONE);
        second.settled();
        second.settled();
        assertThat(acknowledgements.confirmed()).isEqualTo(Acknowledgements.NONE);
        first.settled();
        assertThat(acknowledgements.confirmed()).isEqualTo(300);
    }

    @Test
    void silenceIsConfirmedAtOnce() {
        acknowledgements.mark(100);
        assertThat(acknowledgements.confirmed()).isEqualTo(100);
    }

    @Test
    void whileManyWaitTheNextMarkCoversTheOnesLeftOut() {
        Acknowledgements.Group stuck = acknowledgements.enter();
        for (int mark = 1; mark <= 5000; mark++) {
            acknowledgements.mark(mark);
        }
        Acknowledgements.Group late = acknowledgements.enter();
        stuck.settled();
        assertThat(acknowledgements.confirmed()).isEqualTo(1024);
        acknowledgements.mark(6000);
        assertThat(acknowledgements.confirmed()).isEqualTo(1024);
        late.settled();
        assertThat(acknowledgements.confirmed()).isEqualTo(6000);
    }
}
