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
 * interval or leaves a group query unanswered. An IS_IN that answers Q(G,S) is a part of what it wants, by RFC 9776
 * section 5.2.
 */
final class LastSaid {
    private static final long SECOND = 1_000_000;
    /** What an observer with our times can tell apart. */
    private static final long MILLISECOND_US = 1_000;
    /** A host may take this long beyond the time that a query gave it. */
    private static final long SLACK_US = SECOND / 10;
    /** Hosts report on a tick of their kernel, every 4 ms: of two that do so at once each hears the other's later. */
    private static final long CROSSING_US = 4_000;

    private final Set<Rule> rules;
    private final Map<String, Word> words = new TreeMap<>();
    private final Map<String, List<Message>> asked = new TreeMap<>();
    private final List<Question> open = new ArrayList<>();
    /** Older hosts silence others: when one of any address last reported a group. */
    private final Map<String, Long> older = new TreeMap<>();
    private final Family igmp = new Family();
    private final Family mld = new Family();
    private int robustness = 2;
    /** When a host last may have heard another's report of a group. */
    private final Map<String, Long> overheard = new TreeMap<>();

    private LastSaid(Set<Rule> rules) {
        this.rules = rules;
    }

    /** What is known of one protocol. */
    private static final class Family {
        private final Flooding flooding = new Flooding();
        /** General queries: until when each may be answered, by when it was asked. */
        private final TreeMap<Long, Long> answersDue = new TreeMap<>();
        private long membershipUs = 270 * SECOND;
    }

    /** In which version a host speaks of a group. */
    private enum Voice { NEWEST, OLDER, OLDEST }

    /** What was said of a group; silenced when, of an older version, the host has heard another speak of it since. */
    private record Word(Mode mode, SortedSet<String> sources, long said, long until, Voice voice, boolean silenced) {
        Word silenced(long at, long later) {
            return voice == Voice.NEWEST ? this : new Word(mode, sources, at, later, voice, true);
        }

        /** What is left of it when nobody answers for these sources; null for nothing. */
        Word without(SortedSet<String> asked) {
            if (asked.isEmpty()) {
                return null;
            }
            if (mode == Mode.EXCLUDE) {
                return sources.containsAll(asked) ? this : null;
            }
            SortedSet<String> left = minus(sources, asked);
            return left.isEmpty() ? null : new Word(mode, left, said, until, voice, silenced);
        }
    }

    /** Something that a host did and that is not on the wire; without a group it died. */
    record Unsaid(long at, String group) {
    }

    private record Question(String group, SortedSet<String> sources, long at, long due) {
    }

    /**
     * What a host is a member of at a moment.
     *
     * @param messages all of the capture
     * @param unsaid its deaths, and what it left
     */
    static SortedMap<String, Value> at(List<Message> messages, String mac, List<Unsaid> unsaid, Set<Rule> rules,
                                       long at) {
        LastSaid host = new LastSaid(rules);
        List<Unsaid> due = new ArrayList<>(unsaid);
        due.removeIf(each -> !rules.contains(each.group == null ? Rule.SOCKETS_FORGET_AT_DEATH
            : Rule.SOCKETS_LEAVE_WITHOUT_A_WORD) && (each.group == null || !rules.contains(Rule.SOCKETS_SILENCED)));
        for (Message message : messages) {
            if (message.at() > at) {
                break;
            }
            host.pass(due, message.at());
            host.hear(message, mac);
        }
        host.pass(due, at);
        SortedMap<String, Value> values = new TreeMap<>();
        host.words.forEach((group, word) -> {
            if (host.endsAt(group, word) > at) {
                values.put(group, Value.ofHost(word.mode, word.sources));
            }
        });
        return values;
    }

    /** What went unsaid, and questions whose time is up. */
    private void pass(List<Unsaid> unsaid, long now) {
        unsaid.removeIf(each -> {
            if (each.at > now) {
                return false;
            }
            if (each.group == null) {
                words.clear();
            } else {
                words.computeIfPresent(each.group, (group, word) -> word.silenced
                    || word.voice == Voice.OLDEST && rules.contains(Rule.SOCKETS_LEAVE_WITHOUT_A_WORD) ? null : word);
            }
            return true;
        });
        open.removeIf(question -> {
            if (question.due > now) {
                return false;
            }
            long answered = older.getOrDefault(question.group, 0L);
            words.computeIfPresent(question.group, (group, word) -> answers(Math.max(word.said, answered), question)
                || word.voice == Voice.OLDEST && rules.contains(Rule.SOCKETS_ANSWER_LATE) ? word
                : word.without(question.sources));
            return true;
        });
    }

