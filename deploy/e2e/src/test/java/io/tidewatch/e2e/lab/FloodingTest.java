package io.tidewatch.e2e.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** In seconds. A querier counts as gone after 20.5 s, by a timer that is up to 2 s late; answers may take 1 s. */
class FloodingTest {
    private static final long SECOND = 1_000_000;
    private static final long START = 1_000 * SECOND;

    private final Flooding flooding = new Flooding();

    @Test
    void aBridgeThatKnowsNobodyFloodsUntilTheFirstQueryIsAnswered() {
        assertThat(mayBe(0)).isTrue();
        query(1, "10.0.0.3");
        assertThat(mayBe(1.9)).isTrue();
        assertThat(mayBe(2.2)).isFalse();
        query(11, "10.0.0.3");
        assertThat(mayBe(11.5)).isFalse();
        assertThat(mayBe(31.3)).isFalse();
        assertThat(mayBe(31.5)).isTrue();
    }

    @Test
    void onlyTheLowerAddressKeepsItFromForgetting() {
        query(1, "10.0.0.20");
        query(5, "10.0.0.3");
        query(10, "10.0.0.20");
        assertThat(mayBe(25.3)).isFalse();
        assertThat(mayBe(25.5)).as("10.0.0.3 is gone").isTrue();
        query(28, "10.0.0.20");
        assertThat(mayBe(28.9)).isTrue();
        assertThat(mayBe(29.2)).isFalse();
    }

    /** From 0.0.0.0 a bridge asks that has no address; it yields to everybody, and everybody to it. */
    @Test
    void whoHasNoAddressIsLowerAndYields() {
        query(1, "10.0.0.3");
        query(10, "0.0.0.0");
        query(20, "10.0.0.20");
        assertThat(mayBe(40.3)).isFalse();
    }

    /** A query within the time in which the timer fires comes before that or after. */
    @Test
    void howLateTheTimerIsCanNotBeTold() {
        query(1, "10.0.0.3");
        query(22, "10.0.0.20");
        assertThat(mayBe(24)).as("22 came too early: until 24 nobody was heard").isTrue();
        query(25, "10.0.0.20");
        assertThat(mayBe(25.9)).isTrue();
        assertThat(mayBe(26.2)).isFalse();
    }

    private void query(double second, String source) {
        flooding.hear(new Message(at(second), "q", source, false, Message.Kind.QUERY, 3, null,
            new Message.Query(SECOND, false, 2, 10 * SECOND), new TreeSet<>(), List.of()));
    }

    private boolean mayBe(double second) {
        return flooding.mayBe(at(second));
    }

    private static long at(double second) {
        return START + Math.round(second * SECOND);
    }
}
