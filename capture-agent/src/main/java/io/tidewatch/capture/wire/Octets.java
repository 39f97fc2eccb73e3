package io.tidewatch.capture.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Unsigned big-endian numbers in a byte array. Callers have proved the bounds; a slip is an index error. */
final class Octets {
    private static final VarHandle SHORTS = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private Octets() {
    }

    static int u8(byte[] octets, int at) {
        return octets[at] & 0xff;
    }

    static int u16(byte[] octets, int at) {
        return (short) SHORTS.get(octets, at) & 0xffff;
    }

    static int i32(byte[] octets, int at) {
        return (int) INTS.get(octets, at);
    }

    static long u32(byte[] octets, int at) {
        return (int) INTS.get(octets, at) & 0xffffffffL;
    }

    static long i64(byte[] octets, int at) {
        return (long) LONGS.get(octets, at);
    }

    static void put8(byte[] octets, int at, int value) {
        octets[at] = (byte) value;
    }

    static void put16(byte[] octets, int at, int value) {
        SHORTS.set(octets, at, (short) value);
    }

    static void put32(byte[] octets, int at, long value) {
        INTS.set(octets, at, (int) value);
    }

    static void put64(byte[] octets, int at, long value) {
        LONGS.set(octets, at, value);
    }
}
