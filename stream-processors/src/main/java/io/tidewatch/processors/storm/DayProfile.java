package io.tidewatch.processors.storm;

/**
 * What is usual at each hour of the day (UTC), as former days were. What grows so slowly that {@link Baseline}
 * follows is told from what comes every day by it. Hours of which less than half was learned count for nothing.
 */
final class DayProfile {
    private static final int HOURS = 24;
    private static final int HOUR = 3600;
    /** Weight of the newest day. */
    private static final double WEIGHT = 0.25;
    /** After a silence so long nothing is left of what was before, seconds. */
    private static final long FORGOTTEN = 60L * HOURS * HOUR;
    private static final long NONE = Long.MIN_VALUE;

    /** Messages per second by hour; null: 0 at all hours. */
    private double[] means;
    /** Bit by hour. */
    private int known;
    /** The current hour since the epoch, what was learned in it, and in how many seconds. */
    private long hour = NONE;
    private double sum;
    private int seconds;

    /** For a value that was rare until now: the same hours are known, with 0. */
    static DayProfile rareSince(DayProfile whole) {
        DayProfile profile = new DayProfile();
        profile.known = whole.known;
        profile.hour = whole.hour;
        profile.seconds = whole.seconds;
        return profile;
    }

    /** It is that second since the epoch now. */
    void at(long second) {
        long now = Math.floorDiv(second, (long) HOUR);
        if (now != hour) {
            if (seconds >= HOUR / 2) {
                keep((int) Math.floorMod(hour, (long) HOURS), sum / seconds);
            }
            hour = now;
            sum = 0;
            seconds = 0;
        }
    }

    private void keep(int hourOfDay, double mean) {
        if (means == null && mean > 0) {
            means = new double[HOURS];
        }
        if (means != null) {
            boolean first = (known & 1 << hourOfDay) == 0;
            means[hourOfDay] += (first ? 1 : WEIGHT) * (mean - means[hourOfDay]);
        }
        known |= 1 << hourOfDay;
    }

    /** What there was in so many seconds of the current hour. */
    void learn(double rate, int overSeconds) {
        sum += rate * overSeconds;
        seconds += overSeconds;
    }

    /** The same as learning 0 in so many seconds from this one on. */
    void learnSilence(long fromSecond, long silentSeconds) {
        long end = fromSecond + silentSeconds;
        long second = Math.max(fromSecond, end - FORGOTTEN);
        while (second < end) {
            at(second);
            long until = Math.min(end, (hour + 1) * HOUR);
            seconds += (int) (until - second);
            second = until;
        }
    }

    /** Whether this hour was learned on a former day. */
    boolean known() {
        return hour != NONE && isKnown(0);
    }

    /** Around this hour, the most of the three that it may be taken for. 0: nothing is known. */
    double usual() {
        double usual = 0;
        for (int more = -1; more <= 1 && means != null && hour != NONE; more++) {
            usual = isKnown(more) ? Math.max(usual, means[hourOfDay(more)]) : usual;
        }
        return usual;
    }

    private boolean isKnown(int more) {
        return (known & 1 << hourOfDay(more)) != 0;
    }

    private int hourOfDay(int more) {
        return (int) Math.floorMod(hour + more, (long) HOURS);
    }

    /** Of the busiest hour. */
    double peak() {
        double peak = 0;
        for (int i = 0; means != null && i < HOURS; i++) {
            peak = Math.max(peak, means[i]);
        }
        return peak;
    }

    void write(StateOutput out) {
        out.number(known);
        out.number(hour);
        out.real(sum);
        out.number(seconds);
        out.flag(means != null);
        for (int i = 0; means != null && i < HOURS; i++) {
            out.real(means[i]);
        }
    }

    static DayProfile read(StateInput in) {
        DayProfile profile = new DayProfile();
        profile.known = in.integer();
        profile.hour = in.number();
        profile.sum = in.real();
        profile.seconds = in.integer();
        profile.means = in.flag() ? new double[HOURS] : null;
        for (int i = 0; profile.means != null && i < HOURS; i++) {
            profile.means[i] = in.real();
        }
        return profile;
    }
}
