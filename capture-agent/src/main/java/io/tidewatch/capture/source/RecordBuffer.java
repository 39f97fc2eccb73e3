package io.tidewatch.capture.source;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * A piece of a capture in memory, moved forward record by record, so that frames are handed out without copying each.
 * Numbers are read in the byte order that the capture was written in. It never holds more than {@link #CAPACITY}, and
 * that much only once a record needs it.
 */
final class RecordBuffer {
    /** The longest record that can be read in one piece. */
    static final int CAPACITY = 1 << 20;
    /** Enough for nearly all records, and small enough for the processor's cache. */
    private static final int INITIAL = 1 << 16;

    private static final VarHandle[] INTS = {
        MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN),
        MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN)};
    private static final VarHandle[] SHORTS = {
        MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN),
        MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN)};

    private final Feed feed;
    private byte[] bytes = new byte[INITIAL];
    private int at;
    private int filled;
    /** Position in the capture of the first byte in the buffer. */
    private long base;
    private boolean bigEndian;

    /** Reads on in {@code feed}, of which the first bytes are already read. */
    RecordBuffer(Feed feed, byte[] first) {
        this.feed = feed;
        System.arraycopy(first, 0, bytes, 0, first.length);
        filled = first.length;
    }

    void bigEndian(boolean big) {
        bigEndian = big;
    }

    boolean isBigEndian() {
        return bigEndian;
    }

    byte[] bytes() {
        return bytes;
    }

    /** Index in {@link #bytes} of the next byte. */
    int at() {
        return at;
    }

    /** Position in the capture of the next byte. */
    long position() {
        return base + at;
    }

    int available() {
        return filled - at;
    }

    /** Makes the next {@code count} bytes be there, at most {@link #CAPACITY}; false when the capture has fewer. */
    boolean ensure(int count) throws IOException {
        if (filled - at >= count) {
            return true;
        }
        byte[] room = count <= bytes.length ? bytes : new byte[CAPACITY];
        System.arraycopy(bytes, at, room, 0, filled - at);
        bytes = room;
        base += at;
        filled -= at;
        at = 0;
        while (filled < count) {
            int read = feed.read(bytes, filled, bytes.length - filled);
            if (read == 0) {
                return false;
            }
            filled += read;
        }
        return true;
    }

    /** Passes over bytes that {@link #ensure} proved. */
    void advance(int count) {
        at += count;
    }

    /** Passes over any number of bytes; returns how many there were. */
    long skip(long count) throws IOException {
        if (count <= filled - at) {
            at += (int) count;
            return count;
        }
        long held = filled - at;
        long position = position() + held;
        at = 0;
        filled = 0;
        long skipped = feed.skip(count - held);
        base = position + skipped;
        return held + skipped;
    }

    int u8(int offset) {
        return bytes[at + offset] & 0xff;
    }

    int u16(int offset) {
        return (short) SHORTS[bigEndian ? 1 : 0].get(bytes, at + offset) & 0xffff;
    }

    int i32(int offset) {
        return (int) INTS[bigEndian ? 1 : 0].get(bytes, at + offset);
    }

    long u32(int offset) {
        return i32(offset) & 0xffffffffL;
    }
}
