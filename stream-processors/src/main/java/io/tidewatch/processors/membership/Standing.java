package io.tidewatch.processors.membership;

/**
 * A trouble that lasts, may become one, or was one lately.
 *
 * @param trouble what
 * @param family protocol family
 * @param opensAt when it is worth telling; {@link #NEVER} while it is not yet
 * @param until when it is over unless it is seen again; {@link #NEVER} when somebody has to say so
 * @param firstAt when it was first seen
 * @param lastAt when it was last seen
 * @param times how often it was seen
 * @param evidence why, when it was first seen
 * @param opened whether it was told
 * @param closedAt when it was over; -1 while it lasts
 * @param previousOpenedAt when the one before was told, which was over shortly before; -1 when there was none
 */
public record Standing(Trouble trouble, Family family, long opensAt, long until, long firstAt, long lastAt, long times,
                       String evidence, boolean opened, long closedAt, long previousOpenedAt) {
    /** Not by itself. */
    public static final long NEVER = Long.MAX_VALUE;
    /** In place of a time. */
    public static final long NONE = -1;

    boolean lasts() {
        return closedAt == NONE;
    }

    boolean is(Trouble what, Family whose) {
        return trouble == what && family == whose;
    }

    Standing during(Gap gap) {
        return new Standing(trouble, family, opened ? opensAt : gap.kept(opensAt), gap.kept(until), firstAt, lastAt,
            times, evidence, opened, closedAt, previousOpenedAt);
    }

    Standing opening() {
        return new Standing(trouble, family, opensAt, until, firstAt, lastAt, times, evidence, true, closedAt,
            previousOpenedAt);
    }

    Standing closing(long at) {
        return new Standing(trouble, family, opensAt, until, firstAt, lastAt, times, evidence, opened, at,
            previousOpenedAt);
    }
}
