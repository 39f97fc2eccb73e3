package io.tidewatch.processors.membership;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * One link the long way round, straight from RFC 9776 sections 6 and 7: timers that count down, all of them looked at
 * in every millisecond. Beside it what each host said last. Knows none of the code that it judges.
 */
final class NaiveLink {
    /** What an answer may be late. */
    private static final int LATE = 100;

    final SortedMap<String, Group> groups = new TreeMap<>();
    private final boolean igmp;
    private final int robustness;
    /** RFC 9776 section 8.4; RFC 9777 section 9.4. */
    private final int membershipInterval;
    /** RFC 9776 section 8.13; RFC 9777 section 9.13. */
    private final int olderHostPresentInterval;

    NaiveLink(boolean igmp, int robustness, int queryInterval, int queryResponse) {
        this.igmp = igmp;
        this.robustness = robustness;
        membershipInterval = robustness * queryInterval + 2 * queryResponse;
        olderHostPresentInterval = robustness * queryInterval + queryResponse;
    }

    /** A group record of the router and the members known. */
    static final class Group {
        boolean exclude;
        int groupTimer;
        final SortedMap<String, Integer> sourceTimers = new TreeMap<>();
        final SortedMap<String, Host> hosts = new TreeMap<>();
        int igmpV1HostPresent;
        int olderHostPresent;
        final List<Question> questions = new ArrayList<>();
    }

    /** A member. */
    static final class Host {
        boolean exclude;
        Set<String> list = new TreeSet<>();
        int silence;
    }

    /** A query whose time is not up. */
    static final class Question {
        Set<String> sources;
        int age;
        int answers;
        int left;
        boolean olderAnswer;
        /** With a set S flag: asks, and ends nobody. */
        boolean suppressed;
        final Set<String> answeredBy = new HashSet<>();
    }

    /** A millisecond goes by; whether any timer ran out. */
    boolean tick() {
        boolean ranOut = false;
        for (String name : List.copyOf(groups.keySet())) {
            Group group = groups.get(name);
            ranOut |= silentHosts(group);
            ranOut |= unanswered(group);
            ranOut |= routerTimers(group);
            if (!group.exclude && group.sourceTimers.isEmpty()) {
                groups.remove(name);
            }
        }
        return ranOut;
    }

    private static boolean silentHosts(Group group) {
        group.hosts.values().forEach(host -> host.silence--);
        return group.hosts.values().removeIf(host -> host.silence == 0);
    }

    private static boolean unanswered(Group group) {
        boolean any = false;
        for (Question question : List.copyOf(group.questions)) {
            question.age++;
            question.answers--;
            question.left--;
            if (question.left > 0) {
                continue;
            }
            any = true;
            group.questions.remove(question);
            if (question.olderAnswer || question.suppressed) {
                continue;
            }
            for (String name : List.copyOf(group.hosts.keySet())) {
                if (!question.answeredBy.contains(name) && gone(group.hosts.get(name), question)) {
                    group.hosts.remove(name);
                }
            }
        }
        return any;
    }

    /** It would have answered for what it wants of the sources. */
    private static boolean gone(Host host, Question question) {
        if (question.sources.isEmpty()) {
            return true;
        }
        if (host.exclude) {
            Set<String> wanted = new TreeSet<>(question.sources);
            wanted.removeAll(host.list);
            return !wanted.isEmpty();
        }
        host.list = new TreeSet<>(host.list);
        host.list.removeAll(question.sources);
        return host.list.isEmpty();
    }

    private static boolean routerTimers(Group group) {
        boolean any = false;
        for (Map.Entry<String, Integer> source : group.sourceTimers.entrySet()) {
            if (source.getValue() > 0) {
                source.setValue(source.getValue() - 1);
                any |= source.getValue() == 0;
            }
        }
        group.igmpV1HostPresent = Math.max(0, group.igmpV1HostPresent - 1);
        group.olderHostPresent = Math.max(0, group.olderHostPresent - 1);
        if (group.exclude) {
            group.groupTimer--;
            if (group.groupTimer == 0) {
                group.exclude = false;
                any = true;
            }
        }
        if (!group.exclude) {
            group.sourceTimers.values().removeIf(timer -> timer == 0);
        }
        return any;
    }

    /** 1, 2 or 3 for IGMP, 1 or 2 for MLD. */
    int mode(Group group) {
        if (group.igmpV1HostPresent > 0) {
            return 1;
        }
        int newest = igmp ? 3 : 2;
        return group.olderHostPresent > 0 ? newest - 1 : newest;
    }

