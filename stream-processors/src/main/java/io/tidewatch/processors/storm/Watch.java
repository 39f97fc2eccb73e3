package io.tidewatch.processors.storm;

/** What is usual for one scope in one class of errors, and what it did in the last seconds. */
final class Watch {
    private static final int FORGET_AFTER = 60;

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

    /** A second is over. */
    void second(long count, boolean frozen, StormPolicy.Excess policy) {
        if (!frozen && count <= baseline.threshold(policy)) {
            baseline.learn(count, policy);
        }
        history.push(count);
        silentSeconds = count == 0 ? silentSeconds + 1 : 0;
    }

    void silence(long seconds, StormPolicy.Excess policy) {
        baseline.learnSilence(seconds, policy);
        history.clear();
        silentSeconds = (int) Math.min(Integer.MAX_VALUE / 2, silentSeconds + seconds);
    }

    boolean excessive(StormPolicy.Excess policy) {
        return history.sustained(baseline.threshold(policy), policy.sustainSeconds());
    }

    /** Nothing left to remember that a new watch would not start with. */
    boolean forgettable() {
        return silentSeconds >= FORGET_AFTER && baseline.mean() < 1;
    }

    /** How much would be lost with it, messages per second. */
    double weight() {
        return Math.max(baseline.mean(), history.mean(RateHistory.SECONDS));
    }

    void write(StateOutput out) {
        out.word(key.errorClass());
        out.word(key.scope().kind());
        out.text(key.scope().value());
        baseline.write(out);
        history.write(out);
        out.number(silentSeconds);
    }

    static Watch read(StateInput in) {
        Key key = new Key(in.word(ErrorClass.values()), new Scope(in.word(ScopeKind.values()), in.text()));
        Watch watch = new Watch(key, Baseline.read(in), RateHistory.read(in));
        watch.silentSeconds = in.integer();
        return watch;
    }
}
