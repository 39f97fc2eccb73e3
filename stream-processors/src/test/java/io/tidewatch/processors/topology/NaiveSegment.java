package io.tidewatch.processors.topology;

import io.tidewatch.processors.membership.Asked;
import io.tidewatch.processors.membership.Change;
import io.tidewatch.processors.membership.Family;
import io.tidewatch.processors.membership.Filter;
import io.tidewatch.processors.membership.GroupRecord;
import io.tidewatch.processors.membership.GroupState;
import io.tidewatch.processors.membership.HostState;
import io.tidewatch.processors.membership.Limits;
import io.tidewatch.processors.membership.MembershipRules;
import io.tidewatch.processors.membership.Outcome;
import io.tidewatch.processors.membership.QuerierRules;
import io.tidewatch.processors.membership.QuerierTable;
import io.tidewatch.processors.membership.Timers;
import io.tidewatch.processors.membership.TrackedGroup;
import io.tidewatch.processors.membership.Versions;
import io.tidewatch.schemas.GmpEvent;
import io.tidewatch.schemas.MembershipChange;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The oracle: one segment with the same rules and without any index. It looks at everything it has for whatever is due
 * next, and keeps a copy of all of it at every moment at which something happened.
 */
final class NaiveSegment {
    private final MembershipRules rules = new MembershipRules(Limits.DEFAULT);
    private final String name;
    private final TreeMap<String, TrackedGroup> groups = new TreeMap<>();
    private final TreeMap<String, TreeMap<String, HostState>> hosts = new TreeMap<>();
    private final Map<Family, QuerierTable> queriers = new EnumMap<>(Family.class);
    final List<MembershipChange> changes = new ArrayList<>();
    final NavigableMap<Long, Map<String, Seen>> moments = new TreeMap<>();
    private final Map<Family, Long> keptUntil = new EnumMap<>(Family.class);
    long time = -1;

    /** A group and its hosts at a moment. */
    record Seen(Filter filter, int version, long startedAt, Map<String, Host> hosts) {
    }

    /** A host at a moment. */
    record Host(Filter filter, long joinedAt, long since) {
    }

    NaiveSegment(String name) {
        this.name = name;
        for (Family family : Family.values()) {
            queriers.put(family, QuerierTable.NONE);
        }
    }

    /** A copy that goes its own way. */
    NaiveSegment copy() {
        NaiveSegment copy = new NaiveSegment(name);
        copy.groups.putAll(groups);
        hosts.forEach((group, members) -> copy.hosts.put(group, new TreeMap<>(members)));
        copy.queriers.putAll(queriers);
        copy.time = time;
        return copy;
    }

    String name() {
        return name;
    }

    TrackedGroup group(String group) {
        return groups.get(group);
    }

    Map<String, TrackedGroup> groups() {
        return groups;
    }

    Map<String, HostState> hosts(String group) {
        return hosts.getOrDefault(group, new TreeMap<>());
    }

    /** Two with one address are two. */
    static String who(String address, String mac) {
        return mac == null ? address : address + ' ' + mac;
    }

    private static String who(HostState host) {
        return who(host.host(), host.mac());
    }

    void hear(GmpEvent event) {
        long captured = event.getCapturedAt().toEpochMilli();
        boolean late = captured < time;
        advance(Math.max(time, captured));
        GmpMessage message = Wire.read(event).message();
        if (message instanceof GmpMessage.Report report) {
            for (GroupRecord record : report.records()) {
                TrackedGroup group = groups.get(record.group());
                String who = who(report.reporter().host(), report.reporter().mac());
                HostState host = hosts(record.group()).get(who);
                put(record.group(), who, group, rules.onRecord(group, host, report.reporter(),
                    record, queriers.get(report.reporter().family()).timers(), groups.size(), time),
                    event.getEventId(), late);
            }
        } else if (message instanceof GmpMessage.Asking asking) {
            Family family = asking.query().family();
            queriers.put(family, QuerierRules.onQuery(queriers.get(family), asking.query(), time));
            TrackedGroup group = asking.query().general() ? null
                : groups.get(asking.query().group());
            if (group != null) {
                groups.put(asking.query().group(), rules.onQuery(group, asking.query(),
                    queriers.get(family).timers(), time));
            }
        }
        remember();
    }

