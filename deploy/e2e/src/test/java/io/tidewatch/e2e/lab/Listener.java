package io.tidewatch.e2e.lab;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A router that is not the querier, by the letter of RFC 9776 sections 6.4 to 6.6 and 7.3.2, and on request with the
 * deviations of a witness. Written against the RFC and the witnesses, not against Tidewatch.
 */
final class Listener {
    private static final long SECOND = 1_000_000;
    /** What the lab's bridges wait for answers: last member query count 2, interval 1 s. */
    private static final long LAST_MEMBER_US = 2 * SECOND;

    private final Set<Rule> rules;
    private final String mac;
    private final Map<String, Group> groups = new TreeMap<>();
    private final Family igmp = new Family();
    private final Family mld = new Family();

    /** {@code mac}: its own; what is sent from there are its own messages. */
    Listener(Set<Rule> rules, String mac) {
        this.rules = rules;
        this.mac = mac;
    }

    /** What it holds at a moment, having heard these messages until then. */
    static SortedMap<String, Value> at(List<Message> messages, Set<Rule> rules, String mac, long at) {
        Listener listener = new Listener(rules, mac);
        for (Message message : messages) {
            if (message.at() > at) {
                break;
            }
            listener.hear(message);
        }
        return listener.values(at);
    }

    /** Timers of a family: the defaults of RFC 9776 section 8 until a query tells others. */
    private static final class Family {
        private int robustness = 2;
        private long intervalUs = 125 * SECOND;
        private long responseUs = 10 * SECOND;
        private long otherUntil;

        /** RFC 9776 section 8.4, RFC 9777 section 9.4. */
        long membershipUs(Set<Rule> rules) {
            int responses = rules.contains(Rule.FRR_MEMBERSHIP_INTERVAL)
                || rules.contains(Rule.BRIDGE_MEMBERSHIP_INTERVAL) ? 1 : 2;
            return robustness * intervalUs + responses * responseUs;
        }

        /** RFC 9776 section 8.5, RFC 9777 section 9.5. */
        long otherQuerierPresentUs() {
            return robustness * intervalUs + responseUs / 2;
        }

        /** RFC 9776 section 8.13, RFC 9777 section 9.13. */
        long olderHostPresentUs() {
            return robustness * intervalUs + responseUs;
        }
    }

    SortedMap<String, Value> values(long at) {
        SortedMap<String, Value> values = new TreeMap<>();
        for (String address : groups.keySet()) {
            Value value = value(address, at);
            if (value != null) {
                values.put(address, value);
            }
        }
        return values;
    }

    /** What it holds of one group at a moment, nothing heard since; null for nothing. */
    Value value(String address, long at) {
        Group group = groups.get(address);
        if (group == null) {
            return null;
        }
        Group then = group.copy();
        then.pass(at);
        return then.over() && !then.listed ? null : then.value();
    }

    void hear(Message message) {
        Family family = message.mld() ? mld : igmp;
        switch (message.kind()) {
            case QUERY -> query(message, family);
            case REPORT -> {
                if (!message.source().equals("::") || rules.contains(Rule.BRIDGE_HEARS_THE_UNSPECIFIED)) {
                    for (Message.Record record : message.records()) {
                        report(record, message.at(), family);
                    }
                }
            }
            case OLD_REPORT -> {
                if (message.oldest() && rules.contains(Rule.FRR_DEAF_TO_VERSION_1)) {
                    list(message.group(), message.at());
                } else if (!message.source().equals("::") || rules.contains(Rule.BRIDGE_HEARS_THE_UNSPECIFIED)) {
                    oldReport(message, family);
                }
            }
            case OLD_LEAVE -> {
                if (message.mld() && rules.contains(Rule.BRIDGE_QUERIER_LOWERS_AT_DONE)
                        && family.otherUntil <= message.at()) {
                    Group group = known(message.group(), message.at());
                    group.timer = Math.min(group.timer, message.at() + LAST_MEMBER_US);
                }
            }
        }
    }

