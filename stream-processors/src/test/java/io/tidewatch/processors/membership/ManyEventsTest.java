package io.tidewatch.processors.membership;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Many events of a busy link against {@link NaiveLink}: after each, every group, timer and member is the same. Among
 * them are events that come twice, at once or later, and events that come late, which take effect when they come. No
 * two come in the same millisecond: there the rules can't tell which of a report and a query was first. How many:
 * {@code -Dtidewatch.oracle.events}, over all seeds.
 */
class ManyEventsTest {
    private static final int EVENTS = Integer.getInteger("tidewatch.oracle.events", 200_000);
    private static final int SEEDS = 4;
    private static final Timers TIMERS = new Timers(2, 1000, 500, 300);

    private Random random;
    private Link link;
    private NaiveLink naive;
    private long now;
    private final List<Message> delayed = new ArrayList<>();
    private Message last;

    /** A report, or a query when there is no reporter. */
    private record Message(Reporter reporter, String group, RecordType type, TreeSet<String> sources, int response,
                           boolean suppress) {
    }

    @ParameterizedTest(name = "{0}, seed {1}")
    @CsvSource({"IPV4, 101", "IPV4, 102", "IPV6, 103", "IPV6, 104"})
    void theRulesAgreeWithTheLongWayRound(Family family, long seed) {
        random = new Random(seed);
        link = new Link(family, Limits.DEFAULT, TIMERS);
        naive = new NaiveLink(family == Family.IPV4, TIMERS.robustness(), (int) TIMERS.queryIntervalMs(),
            (int) TIMERS.queryResponseMs());
        int groups = 0;
        int members = 0;
        for (int event = 0; event < EVENTS / SEEDS; event++) {
            pass(random.nextInt(400) == 0 ? 4000 : 1 + random.nextInt(12));
            apply(next(family, event));
            link.advance(now);
            link.changes().clear();
            String differs = difference();
            if (differs != null) {
                throw new AssertionError("seed " + seed + ", event " + event + " at " + now + ", " + last + ": "
                    + differs);
            }
            groups += naive.groups.size();
            members += naive.groups.values().stream().mapToInt(group -> group.hosts.size()).sum();
        }
        // It was no empty link that they agreed on.
        assertThat(groups).as("seed %d", seed).isGreaterThan(EVENTS / SEEDS);
        assertThat(members).as("seed %d", seed).isGreaterThan(EVENTS / SEEDS);
    }

    private void pass(int milliseconds) {
        for (int i = 0; i < milliseconds; i++) {
            now++;
            naive.tick();
        }
    }

    /** A new one; sometimes the last one once more, or one that was held back on its way. */
    private Message next(Family family, int event) {
        int chance = random.nextInt(20);
        if (chance == 0 && last != null) {
            return last;
        }
        if (chance == 1 && !delayed.isEmpty()) {
            return delayed.remove(random.nextInt(delayed.size()));
        }
        Message made = random.nextInt(4) == 0 ? query() : report(family, event);
        if (chance == 2 && delayed.size() < 50) {
            delayed.add(made);
            return random.nextBoolean() ? made : report(family, event);
        }
        return made;
    }

    private Message report(Family family, int event) {
        int number = random.nextInt(6);
        int version = family.newestVersion();
        // Older hosts talk for a while and are silent for a while, so that the groups come back to the newest version.
        if (event % 2000 < 200 && number >= 4) {
            version = family == Family.IPV4 && number == 5 && event % 6000 < 2000 ? 1 : version - 1;
        }
        boolean newest = version == family.newestVersion();
        boolean leave = !newest && random.nextInt(4) == 0 && !(family == Family.IPV4 && version == 1);
        RecordType type = newest ? RecordType.values()[random.nextInt(RecordType.values().length)]
            : leave ? RecordType.TO_IN : RecordType.IS_EX;
        return new Message(new Reporter(family, "h" + number, null, version, leave), "g" + random.nextInt(3), type,
            newest ? sources() : new TreeSet<>(), 0, false);
    }

    private Message query() {
        return new Message(null, "g" + random.nextInt(3), null, random.nextBoolean() ? new TreeSet<>() : sources(),
            List.of(100, 150, 300, 500).get(random.nextInt(4)), random.nextInt(5) == 0);
    }

    private TreeSet<String> sources() {
        TreeSet<String> sources = new TreeSet<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            sources.add("s" + random.nextInt(5));
        }
        return sources;
    }

    private void apply(Message message) {
        last = message;
        if (message.reporter() != null) {
            Reporter reporter = message.reporter();
            link.report(now, reporter, new GroupRecord(message.type(), message.group(), message.sources()));
            naive.report(message.group(), reporter.host(), reporter.version(), reporter.leave(),
                message.type().name(), message.sources());
        } else if (naive.keptByItself(message.group(), message.sources(), message.response(), message.suppress())) {
            Family family = link.family();
            link.query(now, new Query(family, Told.querier(family), null, family.newestVersion(), message.group(),
                message.sources(), message.response(), message.suppress(), 2, 1000));
            naive.query(message.group(), message.sources(), message.response(), message.suppress());
        }
    }

    /** Null when there is none. */
    private String difference() {
        if (!link.groups().keySet().equals(naive.groups.keySet())) {
            return link.groups().keySet() + " instead of " + naive.groups.keySet();
        }
        for (Map.Entry<String, NaiveLink.Group> each : naive.groups.entrySet()) {
            TrackedGroup group = link.group(each.getKey());
            NaiveLink.Group expected = each.getValue();
            if (!group.state().equals(state(expected)) || group.members() != expected.hosts.size()
                    || group.compatibilityVersion(now) != naive.mode(expected)) {
                return group + " instead of " + state(expected) + ", version " + naive.mode(expected) + ", members "
                    + expected.hosts.keySet();
            }
            SortedMap<String, HostState> hosts = link.hosts(each.getKey());
            if (!hosts.keySet().equals(expected.hosts.keySet())) {
                return hosts.keySet() + " instead of " + expected.hosts.keySet() + " in " + each.getKey();
            }
            for (Map.Entry<String, NaiveLink.Host> host : expected.hosts.entrySet()) {
                HostState known = hosts.get(host.getKey());
                if ((known.mode() == FilterMode.EXCLUDE) != host.getValue().exclude
                        || !known.sources().equals(host.getValue().list)
                        || known.deadline() != now + host.getValue().silence) {
                    return known + " instead of " + host.getValue().exclude + host.getValue().list + " for "
                        + host.getValue().silence;
                }
            }
        }
        return null;
    }

    private GroupState state(NaiveLink.Group group) {
        TreeMap<String, Long> sources = new TreeMap<>();
        group.sourceTimers.forEach((source, timer) ->
            sources.put(source, timer == 0 ? GroupState.BLOCKED : now + timer));
        return new GroupState(group.exclude ? FilterMode.EXCLUDE : FilterMode.INCLUDE,
            group.exclude ? now + group.groupTimer : GroupState.NEVER, sources);
    }
}
