package io.tidewatch.processors.membership;

import java.util.List;

/**
 * Who queries one family on one segment.
 *
 * @param status whether one is elected
 * @param elected the elected or last elected querier's address; null when none ever was
 * @param since when it was elected, or lost
 * @param candidates all heard lately, in address order
 * @param timers what it announces, and the RFC's defaults for what it does not
 * @param learned whether the timers come from a query
 * @param gap the last time in which nobody listened
 */
public record QuerierTable(Status status, String elected, long since, List<QuerierCandidate> candidates, Timers timers,
                           boolean learned, Gap gap) {
    /** No query was ever heard. */
    public static final QuerierTable NONE =
        new QuerierTable(Status.NONE, null, 0, List.of(), Timers.DEFAULT, false, Gap.NONE);

    /** Whether one is elected. */
    public enum Status {
        /** None was ever heard. */
        NONE,
        /** Heard within the other-querier-present interval. */
        ELECTED,
        /** It was, and has fallen silent. */
        LOST
    }

    public QuerierTable {
        candidates = List.copyOf(candidates);
    }

    /** Nobody listened from a moment on to another. What is known is kept by the timers known. */
    public QuerierTable unheard(long from, long to) {
        return new QuerierTable(status, elected, since, candidates, timers, learned,
            new Gap(from, to, Math.max(gap.keptUntil(), to + timers.membershipIntervalMs())));
    }

    /** When a candidate has been silent for too long while somebody listened. */
    long silentAt(QuerierCandidate candidate) {
        long at = candidate.lastQueryAt() + timers.otherQuerierPresentMs();
        return candidate.lastQueryAt() < gap.to() && at > gap.from() ? gap.to() + timers.otherQuerierPresentMs() : at;
    }

    /** The candidate with this address, or null. */
    public QuerierCandidate candidate(String address) {
        for (QuerierCandidate candidate : candidates) {
            if (candidate.address().equals(address)) {
                return candidate;
            }
        }
        return null;
    }

    /** When {@link QuerierRules#onTime} next changes it. */
    public long nextDeadline() {
        long next = Long.MAX_VALUE;
        for (QuerierCandidate candidate : candidates) {
            next = Math.min(next, silentAt(candidate));
        }
        return next;
    }

    /** Whether nothing differs but when the candidates were last heard. */
    public boolean tellsTheSameAs(QuerierTable other) {
        if (status != other.status || since != other.since || learned != other.learned || !timers.equals(other.timers)
                || candidates.size() != other.candidates.size()
                || elected == null != (other.elected == null) || elected != null && !elected.equals(other.elected)) {
            return false;
        }
        for (int i = 0; i < candidates.size(); i++) {
            QuerierCandidate mine = candidates.get(i);
            QuerierCandidate its = other.candidates.get(i);
            if (!mine.address().equals(its.address()) || mine.version() != its.version()) {
                return false;
            }
        }
        return true;
    }
}
