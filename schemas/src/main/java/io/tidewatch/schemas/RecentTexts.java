package io.tidewatch.schemas;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Short texts that came lately, by their bytes: names and addresses come again and again, and the same bytes are the
 * same String, made once and hashed once. A text has one place; another one of that place takes it. For one thread.
 */
final class RecentTexts {
    private static final int PLACE_BITS = 12;
    private static final int PLACES = 1 << PLACE_BITS;
    /** The longest address has 45 characters. */
    private static final int LONGEST = 48;
    /** Ids have so many and come once: they would take the places of texts that come again. */
    private static final int LENGTH_OF_ID = 36;
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class,
        ByteOrder.LITTLE_ENDIAN);

    private final byte[][] encoded = new byte[PLACES][];
    private final String[] texts = new String[PLACES];

    String of(byte[] bytes, int from, int length) {
        if (length > LONGEST || length == LENGTH_OF_ID) {
            return new String(bytes, from, length, StandardCharsets.UTF_8);
        }
        int place = place(bytes, from, length);
        byte[] known = encoded[place];
        if (known == null || !Arrays.equals(known, 0, known.length, bytes, from, from + length)) {
            encoded[place] = Arrays.copyOfRange(bytes, from, from + length);
            texts[place] = new String(bytes, from, length, StandardCharsets.UTF_8);
        }
        return texts[place];
    }

    /** By its length and both its ends, which is where addresses and names differ. */
    private static int place(byte[] bytes, int from, int length) {
        long mixed = length;
        if (length >= Long.BYTES) {
            mixed ^= (long) LONGS.get(bytes, from) * 31 + (long) LONGS.get(bytes, from + length - Long.BYTES);
        } else {
            for (int i = from; i < from + length; i++) {
                mixed = mixed << Byte.SIZE ^ bytes[i];
            }
        }
        mixed *= 0x9e3779b97f4a7c15L;
        return (int) (mixed >>> Long.SIZE - PLACE_BITS);
    }
}
