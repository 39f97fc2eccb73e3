package io.tidewatch.processors.storm;

/**
 * What rate is usual: lately, as exponentially weighted mean and variance of the seconds that were not excessive (while
 * there are few of them, the plain mean), and at this hour of former days. Seconds of an excess are not learned, nor
 * any while an alert of the class is open: a storm must not become usual.
 */
final class Baseline {
    private double mean;
    private double square;
    private long seconds;
    private boolean stale;
    private final DayProfile day;

    /** Nothing known. */
    Baseline() {
        this(new DayProfile());
    }

    private Baseline(DayProfile day) {
        this.day = day;
    }

    /** For a value that was rare until now: as long known as the class as a whole, and 0. */
    static Baseline rareSince(Baseline whole) {
        Baseline baseline = new Baseline(DayProfile.rareSince(whole.day));
        baseline.seconds = whole.seconds;
        baseline.stale = whole.stale;
        return baseline;
    }

    /** It is that second since the epoch now. */
    void at(long second) {
        day.at(second);
    }

    /** So many came in the current second. */
    void learn(double rate, StormPolicy.Excess policy) {
        day.learn(rate, 1);
        double weight = Math.max(1.0 / (seconds + 1), 1.0 / policy.memorySeconds());
        mean += weight * (rate - mean);
        square += weight * (rate * rate - square);
        aged(1, policy);
    }

    /** The same as learning 0 in so many seconds from this one on. */
    void learnSilence(long fromSecond, long silentSeconds, StormPolicy.Excess policy) {
        day.learnSilence(fromSecond, silentSeconds);
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

    /** The most that is usual at some time, messages per second. */
    double most() {
        return Math.max(mean, day.peak());
    }

    private double deviation() {
        return Math.sqrt(Math.max(0, square - mean * mean));
    }

    private BaselineState state(StormPolicy.Excess policy) {
        if (stale) {
            return BaselineState.STALE;
        }
        return seconds < policy.learnSeconds() ? BaselineState.LEARNING : BaselineState.READY;
    }

    /** Beside the mean of so many seconds; what is usual at this hour has not to be learned anew each day. */
    Limit lately(int meanOf, StormPolicy.Excess policy) {
        BaselineState state = state(policy);
        double usual = Math.max(mean, day.usual());
        // Messages that come by chance deviate by the root of their number at least.
        double spread = policy.sigmas() * Math.max(deviation(), Math.sqrt(usual)) / Math.sqrt(meanOf);
        double threshold = state != BaselineState.READY ? policy.floorPps()
            : Math.max(policy.floorPps(), Math.max(policy.ratio() * usual, usual + spread));
        return new Limit(usual, deviation(), state, threshold, Limit.Of.MEAN, meanOf);
    }

    /** Beside the mean of a minute, whatever the last hours were; null while this hour of the day is not known. */
    Limit hourly(StormPolicy.Excess policy) {
        double usual = day.usual();
        return day.known() ? new Limit(usual, Math.sqrt(usual), BaselineState.READY,
            Math.max(policy.floorPps(), policy.ratio() * usual), Limit.Of.MINUTE, Watch.MINUTE) : null;
    }

    void write(StateOutput out) {
        out.real(mean);
        out.real(square);
        out.number(seconds);
        out.flag(stale);
        day.write(out);
    }

    static Baseline read(StateInput in) {
        double mean = in.real();
        double square = in.real();
        long seconds = in.number();
        boolean stale = in.flag();
        Baseline baseline = new Baseline(DayProfile.read(in));
        baseline.mean = mean;
        baseline.square = square;
        baseline.seconds = seconds;
        baseline.stale = stale;
        return baseline;
    }
}
