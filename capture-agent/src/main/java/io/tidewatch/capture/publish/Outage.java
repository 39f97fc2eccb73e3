package io.tidewatch.capture.publish;

import java.util.concurrent.TimeUnit;

/**
 * Whether the broker takes records, as far as the sender can know; time is an argument, in nanoseconds. A link that is
 * up and brings no acknowledgement for {@link #STALL} counts as an outage, but stays: the producer under it goes on
 * trying. A link that is down is looked for again, ever less often.
 */
final class Outage {
    /** So long without an acknowledgement while there is something to acknowledge, and the broker counts as away. */
    static final long STALL = TimeUnit.SECONDS.toNanos(3);
    private static final long FIRST_PAUSE = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long LONGEST_PAUSE = TimeUnit.SECONDS.toNanos(5);

    private boolean up;
    private boolean refused;
    private String why;
    private int inFlight;
    private long progressAt;
    private boolean looking;
    private long lookAt;
    private long pause = FIRST_PAUSE;
    private boolean everLooked;

    /** Whether it is time to look for the broker; says so once until {@link #up} or {@link #down} tells the outcome. */
    boolean look(long now) {
        boolean due = !up && !looking && (!everLooked || now - lookAt >= 0);
        looking |= due;
        everLooked |= due;
        return due;
    }

    /** There is a link. */
    void up(long now) {
        up = true;
        looking = false;
        inFlight = 0;
        progressAt = now;
    }

    /** There is no link, or none any more. */
    void down(boolean byRefusal, String reason, long now) {
        up = false;
        looking = false;
        refused = byRefusal;
        why = reason;
        inFlight = 0;
        lookAt = now + pause;
        pause = Math.min(2 * pause, LONGEST_PAUSE);
    }

    void sent(long now) {
        if (inFlight == 0) {
            progressAt = now;
        }
        inFlight++;
    }

    /** A record has its answer: the broker is there. */
    void answered(long now) {
        inFlight--;
        progressAt = now;
        refused = false;
        why = null;
        pause = FIRST_PAUSE;
    }

    boolean up() {
        return up;
    }

    int inFlight() {
        return inFlight;
    }

    /** Whether the broker takes nothing at the moment. */
    boolean away(long now) {
        return !up || refused || inFlight > 0 && now - progressAt >= STALL;
    }

    /** Where records go; {@code backlog}: there is something that is older than what comes. */
    PublishReport.State state(boolean backlog, long now) {
        if (away(now)) {
            return refused ? PublishReport.State.FAILED : PublishReport.State.SPOOLING;
        }
        return backlog ? PublishReport.State.DRAINING : PublishReport.State.DIRECT;
    }

    /** Why the broker takes nothing, for people; null while it does. */
    String why(long now) {
        if (!away(now)) {
            return null;
        }
        return why == null && up ? "Kafka has acknowledged nothing for " + TimeUnit.NANOSECONDS.toSeconds(STALL)
            + " s." : why;
    }
}
