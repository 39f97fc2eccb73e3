package io.tidewatch.benchmarks.replay;

import java.util.Arrays;

/** Records counted and summed up whatever their order, to see that two heaps of them are the same. */
final class RecordSum {
    private static final long SPREAD = 0x9e3779b97f4a7c15L;

    private long count;
    private long bytes;
    private long hash;

    void add(String topic, byte[] key, byte[] value) {
        count++;
        bytes += key.length + value.length;
        long bits = ((long) topic.hashCode() << 32 | Arrays.hashCode(key) & 0xffffffffL) * SPREAD
            + Arrays.hashCode(value);
        bits *= SPREAD;
        hash += bits ^ bits >>> 32;
    }

    long count() {
        return count;
    }

    long bytes() {
        return bytes;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RecordSum sum && count == sum.count && bytes == sum.bytes && hash == sum.hash;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(hash);
    }

    @Override
    public String toString() {
        return count + " records of " + bytes + " bytes, sum " + Long.toHexString(hash);
    }
}
