package io.tidewatch.capture.wire;

/**
 * The floating-point codes in which queriers tell times: one exact decoder for all of them.
 *
 * <pre>
 *  8 bits (RFC 9776 §4.1.1, §4.1.7; RFC 9777 §5.1.9)     16 bits (RFC 9777 §5.1.3)
 *  0 1 2 3 4 5 6 7                                       0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5
 * |1| exp | mant  |                                     |1| exp |          mant         |
 * </pre>
 * Codes below the first bit are the number itself; the others are {@code (mant | hidden bit) << (exp + 3)}.
 */
public final class FloatingCode {
    /** The longest time that an 8-bit code tells. */
    public static final int MAX_8 = (0x1f) << (7 + 3);
    /** The longest time that a 16-bit code tells. */
    public static final int MAX_16 = (0x1fff) << (7 + 3);

    private FloatingCode() {
    }

    /** What an 8-bit code means, in its field's unit: Max Resp Code in 1/10 s, QQIC in s. */
    public static int decode8(int code) {
        return code < 0x80 ? code : ((code & 0x0f) | 0x10) << (((code >> 4) & 7) + 3);
    }

    /** What a 16-bit code means: Maximum Response Code of MLDv2 in ms. */
    public static int decode16(int code) {
        return code < 0x8000 ? code : ((code & 0x0fff) | 0x1000) << (((code >> 12) & 7) + 3);
    }

    /** The code of the largest value that fits 8 bits and is not above {@code value}. */
    public static int encode8(int value) {
        return encode(value, 4, MAX_8);
    }

    /** The code of the largest value that fits 16 bits and is not above {@code value}. */
    public static int encode16(int value) {
        return encode(value, 12, MAX_16);
    }

    private static int encode(int wanted, int mantissaBits, int max) {
        int value = Math.max(0, Math.min(wanted, max));
        int plainBits = mantissaBits + 3;
        if (value < 1 << plainBits) {
            return value;
        }
        int exponent = 31 - Integer.numberOfLeadingZeros(value) - plainBits;
        int mantissa = (value >> (exponent + 3)) & ((1 << mantissaBits) - 1);
        return 1 << plainBits | exponent << mantissaBits | mantissa;
    }
}
