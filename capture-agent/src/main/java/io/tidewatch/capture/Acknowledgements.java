package io.tidewatch.capture;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Up to which moment of capture every record is settled, that is acknowledged or lost. Records are grouped by the marks
 * between them; a mark holds when its group and all groups before are settled. Marks are made by one thread, records
 * settled by any. Memory is bounded: while too many groups wait, marks are left out and the next one covers them.
 */
final class Acknowledgements {
    /** No mark holds yet. */
    static final long NONE = Long.MIN_VALUE;

    private static final int MOST_GROUPS = 1024;

    private final Deque<Group> waiting = new ArrayDeque<>();
    private Group current = new Group();
    private long confirmed;

    Acknowledgements(long confirmed) {
        this.confirmed = confirmed;
    }

    /** The records between two marks. */
    static final class Group {
        private final AtomicLong open = new AtomicLong();
        private long mark;

        void settled() {
            open.decrementAndGet();
        }
    }

    /** Counts a record that is about to be handed over; its group is told when it is settled. */
    Group enter() {
        current.open.incrementAndGet();
        return current;
    }

    /** All records of capture times up to here, epoch milliseconds, have been entered. Marks never go back. */
    void mark(long millis) {
        if (waiting.size() >= MOST_GROUPS) {
            return;
        }
        current.mark = millis;
        waiting.add(current);
        current = new Group();
    }

    /** The newest mark that holds, or {@link #NONE}. */
    long confirmed() {
        while (!waiting.isEmpty() && waiting.peek().open.get() == 0) {
            confirmed = Math.max(confirmed, waiting.remove().mark);
        }
        return confirmed;
    }
}
