package io.tidewatch.processors.membership;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A busy link of hosts old and new and a querier, step by step against {@link NaiveLink}: the state, its timers to the
 * millisecond, the members, and the changes that tell of it.
 */
class LinkSimulationTest {
    private static final int STEPS = 3000;
    private static final Timers TIMERS = new Timers(2, 1000, 500, 300);

    private Random random;
    private Link link;
    private NaiveLink naive;
    private long now;
    private int told;
    /** Group, and group and host, to the filter that the changes have told. */
    private final Map<String, Filter> view = new TreeMap<>();
    private final Map<String, Long> sequences = new HashMap<>();
    private final SortedMap<Long, Map<String, Filter>> moments = new TreeMap<>();
    private final List<Message> messages = new ArrayList<>();

    /** A report or a query, the other being null. */
    private record Message(long at, Reporter reporter, GroupRecord record, Query query) {
        void to(Link link) {
            if (query == null) {
                link.report(at, reporter, record);
            } else {
                link.query(at, query);
            }
        }
    }

    @ParameterizedTest(name = "{0}, seed {1}")
    @CsvSource({"IPV4, 1", "IPV4, 2", "IPV4, 3", "IPV4, 4", "IPV6, 5", "IPV6, 6", "IPV6, 7"})
    void theRulesAgreeWithTheLongWayRound(Family family, long seed) {
        random = new Random(seed);
        link = new Link(family, Limits.DEFAULT, TIMERS);
        naive = new NaiveLink(family == Family.IPV4, TIMERS.robustness(), (int) TIMERS.queryIntervalMs(),
            (int) TIMERS.queryResponseMs());
        int step = 0;
        try {
            for (; step < STEPS; step++) {
                pass(1 + random.nextInt(random.nextInt(100) == 0 ? 4000 : 60));
                if (random.nextInt(4) == 0) {
                    query();
                } else {
                    report(step);
                }
                moments.put(now, snapshot());
                agree();
                hold();
            }
            replay(family);
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError("seed " + seed + ", step " + step + ", at " + now + ", last "
                + messages.get(messages.size() - 1), e);
        }
        assertThat(link.changes()).extracting(noted -> noted.change().type()).contains(ChangeType.GROUP_STARTED,
            ChangeType.GROUP_ENDED, ChangeType.HOST_JOINED, ChangeType.HOST_LEFT, ChangeType.HOST_EXPIRED,
            ChangeType.MODE_CHANGED, ChangeType.SOURCES_CHANGED);
        assertThat(link.changes()).extracting(noted -> noted.change().cause()).contains(ChangeCause.values());
    }

    private void pass(int milliseconds) {
        moments.clear();
        moments.put(now, snapshot());
        for (int i = 0; i < milliseconds; i++) {
            now++;
            if (naive.tick()) {
                moments.put(now, snapshot());
            }
        }
    }

    private void report(int step) {
        Family family = link.family();
        int number = random.nextInt(6);
        int version = family.newestVersion();
        // Older hosts talk for a while and are silent for a while, so that the groups come back to the newest version.
        if (step % 1000 < 150 && number >= 4) {
            version = family == Family.IPV4 && number == 5 && step % 3000 < 1000 ? 1 : version - 1;
        }
        String host = "h" + number;
        String group = "g" + random.nextInt(3);
        GroupRecord record;
        boolean leave = false;
        if (version == family.newestVersion()) {
            RecordType[] types = RecordType.values();
            record = new GroupRecord(types[random.nextInt(types.length)], group, sources());
        } else {
            leave = random.nextInt(4) == 0 && !(family == Family.IPV4 && version == 1);
            record = leave ? GroupRecord.left(group) : GroupRecord.joined(group);
        }
        send(new Message(now, new Reporter(family, host, "mac of " + host, version, leave), record, null));
        naive.report(group, host, version, leave, record.type().name(), record.sources());
    }

    private void query() {
        String group = "g" + random.nextInt(3);
        TreeSet<String> sources = random.nextBoolean() ? new TreeSet<>() : sources();
        int response = List.of(100, 150, 300, 500).get(random.nextInt(4));
        boolean suppress = random.nextInt(5) == 0;
        if (!naive.keptByItself(group, sources, response, suppress)) {
            return;
        }
        Family family = link.family();
        send(new Message(now, null, null, new Query(family, Told.querier(family), null, family.newestVersion(), group,
            sources, response, suppress, 2, 1000)));
        naive.query(group, sources, response, suppress);
    }

