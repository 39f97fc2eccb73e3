package io.tidewatch.processors.storm;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.ObjIntConsumer;

/**
 * The newest messages that no alert explains: what an excess is looked into with once it has lasted, and what a new
 * alert starts with. At most {@value #MOST}, and none older than {@value #KEPT_MS} ms.
 *
 * <p>They are kept apart from all else that is known of a segment, in pages of {@value #OF_PAGE} in the order in which
 * they came: a segment with many messages and no storm has a few new ones at each commit, and all others as they were.
 * Pages take turns in so many places as they need at most.
 */
final class RecentErrors {
    static final int MOST = 512;
    static final long KEPT_MS = 60_000;
    static final int OF_PAGE = 32;
    /** The first and the last page may be there in part. */
    static final int PLACES = MOST / OF_PAGE + 1;
    private static final long PAUSE_MS = 2000;

    private final Deque<IcmpError> errors = new ArrayDeque<>();
    /** Number of the first; they count on. */
    private long first;
    /** Messages before this number are in their pages. */
    private long written;
    /** Places in which there is a page, a bit each. */
    private int taken;
    /** Time of the newest that had to make room. */
    private long lostMs = Long.MIN_VALUE;

    private long end() {
        return first + errors.size();
    }

    void add(IcmpError error) {
        if (errors.size() == MOST) {
            lostMs = removeFirst().atMs();
        }
        errors.addLast(error);
    }

    private IcmpError removeFirst() {
        first++;
        return errors.removeFirst();
    }

    /** A message is not kept, since there were too few for an excess. */
    void skip(IcmpError error) {
        lostMs = Math.max(lostMs, error.atMs());
    }

    void forgetBefore(long nowMs) {
        while (!errors.isEmpty() && errors.peekFirst().atMs() < nowMs - KEPT_MS) {
            removeFirst();
        }
    }

    /** Those of a class, in order. */
    List<IcmpError> of(ErrorClass errorClass, long sinceMs) {
        List<IcmpError> chosen = new ArrayList<>();
        for (IcmpError error : errors) {
            if (error.atMs() >= sinceMs && error.errorClass() == errorClass) {
                chosen.add(error);
            }
        }
        return chosen;
    }

    /** Takes out what an alert explains, from where it began without a pause, at most so long ago. */
    List<IcmpError> take(Claim claim, long endMs, long lookBackMs) {
        long beganMs = Long.MAX_VALUE;
        for (Iterator<IcmpError> each = errors.descendingIterator(); each.hasNext();) {
            IcmpError error = each.next();
            if (claim.covers(error, error.errorClass()) && error.atMs() >= endMs - lookBackMs) {
                if (beganMs != Long.MAX_VALUE && beganMs - error.atMs() > PAUSE_MS) {
                    break;
                }
                beganMs = Math.min(beganMs, error.atMs());
            }
        }
        List<IcmpError> explained = new ArrayList<>();
        long before = end();
        for (Iterator<IcmpError> each = errors.iterator(); each.hasNext();) {
            IcmpError error = each.next();
            if (error.atMs() >= beganMs && claim.covers(error, error.errorClass())) {
                explained.add(error);
                each.remove();
            }
        }
        if (!explained.isEmpty()) {
            // Those that are left have other neighbours: they begin a page.
            first = Math.floorDiv(before + OF_PAGE - 1, OF_PAGE) * OF_PAGE;
        }
        return explained;
    }

    /** There were so many messages that some after this time are no longer here. */
    boolean lostSince(long ms) {
        return lostMs >= ms;
    }

    /**
     * Writes all but the messages.
     *
     * @param pages is given each page that is not in its place yet; null: what is in that place is no more needed
     */
    void write(StateOutput out, ObjIntConsumer<byte[]> pages) {
        if (errors.isEmpty()) {
            clear(pages);
        } else if (written < end()) {
            writePages(pages);
        }
        out.number(lostMs);
        out.number(first);
        out.number(errors.size());
        out.number(taken);
    }

    private void clear(ObjIntConsumer<byte[]> pages) {
        for (; taken != 0; taken &= taken - 1) {
            pages.accept(null, Integer.numberOfTrailingZeros(taken));
        }
    }

    private void writePages(ObjIntConsumer<byte[]> pages) {
        long page = Math.max(first, written) / OF_PAGE;
        Iterator<IcmpError> each = errors.iterator();
        long number = first;
        for (; number < page * OF_PAGE; number++) {
            each.next();
        }
        for (; number < end(); page++) {
            int size = (int) (Math.min(end(), (page + 1) * OF_PAGE) - number);
            StateOutput out = new StateOutput();
            out.number(number);
            out.number(size);
            for (int i = 0; i < size; i++) {
                each.next().write(out);
            }
            number += size;
            pages.accept(out.toBytes(), place(page));
            taken |= 1 << place(page);
        }
        written = number;
    }

    private static int place(long page) {
        return (int) (page % PLACES);
    }

    /** What {@link #write} wrote; {@code pages}: what it gave last for each place. */
    static RecentErrors read(StateInput in, IntFunction<byte[]> pages) {
        RecentErrors recent = new RecentErrors();
        recent.lostMs = in.number();
        recent.first = in.number();
        long end = recent.first + in.size(MOST);
        recent.taken = in.size((1 << PLACES) - 1);
        for (long page = recent.first / OF_PAGE; recent.end() < end && page * OF_PAGE < end; page++) {
            recent.readPage(page, pages.apply(place(page)));
        }
        if (recent.end() != end) {
            throw new IllegalArgumentException("storm state has messages to number " + recent.end() + " of " + end);
        }
        recent.written = end;
        return recent;
    }

    /** A page begins with messages that are gone since it was written. */
    private void readPage(long page, byte[] bytes) {
        if (bytes == null) {
            throw new IllegalArgumentException("storm state lacks page " + page + " of its messages");
        }
        StateInput in = new StateInput(bytes);
        long number = in.number();
        if (number < page * OF_PAGE || number > end()) {
            throw new IllegalArgumentException("storm state has other messages in the place of page " + page);
        }
        for (int size = in.size(OF_PAGE); size > 0; size--, number++) {
            IcmpError error = IcmpError.read(in);
            if (number >= first) {
                errors.addLast(error);
            }
        }
    }

    /** As it was written before there were pages: with the messages. */
    static RecentErrors readWhole(StateInput in) {
        RecentErrors recent = new RecentErrors();
        recent.lostMs = in.number();
        for (int size = in.size(MOST); size > 0; size--) {
            recent.errors.addLast(IcmpError.read(in));
        }
        return recent;
    }
}
