package io.tidewatch.processors.membership;

/**
 * Statistics of the members of one group over one window, as far as time has come. How many there are at a moment is
 * how many there are after all changes of that moment: who leaves and joins again within it was never away.
 *
 * @param start start of the window
 * @param lengthMs its length
 * @param reached up to when members are counted in
 * @param joins hosts that joined
 * @param leaves hosts that left
 * @param expiries hosts that fell silent
 * @param least fewest members; {@link #NONE} while no time is counted in
 * @param most most members; {@link #NONE} likewise
 * @param last members from {@code reached} on
 * @param memberMs sum over members of the time they were there
 * @param zaps hosts that left and joined another group soon
 * @param zapMs sum of the times between
 * @param longestZapMs the longest of them
 */
public record MemberWindow(long start, long lengthMs, long reached, long joins, long leaves, long expiries, int least,
                           int most, int last, long memberMs, long zaps, long zapMs, long longestZapMs) {
    /** In place of a number of members. */
    public static final int NONE = -1;
    /** A host that leaves a group and joins another within this time has zapped. */
    public static final long ZAP_LIMIT_MS = 5000;

    /** The window that a moment is in, which begins at a multiple of its length, with so many members. */
    public static MemberWindow at(long moment, long lengthMs, int members) {
        return from(Math.floorDiv(moment, lengthMs) * lengthMs, lengthMs, members);
    }

    /** A window that begins with so many members. */
    public static MemberWindow from(long start, long lengthMs, int members) {
        return new MemberWindow(start, lengthMs, start, 0, 0, 0, NONE, NONE, members, 0, 0, 0, 0);
    }

    /** Exclusive. */
    public long end() {
        return start + lengthMs;
    }

    /** Whether a moment lies in it. */
    public boolean holds(long moment) {
        return start <= moment && moment < end();
    }

    /** With the time up to a moment counted in, or up to its end when that comes first. */
    public MemberWindow upTo(long moment) {
        long to = Math.min(moment, end());
        if (to <= reached) {
            return this;
        }
        return new MemberWindow(start, lengthMs, to, joins, leaves, expiries,
            least == NONE ? last : Math.min(least, last), Math.max(most, last), last,
            memberMs + last * (to - reached), zaps, zapMs, longestZapMs);
    }

    /** After the change of a host at a moment within it, when so many are members; other changes are none for it. */
    public MemberWindow after(ChangeType type, long at, int members) {
        MemberWindow now = upTo(at);
        return new MemberWindow(start, lengthMs, now.reached, joins + (type == ChangeType.HOST_JOINED ? 1 : 0),
            leaves + (type == ChangeType.HOST_LEFT ? 1 : 0), expiries + (type == ChangeType.HOST_EXPIRED ? 1 : 0),
            now.least, now.most, members, now.memberMs, zaps, zapMs, longestZapMs);
    }

    /** A host that left in it has joined another group so much later. */
    public MemberWindow zapped(long ms) {
        return new MemberWindow(start, lengthMs, reached, joins, leaves, expiries, least, most, last, memberMs,
            zaps + 1, zapMs + ms, Math.max(longestZapMs, ms));
    }

    /** Members over the time counted in, weighted by time; of the whole window when it is over. */
    public double mean() {
        return reached == start ? last : (double) memberMs / (reached - start);
    }
}
