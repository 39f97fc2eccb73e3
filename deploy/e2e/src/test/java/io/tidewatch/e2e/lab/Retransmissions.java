package io.tidewatch.e2e.lab;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What FRR is to ask again about groups and sources that were given up: RFC 9776 sections 6.6.3.1 and 6.6.3.2, as it
 * does it whether it is the querier or not. A group has one timer for both. It is started by each report that gives up
 * what it knows, also where it then has nothing to ask, since that will end within the last member query time anyway;
 * it is not started anew while it runs, and it goes when the group does.
 */
final class Retransmissions {
    private static final long SECOND = 1_000_000;
    /** The lab's routers: last member query count 2, interval 1 s. */
    private static final int COUNT = 2;
    private static final long INTERVAL_US = SECOND;
    /** Within this after a report or its timer FRR has asked. */
    private static final long ASKS_US = SECOND / 10;
    /** It runs the timers that are due before it reads a packet; when it gets to do so is not on the wire. */
    private static final long READS_US = 5_000;

    private final String router;
    private final Listener listener;
    private final Map<String, Again> groups = new TreeMap<>();

    /** @param mac of the router */
    Retransmissions(String router, String mac) {
        this.router = router;
        this.listener = new Listener(EnumSet.copyOf(Witness.FRR_GROUPS.rules()), mac);
    }

    /** Whether it is to ask about any group again. */
    enum Asking { NO, MAYBE, YES }

    /** Of one group: how often it and its sources are to be asked about, and the timer. */
    private static final class Again {
        private int group;
        private final Map<String, Integer> sources = new TreeMap<>();
        private boolean runs;
        private long since;
        private long at;
        /** Whether a query of its own told when it started, or that it has run out. */
        private boolean seen;

        void start(long now) {
            if (!runs) {
                runs = true;
                since = now;
                seen = false;
                at = now + INTERVAL_US;
            }
        }

        void askAboutSources() {
            sources.replaceAll((source, count) -> count - 1);
            sources.values().removeIf(count -> count == 0);
        }

        void fire(Set<String> known) {
            sources.keySet().retainAll(known);
            group = Math.max(0, group - 1);
            askAboutSources();
            runs = false;
            since = at;
            seen = false;
            if (group > 0 || !sources.isEmpty()) {
                start(at);
            }
        }

        boolean mayRun(long now) {
            return runs || !seen && since > now - READS_US;
        }

        boolean surelyRuns(long now) {
            return runs && (at > now + READS_US || group > 1 || sources.values().stream().anyMatch(count -> count > 1));
        }
    }

    /** When it reads what was on the wire at this moment, after all that came before. */
    Asking asking(long now) {
        pass(now - READS_US);
        Asking asking = Asking.NO;
        for (Map.Entry<String, Again> each : groups.entrySet()) {
            if (each.getValue().surelyRuns(now) && isThere(each.getKey(), now + READS_US)) {
                return Asking.YES;
            }
            if (each.getValue().mayRun(now) && isThere(each.getKey(), now - READS_US)) {
                asking = Asking.MAYBE;
            }
        }
        return asking;
    }

    /** Something that it read; a query only when it did not ignore it. */
    void hear(Message message) {
        if (message.mld()) {
            return;
        }
        long now = message.at();
        pass(now);
        switch (message.kind()) {
            case QUERY -> {
                if (message.group() != null && message.source().equals(router)) {
                    asked(message.group(), now);
                }
            }
            case REPORT -> message.records().forEach(record -> report(record, now));
            case OLD_LEAVE -> report(new Message.Record(Message.Type.TO_IN, message.group(), new TreeSet<>()), now);
            case OLD_REPORT -> {
                // Gives up nothing.
            }
        }
        listener.hear(message);
    }

    /** Timers that have run out, and groups that have ended. */
    private void pass(long now) {
        groups.entrySet().removeIf(each -> {
            Again again = each.getValue();
            while (again.runs && again.at <= now && isThere(each.getKey(), again.at)) {
                again.fire(known(listener.value(each.getKey(), again.at)));
            }
            return !isThere(each.getKey(), now - READS_US);
        });
    }

    private boolean isThere(String address, long at) {
        return listener.value(address, at) != null;
    }

    private static Set<String> known(Value group) {
        Set<String> known = new TreeSet<>(group.running().keySet());
        known.addAll(group.blocked());
        return known;
    }

    /** It asked: the first packet tells when the timer was started or has run out. */
    private void asked(String address, long now) {
        Again again = groups.get(address);
        if (again != null && !again.seen && now - again.since <= ASKS_US) {
            again.seen = true;
            again.at = now + INTERVAL_US;
        }
    }

    private void report(Message.Record record, long now) {
        Value group = listener.value(record.group(), now);
        if (group == null || listener.ignored(record.type(), record.group())) {
            return;
        }
        boolean whole = record.type() == Message.Type.TO_IN && group.mode() == Mode.EXCLUDE;
        Set<String> givenUp = givenUp(record, group);
        if (!whole && givenUp.isEmpty()) {
            return;
        }
        Again again = groups.computeIfAbsent(record.group(), unknown -> new Again());
        if (!givenUp.isEmpty()) {
            for (String source : givenUp) {
                if (group.running().getOrDefault(source, group.timer()) > now + COUNT * INTERVAL_US) {
                    again.sources.put(source, COUNT);
                }
            }
            again.askAboutSources();
        }
        if (whole) {
            again.group = COUNT;
        }
        again.start(now);
    }

    /** The sources with a running timer, or that get one, which the tables of section 6.4.2 have asked about. */
    private static Set<String> givenUp(Message.Record record, Value group) {
        Set<String> sources = new TreeSet<>();
        switch (record.type()) {
            case TO_IN -> {
                sources.addAll(group.running().keySet());
                sources.removeAll(record.sources());
            }
            case BLOCK, TO_EX -> {
                sources.addAll(record.sources());
                if (group.mode() == Mode.INCLUDE) {
                    sources.retainAll(group.running().keySet());
                } else {
                    sources.removeAll(group.blocked());
                }
            }
            case IS_IN, IS_EX, ALLOW -> {
                // Nothing is given up.
            }
        }
        return sources;
    }
}
