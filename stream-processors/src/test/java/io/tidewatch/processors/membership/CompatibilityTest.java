package io.tidewatch.processors.membership;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Older members in a group: RFC 9776 section 7.3.2, RFC 9777 section 8.3.2. */
class CompatibilityTest {
    private static final long NOW = 1_000_000;
    private static final Timers TIMERS = new Timers(2, 10_000, 1000, 500);
    private static final long OLDER_HOST_PRESENT = 21_000;
    private static final List<GroupState> STATES = List.of(
        new GroupState(FilterMode.INCLUDE, GroupState.NEVER, new TreeMap<>(Map.of("s1", NOW + 7, "s3", NOW + 9))),
        new GroupState(FilterMode.EXCLUDE, NOW + 5, new TreeMap<>()),
        new GroupState(FilterMode.EXCLUDE, NOW + 5,
            new TreeMap<>(Map.of("s1", NOW + 7, "s2", GroupState.BLOCKED, "s4", NOW + 2))));
    private static final List<SortedSet<String>> SETS = List.of(new TreeSet<>(), new TreeSet<>(List.of("s1")),
        new TreeSet<>(List.of("s1", "s2", "s5")));

    private final MembershipRules rules = new MembershipRules(Limits.DEFAULT);

    static List<RfcTable.Row> rows() {
        return RfcTable.read("rfc9776-7.3.2.csv");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void aMessageIsTakenAsTheTableSays(RfcTable.Row row) {
        String mode = row.get("compatibility mode");
        Family family = mode.startsWith("IGMP") ? Family.IPV4 : Family.IPV6;
        int version = mode.charAt(mode.length() - 1) - '0';
        Versions present = present(family, version);
        for (GroupState state : STATES) {
            for (SortedSet<String> a : SETS) {
                TrackedGroup group = group(family, state, present);
                Outcome taken = onMessage(group, row.get("message"), a);
                GroupState expected = row.get("taken as").equals("ignored") ? state
                    : onMessage(group(family, state, Versions.NEWEST), row.get("taken as"), a).group().state();
                assertThat(taken.group().state()).as("%s, A = %s", state, a).isEqualTo(expected);
                assertThat(taken.group().compatibilityVersion(NOW)).isEqualTo(version);
                assertThat(taken.group().everyHostKnown(NOW)).isEqualTo(version == family.newestVersion());
            }
        }
    }

    @Test
    void anOlderVersionIsPresentForTheOlderHostPresentInterval() {
        TrackedGroup group = onMessage(null, Family.IPV4, "IGMPv1 Report", 0).group();
        group = onMessage(group, Family.IPV4, "IGMPv2 Report", 5000).group();
        group = onMessage(group, Family.IPV4, "TO_EX (A)", 20_000).group();

        assertThat(group.compatibilityVersion(OLDER_HOST_PRESENT - 1)).isEqualTo(1);
        assertThat(group.compatibilityVersion(OLDER_HOST_PRESENT)).isEqualTo(2);
        assertThat(group.compatibilityVersion(5000 + OLDER_HOST_PRESENT - 1)).isEqualTo(2);
        assertThat(group.compatibilityVersion(5000 + OLDER_HOST_PRESENT)).isEqualTo(3);
        assertThat(group.nextDeadline()).isEqualTo(OLDER_HOST_PRESENT);
        TrackedGroup later = rules.onGroupTime(group, OLDER_HOST_PRESENT).group();
        assertThat(later.versions()).isEqualTo(new Versions(Versions.PAST, 5000 + OLDER_HOST_PRESENT, 5000));
        assertThat(later.nextDeadline()).isEqualTo(5000 + OLDER_HOST_PRESENT);
    }

    @Test
    void aLeaveTellsOfNoOlderMember() {
        TrackedGroup group = onMessage(null, Family.IPV6, "IS_EX (A)", 0).group();
        assertThat(onMessage(group, Family.IPV6, "MLDv1 Done", 10).group().compatibilityVersion(10)).isEqualTo(2);
        assertThat(onMessage(group, Family.IPV6, "MLDv1 Report", 10).group().compatibilityVersion(10)).isEqualTo(1);
    }

    private Outcome onMessage(TrackedGroup group, String message, SortedSet<String> a) {
        return rules.onRecord(group, null, reporter(group.family(), message), record(message, a), TIMERS, 0, NOW);
    }

    private Outcome onMessage(TrackedGroup group, Family family, String message, long at) {
        return rules.onRecord(group, null, reporter(family, message), record(message, SETS.get(0)), TIMERS, 0, at);
    }

    private static Reporter reporter(Family family, String message) {
        int older = message.indexOf('v');
        int version = older < 0 ? family.newestVersion() : message.charAt(older + 1) - '0';
        return new Reporter(family, "h1", null, version, message.endsWith("Leave") || message.endsWith("Done"));
    }

    private static GroupRecord record(String message, SortedSet<String> a) {
        if (message.endsWith(" Report")) {
            return GroupRecord.joined("g");
        }
        if (message.endsWith(" Leave") || message.endsWith(" Done")) {
            return GroupRecord.left("g");
        }
        return new GroupRecord(RecordType.valueOf(message.replaceAll(" .*", "")), "g",
            SetNotation.value(SetNotation.arguments(message).get(0), Map.of("A", a)));
    }

    private static TrackedGroup group(Family family, GroupState state, Versions versions) {
        return new TrackedGroup(family, state, versions, List.of(), 0, 0, 0, 1);
    }

    private static Versions present(Family family, int version) {
        if (version == family.newestVersion()) {
            return Versions.NEWEST;
        }
        long until = NOW + OLDER_HOST_PRESENT;
        return family == Family.IPV4 && version == 1 ? new Versions(until, Versions.PAST, 0)
            : new Versions(Versions.PAST, until, 0);
    }
}
