package io.tidewatch.processors.membership;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The troubles of one segment. Each opens once it is worth telling and closes when it is over: at once when somebody
 * says so, else some time after it was last seen. Callers apply {@link #onTime} up to a moment before they say what
 * happened at it. There is one of each kind and family at most, so the memory is bounded.
 */
public final class Troubles {
    /** One that comes again within this time names the one before. */
    static final long AGAIN_WITHIN_MS = 900_000;

    private final List<Standing> standing;
    private final List<Step> steps = new ArrayList<>();

    /**
     * A trouble was opened or closed.
     *
     * @param open which of the two
     * @param standing the trouble, after it
     * @param at when
     */
    public record Step(boolean open, Standing standing, long at) {
    }

    /** Goes on from what was kept. */
    public Troubles(List<Standing> kept) {
        standing = new ArrayList<>(kept);
    }

    /** What to keep. */
    public List<Standing> kept() {
        return List.copyOf(standing);
    }

    /** The steps since this was last asked, by time. */
    public List<Step> drain() {
        if (steps.isEmpty()) {
            return List.of();
        }
        List<Step> told = new ArrayList<>(steps);
        told.sort(Comparator.comparingLong(Step::at));
        steps.clear();
        return told;
    }

    /** The trouble while it lasts; null otherwise. */
    Standing lasting(Trouble trouble, Family family) {
        Standing known = find(trouble, family);
        return known != null && known.lasts() ? known : null;
    }

    private Standing find(Trouble trouble, Family family) {
        for (Standing each : standing) {
            if (each.is(trouble, family)) {
                return each;
            }
        }
        return null;
    }

    /**
     * It was seen. What was said of it before holds too: it opens at the earliest time said, and is over at the latest.
     *
     * @return how often it was seen since it began
     */
    public long seen(Trouble trouble, Family family, long now, long opensAt, long until, String evidence) {
        Standing known = find(trouble, family);
        Standing next;
        if (known != null && known.lasts()) {
            next = new Standing(trouble, family, known.opened() ? known.opensAt() : Math.min(known.opensAt(), opensAt),
                Math.max(known.until(), until), known.firstAt(), now, known.times() + 1, known.evidence(),
                known.opened(), Standing.NONE, known.previousOpenedAt());
        } else {
            long before = known != null && now - known.closedAt() <= AGAIN_WITHIN_MS ? known.opensAt() : Standing.NONE;
            next = new Standing(trouble, family, opensAt, until, now, now, 1, evidence, false, Standing.NONE, before);
        }
        standing.remove(known);
        standing.add(next);
        onTime(now);
        return next.times();
    }

    /** It is over; what was not told yet never is. */
    public void over(Trouble trouble, Family family, long now) {
        Standing known = lasting(trouble, family);
        if (known != null) {
            end(known, now);
        }
    }

    /** It is not worth telling any more, if it was not told yet. */
    public void drop(Trouble trouble, Family family) {
        Standing known = lasting(trouble, family);
        if (known != null && !known.opened()) {
            standing.remove(known);
        }
    }

    /** Nobody listened for a time: that it was not seen in it, nor who would have ended it, says nothing. */
    public void unheard(Family family, Gap gap) {
        standing.replaceAll(each -> each.family() == family && each.lasts() ? each.during(gap) : each);
    }

    private void end(Standing known, long at) {
        standing.remove(known);
        if (known.opened()) {
            Standing closed = known.closing(at);
            standing.add(closed);
            steps.add(new Step(false, closed, at));
        }
    }

    /** When {@link #onTime} next changes something. */
    public long nextDeadline() {
        long next = Standing.NEVER;
        for (Standing each : standing) {
            if (each.lasts()) {
                next = Math.min(next, Math.min(each.until(), each.opened() ? Standing.NEVER : each.opensAt()));
            }
        }
        return next;
    }

    /** What opens or is over by now does so at its own time. */
    public void onTime(long now) {
        for (Standing each : List.copyOf(standing)) {
            Standing known = each;
            if (known.lasts() && !known.opened() && known.opensAt() <= now && known.opensAt() < known.until()) {
                Standing opened = known.opening();
                standing.set(standing.indexOf(known), opened);
                steps.add(new Step(true, opened, opened.opensAt()));
                known = opened;
            }
            if (known.lasts() && known.until() <= now) {
                end(known, known.until());
            }
        }
    }
}