    private void query(Message message, Family family) {
        Message.Query query = message.query();
        if (!message.mac().equals(mac)) {
            family.otherUntil = message.at() + family.otherQuerierPresentUs();
        }
        if (message.group() == null) {
            if (query.robustness() > 0) {
                family.robustness = query.robustness();
                family.intervalUs = query.intervalUs();
                family.responseUs = query.maxResponseUs();
            }
            return;
        }
        Group group = groups.get(message.group());
        if (group == null || query.suppress()) {
            return;
        }
        group.pass(message.at());
        long until = message.at() + family.robustness * query.maxResponseUs();
        if (rules.contains(Rule.FRR_SETS_AT_A_QUERY) && !message.mac().equals(mac)) {
            group.set(message.sources(), until);
        } else if (message.sources().isEmpty()) {
            group.timer = Math.min(group.timer, until);
        } else if (!rules.contains(Rule.BRIDGE_DEAF_TO_SOURCE_QUERIES)) {
            message.sources().forEach(source -> group.lower(source, until));
        }
    }

    /** It makes a group that it does not know. */
    private void list(String address, long at) {
        if (rules.contains(Rule.FRR_LISTS_NOTHING) && !ignored(address)) {
            Group group = known(address, at);
            group.listed = group.over();
        }
    }

    private Group known(String address, long at) {
        Group group = groups.computeIfAbsent(address, unknown -> new Group());
        group.pass(at);
        return group;
    }

    private boolean ignored(String group) {
        boolean linkLocal = group.startsWith("224.0.0.");
        return linkLocal && rules.contains(Rule.FRR_LINK_LOCAL)
            || (linkLocal || group.equals("ff02::1")) && rules.contains(Rule.BRIDGE_LINK_LOCAL);
    }

    /** Whether a record says nothing to this witness. */
    boolean ignored(Message.Type type, String group) {
        return ignored(group) || group.startsWith("232.") && rules.contains(Rule.FRR_SOURCE_SPECIFIC)
            && (type == Message.Type.IS_EX || type == Message.Type.TO_EX);
    }

    private void report(Message.Record record, long at, Family family) {
        if (ignored(record.type(), record.group())) {
            return;
        }
        Group group = known(record.group(), at);
        Message.Record counted = group.compatible(record, at, rules);
        if (counted != null) {
            if (counted.type() == Message.Type.BLOCK) {
                list(record.group(), at);
            }
            group.report(counted, at, at + family.membershipUs(rules),
                rules.contains(Rule.BRIDGE_LOWERS_AT_THE_LEAVE));
            if (counted.type() == Message.Type.TO_IN && rules.contains(Rule.FRR_LOWERS_ANEW)) {
                group.refresh(at + LAST_MEMBER_US);
            }
            if (rules.contains(Rule.FRR_FORGETS_AT_AN_EMPTY_LIST) && counted.sources().isEmpty()
                    && (counted.type() == Message.Type.IS_IN || counted.type() == Message.Type.ALLOW)) {
                group.endIfInclude();
            }
            group.listed &= group.over();
        }
    }

    private void oldReport(Message message, Family family) {
        if (ignored(Message.Type.IS_EX, message.group())) {
            return;
        }
        long until = message.at() + family.membershipUs(rules);
        Group group = groups.computeIfAbsent(message.group(), unknown -> new Group());
        if (rules.contains(Rule.BRIDGE_OLD_REPORT_REFRESHES)) {
            Group before = group.copy();
            group.pass(message.at());
            if (!group.over()) {
                group.refresh(until);
            } else if (rules.contains(Rule.BRIDGE_FIRES_LATE) && before.endsAt() > message.at() - LAST_MEMBER_US) {
                before.refresh(until);
                groups.put(message.group(), before);
            } else {
                group.report(oldAsNew(message), message.at(), until, false);
            }
        } else {
            group.pass(message.at());
            group.report(oldAsNew(message), message.at(), until, false);
        }
        long present = message.at() + family.olderHostPresentUs();
        group.olderUntil = present;
        group.oldestUntil = message.oldest() ? present : group.oldestUntil;
    }

    private static Message.Record oldAsNew(Message message) {
        return new Message.Record(Message.Type.IS_EX, message.group(), message.sources());
    }

    /** State of one group: RFC 9776 section 6.2. */
    private static final class Group {
        private static final long BLOCKED = 0;
        private static final long NEVER = Long.MAX_VALUE;

        private Mode mode = Mode.INCLUDE;
        private long timer = NEVER;
        private TreeMap<String, Long> sources = new TreeMap<>();
        private long olderUntil;
        private long oldestUntil;
        /** Shown though there is nothing of it. */
        private boolean listed;

        Group copy() {
            Group copy = new Group();
            copy.mode = mode;
            copy.timer = timer;
            copy.sources = new TreeMap<>(sources);
            copy.olderUntil = olderUntil;
            copy.oldestUntil = oldestUntil;
            copy.listed = listed;
            return copy;
        }

