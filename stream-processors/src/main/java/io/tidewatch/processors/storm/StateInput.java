package io.tidewatch.processors.storm;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads what {@link StateOutput} wrote. Throws {@link IllegalArgumentException} for anything else. */
final class StateInput {
    private final byte[] bytes;
    private final List<String> texts = new ArrayList<>();
    private int position;

    StateInput(byte[] bytes) {
        this.bytes = bytes;
    }

    private int octet() {
        if (position >= bytes.length) {
            throw new IllegalArgumentException("storm state ends at octet " + position + ", in the middle of a value");
        }
        return bytes[position++] & 0xff;
    }

    long number() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int octet = octet();
            value |= (long) (octet & 0x7f) << shift;
            if (octet < 0x80) {
                return value >>> 1 ^ -(value & 1);
            }
        }
        throw new IllegalArgumentException("storm state holds an endless number at octet " + position);
    }

    int integer() {
        return Math.toIntExact(number());
    }

    /** Refuses state that does not begin with this version, which tells how all behind it is written. */
    void requireVersion(String what, int version) {
        version(what, version, version);
    }

    /** The version that it begins with; refuses any other than these. */
    int version(String what, int oldest, int newest) {
        int found = integer();
        if (found < oldest || found > newest) {
            throw new OtherVersionException(what, found, newest);
        }
        return found;
    }

    /** How many elements follow: at most {@code most}, which bounds what a damaged state can allocate. */
    int size(int most) {
        long size = number();
        if (size < 0 || size > most) {
            throw new IllegalArgumentException("storm state holds " + size + " elements, " + most + " is the most");
        }
        return (int) size;
    }

    double real() {
        return Double.longBitsToDouble(fixed());
    }

    long fixed() {
        long bits = 0;
        for (int i = 0; i < Double.BYTES; i++) {
            bits = bits << 8 | octet();
        }
        return bits;
    }

    boolean flag() {
        return octet() != 0;
    }

    <E extends Enum<E>> E word(E[] values) {
        return values[size(values.length - 1)];
    }

    String text() {
        long number = number();
        if (number == -1) {
            return null;
        }
        if (number < 0 || number > texts.size()) {
            throw new IllegalArgumentException("storm state refers to text " + number + " of " + texts.size());
        }
        if (number == texts.size()) {
            texts.add(new String(octets(bytes.length - position), StandardCharsets.UTF_8));
        }
        return texts.get((int) number);
    }

    byte[] octets(int most) {
        int length = size(most);
        byte[] value = new byte[length];
        for (int i = 0; i < length; i++) {
            value[i] = (byte) octet();
        }
        return value;
    }

    boolean atEnd() {
        return position == bytes.length;
    }
}
