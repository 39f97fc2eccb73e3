package io.tidewatch.schemas;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Short texts that came lately, by their bytes: names and addresses come again and again, and the same bytes are the
 * same String, made once and hashed once. A text has two places that are side by side: a new one takes the first of
 * them, and what was there the second. For one thread.
 */
final class RecentTexts {
    /** For the hosts and groups, and the names, of a few thousand busy segments. */
    private static final int PLACE_BITS = 14;
    private static final int PLACES = 1 << PLACE_BITS;
    /** The longest address has 45 characters. */
    private static final int LONGEST = 48;
    /** Ids have so many and come once: they would take the places of texts that come again. */
    private static final int LENGTH_OF_ID = 36;
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class,
        ByteOrder.LITTLE_ENDIAN);

    /** Of each the first bytes and the last, in two numbers: all there are, of most. */
    private final long[] ends = new long[2 * PLACES];
    private final byte[][] encoded = new byte[PLACES][];
    private final String[] texts = new String[PLACES];

    String of(byte[] bytes, int from, int length) {
        if (length > LONGEST || length == LENGTH_OF_ID) {
            return new String(bytes, from, length, StandardCharsets.UTF_8);
        }
        long head = length < Long.BYTES ? packed(bytes, from, length) : (long) LONGS.get(bytes, from);
        long tail = length < Long.BYTES ? 0 : (long) LONGS.get(bytes, from + length - Long.BYTES);
        int place = place(length, head, tail);
        if (is(place, head, tail, bytes, from, length)) {
            return texts[place];
        }
        int beside = place + 1;
        if (is(beside, head, tail, bytes, from, length)) {
            return texts[beside];
        }
        ends[2 * beside] = ends[2 * place];
        ends[2 * beside + 1] = ends[2 * place + 1];
        encoded[beside] = encoded[place];
        texts[beside] = texts[place];
        ends[2 * place] = head;
        ends[2 * place + 1] = tail;
        encoded[place] = Arrays.copyOfRange(bytes, from, from + length);
        texts[place] = new String(bytes, from, length, StandardCharsets.UTF_8);
        return texts[place];
    }

    /** Whether the text in a place has these bytes, and these ends. */
    private boolean is(int place, long head, long tail, byte[] bytes, int from, int length) {
        if (ends[2 * place] != head || ends[2 * place + 1] != tail) {
            return false;
        }
        byte[] known = encoded[place];
        return known != null && known.length == length
            && (length <= 2 * Long.BYTES || Arrays.equals(known, 0, length, bytes, from, from + length));
    }

    private static long packed(byte[] bytes, int from, int length) {
        long packed = 0;
        for (int i = from; i < from + length; i++) {
            packed = packed << Byte.SIZE | bytes[i] & 0xff;
        }
        return packed;
    }

    /** The first of its places, by its length and both its ends, which is where addresses and names differ. */
    private static int place(int length, long head, long tail) {
        long mixed = (length ^ head * 31 + tail) * 0x9e3779b97f4a7c15L;
        return (int) (mixed >>> Long.SIZE - PLACE_BITS) & ~1;
    }
}
