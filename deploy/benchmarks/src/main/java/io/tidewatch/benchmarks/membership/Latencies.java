package io.tidewatch.benchmarks.membership;

import java.util.Arrays;

/** How long many things took. May be added to by several threads. */
final class Latencies {
    private static final double NANOS_PER_MILLI = 1e6;
    private static final double MEDIAN = 0.5;
    private static final double MOST = 0.99;

    private long[] nanos = new long[1 << 10];
    private int count;

    synchronized void add(long took) {
        if (count == nanos.length) {
            nanos = Arrays.copyOf(nanos, 2 * count);
        }
        nanos[count++] = took;
    }

    synchronized int count() {
        return count;
    }

    double median() {
        return quantile(MEDIAN);
    }

    double p99() {
        return quantile(MOST);
    }

    /** Milliseconds that such a share of them took at most. */
    private synchronized double quantile(double share) {
        long[] sorted = Arrays.copyOf(nanos, count);
        Arrays.sort(sorted);
        return count == 0 ? Double.NaN : sorted[(int) Math.ceil(share * count) - 1] / NANOS_PER_MILLI;
    }
}
