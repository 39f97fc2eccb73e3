package io.tidewatch.processors.membership;

import java.util.ArrayList;
import java.util.List;

/** Numbers the changes of one event and counts members along. */
final class ChangeLog {
    private final List<Change> changes = new ArrayList<>(2);
    private final long at;
    private int members;
    private long sequence;

    ChangeLog(TrackedGroup known, long at) {
        this.at = at;
        this.members = known == null ? 0 : known.members();
        this.sequence = known == null ? 0 : known.sequence();
    }

    /** The group's own filter. */
    void group(ChangeCause cause, Filter before, Filter after) {
        ChangeType type = type(before, after, ChangeType.GROUP_STARTED, ChangeType.GROUP_ENDED);
        if (type != null) {
            add(type, cause, null, before, after);
        }
    }

    /** A host's filter; {@code end} says how it goes when it does. */
    void host(ChangeCause cause, HostState before, HostState after, ChangeType end) {
        Filter had = before == null ? null : before.filter();
        Filter has = after == null ? null : after.filter();
        ChangeType type = type(had, has, ChangeType.HOST_JOINED, end);
        if (type != null) {
            members += type == ChangeType.HOST_JOINED ? 1 : type == end ? -1 : 0;
            add(type, cause, after == null ? before : after, had, has);
        }
    }

    /** A limit that kept something of this host out; {@code group} false when it kept the whole group out. */
    void limit(Reporter reporter, String which, boolean group) {
        changes.add(new Change(ChangeType.LIMIT_REACHED, ChangeCause.REPORT, at, reporter.host(), reporter.mac(), null,
            null, members, group ? ++sequence : 0, which));
    }

    private static ChangeType type(Filter before, Filter after, ChangeType start, ChangeType end) {
        if (before == null) {
            return after == null ? null : start;
        }
        if (after == null) {
            return end;
        }
        if (before.mode() != after.mode()) {
            return ChangeType.MODE_CHANGED;
        }
        return before.equals(after) ? null : ChangeType.SOURCES_CHANGED;
    }

    private void add(ChangeType type, ChangeCause cause, HostState host, Filter before, Filter after) {
        changes.add(new Change(type, cause, at, host == null ? null : host.host(), host == null ? null : host.mac(),
            before, after, members, ++sequence, null));
    }

    Outcome outcome(TrackedGroup group, HostState host) {
        return new Outcome(group == null ? null : group.counted(members, sequence), host, changes);
    }
}
