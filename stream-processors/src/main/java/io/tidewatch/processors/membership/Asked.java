package io.tidewatch.processors.membership;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;

/**
 * A group query that was heard and whose time is not up yet.
 *
 * @param at when it was heard; who reports the group at this time or later has answered. {@link #OWED_BY_NOBODY} with
 *     a set S flag: it lowers no timer and ends nobody, but an answer to it is a part like any other's
 * @param answerBy until when an answer to it may come
 * @param due when its retransmissions are over too (last member query time, RFC 9776 section 8.10): who has not
 *     answered by then is gone
 * @param sources the sources asked about; empty for any
 */
public record Asked(long at, long answerBy, long due, SortedSet<String> sources) {
    /** In place of a time. */
    static final long OWED_BY_NOBODY = -1;

    /**
     * Queries of a kind kept for one group: about any source, about some, with a set S flag. Real ones come robustness
     * times, a second apart, after each leave.
     */
    private static final int MOST = 8;
    /** Queries of a kind closer than this, without a report in between, are one: two routers ask about one leave. */
    private static final long TOGETHER_MS = 20;
    /** So are, when there are a few, those closer than this: for a flood the hosts are not looked through each time. */
    private static final long SPACING_MS = 250;
    private static final int FEW = 4;
    private static final int MOST_SOURCES = 1000;
    /** What an answer may take on the wire and in the host beyond the time that the query gave. */
    private static final long SLACK_MS = 100;

    public Asked {
        sources = Sources.copy(sources);
    }

    /** Whether who does not answer is gone. */
    boolean owed() {
        return at != OWED_BY_NOBODY;
    }

    boolean aboutSources() {
        return !sources.isEmpty();
    }

    /**
     * Whether a current-state record that lists these sources may be the answer to queries about sources: what is asked
     * for while a host has still to answer is answered in one record (RFC 9776 section 5.2). Who wants nothing of it
     * need not answer, but Linux then sends an empty list.
     */
    static boolean mayBeAnsweredBy(GroupRecord record, List<Asked> asked, long now) {
        for (String source : record.sources()) {
            if (!isOpen(source, asked, now)) {
                return false;
            }
        }
        return !record.sources().isEmpty() || isAnyOpen(asked, now);
    }

    private static boolean isAnyOpen(List<Asked> asked, long now) {
        for (Asked query : asked) {
            if (now <= query.answerBy && query.aboutSources()) {
                return true;
            }
        }
        return false;
    }

    private static boolean isOpen(String source, List<Asked> asked, long now) {
        for (Asked query : asked) {
            if (now <= query.answerBy && query.sources.contains(source)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a timer that runs out now is one that this query lowered and no answer raised again. */
    boolean explains(GroupState state, long now) {
        if (!owed()) {
            return false;
        }
        if (!aboutSources()) {
            return due == now && state.deadline() <= now;
        }
        // Several that became one have lowered each its own sources, the first of them, but in a flood, a spacing ago.
        if (now > due || now <= due - SPACING_MS) {
            return false;
        }
        for (String source : sources) {
            long until = state.sources().getOrDefault(source, GroupState.NEVER);
            if (until != GroupState.BLOCKED && until <= now) {
                return true;
            }
        }
        return false;
    }

    /**
     * The list with one more query in it, bounded: what would be too many or too close becomes one with the newest of
     * its kind. That keeps hosts longer, never ends one early: an answer to either is an answer to both.
     *
     * @param reportedAt when the group was reported last
     */
    static List<Asked> add(List<Asked> asked, Query query, int robustness, long reportedAt, long now) {
        long answerBy = now + query.answerMs() + SLACK_MS;
        Asked fresh = query.suppress() ? new Asked(OWED_BY_NOBODY, answerBy, answerBy, query.sources())
            : new Asked(now, answerBy, now + robustness * query.answerMs(), query.sources());
        int alike = 0;
        int newest = 0;
        List<Asked> next = new ArrayList<>(asked);
        for (int i = 0; i < next.size(); i++) {
            Asked known = next.get(i);
            if (known.owed() == fresh.owed() && known.aboutSources() == fresh.aboutSources()) {
                alike++;
                newest = i;
            }
        }
        if (alike > 0 && (alike == MOST || fresh.close(next.get(newest), alike, reportedAt))) {
            next.set(newest, next.get(newest).with(fresh));
        } else {
            next.add(fresh);
        }
        return List.copyOf(next);
    }

    /** Whether it need not be told from an earlier one of so many of its kind. */
    private boolean close(Asked earlier, int alike, long reportedAt) {
        long after = owed() ? at - earlier.at : answerBy - earlier.answerBy;
        return alike < FEW ? after < TOGETHER_MS && reportedAt <= earlier.at : after < SPACING_MS;
    }

    private Asked with(Asked later) {
        if (!aboutSources() || sources.size() + later.sources.size() > MOST_SOURCES) {
            return this;
        }
        return new Asked(at, Math.max(answerBy, later.answerBy), Math.max(due, later.due),
            Sources.plus(sources, later.sources));
    }

    /** Those whose time is not up at {@code now}. */
    static List<Asked> open(List<Asked> asked, long now) {
        if (asked.isEmpty()) {
            return asked;
        }
        return asked.stream().filter(query -> query.due > now).toList();
    }
}
