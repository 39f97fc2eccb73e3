package io.tidewatch.capture.event;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/**
 * Ids that a packet has whenever it is decoded: 128 bits of hash over sensor, interface, capture time and the frame's
 * bytes, and the ordinal of the frame among identical ones of the same instant, written as a version 8 UUID (RFC 9562
 * §5.8). The hash tells packets apart, it protects nothing: who forges packets may forge their ids.
 *
 * <p>Memory is bounded however many frames claim one instant: from {@link #MAX_AT_ONE_INSTANT} different ones on, the
 * count of all frames of the instant takes the ordinal's place. For one thread.
 */
final class EventIds {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int MAX_AT_ONE_INSTANT = 1 << 16;
    private static final int SCANNED = 16;

    private static final long PRIME_1 = 0x9e3779b185ebca87L;
    private static final long PRIME_2 = 0xc2b2ae3d27d4eb4fL;
    private static final long PRIME_3 = 0x165667b19e3779f9L;

    private final long sensorSeed;
    private long instant = Long.MIN_VALUE;
    private long framesAtInstant;
    private final long[] scanned = new long[SCANNED];
    private int scannedCount;
    private Map<Long, int[]> seen;

    private long first;
    private long second;

    EventIds(String sensor) {
        byte[] name = sensor.getBytes(StandardCharsets.UTF_8);
        hash(PRIME_1, 0, name, 0, name.length);
        sensorSeed = first ^ second;
    }

    /** Something to mix into the ids of an interface's frames. */
    long interfaceSeed(String captureInterface) {
        byte[] name = captureInterface.getBytes(StandardCharsets.UTF_8);
        hash(sensorSeed, PRIME_3, name, 0, name.length);
        return first ^ second;
    }

    /** The id of the next frame. Frames must come in the order of the capture, each once. */
    String next(long interfaceSeed, long nanos, byte[] octets, int offset, int length) {
        hash(interfaceSeed, nanos, octets, offset, length);
        int ordinal = ordinal(nanos, first);
        if (ordinal > 0) {
            long mixed = mix(second ^ ordinal * PRIME_3);
            first = mix(first + mixed);
            second = mixed;
        }
        return text();
    }

    private int ordinal(long nanos, long identity) {
        if (nanos != instant) {
            instant = nanos;
            framesAtInstant = 0;
            scannedCount = 0;
            seen = null;
        }
        framesAtInstant++;
        if (seen == null) {
            int equal = 0;
            for (int i = 0; i < scannedCount; i++) {
                equal += scanned[i] == identity ? 1 : 0;
            }
            if (scannedCount < SCANNED) {
                scanned[scannedCount++] = identity;
                return equal;
            }
            seen = new HashMap<>();
            for (long known : scanned) {
                seen.computeIfAbsent(known, key -> new int[1])[0]++;
            }
        }
        int[] count = seen.get(identity);
        if (count == null) {
            if (seen.size() == MAX_AT_ONE_INSTANT) {
                return (int) Math.min(framesAtInstant, Integer.MAX_VALUE);
            }
            count = new int[1];
            seen.put(identity, count);
        }
        return count[0]++;
    }

    /** Two lanes, eight bytes of each at a time, each byte reaching both before the end. */
    private void hash(long seed, long salt, byte[] octets, int offset, int length) {
        long a = mix(seed + salt * PRIME_2) + length;
        long b = mix(seed ^ PRIME_3) + salt;
        int at = offset;
        int end = offset + length;
        for (; end - at >= 16; at += 16) {
            a = Long.rotateLeft(a ^ (long) LONGS.get(octets, at) * PRIME_1, 31) * PRIME_2 + b;
            b = Long.rotateLeft(b ^ (long) LONGS.get(octets, at + 8) * PRIME_2, 29) * PRIME_1 + a;
        }
        for (; end - at >= 8; at += 8) {
            a = Long.rotateLeft(a ^ (long) LONGS.get(octets, at) * PRIME_1, 31) * PRIME_2 + b;
        }
        long tail = 0;
        for (; at < end; at++) {
            tail = tail << 8 | octets[at] & 0xff;
        }
        b = Long.rotateLeft(b ^ tail * PRIME_2, 29) * PRIME_1 + a;
        first = mix(a ^ Long.rotateLeft(b, 17));
        second = mix(b + first * PRIME_3);
    }

    private static long mix(long bits) {
        long mixed = (bits ^ bits >>> 33) * PRIME_2;
        mixed = (mixed ^ mixed >>> 29) * PRIME_3;
        return mixed ^ mixed >>> 32;
    }

    private String text() {
        return new UUID(first & ~0xf000L | 0x8000L, second & 0x3fffffffffffffffL | 0x8000000000000000L).toString();
    }
}
