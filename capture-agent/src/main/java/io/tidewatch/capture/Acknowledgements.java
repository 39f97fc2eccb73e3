package io.tidewatch.capture;

import io.tidewatch.capture.publish.Receipt;
import java.util.List;

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

    private Group oldest;
    private Group current;
    /** Where the last record was that was settled: the next one is mostly there, or a little behind. */
    private Group found;
    private int groups = 1;
    private int marksOfGroup = 1;
    private long confirmed;

    /** Goes on behind a record. */
    Acknowledgements(long confirmed, long lastSequence) {
        this.confirmed = confirmed;
        current = new Group(lastSequence + 1);
        oldest = current;
        found = current;
    }

    /** The records between two marks; up to the first one of the next group. */
    private static final class Group {
        private final long first;
        private long open;
        private long mark = NONE;
        private int marks;
        private Group next;

        Group(long first) {
            this.first = first;
        }
    }

    /** Counts a record that is about to be handed over; sequences ascend by one. */
    synchronized void entered(long sequence) {
        if (current.marks >= marksOfGroup) {
            current.next = new Group(sequence);
            current = current.next;
            groups++;
        }
        current.open++;
    }

    /** What was to become of these records is known. */
    synchronized void settled(List<Receipt> records) {
        for (int i = 0; i < records.size(); i++) {
            settled(records.get(i).sequence());
        }
    }

    /** The same of one. */
    synchronized void settled(long sequence) {
        if (find(sequence) && found.open > 0) {
            found.open--;
        } else {
            settledOldest(1);
        }
    }

    /** Whether the record's group is still there, or was the last one found. */
    private boolean find(long sequence) {
        if (found.first > sequence) {
            found = oldest;
        }
        while (found.next != null && found.next.first <= sequence) {
            found = found.next;
        }
        return found.first <= sequence;
    }

    /** The same of so many records of which is not known which they are: the oldest. */
    synchronized void settledOldest(long records) {
        long left = records;
        for (Group group = oldest; group != null && left > 0; group = group.next) {
            long here = Math.min(left, group.open);
            group.open -= here;
            left -= here;
        }
    }

    /** All records of capture times up to here, epoch milliseconds, have been entered. Marks never go back. */
    synchronized void mark(long millis) {
        current.mark = millis;
        current.marks++;
        if (groups >= MOST_GROUPS) {
            thin();
        }
    }

    private void thin() {
        marksOfGroup *= 2;
        for (Group one = oldest; one != null && one.next != null; one = one.next) {
            Group other = one.next;
            one.open += other.open;
            one.mark = other.mark;
            one.marks += other.marks;
            one.next = other.next;
            groups--;
            current = current == other ? one : current;
            found = found == other ? one : found;
        }
    }

    /** The newest mark that holds, or {@link #NONE}. */
    synchronized long confirmed() {
        while (oldest.open == 0 && oldest.mark != NONE) {
            confirmed = Math.max(confirmed, oldest.mark);
            if (oldest == current) {
                marksOfGroup = 1;
                break;
            }
            oldest = oldest.next;
            groups--;
        }
        return confirmed;
    }
}
