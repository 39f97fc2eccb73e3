package io.tidewatch.processors.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class CopiesTest {
    private final Copies copies = new Copies();
    private long now;

    private void observed(long groupsAt, long groupsEnd, long membersAt, long membersEnd) {
        copies.observed(Map.of("groups", Map.of(3, loaded(groupsAt, groupsEnd)), "members",
            Map.of(3, loaded(membersAt, membersEnd))), ++now);
    }

    private static Copies.Loaded loaded(long position, long end) {
        return new Copies.Loaded(position, end, position >= end);
    }

    @Test
    void whatIsBeingLoadedFromTheStartIsNoCopyHoweverLittleIsLeft() {
        observed(0, 5, 90, 100);
        assertThat(copies.lag(3, now)).isEqualTo(-1);
        observed(4, 5, 99, 100);
        assertThat(copies.lag(3, now)).isEqualTo(-1);
        observed(5, 9, 100, 120);
        assertThat(copies.lag(3, now)).isEqualTo(20);
        observed(9, 9, 120, 120);
        assertThat(copies.lag(3, now)).isZero();
        observed(9, 1000, 120, 120);
        assertThat(copies.lag(3, now)).isEqualTo(991);
    }

    @Test
    void anEmptyStoreIsWhole() {
        observed(0, 0, 0, 0);
        assertThat(copies.lag(3, now)).isZero();
        assertThat(copies.lag(4, now)).isEqualTo(-1);
    }

    @Test
    void nobodyLoadsTheMarkersBehindTheLastRecord() {
        observed(5, 5, 98, 100);
        assertThat(copies.lag(3, now)).isEqualTo(-1);
        copies.observed(Map.of("groups", Map.of(3, loaded(5, 5)), "members",
            Map.of(3, new Copies.Loaded(98, 100, true))), ++now);
        assertThat(copies.lag(3, now)).isZero();
        assertThat(copies.loaded("members", 3)).isEqualTo(new Copies.Loaded(98, 100, true));
        observed(5, 5, 98, 103);
        assertThat(copies.lag(3, now)).isEqualTo(5);
    }

    @Test
    void whatWentAwayOrBackBeginsAnew() {
        observed(5, 5, 5, 5);
        copies.observed(Map.of(), ++now);
        assertThat(copies.lag(3, now)).isEqualTo(-1);
        observed(2, 5, 5, 5);
        assertThat(copies.lag(3, now)).isEqualTo(-1);
        observed(5, 6, 5, 5);
        assertThat(copies.lag(3, now)).isEqualTo(1);
        observed(1, 6, 5, 5);
        assertThat(copies.lag(3, now)).isEqualTo(-1);
    }

    @Test
    void whatWasSeenLongAgoTellsNothing() {
        observed(5, 5, 5, 5);
        assertThat(copies.lag(3, now + 1)).isEqualTo(-1);
    }
}
