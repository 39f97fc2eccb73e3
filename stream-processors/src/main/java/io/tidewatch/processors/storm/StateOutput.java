package io.tidewatch.processors.storm;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * Writes state compactly: numbers as zigzag varints, each text once and then by its number. {@link StateInput} reads
 * it.
 */
final class StateOutput {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
    private final Map<String, Integer> texts = new HashMap<>();

    void number(long value) {
        long rest = value << 1 ^ value >> 63;
        while ((rest & ~0x7fL) != 0) {
            bytes.write((int) (rest & 0x7f | 0x80));
            rest >>>= 7;
        }
        bytes.write((int) rest);
    }

    void real(double value) {
        fixed(Double.doubleToLongBits(value));
    }

    /** Eight octets: shorter than a varint for hashes. */
    void fixed(long bits) {
        for (int shift = 56; shift >= 0; shift -= 8) {
            bytes.write((int) (bits >>> shift));
        }
    }

    void flag(boolean value) {
        bytes.write(value ? 1 : 0);
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
        byte[] encoded = value.getBytes(StandardCharsets.UTF_8);
        number(encoded.length);
        bytes.write(encoded, 0, encoded.length);
    }

    void octets(byte[] value) {
        number(value.length);
        bytes.write(value, 0, value.length);
    }

    byte[] toBytes() {
        return bytes.toByteArray();
    }
}
