package io.tidewatch.processors.storm;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;

/**
 * Whether a rate is on its way to too much. What creeps up cannot be told from what stays just below the threshold by a
 * few seconds, but by a minute: the one rises, the other does not. A line is laid through the last 20 to
 * {@value #SECONDS} seconds. It must rise beyond the doubt of its own scatter, and explain more than a step does, since
 * what begins at once and then stays is level.
 */
final class Trend {
    static final int SECONDS = 120;
    /** Short ones tell early what rises steeply, long ones tell at all what rises slowly. */
    private static final int[] WINDOWS = {20, 30, 45, 70, SECONDS};
    /** How many times its standard error the slope must be. */
    private static final double BEYOND_DOUBT = 4;
    /** The line may pass the threshold within this share of the time that it was laid through. */
    private static final double AHEAD = 1.0 / 16;
    /** The end of a line is as certain as the mean of this share of its seconds. */
    static final int END = 4;

    /** Newest last; null: all 0. */
    private int[] counts;
    private int filled;

    void push(long count) {
        silence(1);
        if (count > 0) {
            counts = counts == null ? new int[SECONDS] : counts;
            counts[SECONDS - 1] = (int) Math.min(Integer.MAX_VALUE, count);
        }
    }

    /** So many seconds in which nothing came. */
    void silence(long seconds) {
        int shift = (int) Math.min(SECONDS, seconds);
        filled = Math.min(SECONDS, filled + shift);
        if (shift == SECONDS) {
            counts = null;
        } else if (counts != null) {
            System.arraycopy(counts, shift, counts, 0, SECONDS - shift);
            Arrays.fill(counts, SECONDS - shift, SECONDS, 0);
        }
    }

    void clear() {
        counts = null;
        filled = 0;
    }

    /**
     * How many of the newest seconds rise to a threshold.
     *
     * @param threshold beside the mean of so many seconds, messages per second
     * @return 0: none
     */
    int rising(IntToDoubleFunction threshold) {
        for (int window : WINDOWS) {
            if (counts != null && filled >= window && rises(window, threshold.applyAsDouble(window / END))) {
                return window;
            }
        }
        return 0;
    }

    private boolean rises(int window, double threshold) {
        double middle = (window - 1) / 2.0;
        double sum = 0;
        double squares = 0;
        double moment = 0;
        for (int i = 0; i < window; i++) {
            double count = counts[SECONDS - window + i];
            sum += count;
            squares += count * count;
            moment += count * (i - middle);
        }
        double width = window * (window * window - 1.0) / 12;
        double mean = sum / window;
        double slope = moment / width;
        if (mean + slope * window * (0.5 + AHEAD) <= threshold) {
            return false;
        }
        double byLine = slope * moment;
        // Messages that come by chance scatter by the root of their number at least.
        double scatter = Math.max(mean, (squares - window * mean * mean - byLine) / (window - 2));
        return slope > BEYOND_DOUBT * Math.sqrt(scatter / width) && byLine > byStep(window, sum);
    }

    /** How much of the squares the best step explains. */
    private double byStep(int window, double sum) {
        double most = 0;
        double before = 0;
        for (int i = 1; i < window; i++) {
            before += counts[SECONDS - window + i - 1];
            double apart = (sum - before) / (window - i) - before / i;
            most = Math.max(most, apart * apart * i * (window - i) / window);
        }
        return most;
    }

    void write(StateOutput out) {
        int first = counts == null ? SECONDS : SECONDS - filled;
        while (first < SECONDS && counts[first] == 0) {
            first++;
        }
        out.number(filled);
        out.number(SECONDS - first);
        for (int i = first; i < SECONDS; i++) {
            out.number(counts[i]);
        }
    }

    /** Takes over what was written. */
    void read(StateInput in) {
        filled = in.size(SECONDS);
        int told = in.size(filled);
        counts = told == 0 ? null : new int[SECONDS];
        for (int i = SECONDS - told; i < SECONDS; i++) {
            counts[i] = in.integer();
        }
    }
}
