package io.tidewatch.processors.topology;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * How much of what is due may be done now. A switch that reboots ends a hundred thousand memberships in one moment;
 * meanwhile a transaction must end in its time, and other segments must not wait. So there is a time for deadlines
 * between two ticks, which the tasks that have any left share, and a number of them after which another segment has its
 * turn. However short the time, each step does something. Only what deadlines and events that wait take counts: a busy
 * thread fires one now and then for as long as it likes.
 *
 * <p>A record does a little of its segment's work even when the time is over. Otherwise each event behind a deadline
 * would wait then, and what waits costs more than what does not: with a backlog in the topic as many events would come
 * to wait as have waited, until the backlog ends. After a large piece of work, such as a group with all its hosts, the
 * records behind it have used up theirs too, until the next tick.
 *
 * <p>Where records of segments come that have nothing left, of whichever task, half of the time is theirs.
 *
 * <p>The time is less than that between two ticks. Kafka Streams (4.3.1: StreamThread.runOnce) processes fewer records
 * at a time whenever a tick was due, one at last: if one always is, everything else stands still, however short it is.
 */
final class Step {
    /** Deadlines of one segment at a time: some 5 ms. */
    private static final int TURN = 64;

    /** Work that a record may do in any case: that of an event or two, with what is due before them, and more. */
    private static final int OF_RECORD = 8;

    /** So many steps are short after such a record: those of a few ticks, with some tasks. */
    private static final int SHORT_STEPS = 16;

    private final long wholeNanos;
    private final Shared shared;
    private final LongSupplier clock;
    private boolean sharing;
    private boolean over;
    /** Time that this step has. */
    private long allowed;
    /** Time that it took until it was left last. */
    private long spent;
    private long enteredAt;
    private int depth;
    private int turn;
    /** What is left of {@link #OF_RECORD}; below 0 where more was done. */
    private int inAnyCase;

    /** What the steps of all tasks of an application share. */
    static final class Shared {
        /** Tasks that have something left. */
        private final AtomicInteger sharers = new AtomicInteger();
        private final AtomicInteger shortSteps = new AtomicInteger();
    }

    /**
     * Of one task.
     *
     * @param whole time of all tasks together
     * @param shared by all tasks
     * @param clock any clock that does not go back, nanoseconds
     */
    Step(Duration whole, Shared shared, LongSupplier clock) {
        this.wholeNanos = whole.toNanos();
        this.shared = shared;
        this.clock = clock;
    }

    /** A tick. */
    void begin() {
        boolean others = shared.shortSteps.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
        allowed = wholeNanos / Math.max(1, shared.sharers.get()) / (others ? 2 : 1);
        spent = 0;
        over = false;
        inAnyCase = 0;
    }

    /** A record has come of a segment that has nothing left from before. */
    void other() {
        shared.shortSteps.set(SHORT_STEPS);
    }

    /** A segment has its turn among those that have something left. */
    void turn() {
        turn = TURN;
        inAnyCase = 0;
    }

    /** A record has come: its segment may go on as long as the step lasts, and in any case a little. */
    void record() {
        turn = Integer.MAX_VALUE;
        inAnyCase = Math.min(0, inAnyCase) + OF_RECORD;
    }

    /** From now on its time passes, until it is left as often as it was entered. */
    void enter() {
        if (depth++ == 0) {
            enteredAt = clock.getAsLong();
        }
    }

    void leave() {
        if (--depth == 0) {
            spent += clock.getAsLong() - enteredAt;
        }
    }

    /** Whether more may be done, of any segment. */
    boolean lasts() {
        return !over;
    }

    /** Whether more may be done of this segment. */
    boolean goesOn() {
        return turn > 0 && (inAnyCase > 0 || lasts());
    }

    /** So much was done, since it was entered; 1 is one membership. */
    void done(int work) {
        turn -= work;
        inAnyCase -= work;
        over = spent + clock.getAsLong() - enteredAt >= allowed;
    }

    /** Whether this task has something left. */
    void shares(boolean is) {
        if (is != sharing) {
            sharing = is;
            shared.sharers.addAndGet(is ? 1 : -1);
        }
    }
}
