package io.tidewatch.schemas;

import org.apache.avro.AvroRuntimeException;

/**
 * Bytes in the terms of Avro's binary encoding (specification, "Binary encoding"). Whatever they are, nothing is read
 * or allocated beyond them: what is too long, or no number, is an {@link AvroRuntimeException}. For one thread.
 */
final class BinaryInput {
    private static final int SEVEN_BITS = 0x7f;

    private final RecentTexts texts = new RecentTexts();
    private byte[] bytes = {};
    private int at;

    /** Goes on with other bytes, from this one to their end. */
    void begin(byte[] from, int first) {
        bytes = from;
        at = first;
    }

    boolean atEnd() {
        return at == bytes.length;
    }

    int integer() {
        int value = 0;
        for (int shift = 0; shift < Integer.SIZE; shift += 7) {
            int octet = octet();
            value |= (octet & SEVEN_BITS) << shift;
            if (octet >= 0) {
                return value >>> 1 ^ -(value & 1);
            }
        }
        throw new AvroRuntimeException("an int is longer than 5 bytes");
    }

    long number() {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            int octet = octet();
            value |= (long) (octet & SEVEN_BITS) << shift;
            if (octet >= 0) {
                return value >>> 1 ^ -(value & 1);
            }
        }
        throw new AvroRuntimeException("a long is longer than 10 bytes");
    }

    /** One byte, below 0 where more of a number follows. */
    private int octet() {
        if (at == bytes.length) {
            throw new AvroRuntimeException("it ends in the middle of a value");
        }
        return bytes[at++];
    }

    boolean bool() {
        return octet() == 1;
    }

    /** One of so many branches or symbols. */
    int choice(int many) {
        int choice = integer();
        if (choice < 0 || choice >= many) {
            throw new AvroRuntimeException("number " + choice + " of " + many);
        }
        return choice;
    }

    /** How many elements the next block of an array has; 0: there is none. */
    long block() {
        long many = number();
        if (many < 0) {
            // The size of the block in bytes follows, for those who pass over it unread.
            number();
            many = -many;
        }
        if (many < 0 || many > bytes.length - at) {
            // No element of the contract takes less than a byte.
            throw new AvroRuntimeException("a block of " + many + " elements in " + (bytes.length - at) + " bytes");
        }
        return many;
    }

    String text() {
        int length = length();
        String text = texts.of(bytes, at, length);
        at += length;
        return text;
    }

    /** Passes over a text or bytes. */
    void passText() {
        int length = length();
        at += length;
    }

    private int length() {
        long length = number();
        if (length < 0 || length > bytes.length - at || length > AvroSafety.LONGEST) {
            throw new AvroRuntimeException("a length of " + length + " in " + (bytes.length - at) + " bytes");
        }
        return (int) length;
    }

    /** Passes over so many bytes. */
    void pass(int many) {
        if (many > bytes.length - at) {
            throw new AvroRuntimeException("it ends in the middle of a value");
        }
        at += many;
    }
}