    private void hear(Message message, String mac) {
        long until = message.at() + family(message.mld()).membershipUs;
        switch (message.kind()) {
            case QUERY -> {
                if (message.group() == null) {
                    generalQuery(message);
                } else {
                    groupQuery(message);
                }
            }
            case REPORT -> {
                if (message.mac().equals(mac) && !message.source().equals("::")) {
                    message.records().forEach(record -> say(record, message.at(), until));
                }
            }
            case OLD_REPORT -> oldReport(message, mac, until);
            case OLD_LEAVE -> {
                if (message.mac().equals(mac)) {
                    words.remove(message.group());
                }
            }
        }
    }

    /** Whether what was said at a time is an answer; in the millisecond of the question it is taken for one. */
    private static boolean answers(long said, Question question) {
        return said / MILLISECOND_US >= question.at / MILLISECOND_US;
    }

    private void oldReport(Message message, String mac, long until) {
        String group = message.group();
        older.put(group, message.at());
        if (message.mac().equals(mac) && !message.source().equals("::")) {
            boolean crossed = message.at() - overheard.getOrDefault(group, 0L) <= CROSSING_US;
            words.put(group, new Word(Mode.EXCLUDE, new TreeSet<>(), message.at(), until,
                message.oldest() ? Voice.OLDEST : Voice.OLDER, crossed));
        } else if (rules.contains(Rule.SOCKETS_SILENCED) && family(message.mld()).flooding.mayBe(message.at())) {
            overheard.put(group, message.at());
            words.computeIfPresent(group, (same, word) -> word.silenced(message.at(), until));
        }
    }

    private Family family(boolean ofMld) {
        return ofMld ? mld : igmp;
    }

    /** When silence ends it. */
    private long endsAt(String group, Word word) {
        if (!rules.contains(Rule.SOCKETS_ASKED_LATE)) {
            return word.until;
        }
        Map.Entry<Long, Long> asked = family(group.contains(":")).answersDue.higherEntry(word.said);
        return asked == null ? Long.MAX_VALUE : Math.max(word.until, asked.getValue());
    }

    private void groupQuery(Message message) {
        asked.computeIfAbsent(message.group(), unknown -> new ArrayList<>()).add(message);
        if (!message.query().suppress()) {
            open.add(new Question(message.group(), message.sources(), message.at(), message.at()
                + robustness * message.query().maxResponseUs()));
        }
    }

    private void generalQuery(Message message) {
        Family family = family(message.mld());
        family.flooding.hear(message);
        family.answersDue.put(message.at(), message.at() + message.query().maxResponseUs() + SLACK_US);
        if (message.query().robustness() > 0) {
            robustness = message.query().robustness();
            int responses = rules.contains(Rule.BRIDGE_MEMBERSHIP_INTERVAL) ? 1 : 2;
            family.membershipUs = robustness * message.query().intervalUs()
                + responses * message.query().maxResponseUs();
        }
    }

    private void say(Message.Record record, long at, long until) {
        Word known = words.get(record.group());
        if (known != null && endsAt(record.group(), known) <= at) {
            known = null;
        }
        Mode before = known == null ? Mode.INCLUDE : known.mode;
        SortedSet<String> had = known == null ? new TreeSet<>() : known.sources;
        SortedSet<String> part = partAskedFor(record, at);
        boolean partial = known != null && part != null;
        Mode mode = switch (record.type()) {
            case IS_IN -> partial ? before : Mode.INCLUDE;
            case TO_IN -> Mode.INCLUDE;
            case IS_EX, TO_EX -> Mode.EXCLUDE;
            case ALLOW, BLOCK -> before;
        };
        SortedSet<String> sources = switch (record.type()) {
            case TO_IN, TO_EX -> record.sources();
            case IS_IN -> partial ? listed(before, had, record.sources()) : record.sources();
            case IS_EX -> partial && before == Mode.EXCLUDE && rules.contains(Rule.SOCKETS_TELL_A_PART)
                ? union(minus(had, part), record.sources()) : record.sources();
            case ALLOW -> listed(before, had, record.sources());
            case BLOCK -> before == Mode.INCLUDE ? minus(had, record.sources()) : union(had, record.sources());
        };
        Word word = new Word(mode, sources, at, until, Voice.NEWEST, false);
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
