package io.tidewatch.capture.spool;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Set;
import java.util.function.Consumer;

/** What was taken to be sent and is not settled, oldest first: the head of the spool. For one thread. */
final class InFlight {
    private final Deque<Item> items = new ArrayDeque<>();
    private long settledUpTo;
    /** And some behind that, which were in flight when the rest was given back. */
    private final Set<Long> settledBehind = new HashSet<>();

    /** Everything in the file up to this key is settled. */
    long settledUpTo() {
        return settledUpTo;
    }

    /** All since the oldest that is not settled; later ones may be. */
    Collection<Item> items() {
        return Collections.unmodifiableCollection(items);
    }

    /** Takes note of an item; false when there is nothing to send, since it was settled before or is damaged. */
    boolean add(Item item) {
        items.add(item);
        if (settledBehind.remove(item.key()) || item.parcel() == null) {
            settle(item);
            return false;
        }
        return true;
    }

    void settle(Item item) {
        item.settle();
        while (!items.isEmpty() && items.peek().settled()) {
            settledUpTo = Math.max(settledUpTo, items.poll().key());
        }
    }

    /** Nothing is in flight any more; what is in no file is given to {@code unsent}, newest first. */
    void giveBack(Consumer<Parcel> unsent) {
        for (Iterator<Item> newest = items.descendingIterator(); newest.hasNext();) {
            Item item = newest.next();
            if (item.settled() && item.spooled()) {
                settledBehind.add(item.key());
            } else if (!item.settled() && !item.spooled()) {
                unsent.accept(item.parcel());
            }
        }
        items.clear();
    }

    /** Whether something is in memory only. */
    boolean unwritten() {
        return items.stream().anyMatch(item -> !item.settled() && !item.spooled());
    }

    /** How long, in nanoseconds, the oldest is in flight; 0 when there is none. */
    long age(Moment now) {
        return items.isEmpty() ? 0 : now.nanos() - items.peek().takenAt();
    }

    /** The file is gone, and with it what was settled in it. */
    void fileGone() {
        settledBehind.clear();
    }
}
