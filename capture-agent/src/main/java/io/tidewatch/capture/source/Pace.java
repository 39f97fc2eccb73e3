package io.tidewatch.capture.source;

/**
 * How fast a recording is replayed.
 *
 * @param factor times the speed it was recorded at; infinite: as fast as can be
 */
public record Pace(double factor) {
    /** As it was recorded. */
    public static final Pace RECORDED = new Pace(1);
    /** As fast as can be. */
    public static final Pace MAX = new Pace(Double.POSITIVE_INFINITY);

    private static final double SLOWEST = 0.001;
    private static final double FASTEST = 1_000_000;

    /**
     * Reads {@code recorded}, {@code max} or a factor such as 10 or 0.5.
     *
     * @throws IllegalArgumentException with a message for people
     */
    public static Pace parse(String text) {
        return switch (text.strip()) {
            case "recorded" -> RECORDED;
            case "max" -> MAX;
            default -> new Pace(factor(text.strip()));
        };
    }

    private static double factor(String text) {
        try {
            double factor = Double.parseDouble(text);
            if (factor >= SLOWEST && factor <= FASTEST) {
                return factor;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(refusal(text), e);
        }
        throw new IllegalArgumentException(refusal(text));
    }

    private static String refusal(String text) {
        return "the pace is recorded, max, or a factor from 0.001 to 1000000 such as 10 for ten times as fast, not "
            + text;
    }

    public boolean unlimited() {
        return Double.isInfinite(factor);
    }

    @Override
    public String toString() {
        return unlimited() ? "max" : factor == 1 ? "recorded" : factor == Math.rint(factor)
            ? Long.toString((long) factor) : Double.toString(factor);
    }
}
