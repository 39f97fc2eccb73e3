package io.tidewatch.processors.storm;

/**
 * How many different parties were involved in messages that no alert explains, over the last 30 to 60 s: a full window
 * of 30 s and the current one.
 */
final class BreadthWindow {
    private static final int WINDOW_SECONDS = 30;
    private static final long WINDOW_MS = WINDOW_SECONDS * 1000L;
    private static final double WEIGHT = 0.05;
    private static final int LEARN_WINDOWS = 10;

    private Counts full = new Counts();
    private Counts current = new Counts();
    private long windowStartMs = Long.MIN_VALUE;
    /** In the last minutes; for as long as it is not known what is at this hour. */
    private final double[] usual = new double[3];
    private int windows;
    private final DayProfile[] day = {new DayProfile(), new DayProfile(), new DayProfile()};

    /** Distinct counts of one window. */
    private static final class Counts {
        private DistinctCount reporters = new DistinctCount();
        private DistinctCount destinations = new DistinctCount();
        private DistinctCount flows = new DistinctCount();
        private int seconds;
        private long lastSecond;

        private void write(StateOutput out) {
            reporters.write(out);
            destinations.write(out);
            flows.write(out);
            out.number(seconds);
            out.number(lastSecond);
        }

        private static Counts read(StateInput in) {
            Counts counts = new Counts();
            counts.reporters = DistinctCount.read(in);
            counts.destinations = DistinctCount.read(in);
            counts.flows = DistinctCount.read(in);
            counts.seconds = in.integer();
            counts.lastSecond = in.number();
            return counts;
        }
    }

    /**
     * What was found too broad.
     *
     * @param what what was counted, plural
     * @param count how many different
     * @param usual how many are usual
     */
    record Excess(String what, long count, double usual) { }

    void observe(IcmpError error) {
        long second = Math.floorDiv(error.atMs(), 1000L);
        if (second > current.lastSecond) {
            current.lastSecond = second;
            current.seconds++;
        }
        Quoted quoted = error.quoted();
        if (!error.reporter().several()) {
            current.reporters.add(error.reporter().hash());
        }
        if (quoted != null && !quoted.destination().several()) {
            current.destinations.add(quoted.destination().hash());
        }
        if (quoted != null && quoted.oneFlow()) {
            current.flows.add(quoted.flow());
        }
    }

    /** Nobody watched until now. */
    void resume() {
        windowStartMs = Long.MIN_VALUE;
    }

    /** Moves on; learns from each window that is over unless {@code frozen}. */
    void advance(long nowMs, boolean frozen) {
        if (windowStartMs == Long.MIN_VALUE || nowMs - windowStartMs >= 2 * WINDOW_MS * LEARN_WINDOWS) {
            if (windowStartMs != Long.MIN_VALUE && !frozen) {
                long silent = (nowMs - windowStartMs) / WINDOW_MS * WINDOW_SECONDS;
                for (DayProfile each : day) {
                    each.learnSilence(windowStartMs / 1000, silent);
                }
            }
            full = new Counts();
            current = new Counts();
            windowStartMs = Math.floorDiv(nowMs, WINDOW_MS) * WINDOW_MS;
        }
        while (nowMs - windowStartMs >= WINDOW_MS) {
            if (!frozen) {
                learn();
            }
            full = current;
            current = new Counts();
            windowStartMs += WINDOW_MS;
        }
    }

    private void learn() {
        double weight = Math.max(WEIGHT, 1.0 / (windows + 1));
        for (int i = 0; i < usual.length; i++) {
            long both = both(i);
            usual[i] += weight * (both - usual[i]);
            day[i].at(windowStartMs / 1000);
            day[i].learn(both, WINDOW_SECONDS);
        }
        windows = Math.min(windows + 1, LEARN_WINDOWS);
    }

    private long both(int which) {
        DistinctCount older = of(full, which);
        DistinctCount newer = of(current, which);
        if (older.count() == 0) {
            return newer.count();
        }
        DistinctCount both = new DistinctCount();
        both.addAll(older);
        both.addAll(newer);
        return both.count();
    }

    private static DistinctCount of(Counts counts, int which) {
        return which == 0 ? counts.reporters : which == 1 ? counts.destinations : counts.flows;
    }

    /** The first that is too broad, or null. */
    Excess excess(StormPolicy.Breadth policy) {
        int[] floors = {policy.reporters(), policy.destinations(), policy.flows()};
        String[] names = {"senders of errors", "destinations", "flows"};
        if (full.seconds + current.seconds < policy.seconds()) {
            return null;
        }
        for (int i = 0; i < floors.length; i++) {
            // The sum of both windows is the most that both can be together.
            if (of(full, i).count() + of(current, i).count() > floors[i]) {
                long count = both(i);
                double known = day[i].known() ? day[i].usual() : windows < LEARN_WINDOWS ? 0 : usual[i];
                if (count > floors[i] && count > policy.ratio() * known) {
                    return new Excess(names[i], count, known);
                }
            }
        }
        return null;
    }

    /** All of it has been explained. */
    void explained() {
        full = new Counts();
        current = new Counts();
    }

    void write(StateOutput out) {
        full.write(out);
        current.write(out);
        out.number(windowStartMs);
        for (double value : usual) {
            out.real(value);
        }
        out.number(windows);
        for (DayProfile each : day) {
            each.write(out);
        }
    }

    static BreadthWindow read(StateInput in) {
        BreadthWindow window = new BreadthWindow();
        window.full = Counts.read(in);
        window.current = Counts.read(in);
        window.windowStartMs = in.number();
        for (int i = 0; i < window.usual.length; i++) {
            window.usual[i] = in.real();
        }
        window.windows = in.integer();
        for (int i = 0; i < window.day.length; i++) {
            window.day[i] = DayProfile.read(in);
        }
        return window;
    }
}
