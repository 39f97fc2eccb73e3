package io.tidewatch.processors.storm;

import java.util.Comparator;

/**
 * One of the most frequent values.
 *
 * @param value address, prefix or port
 * @param count messages; may be too high by the error of the sketch, never too low
 * @param share share of all messages, 0 to 1
 */
public record Ranked(String value, long count, double share) {
    /** Equal ones by value. */
    static final Comparator<Ranked> MOST_FIRST = Comparator.comparingLong(Ranked::count).reversed()
        .thenComparing(Ranked::value);
}
