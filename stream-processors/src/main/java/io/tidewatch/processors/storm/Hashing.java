package io.tidewatch.processors.storm;

/** 64-bit hashes for sketches. The same in every process, as they are persisted. Not for secrets. */
final class Hashing {
    private static final long SEED = 0x9e3779b97f4a7c15L;

    private Hashing() {
    }

    static long of(String text) {
        long hash = SEED ^ text.length();
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        return spread(hash);
    }

    static long mix(long first, long second) {
        return spread(first * 31 + SEED ^ second);
    }

    /** Every bit of the input moves every bit of the result (the finaliser of SplitMix64). */
    private static long spread(long value) {
        long hash = (value ^ value >>> 30) * 0xbf58476d1ce4e5b9L;
        hash = (hash ^ hash >>> 27) * 0x94d049bb133111ebL;
        return hash ^ hash >>> 31;
    }
}
