package io.tidewatch.processors.topology;

import io.tidewatch.processors.topology.state.SpanRow;
import java.util.ArrayList;
import java.util.List;

/**
 * When somebody queried one family of a segment: since when, and the last times before that. A querier that comes and
 * goes gets no more memory than {@link #MOST} times; what lies before those is taken for time without one.
 */
final class Presence {
    /** Of an hour each they reach back two days; a querier that is gone once a year is remembered for good. */
    private static final int MOST = 48;

    private final List<SpanRow> past;
    private long since;

    Presence(List<SpanRow> past, long since) {
        this.past = new ArrayList<>(past);
        this.since = since;
    }

    List<SpanRow> past() {
        return List.copyOf(past);
    }

    /** Since when somebody queries; {@link SegmentState#NEVER} when nobody does. */
    long since() {
        return since;
    }

    /** Whether somebody queries from now on. */
    void note(boolean present, long now) {
        if (present == (since != SegmentState.NEVER)) {
            return;
        }
        if (!present && now > since) {
            past.add(new SpanRow(since, now));
            if (past.size() > MOST) {
                past.remove(0);
            }
        }
        since = present ? now : SegmentState.NEVER;
    }

    /** Whether somebody did all the time, both ends included. */
    boolean throughout(long from, long to) {
        if (since != SegmentState.NEVER && since <= from) {
            return true;
        }
        for (SpanRow span : past) {
            if (span.getFrom() <= from && to < span.getTo()) {
                return true;
            }
        }
        return false;
    }
}
