package io.tidewatch.capture.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Every code against the formula of the standards, written as they write it. */
class FloatingCodeTest {
    @Test
    void everyEightBitCodeIsWhatRfc9776Says() {
        for (int code = 0; code < 256; code++) {
            int mant = code & 0xf;
            int exp = code >> 4 & 7;
            int expected = code < 128 ? code : (mant | 0x10) << (exp + 3);
            assertThat(FloatingCode.decode8(code)).as("code %d", code).isEqualTo(expected);
            assertThat(FloatingCode.encode8(expected)).as("value %d", expected).isEqualTo(code);
        }
        assertThat(FloatingCode.decode8(0x8a)).isEqualTo(208);
        assertThat(FloatingCode.decode8(0xff)).isEqualTo(FloatingCode.MAX_8).isEqualTo(31_744);
    }

    @Test
    void everySixteenBitCodeIsWhatRfc9777Says() {
        for (int code = 0; code < 65_536; code++) {
            int mant = code & 0xfff;
            int exp = code >> 12 & 7;
            int expected = code < 32_768 ? code : (mant | 0x1000) << (exp + 3);
            assertThat(FloatingCode.decode16(code)).isEqualTo(expected);
            assertThat(FloatingCode.encode16(expected)).isEqualTo(code);
        }
        assertThat(FloatingCode.decode16(0xffff)).isEqualTo(FloatingCode.MAX_16).isEqualTo(8_387_584);
    }

    @Test
    void encodingTakesTheLargestTimeNotAbove() {
        for (int value = 0; value <= FloatingCode.MAX_8 + 100; value++) {
            int code = FloatingCode.encode8(value);
            assertThat(FloatingCode.decode8(code)).isLessThanOrEqualTo(value);
            assertThat(code == 255 || FloatingCode.decode8(code + 1) > value).isTrue();
        }
    }
}
