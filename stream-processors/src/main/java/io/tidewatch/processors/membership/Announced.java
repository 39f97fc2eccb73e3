package io.tidewatch.processors.membership;

/**
 * Timers as a router's general queries tell them; 0 is what they do not tell, as versions before IGMPv3 and MLDv2 do
 * not.
 *
 * @param robustness QRV
 * @param queryIntervalMs QQIC
 * @param queryResponseMs time to answer
 */
public record Announced(int robustness, long queryIntervalMs, long queryResponseMs) {
    /** No general query was heard. */
    public static final Announced NOTHING = new Announced(0, 0, 0);

    static Announced of(Query query) {
        return new Announced(query.robustness(), query.queryIntervalMs(), query.maxResponseMs());
    }

    /** Whether both tell a timer and tell it differently. */
    boolean disagreesWith(Announced other) {
        return differ(robustness, other.robustness) || differ(queryIntervalMs, other.queryIntervalMs)
            || differ(queryResponseMs, other.queryResponseMs);
    }

    private static boolean differ(long a, long b) {
        return a != 0 && b != 0 && a != b;
    }

    @Override
    public String toString() {
        return "robustness " + told(robustness, "") + ", query interval " + told(queryIntervalMs, " ms")
            + ", response interval " + told(queryResponseMs, " ms");
    }

    private static String told(long value, String unit) {
        return value == 0 ? "not told" : value + unit;
    }
}