    /** Nobody has listened since the last event, and somebody does from now on: everybody gets another interval. */
    void listensAgain(long now) {
        for (Family family : Family.values()) {
            QuerierTable table = queriers.get(family);
            Timers timers = table.timers();
            keptUntil.merge(family, now + timers.robustness() * timers.queryIntervalMs() + 2 * timers.queryResponseMs(),
                Math::max);
            queriers.put(family, table.unheard(time, now));
        }
        groups.replaceAll((name, group) -> longer(group, keptUntil.get(group.family())));
        hosts.forEach((name, members) -> members.replaceAll((who, host) -> longer(host,
            keptUntil.get(GroupEntry.family(name)))));
    }

    private static TrackedGroup longer(TrackedGroup group, long until) {
        TreeMap<String, Long> sources = new TreeMap<>();
        group.state().sources().forEach((source, deadline) -> sources.put(source,
            deadline == GroupState.BLOCKED ? deadline : Math.max(deadline, until)));
        Versions old = group.versions();
        return new TrackedGroup(group.family(), new GroupState(group.state().mode(),
            Math.max(group.state().deadline(), until), sources), new Versions(
                old.oldestUntil() == Versions.PAST ? Versions.PAST : Math.max(old.oldestUntil(), until),
                old.olderUntil() == Versions.PAST ? Versions.PAST : Math.max(old.olderUntil(), until),
                old.lastOlderReportAt()), List.of(), group.startedAt(), group.lastReportAt(), group.members(),
            group.sequence());
    }

    private static HostState longer(HostState host, long until) {
        return new HostState(host.host(), host.mac(), host.mode(), host.sources(), host.version(), host.joinedAt(),
            host.since(), host.lastReportAt(), Math.max(host.deadline(), until));
    }

    void advance(long upTo) {
        long next;
        while ((next = next()) <= upTo) {
            // A querier that has just told shorter timers may make another one silent for long.
            time = Math.max(time, next);
            queriers.replaceAll((family, table) -> QuerierRules.onTime(table, time));
            for (String group : List.copyOf(groups.keySet())) {
                expire(group);
            }
            remember();
        }
        time = Math.max(time, upTo);
    }

    private long next() {
        long next = Long.MAX_VALUE;
        for (QuerierTable table : queriers.values()) {
            next = Math.min(next, table.nextDeadline());
        }
        for (TrackedGroup group : groups.values()) {
            next = Math.min(next, group.nextDeadline());
        }
        for (Map<String, HostState> members : hosts.values()) {
            for (HostState host : members.values()) {
                next = Math.min(next, host.deadline());
            }
        }
        return next;
    }

    private void expire(String group) {
        for (HostState host : List.copyOf(hosts(group).values())) {
            if (host.deadline() <= time) {
                put(group, who(host), groups.get(group), rules.onHostTime(groups.get(group), host, time), null,
                    false);
            }
        }
        if (groups.get(group).nextDeadline() > time) {
            return;
        }
        for (Asked query : MembershipRules.due(groups.get(group), time)) {
            for (HostState host : List.copyOf(hosts(group).values())) {
                put(group, who(host), groups.get(group),
                    rules.onUnanswered(groups.get(group), host, query, time), null, false);
            }
        }
        if (MembershipRules.endsBy(groups.get(group), time)) {
            for (HostState host : List.copyOf(hosts(group).values())) {
                put(group, who(host), groups.get(group), rules.onGroupEnd(groups.get(group), host, time), null,
                    false);
            }
        }
        put(group, null, groups.get(group), rules.onGroupTime(groups.get(group), time), null, false);
    }

    private void put(String group, String host, TrackedGroup before, Outcome outcome, String eventId, boolean late) {
        long startedAt = before != null ? before.startedAt() : outcome.group() != null ? outcome.group().startedAt()
            : time;
        for (Change change : outcome.changes()) {
            changes.add(MembershipRecords.change(name, group, startedAt, change, eventId, late));
        }
        if (outcome.group() == null) {
            groups.remove(group);
        } else {
            groups.put(group, outcome.group());
        }
        if (host != null) {
            TreeMap<String, HostState> members = hosts.computeIfAbsent(group, address -> new TreeMap<>());
            if (outcome.host() == null) {
                members.remove(host);
            } else {
                members.put(host, outcome.host());
            }
        }
    }

    private void remember() {
        Map<String, Seen> now = new TreeMap<>();
        groups.forEach((address, group) -> {
            Map<String, Host> members = new TreeMap<>();
            hosts(address).forEach((host, state) -> members.put(host,
                new Host(state.filter(), state.joinedAt(), state.since())));
            now.put(address, new Seen(group.state().filter(), group.compatibilityVersion(time), group.startedAt(),
                members));
        });
        moments.put(time, now);
    }
}
