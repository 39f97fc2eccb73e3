package io.tidewatch.capture.fuzz;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** Takes an input apart from the front; past its end all is 0 and nothing. */
final class FuzzInput {
    private final byte[] bytes;
    private int at;

    FuzzInput(byte[] bytes) {
        this.bytes = bytes;
    }

    int u8() {
        return at < bytes.length ? bytes[at++] & 0xff : 0;
    }

    long i64() {
        long value = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            value = value << 8 | u8();
        }
        return value;
    }

    byte[] take(int count) {
        int end = Math.min(bytes.length, at + count);
        byte[] taken = Arrays.copyOfRange(bytes, at, end);
        at = end;
        return taken;
    }

    byte[] rest() {
        return take(bytes.length);
    }

    /** An input that begins with these octets. */
    static byte[] of(byte[] rest, int... head) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int octet : head) {
            out.write(octet);
        }
        out.writeBytes(rest);
        return out.toByteArray();
    }

    /** The length on the wire that an octet stands for: most say how many bytes the snap length cut, some lie. */
    static int wireLength(int octet, int captured) {
        return switch (octet) {
            case 0xff -> Integer.MAX_VALUE;
            case 0xfe -> -1;
            case 0xfd -> 0;
            default -> captured + octet;
        };
    }
}
