package io.tidewatch.processors.storm;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/**
 * The newest messages that no alert explains: what an excess is looked into with once it has lasted, and what a new
 * alert starts with. At most {@value #MOST}, and none older than {@value #KEPT_MS} ms.
 */
final class RecentErrors {
    static final int MOST = 512;
    static final long KEPT_MS = 60_000;
    private static final long PAUSE_MS = 2000;

    private final Deque<IcmpError> errors = new ArrayDeque<>();
    /** Time of the newest that had to make room. */
    private long lostMs = Long.MIN_VALUE;

    void add(IcmpError error) {
        if (errors.size() == MOST) {
            lostMs = errors.removeFirst().atMs();
        }
        errors.addLast(error);
    }

    /** A message is not kept, since there were too few for an excess. */
    void skip(IcmpError error) {
        lostMs = Math.max(lostMs, error.atMs());
    }

    void forgetBefore(long nowMs) {
        while (!errors.isEmpty() && errors.peekFirst().atMs() < nowMs - KEPT_MS) {
            errors.removeFirst();
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

    /**
     * Takes out what an alert explains, from where it began without a pause, at most so long ago.
     */
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
        List<IcmpError> taken = new ArrayList<>();
        for (Iterator<IcmpError> each = errors.iterator(); each.hasNext();) {
            IcmpError error = each.next();
            if (error.atMs() >= beganMs && claim.covers(error, error.errorClass())) {
                taken.add(error);
                each.remove();
            }
        }
        return taken;
    }

    /** There were so many messages that some after this time are no longer here. */
    boolean lostSince(long ms) {
        return lostMs >= ms;
    }

    void write(StateOutput out) {
        out.number(lostMs);
        out.number(errors.size());
        errors.forEach(error -> error.write(out));
    }

    static RecentErrors read(StateInput in) {
        RecentErrors recent = new RecentErrors();
        recent.lostMs = in.number();
        int size = in.size(MOST);
        for (int i = 0; i < size; i++) {
            recent.errors.addLast(IcmpError.read(in));
        }
        return recent;
    }
}
