package io.tidewatch.e2e.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What one host is a member of: what it last said, each record taken literally, until it falls silent for a membership
 * interval. An IS_IN that answers Q(G,S) is a part of what it wants, by RFC 9776 section 5.2.
 */
final class LastSaid {
    private static final long SECOND = 1_000_000;
    /** A host may take this long beyond the time that a query gave it. */
    private static final long SLACK_US = SECOND / 10;

    private final Set<Rule> rules;
    private final Map<String, Word> words = new TreeMap<>();
    private final Map<String, List<Message>> asked = new TreeMap<>();
    private long igmpUs = 260 * SECOND;
    private long mldUs = 260 * SECOND;

    private LastSaid(Set<Rule> rules) {
        this.rules = rules;
    }

    private record Word(Mode mode, SortedSet<String> sources, long until) {
    }

    /**
     * What a host is a member of at a moment.
     *
     * @param messages all of the capture
     * @param deaths when it died
     */
    static SortedMap<String, Value> at(List<Message> messages, String mac, List<Long> deaths, Set<Rule> rules,
                                       long at) {
        LastSaid host = new LastSaid(rules);
        List<Long> due = new ArrayList<>(rules.contains(Rule.SOCKETS_FORGET_AT_DEATH) ? deaths : List.of());
        for (Message message : messages) {
            if (message.at() > at) {
                break;
            }
            host.die(due, message.at());
            host.hear(message, mac);
        }
        host.die(due, at);
        SortedMap<String, Value> values = new TreeMap<>();
        host.words.forEach((group, word) -> {
            if (word.until > at) {
                values.put(group, Value.ofHost(word.mode, word.sources));
            }
        });
        return values;
    }

    private void die(List<Long> due, long now) {
        if (due.removeIf(death -> death <= now)) {
            words.clear();
        }
    }

    private void hear(Message message, String mac) {
        long until = message.at() + (message.mld() ? mldUs : igmpUs);
        switch (message.kind()) {
            case QUERY -> query(message);
            case REPORT -> {
                if (message.mac().equals(mac) && !message.source().equals("::")) {
                    message.records().forEach(record -> say(record, message.at(), until));
                }
            }
            case OLD_REPORT -> {
                if (message.mac().equals(mac) && !message.source().equals("::")) {
                    words.put(message.group(), new Word(Mode.EXCLUDE, new TreeSet<>(), until));
                }
            }
            case OLD_LEAVE -> {
                if (message.mac().equals(mac)) {
                    words.remove(message.group());
                }
            }
        }
    }

    private void query(Message message) {
        if (message.group() != null) {
            asked.computeIfAbsent(message.group(), unknown -> new ArrayList<>()).add(message);
        } else if (message.query().robustness() > 0) {
            long membership = message.query().robustness() * message.query().intervalUs()
                + message.query().maxResponseUs();
            igmpUs = message.mld() ? igmpUs : membership;
            mldUs = message.mld() ? membership : mldUs;
        }
    }

    private void say(Message.Record record, long at, long until) {
        Word known = words.get(record.group());
        if (known != null && known.until <= at) {
            known = null;
        }
        Mode before = known == null ? Mode.INCLUDE : known.mode;
        SortedSet<String> had = known == null ? new TreeSet<>() : known.sources;
        SortedSet<String> part = partAskedFor(record, at);
        Word word = switch (record.type()) {
            case TO_IN -> new Word(Mode.INCLUDE, record.sources(), until);
            case TO_EX -> new Word(Mode.EXCLUDE, record.sources(), until);
            case IS_IN -> known != null && part != null ? new Word(before, listed(before, had, record.sources()), until)
                : new Word(Mode.INCLUDE, record.sources(), until);
            case IS_EX -> known != null && part != null && before == Mode.EXCLUDE
                && rules.contains(Rule.SOCKETS_TELL_A_PART)
                ? new Word(before, union(minus(had, part), record.sources()), until)
                : new Word(Mode.EXCLUDE, record.sources(), until);
            case ALLOW -> new Word(before, listed(before, had, record.sources()), until);
            case BLOCK -> new Word(before, before == Mode.INCLUDE ? minus(had, record.sources())
                : union(had, record.sources()), until);
        };
        if (word.mode == Mode.INCLUDE && word.sources.isEmpty()) {
            words.remove(record.group());
        } else {
            words.put(record.group(), word);
        }
    }

    /** The sources that open queries asked for when this record is an answer to them; null when it is none. */
    private SortedSet<String> partAskedFor(Message.Record record, long at) {
        SortedSet<String> part = new TreeSet<>();
        for (Message query : asked.getOrDefault(record.group(), List.of())) {
            if (at <= query.at() + query.query().maxResponseUs() + SLACK_US) {
                part.addAll(query.sources());
            }
        }
        return !part.isEmpty() && part.containsAll(record.sources()) ? part : null;
    }

    private static SortedSet<String> listed(Mode mode, SortedSet<String> had, SortedSet<String> wanted) {
        return mode == Mode.INCLUDE ? union(had, wanted) : minus(had, wanted);
    }

    private static SortedSet<String> union(SortedSet<String> a, SortedSet<String> b) {
        SortedSet<String> all = new TreeSet<>(a);
        all.addAll(b);
        return all;
    }

    private static SortedSet<String> minus(SortedSet<String> a, SortedSet<String> b) {
        SortedSet<String> left = new TreeSet<>(a);
        left.removeAll(b);
        return left;
    }
}
