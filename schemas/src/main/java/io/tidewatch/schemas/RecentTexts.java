package io.tidewatch.schemas;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Short texts that came lately, by their bytes: names and addresses come again and again, and the same bytes are the
 * same String, made once and hashed once. A text has one place; another one of that place takes it. For one thread.
 */
final class RecentTexts {
    private static final int PLACES = 1 << 10;
    /** The longest address has 45 characters. */
    private static final int LONGEST = 48;

    private final byte[][] encoded = new byte[PLACES][];
    private final String[] texts = new String[PLACES];

    String of(byte[] bytes, int from, int length) {
        if (length > LONGEST) {
            return new String(bytes, from, length, StandardCharsets.UTF_8);
        }
        int hash = length;
        for (int i = from; i < from + length; i++) {
            hash = 31 * hash + bytes[i];
        }
        int place = (hash ^ hash >>> 10 ^ hash >>> 20) & PLACES - 1;
        byte[] known = encoded[place];
        if (known == null || !Arrays.equals(known, 0, known.length, bytes, from, from + length)) {
            encoded[place] = Arrays.copyOfRange(bytes, from, from + length);
            texts[place] = new String(bytes, from, length, StandardCharsets.UTF_8);
        }
        return texts[place];
    }
}
