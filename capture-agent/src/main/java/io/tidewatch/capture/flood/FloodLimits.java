package io.tidewatch.capture.flood;

/**
 * What a flood may cost.
 *
 * @param budget packets of one interface in a second of capture time that are events of their own; 0: all are, nothing
 *     is coalesced
 * @param keys bound on the events of one interface that count packets at one time. In each second there are at most
 *     {@code budget + 5 * (keys + 3)} events.
 */
public record FloodLimits(int budget, int keys) {
    public static final int FEWEST_KEYS = 16;

    public FloodLimits {
        if (budget < 0 || keys < FEWEST_KEYS) {
            throw new IllegalArgumentException("budget " + budget + ", keys " + keys);
        }
    }
}
