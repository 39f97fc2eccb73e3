package io.tidewatch.schemas;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A growing array of bytes that writes values as Avro's binary encoding does. Used again and again by one thread. */
final class BinaryOutput {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int INITIAL = 512;
    private static final int LONGEST_NUMBER = 10;
    /** One large record must not be kept for ever. */
    private static final int KEPT = 1 << 16;

    private byte[] bytes = new byte[INITIAL];
    private int at;

    /** Forgets what was written. */
    void reset() {
        at = 0;
        if (bytes.length > KEPT) {
            bytes = new byte[INITIAL];
        }
    }

    byte[] toByteArray() {
        return Arrays.copyOf(bytes, at);
    }

    private void ensure(int more) {
        if (bytes.length - at < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, at + more));
        }
    }

    void writeByte(int value) {
        ensure(1);
        bytes[at++] = (byte) value;
    }

    /** Big-endian, as in the frame around a value. */
    void writeFixedInt(int value) {
        ensure(Integer.BYTES);
        for (int shift = 24; shift >= 0; shift -= 8) {
            bytes[at++] = (byte) (value >>> shift);
        }
    }

    /** Zigzag, then seven bits a byte, lowest first. Avro writes ints, lengths and indexes the same way. */
    void writeLong(long value) {
        ensure(LONGEST_NUMBER);
        long left = value << 1 ^ value >> 63;
        while ((left & ~0x7fL) != 0) {
            bytes[at++] = (byte) (left & 0x7f | 0x80);
            left >>>= 7;
        }
        bytes[at++] = (byte) left;
    }

    void writeDouble(double value) {
        ensure(Double.BYTES);
        LONGS.set(bytes, at, Double.doubleToRawLongBits(value));
        at += Double.BYTES;
    }

    /** UTF-8 with its length in bytes. */
    void writeString(String text) {
        byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
        writeLong(encoded.length);
        ensure(encoded.length);
        System.arraycopy(encoded, 0, bytes, at, encoded.length);
        at += encoded.length;
    }
}