    private TreeSet<String> sources() {
        TreeSet<String> sources = new TreeSet<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            sources.add("s" + random.nextInt(5));
        }
        return sources;
    }

    private void send(Message message) {
        messages.add(message);
        message.to(link);
    }

    /** State, timers, versions and members are those of the long way round. */
    private void agree() {
        link.advance(now);
        assertThat(link.groups().keySet()).isEqualTo(naive.groups.keySet());
        naive.groups.forEach((name, expected) -> {
            TrackedGroup group = link.group(name);
            assertThat(group.state()).as(name).isEqualTo(state(expected));
            assertThat(group.compatibilityVersion(now)).as(name).isEqualTo(naive.mode(expected));
            assertThat(group.members()).as(name).isEqualTo(expected.hosts.size());
            assertThat(link.hosts(name).keySet()).as(name).isEqualTo(expected.hosts.keySet());
            expected.hosts.forEach((host, said) -> {
                HostState known = link.hosts(name).get(host);
                assertThat(known.mode()).as(host).isEqualTo(mode(said.exclude));
                assertThat(known.sources()).as(host).isEqualTo(said.list);
                assertThat(known.deadline()).as(host).isEqualTo(now + said.silence);
            });
        });
        follow();
    }

    /** The changes since the last step lead from each moment to the next. */
    private void follow() {
        List<Link.Noted> fresh = new ArrayList<>(link.changes().subList(told, link.changes().size()));
        told = link.changes().size();
        fresh.sort(Comparator.comparingLong((Link.Noted noted) -> noted.change().at())
            .thenComparing(Link.Noted::group));
        for (int i = 0; i < fresh.size(); i++) {
            apply(fresh.get(i));
            long at = fresh.get(i).change().at();
            String group = fresh.get(i).group();
            boolean last = i + 1 == fresh.size() || fresh.get(i + 1).change().at() != at
                || !fresh.get(i + 1).group().equals(group);
            if (last) {
                assertThat(at).isLessThanOrEqualTo(now);
                assertThat(of(group, view)).as("%s at %d", group, at)
                    .isEqualTo(of(group, moments.get(moments.headMap(at + 1).lastKey())));
            }
        }
        assertThat(view).isEqualTo(snapshot());
    }

    private void apply(Link.Noted noted) {
        Change change = noted.change();
        long last = sequences.getOrDefault(noted.group(), 0L);
        assertThat(change.sequence()).as("%s", noted).isEqualTo(last + 1);
        String who = change.host() == null ? noted.group() : noted.group() + " " + change.host();
        assertThat(change.before()).as("%s", noted).isEqualTo(view.get(who));
        if (change.after() == null) {
            view.remove(who);
        } else {
            view.put(who, change.after());
        }
        assertThat(change.members()).as("%s", noted).isEqualTo(of(noted.group(), view).size()
            - (view.containsKey(noted.group()) ? 1 : 0));
        boolean ended = change.type() == ChangeType.GROUP_ENDED;
        sequences.put(noted.group(), ended ? 0 : change.sequence());
        if (ended) {
            assertThat(of(noted.group(), view)).as("%s", noted).isEmpty();
        }
    }

    /** What holds whatever happens. */
    private void hold() {
        MembershipRules rules = new MembershipRules(Limits.DEFAULT);
        link.groups().forEach((name, group) -> {
            assertThat(group.state().mode() == FilterMode.INCLUDE && group.state().sources().isEmpty()).isFalse();
            assertThat(group.state().deadline()).isGreaterThan(now);
            group.state().sources().forEach((source, deadline) -> assertThat(deadline > now
                || deadline == GroupState.BLOCKED && group.state().mode() == FilterMode.EXCLUDE).isTrue());
            assertThat(group.nextDeadline()).isGreaterThan(now);
            assertThat(rules.onGroupTime(group, now)).isEqualTo(new Outcome(group, null, List.of()));
            link.hosts(name).values().forEach(host -> assertThat(rules.onHostTime(group, host, now))
                .isEqualTo(new Outcome(group, host, List.of())));
        });
    }

    /** The same messages, with the clock in other steps between them, tell the same. */
    private void replay(Family family) {
        Link again = new Link(family, Limits.DEFAULT, TIMERS);
        for (Message message : messages) {
            while (again.now() + 37 < message.at()) {
                again.advance(again.now() + 37);
            }
            message.to(again);
        }
        again.advance(now);
        assertThat(again.groups()).isEqualTo(link.groups());
        for (String group : link.groups().keySet()) {
            assertThat(again.hosts(group)).isEqualTo(link.hosts(group));
        }
        for (int i = 0; i < 3; i++) {
            String group = "g" + i;
            assertThat(again.changes()).filteredOn(noted -> noted.group().equals(group))
                .isEqualTo(link.changes().stream().filter(noted -> noted.group().equals(group)).toList());
        }
    }

    private Map<String, Filter> snapshot() {
        Map<String, Filter> snapshot = new TreeMap<>();
        naive.groups.forEach((name, group) -> {
            snapshot.put(name, state(group).filter());
            group.hosts.forEach((host, said) -> snapshot.put(name + " " + host, new Filter(mode(said.exclude),
                said.exclude ? Sources.NONE : new TreeSet<>(said.list),
                said.exclude ? new TreeSet<>(said.list) : Sources.NONE)));
        });
        return snapshot;
    }

    private static Map<String, Filter> of(String group, Map<String, Filter> all) {
        Map<String, Filter> some = new TreeMap<>(all);
        some.keySet().removeIf(who -> !who.equals(group) && !who.startsWith(group + " "));
        return some;
    }

    private GroupState state(NaiveLink.Group group) {
        SortedMap<String, Long> sources = new TreeMap<>();
        group.sourceTimers.forEach((source, timer) ->
            sources.put(source, timer == 0 ? GroupState.BLOCKED : now + timer));
        return new GroupState(mode(group.exclude), group.exclude ? now + group.groupTimer : GroupState.NEVER, sources);
    }

    private static FilterMode mode(boolean exclude) {
        return exclude ? FilterMode.EXCLUDE : FilterMode.INCLUDE;
    }
}
