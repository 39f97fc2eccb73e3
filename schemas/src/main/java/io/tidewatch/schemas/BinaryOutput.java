package io.tidewatch.schemas;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;

/** Bytes that grow, in the terms of Avro's binary encoding (specification, "Binary encoding"). For one thread. */
final class BinaryOutput {
    private static final int INITIAL_SIZE = 512;
    /** A long takes at most so many bytes of seven bits. */
    private static final int LONGEST_NUMBER = 10;
    private static final int SEVEN_BITS = 0x7f;
    private static final int MORE = 0x80;
    private static final long MICROS_PER_SECOND = 1_000_000;
    private static final long NANOS_PER_MICRO = 1_000;

    private byte[] bytes = new byte[INITIAL_SIZE];
    private int length;

    /** Begins anew behind so many bytes of zero. */
    void begin(int zeros) {
        Arrays.fill(bytes, 0, zeros, (byte) 0);
        length = zeros;
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }

    private void room(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, Math.addExact(length, more)));
        }
    }

    /** Which of the two types of a union follows: the first is null. Tells whether it is the other one. */
    boolean present(Object value) {
        room(1);
        bytes[length++] = (byte) (value == null ? 0 : 2);
        return value != null;
    }

    void bool(boolean value) {
        room(1);
        bytes[length++] = (byte) (value ? 1 : 0);
    }

    /** An int or a long: zigzag, then seven bits a byte, lowest first. */
    void number(long value) {
        room(LONGEST_NUMBER);
        long left = value << 1 ^ value >> Long.SIZE - 1;
        int at = length;
        while ((left & ~SEVEN_BITS) != 0) {
            bytes[at++] = (byte) (left & SEVEN_BITS | MORE);
            left >>>= 7;
        }
        bytes[at++] = (byte) left;
        length = at;
    }

    void millis(Instant time) {
        number(time.toEpochMilli());
    }

    void micros(Instant time) {
        number(Math.addExact(Math.multiplyExact(time.getEpochSecond(), MICROS_PER_SECOND),
            time.getNano() / NANOS_PER_MICRO));
    }

    void real(double value) {
        room(Double.BYTES);
        long bits = Double.doubleToRawLongBits(value);
        for (int i = 0; i < Double.BYTES; i++) {
            bytes[length++] = (byte) (bits >>> Byte.SIZE * i);
        }
    }

    void text(String value) {
        byte[] encoded = value.getBytes(StandardCharsets.UTF_8);
        number(encoded.length);
        room(encoded.length);
        System.arraycopy(encoded, 0, bytes, length, encoded.length);
        length += encoded.length;
    }
}
