package io.tidewatch.processors.membership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Timer values of RFC 9776 section 8 and RFC 9777 section 9, and states that cannot be. */
class TimersTest {
    @Test
    void defaultsAreThoseOfTheStandards() {
        assertThat(Timers.DEFAULT).isEqualTo(new Timers(2, 125_000, 10_000, 1000));
        assertThat(Timers.DEFAULT.membershipIntervalMs()).isEqualTo(270_000);
        assertThat(Timers.DEFAULT.otherQuerierPresentMs()).isEqualTo(255_000);
        assertThat(Timers.DEFAULT.olderHostPresentMs()).isEqualTo(260_000);
    }

    @Test
    void theLongestThatTheWireCanTellFits() {
        // QRV 7, QQIC 255: 31744 s; an MLDv2 maximum response code of 65535: 8387584 ms.
        Timers longest = new Timers(7, 31_744_000, 8_387_584, 8_387_584);
        assertThat(longest.membershipIntervalMs()).isEqualTo(238_983_168);
        assertThat(longest.otherQuerierPresentMs()).isEqualTo(226_401_792);
        assertThat(longest.olderHostPresentMs()).isEqualTo(230_595_584);
    }

    @Test
    void impossibleTimersAreRefused() {
        assertThatThrownBy(() -> new Timers(0, 125_000, 10_000, 1000)).isInstanceOf(IllegalArgumentException.class)
            .hasMessage("impossible timers: robustness 0, query interval 125000 ms, response 10000 ms, "
                + "last member query 1000 ms");
        assertThatThrownBy(() -> new Timers(1, 0, 0, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Timers(1, 1, -1, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Timers(1, 1, 0, -1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void statesThatCannotBeAreRefused() {
        assertThatThrownBy(() -> new GroupState(FilterMode.INCLUDE, 5, new TreeMap<>()))
            .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new GroupState(FilterMode.EXCLUDE, GroupState.NEVER, new TreeMap<>()))
            .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new HostState("h1", null, FilterMode.INCLUDE, new TreeSet<>(), 3, 0, 0, 0, 0))
            .isInstanceOf(IllegalArgumentException.class).hasMessage("INCLUDE({}) is no membership");
    }
}
