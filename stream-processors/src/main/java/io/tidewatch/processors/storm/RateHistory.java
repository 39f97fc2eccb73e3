package io.tidewatch.processors.storm;

import java.util.Arrays;
import java.util.List;

/** The counts of the last {@value #SECONDS} whole seconds. */
final class RateHistory {
    static final int SECONDS = 10;

    /** Newest last. */
    private final long[] counts = new long[SECONDS];
    private int filled;

    /** Of messages up to a time at which a second ends, from the second of the first. */
    static RateHistory of(List<IcmpError> errors, long endMs) {
        long[] byAge = new long[SECONDS];
        int oldest = -1;
        for (IcmpError error : errors) {
            long age = Math.max(0, endMs - 1 - error.atMs()) / 1000;
            if (age < SECONDS) {
                byAge[(int) age] += error.count();
                oldest = Math.max(oldest, (int) age);
            }
        }
        RateHistory history = new RateHistory();
        for (int age = oldest; age >= 0; age--) {
            history.push(byAge[age]);
        }
        return history;
    }

    /** Goes on from where another one is. */
    void takeOver(RateHistory other) {
        System.arraycopy(other.counts, 0, counts, 0, SECONDS);
        filled = other.filled;
    }

    /** This one and another of the same seconds. */
    RateHistory plus(RateHistory other) {
        RateHistory sum = new RateHistory();
        for (int i = 0; i < SECONDS; i++) {
            sum.counts[i] = counts[i] + other.counts[i];
        }
        sum.filled = Math.max(filled, other.filled);
        return sum;
    }

    /** This one without another of the same seconds. */
    RateHistory minus(RateHistory other) {
        RateHistory rest = new RateHistory();
        for (int i = 0; i < SECONDS; i++) {
            rest.counts[i] = Math.max(0, counts[i] - other.counts[i]);
        }
        rest.filled = filled;
        return rest;
    }

    void push(long count) {
        System.arraycopy(counts, 1, counts, 0, SECONDS - 1);
        counts[SECONDS - 1] = count;
        filled = Math.min(SECONDS, filled + 1);
    }

    void clear() {
        Arrays.fill(counts, 0);
        filled = 0;
    }

    /** Mean of the newest seconds, at most as many as there are; messages per second. */
    double mean(int seconds) {
        int over = Math.min(seconds, filled);
        long sum = 0;
        for (int i = SECONDS - over; i < SECONDS; i++) {
            sum += counts[i];
        }
        return over == 0 ? 0 : (double) sum / over;
    }

    /** How many of the newest seconds had messages, without a gap. */
    int run() {
        int run = 0;
        while (run < SECONDS && counts[SECONDS - 1 - run] > 0) {
            run++;
        }
        return run;
    }

    /** Messages of {@link #run()}. */
    long sum() {
        long sum = 0;
        for (int i = SECONDS - run(); i < SECONDS; i++) {
            sum += counts[i];
        }
        return sum;
    }

    /** Of the busiest second. */
    long peak() {
        long peak = 0;
        for (long count : counts) {
            peak = Math.max(peak, count);
        }
        return peak;
    }

    /** Mean of the seconds with at least this many, 0 when there are none; messages per second. */
    double meanOfLoud(double least) {
        long sum = 0;
        int loud = 0;
        for (long count : counts) {
            if (count > 0 && count >= least) {
                sum += count;
                loud++;
            }
        }
        return loud == 0 ? 0 : (double) sum / loud;
    }

    boolean silent() {
        for (int i = SECONDS - 1; i >= SECONDS - filled; i--) {
            if (counts[i] != 0) {
                return false;
            }
        }
        return true;
    }

    /**
     * Above the threshold for so many of the newest seconds in a row; or for so many of one more, where that holds what
     * would be enough for two more: an unlucky second ends no storm.
     */
    boolean sustained(double threshold, int seconds) {
        if (newestAbove(threshold, seconds) == seconds) {
            return filled >= seconds;
        }
        return filled > seconds && seconds < SECONDS && newestAbove(threshold, seconds + 1) == seconds
            && mean(seconds + 1) * (seconds + 1) > threshold * (seconds + 2);
    }

    /** Above in so many of all seconds, and in the mean of all of them. */
    boolean often(double threshold, int seconds) {
        return newestAbove(threshold, SECONDS) >= seconds && mean(SECONDS) * filled > threshold * SECONDS;
    }

    private int newestAbove(double threshold, int seconds) {
        int above = 0;
        for (int i = SECONDS - seconds; i < SECONDS; i++) {
            above += counts[i] > threshold ? 1 : 0;
        }
        return above;
    }

    void write(StateOutput out) {
        out.number(filled);
        for (int i = SECONDS - filled; i < SECONDS; i++) {
            out.number(counts[i]);
        }
    }

    static RateHistory read(StateInput in) {
        RateHistory history = new RateHistory();
        int filled = in.size(SECONDS);
        for (int i = 0; i < filled; i++) {
            history.push(in.number());
        }
        return history;
    }
}
