package io.tidewatch.processors.membership;

/**
 * Timer values of one family on one segment, as its querier announces them, and what follows from them. RFC 9776
 * section 8, RFC 9777 section 9.
 *
 * @param robustness robustness variable, 1 or more
 * @param queryIntervalMs query interval
 * @param queryResponseMs query response interval
 * @param lastMemberQueryMs last member (listener) query interval
 */
public record Timers(int robustness, long queryIntervalMs, long queryResponseMs, long lastMemberQueryMs) {
    /** What holds until a querier is heard. */
    public static final Timers DEFAULT = new Timers(2, 125_000, 10_000, 1000);

    public Timers {
        if (robustness < 1 || queryIntervalMs < 1 || queryResponseMs < 0 || lastMemberQueryMs < 0) {
            throw new IllegalArgumentException("impossible timers: robustness " + robustness + ", query interval "
                + queryIntervalMs + " ms, response " + queryResponseMs + " ms, last member query " + lastMemberQueryMs
                + " ms");
        }
    }

    /**
     * How long a report holds: RFC 9776 section 8.4; RFC 9777 section 9.4. RFC 2236, 3376 and 3810 have the response
     * interval once, and so have routers in use: they give up that much sooner.
     */
    public long membershipIntervalMs() {
        return robustness * queryIntervalMs + 2 * queryResponseMs;
    }

    /** How long a querier counts as present after its last query: RFC 9776 section 8.5; RFC 9777 section 9.5. */
    public long otherQuerierPresentMs() {
        return robustness * queryIntervalMs + queryResponseMs / 2;
    }

    /** How long an older host counts as present after its last report: RFC 9776 section 8.13; RFC 9777 section 9.13. */
    public long olderHostPresentMs() {
        return robustness * queryIntervalMs + queryResponseMs;
    }
}
