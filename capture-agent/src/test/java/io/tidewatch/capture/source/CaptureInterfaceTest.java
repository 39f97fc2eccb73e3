package io.tidewatch.capture.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import org.junit.jupiter.api.Test;

class CaptureInterfaceTest {
    @Test
    void everyResolutionIsExactToTheNanosecond() {
        for (int resolution = 0; resolution < 256; resolution++) {
            CaptureInterface on = new CaptureInterface(1, 0);
            on.resolution(resolution);
            BigDecimal perSecond = (resolution & 0x80) != 0 ? BigDecimal.valueOf(2).pow(resolution & 0x7f)
                : BigDecimal.TEN.pow(resolution & 0x7f);
            for (long units : new long[] {0, 1, 999, 1_700_000_000_123_456L, 0x123456789abcdefL, Long.MAX_VALUE}) {
                BigInteger exact = new BigDecimal(units).multiply(BigDecimal.valueOf(1_000_000_000L))
                    .divide(perSecond, 0, RoundingMode.DOWN).toBigInteger();
                long got = on.nanos(units);
                if (exact.bitLength() > 62) {
                    assertThat(got).as("resolution %x of %d", resolution, units).isGreaterThan(Long.MAX_VALUE / 4);
                } else if ((resolution & 0x7f) < 19 || (resolution & 0x80) != 0 && (resolution & 0x7f) < 64) {
                    assertThat(got).as("resolution %x of %d", resolution, units).isEqualTo(exact.longValue());
                }
            }
        }
    }

    @Test
    void offsetsMoveTheClock() {
        CaptureInterface on = new CaptureInterface(1, 0);
        on.offsetSeconds(-10);
        assertThat(on.nanos(12_500_000)).isEqualTo(2_500_000_000L);
    }
}
