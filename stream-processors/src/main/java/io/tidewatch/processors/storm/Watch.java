package io.tidewatch.processors.storm;

/** What is usual for one scope in one class of errors, and what it did in the last seconds. */
final class Watch {
    private static final int FORGET_AFTER = 60;
    static final int MINUTE = 60;
    /** Of a second in {@link #level}, which so deviates as little as the mean of a minute. */
    private static final double WEIGHT = 2.0 / MINUTE;

    /**
     * What is watched.
     *
     * @param errorClass class
     * @param scope scope
     */
    record Key(ErrorClass errorClass, Scope scope) { }

    private final Key key;
    private final Baseline baseline;
    private final RateHistory history;
    private final Trend trend = new Trend();
    /** Mean of about a minute, messages per second. */
    private double level;
    private int silentSeconds;

    Watch(Key key, Baseline baseline) {
        this(key, baseline, new RateHistory());
    }

    private Watch(Key key, Baseline baseline, RateHistory history) {
        this.key = key;
        this.baseline = baseline;
        this.history = history;
    }

    Key key() {
        return key;
    }

    Baseline baseline() {
        return baseline;
    }

    RateHistory history() {
        return history;
    }

    Trend trend() {
        return trend;
    }

    /** A second since the epoch is over. */
    void second(long second, long count, boolean frozen, StormPolicy.Excess policy) {
        baseline.at(second);
        if (!frozen && (count <= policy.floorPps() || count <= lately(policy).threshold())) {
            baseline.learn(count, policy);
        }
        history.push(count);
        trend.push(count);
        level += WEIGHT * (noLouder(count, policy) - level);
        silentSeconds = count == 0 ? silentSeconds + 1 : 0;
    }

    /** One loud second must not make a loud minute. */
    private double noLouder(long count, StormPolicy.Excess policy) {
        Limit hourly = count <= 2 * policy.floorPps() ? null : baseline.hourly(policy);
        return hourly == null ? count : Math.min(count, 2 * hourly.threshold());
    }

    /** So many seconds from this one on in which nothing came. */
    void silence(long fromSecond, long seconds, StormPolicy.Excess policy) {
        baseline.learnSilence(fromSecond, seconds, policy);
        history.clear();
        trend.silence(seconds);
        level *= Math.pow(1 - WEIGHT, seconds);
        silentSeconds = (int) Math.min(Integer.MAX_VALUE / 2, silentSeconds + seconds);
    }

    /** Too much, by what was lately or by what is usual at this hour. */
    boolean excessive(StormPolicy.Excess policy) {
        return exceeded(policy) != null;
    }

    /** What the newest seconds are too much for; null: nothing. */
    private Limit exceeded(StormPolicy.Excess policy) {
        if (history.peak() > policy.floorPps()) {
            Limit lately = lately(policy);
            if (history.sustained(lately.threshold(), policy.sustainSeconds())) {
                return lately;
            }
            Limit often = baseline.lately(RateHistory.SECONDS, policy);
            if (history.often(often.threshold(), policy.sustainSeconds())) {
                return often;
            }
            int rising = trend.rising(seconds -> baseline.lately(seconds, policy).threshold());
            if (rising > 0) {
                return baseline.lately(rising / Trend.END, policy).ofRise(rising);
            }
        }
        Limit hourly = level > policy.floorPps() ? baseline.hourly(policy) : null;
        return hourly != null && level > hourly.threshold() ? hourly : null;
    }

    /** What the newest seconds are too much for, or what they would have to exceed. */
    Limit limit(StormPolicy.Excess policy) {
        Limit exceeded = exceeded(policy);
        return exceeded != null ? exceeded : lately(policy);
    }

    /** For single seconds, by the last half hour alone. */
    Limit lately(StormPolicy.Excess policy) {
        return baseline.lately(1, policy);
    }

    /** Mean of so many of the newest seconds, messages per second; about a minute is the longest. */
    double rate(int seconds) {
        return seconds == MINUTE ? level : history.mean(seconds);
    }

    /** The last seconds have been explained: what is left begins anew. */
    void explained() {
        history.clear();
        trend.clear();
        level = 0;
    }

    /** Nothing left to remember that a new watch would not start with. */
    boolean forgettable() {
        return silentSeconds >= FORGET_AFTER && baseline.most() < 1;
    }

    /** How much would be lost with it, messages per second. */
    double weight() {
        return Math.max(baseline.most(), history.mean(RateHistory.SECONDS));
    }

    void write(StateOutput out) {
        out.word(key.errorClass());
        out.word(key.scope().kind());
        out.text(key.scope().value());
        baseline.write(out);
        history.write(out);
        out.real(level);
        out.number(silentSeconds);
    }

    static Watch read(StateInput in) {
        Key key = new Key(in.word(ErrorClass.values()), new Scope(in.word(ScopeKind.values()), in.text()));
        Watch watch = new Watch(key, Baseline.read(in), RateHistory.read(in));
        watch.level = in.real();
        watch.silentSeconds = in.integer();
        return watch;
    }
}
