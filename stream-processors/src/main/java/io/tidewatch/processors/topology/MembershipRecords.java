package io.tidewatch.processors.topology;

import io.tidewatch.processors.membership.Change;
import io.tidewatch.processors.membership.Family;
import io.tidewatch.processors.membership.Filter;
import io.tidewatch.processors.membership.GroupState;
import io.tidewatch.processors.membership.HostState;
import io.tidewatch.processors.membership.MemberWindow;
import io.tidewatch.processors.membership.TrackedGroup;
import io.tidewatch.processors.storm.NameId;
import io.tidewatch.schemas.AddressFamily;
import io.tidewatch.schemas.ChangeCause;
import io.tidewatch.schemas.ChangeType;
import io.tidewatch.schemas.Coverage;
import io.tidewatch.schemas.FilterMode;
import io.tidewatch.schemas.FilterState;
import io.tidewatch.schemas.MemberState;
import io.tidewatch.schemas.MembershipChange;
import io.tidewatch.schemas.MembershipState;
import io.tidewatch.schemas.MembershipWindow;
import io.tidewatch.schemas.SourceState;
import io.tidewatch.schemas.Tracking;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.UUID;

/** What the rules know, in the words of the contract. */
final class MembershipRecords {
    /** Name space of our change ids (RFC 9562 section 5.5): any fixed one. */
    private static final UUID CHANGES = UUID.fromString("6f0d3c0e-52a4-5f0b-9d3e-7469646577a1");

    private MembershipRecords() {
    }

    /**
     * A change.
     *
     * @param startedAt when the group began; the time of the change where a limit kept the group out
     * @param eventId the event that caused it; null for a timer
     */
    static MembershipChange change(String segment, String group, long startedAt, Change change, String eventId,
                                   boolean late) {
        String name = segment + '|' + group + '|' + startedAt + '|' + change.sequence();
        // Without a number of its own, its time, its host and the limit tell it from others.
        String unique = change.sequence() > 0 ? name
            : name + '|' + change.at() + '|' + change.host() + '|' + change.mac() + '|' + change.detail();
        return new MembershipChange(NameId.of(CHANGES, unique), segment, group,
            family(GroupEntry.family(group)), change.sequence(),
            type(change), cause(change.cause()), Instant.ofEpochMilli(change.at()), change.host(), change.mac(),
            filter(change.before()), filter(change.after()), change.members(), eventId, late, change.detail());
    }

    private static ChangeType type(Change change) {
        return switch (change.type()) {
            case GROUP_STARTED -> ChangeType.GROUP_STARTED;
            case GROUP_ENDED -> ChangeType.GROUP_ENDED;
            case HOST_JOINED -> ChangeType.HOST_JOINED;
            case HOST_LEFT -> ChangeType.HOST_LEFT;
            case HOST_EXPIRED -> ChangeType.HOST_EXPIRED;
            case MODE_CHANGED -> ChangeType.MODE_CHANGED;
            case SOURCES_CHANGED -> ChangeType.SOURCES_CHANGED;
            case LIMIT_REACHED -> ChangeType.LIMIT_REACHED;
        };
    }

    static ChangeCause cause(io.tidewatch.processors.membership.ChangeCause cause) {
        return switch (cause) {
            case REPORT -> ChangeCause.REPORT;
            case LEAVE -> ChangeCause.LEAVE;
            case TIMER -> ChangeCause.TIMER;
            case QUERY -> ChangeCause.QUERY;
        };
    }

    static AddressFamily family(Family family) {
        return switch (family) {
            case IPV4 -> AddressFamily.IPV4;
            case IPV6 -> AddressFamily.IPV6;
        };
    }

    static FilterMode mode(io.tidewatch.processors.membership.FilterMode mode) {
        return switch (mode) {
            case INCLUDE -> FilterMode.INCLUDE;
            case EXCLUDE -> FilterMode.EXCLUDE;
        };
    }

    private static FilterState filter(Filter filter) {
        return filter == null ? null : new FilterState(mode(filter.mode()), List.copyOf(filter.sources()),
            List.copyOf(filter.blocked()));
    }

    /** A group as it stands, or stood at some moment: a deadline before that was moved since, nobody kept to when. */
    static MembershipState group(String segment, String address, GroupEntry entry, Coverage coverage, long moment) {
        TrackedGroup group = entry.group();
        GroupState state = group.state();
        int version = entry.told().version();
        return new MembershipState(segment, address, family(group.family()), mode(state.mode()),
            sources(state.sources(), moment), version, group.members(), tracking(version, group.family()), coverage,
            Instant.ofEpochMilli(group.startedAt()), Instant.ofEpochMilli(entry.changedAt()),
            Instant.ofEpochMilli(group.lastReportAt()),
            state.deadline() == GroupState.NEVER ? null : deadline(state.deadline(), moment), group.sequence());
    }

    private static Instant deadline(long deadline, long moment) {
        return deadline < moment ? null : Instant.ofEpochMilli(deadline);
    }

    private static List<SourceState> sources(SortedMap<String, Long> sources, long moment) {
        List<SourceState> told = new ArrayList<>(sources.size());
        sources.forEach((address, deadline) -> told.add(new SourceState(address, deadline == GroupState.BLOCKED,
            deadline == GroupState.BLOCKED ? null : deadline(deadline, moment))));
        return told;
    }

    /** A host that is a member, or was at some moment. */
    static MemberState member(String segment, String group, HostState host, long changedAt, long moment) {
        Family family = GroupEntry.family(group);
        return new MemberState(segment, group, family(family), host.host(), host.mac(), mode(host.mode()),
            List.copyOf(host.sources()), host.version(), tracking(host.version(), family),
            Instant.ofEpochMilli(host.joinedAt()), Instant.ofEpochMilli(changedAt),
            Instant.ofEpochMilli(host.lastReportAt()), deadline(host.deadline(), moment));
    }

    /** A window that is over. */
    static MembershipWindow window(String segment, String group, MemberWindow window, Coverage coverage,
                                   boolean settled) {
        return new MembershipWindow(segment, group, family(GroupEntry.family(group)),
            Instant.ofEpochMilli(window.start()), Instant.ofEpochMilli(window.end()), GroupWindows.sizeS(window),
            window.joins(), window.leaves(), window.expiries(), window.least(), window.most(), window.last(),
            window.mean(), window.zaps(), window.zaps() == 0 ? null : (double) window.zapMs() / window.zaps(),
            window.zaps() == 0 ? null : window.longestZapMs(), coverage, settled);
    }

    private static Tracking tracking(int version, Family family) {
        return version == family.newestVersion() ? Tracking.EXPLICIT : Tracking.LOWER_BOUND;
    }
}