        boolean over() {
            return mode == Mode.INCLUDE && sources.isEmpty();
        }

        /** When the last of its timers runs out. */
        long endsAt() {
            long last = mode == Mode.EXCLUDE ? timer : 0;
            for (long each : sources.values()) {
                last = Math.max(last, each);
            }
            return last;
        }

        /** Timers that have run out: RFC 9776 sections 6.2.3 and 6.5. */
        void pass(long now) {
            if (mode == Mode.EXCLUDE && timer <= now) {
                long then = timer;
                sources.values().removeIf(until -> until <= then);
                mode = Mode.INCLUDE;
                timer = NEVER;
            }
            if (mode == Mode.INCLUDE) {
                sources.values().removeIf(until -> until <= now);
            } else {
                sources.replaceAll((source, until) -> until <= now ? BLOCKED : until);
            }
        }

        Value value() {
            TreeMap<String, Long> running = new TreeMap<>(sources);
            running.values().removeIf(until -> until == BLOCKED);
            java.util.TreeSet<String> blocked = new java.util.TreeSet<>(sources.keySet());
            blocked.removeAll(running.keySet());
            return new Value(mode, mode == Mode.INCLUDE ? Value.UNTOLD : timer, running, blocked);
        }

        void refresh(long until) {
            if (mode == Mode.EXCLUDE) {
                timer = until;
            }
        }

        /** Timers of the group, or of those sources that it knows, whatever they were. */
        void set(Set<String> asked, long until) {
            if (asked.isEmpty()) {
                refresh(until);
            }
            asked.forEach(source -> sources.computeIfPresent(source, (known, timer) -> until));
        }

        void endIfInclude() {
            if (mode == Mode.INCLUDE) {
                sources.clear();
                listed = false;
            }
        }

        void lower(String source, long until) {
            sources.computeIfPresent(source, (address, known) -> known == BLOCKED ? BLOCKED : Math.min(known, until));
        }

        /**
         * RFC 9776 section 7.3.2: with an older host there, BLOCK and the sources of TO_EX are ignored; with one of
         * IGMPv1 TO_IN as well.
         */
        Message.Record compatible(Message.Record record, long now, Set<Rule> rules) {
            if (olderUntil <= now || rules.contains(Rule.FRR_NO_COMPATIBILITY)
                || rules.contains(Rule.BRIDGE_NO_COMPATIBILITY)) {
                return record;
            }
            return switch (record.type()) {
                case BLOCK -> null;
                case TO_EX -> new Message.Record(record.type(), record.group(), new java.util.TreeSet<>());
                case TO_IN -> oldestUntil > now ? null : record;
                case IS_IN, IS_EX, ALLOW -> record;
            };
        }

        void report(Message.Record record, long now, long gmi, boolean lowers) {
            Group before = copy();
            switch (record.type()) {
                case IS_IN, ALLOW, TO_IN -> record.sources().forEach(source -> sources.put(source, gmi));
                case BLOCK -> {
                    if (mode == Mode.EXCLUDE) {
                        record.sources().forEach(source -> sources.putIfAbsent(source, timer));
                    }
                }
                case IS_EX -> exclude(record, mode == Mode.INCLUDE ? BLOCKED : gmi, gmi);
                case TO_EX -> exclude(record, mode == Mode.INCLUDE ? BLOCKED : timer, gmi);
            }
            if (lowers) {
                lowerGivenUp(record, before, now + LAST_MEMBER_US);
            }
        }

        private void exclude(Message.Record record, long fresh, long gmi) {
            TreeMap<String, Long> next = new TreeMap<>();
            record.sources().forEach(source -> next.put(source, sources.getOrDefault(source, fresh)));
            sources = next;
            mode = Mode.EXCLUDE;
            timer = gmi;
        }

        /** What the querier would ask about (the tables of section 6.4.2) is lowered here and now. */
        private void lowerGivenUp(Message.Record record, Group before, long until) {
            switch (record.type()) {
                case BLOCK, TO_EX -> record.sources().forEach(source -> lower(source, until));
                case TO_IN -> {
                    before.sources.keySet().stream().filter(source -> !record.sources().contains(source))
                        .forEach(source -> lower(source, until));
                    if (mode == Mode.EXCLUDE) {
                        timer = Math.min(timer, until);
                    }
                }
                case IS_IN, IS_EX, ALLOW -> {
                    // Nothing is given up.
                }
            }
        }
    }
}
