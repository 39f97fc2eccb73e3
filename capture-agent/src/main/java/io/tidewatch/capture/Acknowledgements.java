package io.tidewatch.capture;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Up to which moment of capture every record is settled, that is acknowledged or lost. Records are grouped by the marks
 * between them; a mark holds when its group and all groups before are settled. Marks are made by one thread, records
 * settled by any, in any order. Memory is bounded, however long nothing is settled: when there are many groups, each
 * two of them become one, and from then on twice as many marks go into one.
 */
final class Acknowledgements {
    /** No mark holds yet. */
    static final long NONE = Long.MIN_VALUE;

    private static final int MOST_GROUPS = 1024;

    private final NavigableMap<Long, Group> byFirst = new TreeMap<>();
    private Group current;
    private int marksOfGroup = 1;
    private long confirmed;

    /** Goes on behind a record. */
    Acknowledgements(long confirmed, long lastSequence) {
        this.confirmed = confirmed;
        current = new Group(lastSequence + 1);
        byFirst.put(current.first, current);
    }

    /** The records between two marks. */
    private static final class Group {
        private final long first;
        private long open;
        private long mark = NONE;
        private int marks;

        Group(long first) {
            this.first = first;
        }
    }

    /** Counts a record that is about to be handed over; sequences ascend by one. */
    synchronized void entered(long sequence) {
        if (current.marks >= marksOfGroup) {
            current = new Group(sequence);
            byFirst.put(sequence, current);
        }
        current.open++;
    }

    /** What was to become of a record is known. */
    synchronized void settled(long sequence) {
        var group = byFirst.floorEntry(sequence);
        if (group != null && group.getValue().open > 0) {
            group.getValue().open--;
        } else {
            settledOldest(1);
        }
    }

    /** The same of so many records of which is not known which they are: the oldest. */
    synchronized void settledOldest(long records) {
        long left = records;
        for (Group group : byFirst.values()) {
            long here = Math.min(left, group.open);
            group.open -= here;
            left -= here;
        }
    }

    /** All records of capture times up to here, epoch milliseconds, have been entered. Marks never go back. */
    synchronized void mark(long millis) {
        current.mark = millis;
        current.marks++;
        if (byFirst.size() >= MOST_GROUPS) {
            thin();
        }
    }

    private void thin() {
        marksOfGroup *= 2;
        List<Group> groups = new ArrayList<>(byFirst.values());
        for (int i = 0; i + 1 < groups.size(); i += 2) {
            Group one = groups.get(i);
            Group next = groups.get(i + 1);
            one.open += next.open;
            one.mark = next.mark;
            one.marks += next.marks;
            byFirst.remove(next.first);
            if (current == next) {
                current = one;
            }
        }
    }

    /** The newest mark that holds, or {@link #NONE}. */
    synchronized long confirmed() {
        while (byFirst.firstEntry().getValue().open == 0 && byFirst.firstEntry().getValue().mark != NONE) {
            Group settled = byFirst.firstEntry().getValue();
            confirmed = Math.max(confirmed, settled.mark);
            if (settled == current) {
                marksOfGroup = 1;
                break;
            }
            byFirst.remove(settled.first);
        }
        return confirmed;
    }
}
