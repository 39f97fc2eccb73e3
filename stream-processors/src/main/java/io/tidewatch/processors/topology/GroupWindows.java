package io.tidewatch.processors.topology;

import io.tidewatch.processors.membership.Change;
import io.tidewatch.processors.membership.MemberWindow;
import io.tidewatch.processors.topology.state.WindowPartRow;
import io.tidewatch.processors.topology.state.WindowRow;
import java.util.ArrayList;
import java.util.List;

/**
 * The windows of one group that are open or not told as final. A minute opens with the first change in it, so that an
 * idle minute costs nothing; an hour is open while there are members.
 */
final class GroupWindows {
    static final long MINUTE_MS = 60_000;
    static final long HOUR_MS = 3_600_000;
    private static final int SECOND_MS = 1000;

    private MemberWindow minute;
    private MemberWindow hour;
    private int members;
    private long armedAt;
    private List<Closed> closed;

    /**
     * A window that is over.
     *
     * @param window the window
     * @param told whether it was told, not as final
     */
    record Closed(MemberWindow window, boolean told) {
    }

    private GroupWindows(MemberWindow minute, MemberWindow hour, int members, long armedAt, List<Closed> closed) {
        this.minute = minute;
        this.hour = hour;
        this.members = members;
        this.armedAt = armedAt;
        this.closed = closed;
    }

    /** None yet. */
    static GroupWindows of(int members) {
        return new GroupWindows(null, null, members, Memberships.UNARMED, new ArrayList<>());
    }

    static GroupWindows of(WindowRow row) {
        List<Closed> closed = new ArrayList<>();
        row.getClosed().forEach(part -> closed.add(new Closed(window(part), part.getTold())));
        return new GroupWindows(window(row.getMinute()), window(row.getHour()), row.getMembers(), row.getArmedAt(),
            closed);
    }

    private static MemberWindow window(WindowPartRow row) {
        return row == null ? null : new MemberWindow(row.getStart(), row.getSizeS() * (long) SECOND_MS,
            row.getReached(), row.getJoins(), row.getLeaves(), row.getExpiries(), row.getLeast(), row.getMost(),
            row.getLast(), row.getMemberMs(), row.getZaps(), row.getZapMs(), row.getLongestZapMs());
    }

    WindowRow row() {
        List<WindowPartRow> over = new ArrayList<>(closed.size());
        closed.forEach(each -> over.add(row(each.window(), each.told())));
        return new WindowRow(members, armedAt, row(minute, false), row(hour, false), over);
    }

    private static WindowPartRow row(MemberWindow window, boolean told) {
        return window == null ? null : new WindowPartRow(window.start(), sizeS(window), window.reached(),
            window.joins(), window.leaves(), window.expiries(), window.least(), window.most(), window.last(),
            window.memberMs(), window.zaps(), window.zapMs(), window.longestZapMs(), told);
    }

    static int sizeS(MemberWindow window) {
        return (int) (window.lengthMs() / SECOND_MS);
    }

    /** A host joined, left or fell silent. */
    void changed(Change change) {
        close(change.at());
        minute = after(minute == null ? MemberWindow.at(change.at(), MINUTE_MS, members) : minute, change);
        hour = after(hour == null ? MemberWindow.at(change.at(), HOUR_MS, members) : hour, change);
        members = change.members();
    }

    private static MemberWindow after(MemberWindow window, Change change) {
        return window.after(change.type(), change.at(), change.members());
    }

    /** A host that left at a moment has joined another group so much later. */
    void zapped(long leftAt, long ms) {
        minute = zapped(minute, leftAt, ms);
        hour = zapped(hour, leftAt, ms);
        closed.replaceAll(each -> new Closed(zapped(each.window(), leftAt, ms), each.told()));
    }

    private static MemberWindow zapped(MemberWindow window, long leftAt, long ms) {
        return window == null || !window.holds(leftAt) ? window : window.zapped(ms);
    }

    /** Closes what is over at a moment. While there are members, hour follows hour. */
    void close(long now) {
        if (minute != null && minute.end() <= now) {
            closed.add(new Closed(minute.upTo(minute.end()), false));
            minute = null;
        }
        while (hour != null && hour.end() <= now) {
            closed.add(new Closed(hour.upTo(hour.end()), false));
            hour = members == 0 ? null : MemberWindow.at(hour.end(), HOUR_MS, members);
        }
    }

    List<Closed> closed() {
        return closed;
    }

    void closed(List<Closed> left) {
        closed = new ArrayList<>(left);
    }

    /** Nothing is open and all is told. */
    boolean done() {
        return minute == null && hour == null && closed.isEmpty();
    }

    /** When the first window that is not told ends, or ended. */
    long nextEnd() {
        long next = minute == null ? Long.MAX_VALUE : minute.end();
        next = hour == null ? next : Math.min(next, hour.end());
        for (Closed each : closed) {
            next = each.told() ? next : Math.min(next, each.window().end());
        }
        return next;
    }

    long armedAt() {
        return armedAt;
    }

    void armed(long at) {
        armedAt = at;
    }
}
