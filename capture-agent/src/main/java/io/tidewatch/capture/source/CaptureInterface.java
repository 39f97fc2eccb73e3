package io.tidewatch.capture.source;

/** An interface that a pcapng section describes: how to read its frames and their times. */
final class CaptureInterface {
    static final int OPTION_NAME = 2;
    static final int OPTION_RESOLUTION = 9;
    static final int OPTION_OFFSET = 14;

    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final int BINARY = 0x80;
    private static final int NANO_DIGITS = 9;
    private static final int MAX_DIGITS = 19;

    private final int linkType;
    private final long snapLength;
    private String name;
    private int resolution = 6;
    private long offsetSeconds;

    CaptureInterface(int linkType, long snapLength) {
        this.linkType = linkType;
        this.snapLength = snapLength;
    }

    int linkType() {
        return linkType;
    }

    /** 0: no limit. */
    long snapLength() {
        return snapLength;
    }

    String name() {
        return name;
    }

    void name(String value) {
        name = value.isEmpty() ? null : value;
    }

    /** if_tsresol: units per second as a negative power of 10, or of 2 with the highest bit set. */
    void resolution(int value) {
        resolution = value;
    }

    /** if_tsoffset: added to every time. */
    void offsetSeconds(long value) {
        offsetSeconds = value;
    }

    /**
     * Nanoseconds since the epoch of an unsigned count of units. What a long can't hold becomes its end; clocks that
     * tick more often than 64 bits can count in two seconds read as 0.
     */
    long nanos(long units) {
        int power = resolution & ~BINARY;
        long seconds;
        long nanos;
        if ((resolution & BINARY) != 0) {
            seconds = power >= Long.SIZE ? 0 : units >>> power;
            long fraction = power == 0 || power >= Long.SIZE ? 0 : units & (1L << power) - 1;
            // The product has up to 93 bits; its lowest ones, power of them, are below a nanosecond.
            nanos = fraction == 0 ? 0 : Math.multiplyHigh(fraction, NANOS_PER_SECOND) << Long.SIZE - power
                | fraction * NANOS_PER_SECOND >>> power;
        } else {
            long perSecond = powerOfTen(Math.min(power, MAX_DIGITS - 1));
            seconds = power >= MAX_DIGITS ? 0 : Long.divideUnsigned(units, perSecond);
            long fraction = power >= MAX_DIGITS ? 0 : Long.remainderUnsigned(units, perSecond);
            nanos = power <= NANO_DIGITS ? fraction * powerOfTen(NANO_DIGITS - power)
                : fraction / powerOfTen(Math.min(power, MAX_DIGITS - 1) - NANO_DIGITS);
        }
        long whole = seconds + offsetSeconds;
        long limit = Long.MAX_VALUE / NANOS_PER_SECOND - 1;
        return whole > limit || seconds < 0 ? Long.MAX_VALUE
            : whole < -limit ? Long.MIN_VALUE : whole * NANOS_PER_SECOND + nanos;
    }

    private static long powerOfTen(int exponent) {
        long power = 1;
        for (int i = 0; i < exponent; i++) {
            power *= 10;
        }
        return power;
    }
}
