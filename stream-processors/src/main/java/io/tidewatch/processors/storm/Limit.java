package io.tidewatch.processors.storm;

/**
 * What is usual for a scope, and from where on it is too much. Rates are messages per second.
 *
 * @param rate usual rate
 * @param deviation its spread
 * @param state whether it can be trusted
 * @param threshold what is above is too much
 * @param of what is held against it
 * @param seconds how many that is of
 */
record Limit(double rate, double deviation, BaselineState state, double threshold, Of of, int seconds) {
    /** The order is part of the persisted form. */
    enum Of {
        /** The mean of some seconds, by the last half hour. */
        MEAN,
        /** The mean of a minute, by this hour on former days. */
        MINUTE,
        /** Where seconds that rise are about to be. */
        RISE
    }

    /** What so many seconds that rise have to reach. */
    Limit ofRise(int rising) {
        return new Limit(rate, deviation, state, threshold, Of.RISE, rising);
    }
}
