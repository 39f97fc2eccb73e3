package io.tidewatch.processors.storm;

/**
 * What rate is usual: exponentially weighted mean and variance of the seconds that were not excessive. While there are
 * few seconds, the plain mean of them. Seconds of an excess are not learned, nor any while an alert of the class is
 * open: a storm must not become usual.
 */
final class Baseline {
    private double mean;
    private double square;
    private long seconds;
    private boolean stale;

    /** Nothing known. */
    Baseline() {
    }

    /** For a value that was rare until now: as long known as the class as a whole, and 0. */
    static Baseline rareSince(Baseline whole) {
        Baseline baseline = new Baseline();
        baseline.seconds = whole.seconds;
        baseline.stale = whole.stale;
        return baseline;
    }

    void learn(double rate, StormPolicy.Excess policy) {
        double weight = Math.max(1.0 / (seconds + 1), 1.0 / policy.memorySeconds());
        mean += weight * (rate - mean);
        square += weight * (rate * rate - square);
        aged(1, policy);
    }

    /** The same as learning 0 that many times. */
    void learnSilence(long silentSeconds, StormPolicy.Excess policy) {
        long young = Math.max(0, Math.min(silentSeconds, policy.memorySeconds() - seconds));
        double kept = seconds + young == 0 ? 0 : (double) seconds / (seconds + young);
        kept *= Math.pow(1 - 1.0 / policy.memorySeconds(), silentSeconds - young);
        mean *= kept;
        square *= kept;
        aged(silentSeconds, policy);
    }

    private void aged(long by, StormPolicy.Excess policy) {
        seconds = Math.min(seconds + by, Integer.MAX_VALUE);
        stale &= seconds < policy.learnSeconds();
    }

    /** Nobody watched for too long: learn again. */
    void outdated() {
        stale = seconds > 0 || stale;
        seconds = 0;
    }

    /** Messages per second. */
    double mean() {
        return mean;
    }

    /** Messages per second. */
    double deviation() {
        return Math.sqrt(Math.max(0, square - mean * mean));
    }

    BaselineState state(StormPolicy.Excess policy) {
        if (stale) {
            return BaselineState.STALE;
        }
        return seconds < policy.learnSeconds() ? BaselineState.LEARNING : BaselineState.READY;
    }

    /** The rate above which a second is excessive, messages per second. */
    double threshold(StormPolicy.Excess policy) {
        if (state(policy) != BaselineState.READY) {
            return policy.floorPps();
        }
        // Messages that come by chance deviate by the root of their number at least.
        double deviation = Math.max(deviation(), Math.sqrt(mean));
        return Math.max(policy.floorPps(), Math.max(policy.ratio() * mean, mean + policy.sigmas() * deviation));
    }

    void write(StateOutput out) {
        out.real(mean);
        out.real(square);
        out.number(seconds);
        out.flag(stale);
    }

    static Baseline read(StateInput in) {
        Baseline baseline = new Baseline();
        baseline.mean = in.real();
        baseline.square = in.real();
        baseline.seconds = in.number();
        baseline.stale = in.flag();
        return baseline;
    }
}
