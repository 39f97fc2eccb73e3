package io.tidewatch.processors.membership;

import io.tidewatch.processors.membership.QuerierTable.Status;

/**
 * What is wrong with the queriers of one family, by what is heard of them. A trouble that shows in queries lasts until
 * none has shown it for the other-querier-present interval, in which every router asks twice at least.
 */
public final class QuerierHealth {
    /** So many turns, each soon after the one before, are flapping. */
    static final int FLAPS = 3;
    /** Two routers' queries may cross on the wire. */
    private static final long CROSSING_MS = 1000;

    private QuerierHealth() {
    }

    /** A query. {@code before} and {@code after} are what {@link QuerierRules#onQuery} was given and gave. */
    public static void onQuery(Troubles troubles, QuerierTable before, QuerierTable after, Query query, long now) {
        QuerierCandidate asking = after.candidate(query.querier());
        if (query.discarded() || asking == null) {
            return;
        }
        Family family = query.family();
        troubles.over(Trouble.QUERIER_MISSING, family, now);
        turn(troubles, family, before, after, now);
        if (query.general()) {
            long until = now + after.timers().otherQuerierPresentMs();
            conflict(troubles, family, after, asking, now, until);
            disagreement(troubles, family, after, asking, now, until);
        }
    }

    /** Time passed. {@code before} and {@code after} are what {@link QuerierRules#onTime} was given and gave. */
    public static void onTime(Troubles troubles, Family family, QuerierTable before, QuerierTable after, long now) {
        turn(troubles, family, before, after, now);
        if (after.candidates().isEmpty() && !before.candidates().isEmpty()) {
            troubles.seen(Trouble.QUERIER_MISSING, family, now, now, Standing.NEVER, (after.elected() == null
                ? "The last one that asked" : after.elected()) + " was last heard more than "
                + after.timers().otherQuerierPresentMs() + " ms ago and nobody else queries");
        }
    }

    /** A report: a querier should be there. */
    public static void onReport(Troubles troubles, Family family, QuerierTable table, long now) {
        if (table.candidates().isEmpty() && troubles.lasting(Trouble.QUERIER_MISSING, family) == null) {
            troubles.seen(Trouble.QUERIER_MISSING, family, now, now + table.timers().otherQuerierPresentMs(),
                Standing.NEVER, "Hosts report and nobody has queried for " + table.timers().otherQuerierPresentMs()
                + " ms");
        }
    }

    private static void turn(Troubles troubles, Family family, QuerierTable before, QuerierTable after, long now) {
        if (before.status() == Status.NONE || before.status() == after.status() && before.since() == after.since()) {
            return;
        }
        long present = after.timers().otherQuerierPresentMs();
        if (after.status() == Status.ELECTED && !after.elected().equals(before.elected())) {
            troubles.seen(Trouble.QUERIER_TAKEOVER, family, now, now, now + present,
                after.elected() + " has taken over from " + before.elected());
        }
        long turns = troubles.seen(Trouble.QUERIER_FLAPPING, family, now, Standing.NEVER, now + 2 * present,
            "The querier has changed, fallen silent or come back " + FLAPS + " times, the first time from "
            + before.elected());
        if (turns == FLAPS) {
            troubles.seen(Trouble.QUERIER_FLAPPING, family, now, now, now + 2 * present, "");
        }
    }

    private static void conflict(Troubles troubles, Family family, QuerierTable table, QuerierCandidate asking,
                                 long now, long until) {
        QuerierCandidate elected = table.elected() == null ? null : table.candidate(table.elected());
        boolean other = table.status() == Status.ELECTED && elected != null && !asking.proxy()
            && !asking.address().equals(elected.address());
        // It was there when the elected one asked, and had the time to hear it.
        if (other && elected.lastQueryAt() >= asking.firstQueryAt() && now - elected.lastQueryAt() >= CROSSING_MS) {
            troubles.seen(Trouble.QUERIER_CONFLICT, family, now, now, until, asking.address()
                + " queries although " + elected.address() + " is elected and was heard "
                + (now - elected.lastQueryAt()) + " ms before");
        }
    }

    private static void disagreement(Troubles troubles, Family family, QuerierTable table, QuerierCandidate asking,
                                     long now, long until) {
        for (QuerierCandidate other : table.candidates()) {
            if (other.address().equals(asking.address()) || other.proxy() || asking.proxy()) {
                continue;
            }
            if (other.version() != asking.version()) {
                troubles.seen(Trouble.QUERIER_VERSIONS, family, now, now, until, asking.address()
                    + " queries in version " + asking.version() + ", " + other.address() + " in version "
                    + other.version());
            }
            if (asking.announced().disagreesWith(other.announced())) {
                troubles.seen(Trouble.QUERIER_TIMERS, family, now, now, until, asking.address() + " announces "
                    + asking.announced() + "; " + other.address() + " announces " + other.announced());
            }
        }
    }
}
