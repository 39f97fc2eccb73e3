package io.tidewatch.processors.membership;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A caller of {@link MembershipRules} that keeps the groups of one link and their hosts as the rules ask of it: what is
 * due is applied at its own time, before the message that comes after it.
 */
final class Link {
    private final MembershipRules rules;
    private final Family family;
    private final SortedMap<String, TrackedGroup> groups = new TreeMap<>();
    private final Map<String, SortedMap<String, HostState>> hosts = new TreeMap<>();
    private final List<Noted> changes = new ArrayList<>();
    private Timers timers;
    private long now;

    /** A change and the group it is about. */
    record Noted(String group, Change change) {
        @Override
        public String toString() {
            return group + " " + ChangeText.of(change);
        }
    }

    Link(Family family, Limits limits, Timers timers) {
        this.family = family;
        this.rules = new MembershipRules(limits);
        this.timers = timers;
    }

    Family family() {
        return family;
    }

    void timers(Timers next) {
        timers = next;
    }

    TrackedGroup group(String group) {
        return groups.get(group);
    }

    SortedMap<String, TrackedGroup> groups() {
        return groups;
    }

    SortedMap<String, HostState> hosts(String group) {
        return hosts.getOrDefault(group, new TreeMap<>());
    }

    List<Noted> changes() {
        return changes;
    }

    /** The changes since this was last asked, one a line. */
    String told() {
        StringBuilder text = new StringBuilder();
        changes.forEach(noted -> text.append(ChangeText.of(noted.change())).append('\n'));
        changes.clear();
        return text.toString();
    }

    Link report(long at, Reporter reporter, GroupRecord record) {
        advance(at);
        String name = record.group();
        HostState host = hosts(name).get(reporter.host());
        Outcome outcome = rules.onRecord(groups.get(name), host, reporter, record, timers, groups.size(), at);
        apply(name, reporter.host(), outcome);
        return this;
    }

    Link query(long at, Query query) {
        advance(at);
        groups.computeIfPresent(query.group(), (name, group) -> rules.onQuery(group, query, timers, at));
        return this;
    }

    /** Applies what is due until then, each at its time. */
    Link advance(long to) {
        for (String name : List.copyOf(groups.keySet())) {
            for (long due = due(name); due <= to; due = due(name)) {
                settle(name, due);
                if (due(name) <= due) {
                    throw new AssertionError(name + " is due at " + due + " again and again");
                }
            }
        }
        now = to;
        return this;
    }

    long now() {
        return now;
    }

    private long due(String name) {
        TrackedGroup group = groups.get(name);
        if (group == null) {
            return Long.MAX_VALUE;
        }
        long due = group.nextDeadline();
        for (HostState host : hosts(name).values()) {
            due = Math.min(due, host.deadline());
        }
        return due;
    }

    private void settle(String name, long at) {
        for (HostState host : List.copyOf(hosts(name).values())) {
            apply(name, host.host(), rules.onHostTime(groups.get(name), host, at));
        }
        for (Asked query : MembershipRules.due(groups.get(name), at)) {
            for (HostState host : List.copyOf(hosts(name).values())) {
                apply(name, host.host(), rules.onUnanswered(groups.get(name), host, query, at));
            }
        }
        if (groups.get(name).nextDeadline() > at) {
            return;
        }
        if (MembershipRules.endsBy(groups.get(name), at)) {
            for (HostState host : List.copyOf(hosts(name).values())) {
                apply(name, host.host(), rules.onGroupEnd(groups.get(name), host, at));
            }
        }
        apply(name, null, rules.onGroupTime(groups.get(name), at));
    }

    private void apply(String name, String host, Outcome outcome) {
        if (outcome.group() == null) {
            groups.remove(name);
        } else {
            groups.put(name, outcome.group());
        }
        if (host != null && outcome.host() != null) {
            hosts.computeIfAbsent(name, group -> new TreeMap<>()).put(host, outcome.host());
        } else if (host != null) {
            hosts(name).remove(host);
        }
        outcome.changes().forEach(change -> changes.add(new Noted(name, change)));
    }
}