    void report(String groupName, String hostName, int version, boolean leave, String type, Set<String> sources) {
        Group group = groups.computeIfAbsent(groupName, name -> new Group());
        boolean older = version < (igmp ? 3 : 2);
        if (older && !leave) {
            if (igmp && version == 1) {
                group.igmpV1HostPresent = olderHostPresentInterval;
            } else {
                group.olderHostPresent = olderHostPresentInterval;
            }
            group.questions.forEach(question -> question.olderAnswer = true);
        }
        boolean compatible = mode(group) < (igmp ? 3 : 2);
        boolean ignored = compatible && type.equals("BLOCK") || igmp && mode(group) == 1 && type.equals("TO_IN");
        if (!ignored) {
            Set<String> taken = compatible && type.equals("TO_EX") ? Set.of() : sources;
            if (group.exclude) {
                inExclude(group, type, taken);
            } else {
                inInclude(group, type, taken);
            }
        }
        if (!group.exclude && group.sourceTimers.isEmpty()) {
            groups.remove(groupName);
            return;
        }
        member(group, hostName, type, sources);
    }

    private void inInclude(Group group, String type, Set<String> b) {
        switch (type) {
            case "IS_IN", "ALLOW", "TO_IN" -> b.forEach(s -> group.sourceTimers.put(s, membershipInterval));
            case "BLOCK" -> { }
            case "IS_EX", "TO_EX" -> {
                group.sourceTimers.keySet().removeIf(s -> !b.contains(s));
                b.forEach(s -> group.sourceTimers.putIfAbsent(s, 0));
                group.exclude = true;
                group.groupTimer = membershipInterval;
            }
            default -> throw new IllegalArgumentException(type);
        }
    }

    private void inExclude(Group group, String type, Set<String> a) {
        switch (type) {
            case "IS_IN", "ALLOW", "TO_IN" -> a.forEach(s -> group.sourceTimers.put(s, membershipInterval));
            case "BLOCK" -> a.forEach(s -> group.sourceTimers.putIfAbsent(s, group.groupTimer));
            case "IS_EX", "TO_EX" -> {
                int unknown = type.equals("IS_EX") ? membershipInterval : group.groupTimer;
                a.forEach(s -> group.sourceTimers.putIfAbsent(s, unknown));
                group.sourceTimers.keySet().removeIf(s -> !a.contains(s));
                group.groupTimer = membershipInterval;
            }
            default -> throw new IllegalArgumentException(type);
        }
    }

    private void member(Group group, String hostName, String type, Set<String> sources) {
        Host known = group.hosts.get(hostName);
        Host host = new Host();
        host.exclude = known != null && known.exclude;
        host.list = new TreeSet<>(known == null ? Set.of() : known.list);
        Set<String> asked = new TreeSet<>();
        group.questions.stream().filter(question -> question.answers >= 0).forEach(q -> asked.addAll(q.sources));
        boolean answer = known != null && type.equals("IS_IN") && !asked.isEmpty() && asked.containsAll(sources);
        if (type.equals("ALLOW") || answer) {
            change(host, !host.exclude, sources);
        } else if (type.equals("BLOCK")) {
            change(host, host.exclude, sources);
        } else {
            host.exclude = type.endsWith("EX");
            host.list = new TreeSet<>(sources);
        }
        if (!host.exclude && host.list.isEmpty()) {
            group.hosts.remove(hostName);
            return;
        }
        host.silence = membershipInterval;
        group.hosts.put(hostName, host);
        group.questions.forEach(question -> question.answeredBy.add(hostName));
    }

    private static void change(Host host, boolean add, Set<String> sources) {
        if (add) {
            host.list.addAll(sources);
        } else {
            host.list.removeAll(sources);
        }
    }

    /** Whether a query is so far from others, and they are so few, that the rules keep it by itself. */
    boolean keptByItself(String groupName, Set<String> sources, int maxResponse, boolean suppress) {
        Group group = groups.get(groupName);
        List<Question> alike = group == null ? List.of() : group.questions.stream().filter(question ->
            question.suppressed == suppress && question.sources.isEmpty() == sources.isEmpty()).toList();
        if (alike.isEmpty()) {
            return true;
        }
        Question newest = alike.get(alike.size() - 1);
        int after = suppress ? maxResponse + LATE - newest.answers : newest.age;
        return alike.size() < 8 && after >= (alike.size() < 4 ? 20 : 250);
    }

    void query(String groupName, Set<String> sources, int maxResponse, boolean suppress) {
        Group group = groups.get(groupName);
        if (group == null || suppress && sources.isEmpty()) {
            return;
        }
        Question question = new Question();
        question.sources = sources;
        question.answers = maxResponse + LATE;
        question.suppressed = suppress;
        question.left = suppress ? question.answers : robustness * maxResponse;
        group.questions.add(question);
        if (!suppress) {
            lower(group, sources, robustness * maxResponse);
        }
    }

    private static void lower(Group group, Set<String> sources, int lastMemberQueryTime) {
        if (sources.isEmpty() && group.exclude) {
            group.groupTimer = Math.min(group.groupTimer, lastMemberQueryTime);
        }
        for (String source : sources) {
            group.sourceTimers.computeIfPresent(source, (s, timer) -> Math.min(timer, lastMemberQueryTime));
        }
    }
}
