package io.tidewatch.capture.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PaceTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    @ParameterizedTest
    @CsvSource({"recorded,1.0,recorded", "max,Infinity,max", "10,10.0,10", "0.5,0.5,0.5", "1,1.0,recorded"})
    void isReadAndWritten(String text, double factor, String written) {
        Pace pace = Pace.parse(text);
        assertThat(pace.factor()).isEqualTo(factor);
        assertThat(pace).hasToString(written);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "fast", "0", "-1", "NaN", "Infinity", "1e9"})
    void whatIsNoneIsRefused(String text) {
        assertThatThrownBy(() -> Pace.parse(text)).isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("the pace is recorded, max, or a factor");
    }

    @Test
    void framesAreDueAsTheyWereRecorded() {
        Pacing pacing = new Pacing(Pace.RECORDED);
        assertThat(pacing.untilDue(100 * SECOND, 7)).isZero();
        assertThat(pacing.untilDue(103 * SECOND, 7)).isEqualTo(3 * SECOND);
        assertThat(pacing.untilDue(103 * SECOND, 7 + SECOND)).isEqualTo(2 * SECOND);
        assertThat(pacing.untilDue(103 * SECOND, 7 + 4 * SECOND)).isZero();
        assertThat(pacing.untilDue(102 * SECOND, 7 + 4 * SECOND)).isZero();
        assertThat(pacing.recordingTime(7 + 4 * SECOND)).isEqualTo(104 * SECOND);
    }

    @Test
    void aFactorScalesAndMaxDoesNotWait() {
        Pacing tenfold = new Pacing(Pace.parse("10"));
        tenfold.untilDue(0, 0);
        assertThat(tenfold.untilDue(60 * SECOND, 0)).isEqualTo(6 * SECOND);
        assertThat(tenfold.recordingTime(SECOND)).isEqualTo(10 * SECOND);
        Pacing max = new Pacing(Pace.MAX);
        max.untilDue(0, 0);
        assertThat(max.untilDue(60 * SECOND, 0)).isZero();
        assertThat(max.recordingTime(SECOND)).isEqualTo(Long.MIN_VALUE);
    }

    @Test
    void aDamagedTimeNeitherStopsTheReplayNorLetsTheRestRush() {
        Pacing pacing = new Pacing(Pace.RECORDED);
        pacing.untilDue(0, 0);
        assertThat(pacing.untilDue(Long.MAX_VALUE, 0)).isZero();
        assertThat(pacing.untilDue(SECOND, 0)).isZero();
        assertThat(pacing.untilDue(3 * SECOND, 0)).isEqualTo(2 * SECOND);
        assertThat(pacing.untilDue(Long.MIN_VALUE, 0)).isZero();
    }
}
