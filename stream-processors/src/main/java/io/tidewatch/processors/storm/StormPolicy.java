package io.tidewatch.processors.storm;

import java.time.Duration;

/**
 * When an excess is a storm. {@link #DEFAULT} holds what a network of some hundred hosts expects; every value can be
 * changed with {@code with…}.
 *
 * @param excess when a rate is too high
 * @param breadth when too many different parties are involved
 * @param floods when other messages than errors are too many
 * @param life how long an alert lives and how often it speaks
 * @param correlation which segments may see the same cause
 */
public record StormPolicy(Excess excess, Breadth breadth, Floods floods, Life life, Correlation correlation) {

    /**
     * A rate is too high above {@code max(floor, ratio x usual, usual + sigmas x deviation)}, for
     * {@code sustainSeconds} seconds in a row, or for that many of the last ten while their mean is too high as well;
     * and where it rises so that it is about to be ({@link Trend}).
     *
     * @param floorPps never below this many messages per second. 20: what a busy segment shows of strays, traceroutes
     *     and misconfigured clients stays under it; a loop or a scan is above it
     * @param ratio times the usual rate. 3
     * @param sigmas standard deviations above the usual rate. 6
     * @param sustainSeconds seconds, 1 to 10. 3: one burst is no storm
     * @param learnSeconds seconds of history until the usual rate is trusted; before, the floor alone decides. 300
     * @param memorySeconds time constant of the usual rate. 1800: it follows the day, not the minute
     * @param staleSeconds without a sensor for this long, the history is too old. 3600
     */
    public record Excess(double floorPps, double ratio, double sigmas, int sustainSeconds, int learnSeconds,
                         int memorySeconds, int staleSeconds) {
        public Excess {
            require(floorPps > 0 && Double.isFinite(floorPps), "floorPps", floorPps);
            require(ratio >= 1 && Double.isFinite(ratio), "ratio", ratio);
            require(sigmas >= 0 && Double.isFinite(sigmas), "sigmas", sigmas);
            require(sustainSeconds >= 1 && sustainSeconds <= RateHistory.SECONDS, "sustainSeconds", sustainSeconds);
            require(learnSeconds >= 1, "learnSeconds", learnSeconds);
            require(memorySeconds >= learnSeconds, "memorySeconds", memorySeconds);
            require(staleSeconds >= 1, "staleSeconds", staleSeconds);
        }

        private Excess withFloor(double pps) {
            return new Excess(pps, ratio, sigmas, sustainSeconds, learnSeconds, memorySeconds, staleSeconds);
        }
    }

    /**
     * In place of {@link Excess#floorPps} for messages that are usual in some number, messages per second.
     *
     * @param echoPps echo requests or replies. 100: a monitoring station asks some hundred hosts every few seconds
     * @param queryPps IGMP and MLD queries. 10: one a minute is usual, some a second when groups are left
     * @param reportPps IGMP and MLD reports. 300: a thousand hosts answer a query within ten seconds
     */
    public record Floods(double echoPps, double queryPps, double reportPps) {
        public Floods {
            require(echoPps > 0 && Double.isFinite(echoPps), "echoPps", echoPps);
            require(queryPps > 0 && Double.isFinite(queryPps), "queryPps", queryPps);
            require(reportPps > 0 && Double.isFinite(reportPps), "reportPps", reportPps);
        }
    }

    /**
     * Senders limit their rate (RFC 1812 §4.3.2.8, RFC 4443 §2.4), so many of them together can stay below a rate and
     * still tell of a storm. Counted over the last 30 to 60 s among messages that no alert explains; too many is above
     * these numbers and above {@code ratio} times what is usual.
     *
     * @param reporters different senders of errors. 100
     * @param destinations different destinations of the failing traffic. 300
     * @param flows different flows of it. 1000
     * @param seconds seconds in which there must have been messages. 10: one burst is no storm
     * @param ratio times the usual number. 4
     */
    public record Breadth(int reporters, int destinations, int flows, int seconds, double ratio) {
        public Breadth {
            require(reporters >= 2, "reporters", reporters);
            require(destinations >= 2, "destinations", destinations);
            require(flows >= 2, "flows", flows);
            require(seconds >= 1 && seconds <= 30, "seconds", seconds);
            require(ratio >= 1 && Double.isFinite(ratio), "ratio", ratio);
        }
    }

    /**
     * The life of an alert.
     *
     * @param quietRatio share of the threshold below which a second is quiet. 0.5: less than half of what opened it
     * @param holdDown how long it must stay quiet until the alert closes. 30 s
     * @param maxAge an alert that lasts this long closes, and its rate is usual from then on. 24 h
     * @param updateEvery least time between updates without news. 5 min
     * @param updateAtOnce least time between updates with news: rate doubled or halved, another cause. 10 s
     * @param reopenWithin an alert that opens within this time after the close of one like it, names it. 15 min
     * @param lateAfter messages older than this are counted as late and nothing else. 5 s
     */
    public record Life(double quietRatio, Duration holdDown, Duration maxAge, Duration updateEvery,
                       Duration updateAtOnce, Duration reopenWithin, Duration lateAfter) {
        public Life {
            require(quietRatio > 0 && quietRatio <= 1, "quietRatio", quietRatio);
            require(holdDown.toMillis() >= 1000, "holdDown", holdDown);
            require(maxAge.compareTo(holdDown) > 0, "maxAge", maxAge);
            require(updateAtOnce.toMillis() >= 1000, "updateAtOnce", updateAtOnce);
            require(updateEvery.compareTo(updateAtOnce) >= 0, "updateEvery", updateEvery);
            require(!reopenWithin.isNegative(), "reopenWithin", reopenWithin);
            require(!lateAfter.isNegative(), "lateAfter", lateAfter);
        }
    }

    public static final StormPolicy DEFAULT = new StormPolicy(
        new Excess(20, 3, 6, 3, 300, 1800, 3600),
        new Breadth(100, 300, 1000, 10, 4), new Floods(100, 10, 300),
        new Life(0.5, Duration.ofSeconds(30), Duration.ofHours(24), Duration.ofMinutes(5), Duration.ofSeconds(10),
            Duration.ofMinutes(15), Duration.ofSeconds(5)),
        Correlation.ALL);

    /** When a rate of such messages is too high. */
    Excess excess(StormRule rule) {
        return switch (rule) {
            case ICMP_STORM -> excess;
            case ECHO_FLOOD -> excess.withFloor(floods.echoPps());
            case QUERY_FLOOD -> excess.withFloor(floods.queryPps());
            case REPORT_FLOOD -> excess.withFloor(floods.reportPps());
        };
    }

    public StormPolicy withExcess(Excess other) {
        return new StormPolicy(other, breadth, floods, life, correlation);
    }

    public StormPolicy withBreadth(Breadth other) {
        return new StormPolicy(excess, other, floods, life, correlation);
    }

    public StormPolicy withLife(Life other) {
        return new StormPolicy(excess, breadth, floods, other, correlation);
    }

    public StormPolicy withCorrelation(Correlation other) {
        return new StormPolicy(excess, breadth, floods, life, other);
    }

    private static void require(boolean holds, String name, Object value) {
        if (!holds) {
            throw new IllegalArgumentException("storm policy: " + name + " can't be " + value);
        }
    }
}
