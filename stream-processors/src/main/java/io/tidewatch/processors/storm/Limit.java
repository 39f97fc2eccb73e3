package io.tidewatch.processors.storm;

/**
 * What is usual for a scope, and from where on it is too much. Rates are messages per second.
 *
 * @param rate usual rate
 * @param deviation its spread
 * @param state whether it can be trusted
 * @param threshold what is above is too much
 * @param hourly as of this hour on former days, rather than as of the last half hour
 * @param seconds how many the mean is of that it is held against
 */
record Limit(double rate, double deviation, BaselineState state, double threshold, boolean hourly, int seconds) { }
