package io.tidewatch.processors.storm;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Writes state compactly: numbers as zigzag varints, each text once and then by its number. {@link StateInput} reads
 * it.
 */
final class StateOutput {
    private static final int LONGEST_NUMBER = 10;

    private byte[] bytes = new byte[1024];
    private int size;
    private final Map<String, Integer> texts = new HashMap<>();

    private void reserve(int more) {
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(size + more, 2 * bytes.length));
        }
    }

    void number(long value) {
        reserve(LONGEST_NUMBER);
        long rest = value << 1 ^ value >> 63;
        while ((rest & ~0x7fL) != 0) {
            bytes[size++] = (byte) (rest & 0x7f | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
    }

    void real(double value) {
        fixed(Double.doubleToLongBits(value));
    }

    /** Eight octets: shorter than a varint for hashes. */
    void fixed(long bits) {
        reserve(Long.BYTES);
        for (int shift = 56; shift >= 0; shift -= 8) {
            bytes[size++] = (byte) (bits >>> shift);
        }
    }

    void flag(boolean value) {
        number(value ? 1 : 0);
    }

    void word(Enum<?> value) {
        number(value.ordinal());
    }

    /** Null is a text too. */
    void text(String value) {
        if (value == null) {
            number(-1);
            return;
        }
        Integer known = texts.putIfAbsent(value, texts.size());
        if (known != null) {
            number(known);
            return;
        }
        number(texts.size() - 1L);
        octets(value.getBytes(StandardCharsets.UTF_8));
    }

    void octets(byte[] value) {
        number(value.length);
        reserve(value.length);
        System.arraycopy(value, 0, bytes, size, value.length);
        size += value.length;
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, size);
    }
}
