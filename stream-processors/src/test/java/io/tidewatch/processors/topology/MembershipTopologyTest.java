package io.tidewatch.processors.topology;

import static io.tidewatch.processors.topology.MembershipBench.T0;
import static io.tidewatch.processors.topology.MembershipBench.deadlines;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.processors.membership.Limits;
import io.tidewatch.schemas.AddressFamily;
import io.tidewatch.schemas.ChangeCause;
import io.tidewatch.schemas.ChangeType;
import io.tidewatch.schemas.Checksum;
import io.tidewatch.schemas.Coverage;
import io.tidewatch.schemas.FilterMode;
import io.tidewatch.schemas.FilterState;
import io.tidewatch.schemas.GmpEvent;
import io.tidewatch.schemas.GmpKind;
import io.tidewatch.schemas.MemberState;
import io.tidewatch.schemas.MembershipChange;
import io.tidewatch.schemas.MembershipState;
import io.tidewatch.schemas.Querier;
import io.tidewatch.schemas.QuerierCandidate;
import io.tidewatch.schemas.QuerierState;
import io.tidewatch.schemas.QuerierStatus;
import io.tidewatch.schemas.RecordType;
import io.tidewatch.schemas.SourceState;
import io.tidewatch.schemas.Topics;
import io.tidewatch.schemas.Tracking;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.apache.kafka.streams.KeyValue;
import org.junit.jupiter.api.Test;

class MembershipTopologyTest extends OnTheBench {
    private static final String GROUP = "239.1.1.1";
    private static final String HOST = "10.0.0.5";
    private static final String MAC = Wire.mac(HOST);

    @Test
    void aJoinIsTwoChangesAGroupAndAMember() {
        bench.clock("lan", T0.minusSeconds(135));
        bench.hear(Wire.query("lan", T0.minusSeconds(60), "10.0.0.1", null).build());
        GmpEvent join = Wire.report("lan", T0.plusSeconds(1), HOST, Wire.record(RecordType.TO_EX, GROUP, "10.9.9.9"));
        bench.hear(join);

        FilterState blocked = new FilterState(FilterMode.EXCLUDE, List.of(), List.of("10.9.9.9"));
        Instant at = T0.plusSeconds(1);
        List<MembershipChange> changes = bench.changes();
        assertThat(changes).containsExactly(
            change(1, ChangeType.GROUP_STARTED, ChangeCause.REPORT, at).setAfter(blocked).setMemberCount(0)
                .setEventId(join.getEventId()).setChangeId(changes.get(0).getChangeId()).build(),
            change(2, ChangeType.HOST_JOINED, ChangeCause.REPORT, at).setHost(HOST).setMac(MAC).setAfter(blocked)
                .setMemberCount(1).setEventId(join.getEventId()).setChangeId(changes.get(1).getChangeId()).build());
        assertThat(changes).extracting(MembershipChange::getChangeId).doesNotHaveDuplicates()
            .allMatch(id -> id.matches("[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"));
        assertThat(bench.groups.readKeyValuesToList()).containsExactly(KeyValue.pair("lan|" + GROUP,
            new MembershipState("lan", GROUP, AddressFamily.IPV4, FilterMode.EXCLUDE,
                List.of(new SourceState("10.9.9.9", true, null)), 3, 1, Tracking.EXPLICIT, Coverage.FULL, at, at, at,
                at.plusSeconds(270), 2L)));
        assertThat(bench.members.readKeyValuesToList()).containsExactly(
            KeyValue.pair("lan|" + GROUP + "|" + HOST + "|" + MAC, new MemberState("lan", GROUP, AddressFamily.IPV4,
                HOST, MAC, FilterMode.EXCLUDE, List.of("10.9.9.9"), 3, Tracking.EXPLICIT, at, at, at,
                at.plusSeconds(270))));
    }

    private static MembershipChange.Builder change(long sequence, ChangeType type, ChangeCause cause, Instant at) {
        return MembershipChange.newBuilder().setSegment("lan").setGroup(GROUP).setFamily(AddressFamily.IPV4)
            .setSequence(sequence).setType(type).setCause(cause).setAt(at);
    }

    @Test
    void aRefreshIsNoChange() {
        bench.hear(join(T0, HOST));
        bench.drain();
        bench.hear(Wire.report("lan", T0.plusSeconds(100), HOST, Wire.record(RecordType.IS_EX, GROUP)));
        bench.clock("lan", T0.plusSeconds(369));
        assertThat(bench.changes.isEmpty()).isTrue();
        assertThat(bench.groups.isEmpty()).isTrue();
        assertThat(bench.members.isEmpty()).isTrue();
        bench.clock("lan", T0.plusSeconds(370));
        assertThat(bench.told()).containsExactly("HOST_EXPIRED TIMER 370 10.0.0.5 0", "GROUP_ENDED TIMER 370 null 0");
    }

    @Test
    void whatAHostSaidLastIsNotReadAgain() {
        bench.hear(join(T0, HOST));
        bench.hear(join(T0, "10.0.0.6"));
        long read = bench.count("rows-read");
        long remembered = bench.count("rows-remembered");
        bench.hear(Wire.report("lan", T0.plusSeconds(1), HOST, Wire.record(RecordType.IS_EX, GROUP)));
        assertThat(bench.count("rows-read")).isEqualTo(read);
        assertThat(bench.count("rows-remembered")).isEqualTo(remembered + 1);
        bench.hear(Wire.report("lan", T0.plusSeconds(2), "10.0.0.7", Wire.record(RecordType.IS_EX, GROUP)));
        assertThat(bench.count("rows-read")).as("by address and MAC address, and by the address alone")
            .isEqualTo(read + 2);
        assertThat(bench.count("rows-remembered")).as("and the windows").isEqualTo(remembered + 2);
    }

    @Test
    void aSilentDeathIsFoundByTheHeartbeatAlone() {
        bench.hear(join(T0, HOST));
        bench.hear(join(T0.plusSeconds(100), "10.0.0.6"));
        bench.drain();
        bench.clock("lan", T0.plusSeconds(1000));
        assertThat(bench.told()).containsExactly("HOST_EXPIRED TIMER 270 10.0.0.5 1",
            "HOST_EXPIRED TIMER 370 10.0.0.6 0", "GROUP_ENDED TIMER 370 null 0");
        assertThat(bench.members.readKeyValuesToList()).containsExactly(
            KeyValue.pair("lan|" + GROUP + "|10.0.0.5|" + MAC, null),
            KeyValue.pair("lan|" + GROUP + "|10.0.0.6|" + Wire.mac("10.0.0.6"), null));
        assertThat(bench.groups.readKeyValuesToList()).last().isEqualTo(KeyValue.pair("lan|" + GROUP, null));
    }

    @Test
    void aZapEndsOneAndBeginsAnother() {
        bench.hear(join(T0, HOST));
        bench.drain();
        bench.hear(Wire.report("lan", T0.plusSeconds(5), HOST, Wire.record(RecordType.TO_IN, GROUP),
            Wire.record(RecordType.TO_EX, "239.1.1.2")));
        assertThat(bench.told()).containsExactly("HOST_LEFT LEAVE 5 10.0.0.5 0", "GROUP_STARTED REPORT 5 null 0",
            "HOST_JOINED REPORT 5 10.0.0.5 1");
    }

    @Test
    void anUnansweredGroupQueryEndsWhoIsSilentAndThenTheGroup() {
        bench.hear(join(T0, HOST));
        bench.hear(join(T0, "10.0.0.6"));
        bench.drain();
        bench.hear(Wire.query("lan", T0.plusSeconds(10), "10.0.0.1", GROUP).build());
        bench.hear(join(T0.plusMillis(10_500), "10.0.0.6"));
        bench.clock("lan", T0.plusSeconds(13));
        assertThat(bench.told()).containsExactly("HOST_EXPIRED QUERY 12 10.0.0.5 1");
        bench.hear(Wire.query("lan", T0.plusSeconds(20), "10.0.0.1", GROUP).build());
        bench.clock("lan", T0.plusSeconds(23));
        assertThat(bench.told()).containsExactly("HOST_EXPIRED QUERY 22 10.0.0.6 0", "GROUP_ENDED QUERY 22 null 0");
    }

    @Test
    void anMldQueryFromNoAddressIsNone() {
        bench.hear(Wire.report("lan", T0, "fe80::5", Wire.record(RecordType.TO_EX, "ff05::1:3")));
        bench.drain();
        bench.hear(Wire.query("lan", T0.plusSeconds(10), "::", "ff05::1:3").build());
        bench.clock("lan", T0.plusSeconds(30));
        assertThat(bench.told()).isEmpty();
        assertThat(bench.reader().querier("lan")).isNull();
        assertThat(ignored("sender")).isEqualTo(1);
    }

    @Test
    void queriersAreToldWhenTheyChangeAndWhenTheyFallSilent() {
        bench.hear(Wire.query("lan", T0, "10.0.0.1", null).setRobustness(3).setQueryIntervalS(20).build());
        bench.hear(Wire.query("lan", T0.plusSeconds(20), "10.0.0.1", null).setRobustness(3).setQueryIntervalS(20)
            .build());
        bench.clock("lan", T0.plusSeconds(84));
        Querier querier = new Querier(QuerierStatus.ELECTED, "10.0.0.1", Wire.mac("10.0.0.1"), 3, T0, T0, 3, 20_000L,
            10_000L, 1000L, true, List.of(new QuerierCandidate("10.0.0.1", Wire.mac("10.0.0.1"), 3, T0, T0, false)));
        assertThat(bench.queriers.readKeyValuesToList()).containsExactly(
            KeyValue.pair("lan", new QuerierState("lan", T0, querier, null)));
        bench.clock("lan", T0.plusSeconds(85));
        assertThat(bench.queriers.readKeyValuesToList()).containsExactly(
            KeyValue.pair("lan", new QuerierState("lan", T0.plusSeconds(85), new Querier(QuerierStatus.LOST,
                "10.0.0.1", null, null, T0.plusSeconds(85), null, 3, 20_000L, 10_000L, 1000L, true, List.of()),
                null)));
    }

    @Test
    void whatIsNoMembershipIsCountedByReasonAndTheCountsAddUp() {
        bench.hear(join(T0, HOST));
        bench.drain();
        Instant at = T0.plusSeconds(1);
        bench.hear(event(at, HOST).setChecksum(Checksum.INVALID).build());
        bench.hear(event(at, HOST).setKind(GmpKind.DVMRP).build());
        bench.hear(event(at, "::").build());
        bench.hear(event(at, "2001:db8::5").build());
        bench.hear(event(at, "fe80::5").setTtl(64).build());
        bench.hear(event(at, "fe80::5").setRouterAlert(false).build());
        bench.hear(event(at, "router.example").build());
        bench.hear(Wire.report("lan", at, HOST, Wire.record(RecordType.TO_EX, "224.0.0.1")));
        bench.hear(Wire.report("lan", at, "fe80::5", Wire.record(RecordType.TO_EX, "ff02::1")));
        bench.hear(Wire.report("lan", at, HOST, Wire.record(RecordType.TO_EX, "239.01.1.1")));
        bench.hear(Wire.report("lan", at, HOST, Wire.record(RecordType.UNKNOWN, GROUP)));
        bench.hear(Wire.report("lan", at, HOST, Wire.record(RecordType.TO_IN, GROUP, "fe80::1")));
        bench.hear(event(T0.plus(Duration.ofDays(9)), HOST).build());
        bench.hear(event(at, HOST).setSegment("l|an").build());
        assertThat(bench.told()).isEmpty();
        bench.hear(Wire.report("lan", at, HOST, Wire.record(RecordType.UNKNOWN, GROUP),
            Wire.record(RecordType.TO_IN, GROUP)));
        assertThat(bench.told()).containsExactly("HOST_LEFT LEAVE 1 10.0.0.5 0");

        assertThat(List.of(ignored("checksum"), ignored("kind"), ignored("sender"), ignored("hop-limit"),
            ignored("group"), ignored("empty"), ignored("malformed"), ignored("time"), ignored("segment")))
            .containsExactly(1L, 1L, 3L, 2L, 3L, 1L, 1L, 1L, 1L);
        long ignored = 0;
        for (GmpMessage.Why why : GmpMessage.Why.values()) {
            ignored += ignored(why.name().toLowerCase(Locale.ROOT).replace('_', '-'));
        }
        assertThat(bench.count("events")).isEqualTo(16)
            .isEqualTo(bench.count("events-applied") + bench.count("events-duplicate") + ignored);
        assertThat(bench.count("group-records-ignored")).isEqualTo(1);
    }

    private long ignored(String why) {
        return bench.count("events-ignored-" + why);
    }

    private static GmpEvent.Builder event(Instant at, String source) {
        return Wire.event("lan", at, source).setRecords(List.of(Wire.record(RecordType.TO_EX,
            source.contains(":") ? "ff05::9" : GROUP)));
    }

    @Test
    void aLimitIsToldOnceAMinuteAndTheNumbersStayGapless() {
        bench.close();
        bench = new MembershipBench(state, new MembershipSettings(new Limits(1, 2, 1), Duration.ofDays(1),
            deadlines(1000)));
        bench.hear(join(T0, HOST));
        bench.hear(join(T0.plusSeconds(1), "10.0.0.6"));
        bench.hear(join(T0.plusSeconds(2), "10.0.0.7"));
        bench.hear(Wire.report("lan", T0.plusSeconds(3), HOST, Wire.record(RecordType.TO_EX, GROUP, "10.9.9.9")));
        bench.hear(join(T0.plusSeconds(61), "10.0.0.6"));
        bench.hear(Wire.report("lan", T0.plusSeconds(62), HOST, Wire.record(RecordType.TO_EX, "239.1.1.2")));
        bench.hear(Wire.report("lan", T0.plusSeconds(63), HOST, Wire.record(RecordType.TO_EX, "239.1.1.3")));
        List<MembershipChange> changes = bench.changes();
        assertThat(changes.stream().map(change -> change.getSequence() + " " + change.getType() + " "
            + change.getDetail()).toList()).containsExactly("1 GROUP_STARTED null", "2 HOST_JOINED null",
            "3 LIMIT_REACHED hosts per group: 1", "4 SOURCES_CHANGED null", "5 SOURCES_CHANGED null",
            "6 SOURCES_CHANGED null", "7 LIMIT_REACHED hosts per group: 1", "0 LIMIT_REACHED groups per segment: 1");
        assertThat(changes).extracting(MembershipChange::getChangeId).doesNotHaveDuplicates();
        assertThat(bench.count("limits-reached")).isEqualTo(5);
        assertThat(bench.count("limits-reached-untold")).isEqualTo(2);
    }

    @Test
    void theHistoryOfAHostIsItsStays() {
        bench.hear(join(T0, HOST));
        bench.hear(Wire.report("lan", T0.plusSeconds(10), HOST, Wire.record(RecordType.BLOCK, GROUP, "10.9.9.9")));
        bench.hear(Wire.report("lan", T0.plusSeconds(20), HOST, Wire.record(RecordType.TO_IN, GROUP)));
        bench.hear(Wire.report("attic", T0.plusSeconds(30), HOST, Wire.record(RecordType.TO_EX, "239.2.2.2")));
        bench.hear(join(T0.plusSeconds(40), HOST));
        List<MembershipReader.HostStay> stays = List.of(
            stay("lan", GROUP, List.of(), T0, T0.plusSeconds(10), ChangeCause.REPORT),
            stay("lan", GROUP, List.of("10.9.9.9"), T0.plusSeconds(10), T0.plusSeconds(20), ChangeCause.LEAVE),
            stay("attic", "239.2.2.2", List.of(), T0.plusSeconds(30), null, null),
            stay("lan", GROUP, List.of(), T0.plusSeconds(40), null, null));
        MembershipReader reader = bench.reader();
        assertThat(reader.host(HOST, Instant.MIN, Instant.MAX)).as("nobody watches: time stands still")
            .hasSize(4);
        assertThat(reader.host(HOST, T0, T0.plusSeconds(60))).isEqualTo(stays);
        assertThat(reader.host(HOST, T0.plusSeconds(10), T0.plusSeconds(29))).isEqualTo(stays.subList(1, 2));
        assertThat(reader.host(HOST, T0.plusSeconds(20), T0.plusSeconds(30))).isEqualTo(stays.subList(2, 3));
        assertThat(reader.history("lan", GROUP, T0, T0.plusSeconds(60))).isEqualTo(
            List.of(stays.get(0), stays.get(1), stays.get(3)));
        assertThat(reader.host("10.0.0.50", T0, T0.plusSeconds(60))).isEmpty();
    }

    private static MembershipReader.HostStay stay(String segment, String group, List<String> sources, Instant from,
                                                  Instant to, ChangeCause endedBy) {
        return new MembershipReader.HostStay(segment, group, AddressFamily.IPV4, HOST, MAC, FilterMode.EXCLUDE, sources,
            3, from, to, endedBy);
    }

    @Test
    void listsGoOnBehindAnAddress() {
        for (int i = 1; i <= 12; i++) {
            bench.hear(Wire.report("lan", T0, "10.0.0." + i, Wire.record(RecordType.TO_EX, GROUP),
                Wire.record(RecordType.TO_EX, "239.1.1.1" + i)));
        }
        bench.hear(Wire.report("lan", T0.plusSeconds(1), "10.0.0.2", Wire.record(RecordType.TO_IN, GROUP)));
        bench.hear(Wire.report("lan", T0.plusSeconds(300), "10.0.0.99", Wire.record(RecordType.TO_EX, "239.9.9.9")));
        MembershipReader reader = bench.reader();
        assertThat(reader.groups("lan", T0, any -> true, null, 3)).extracting(MembershipState::getGroup)
            .containsExactly("239.1.1.1", "239.1.1.11", "239.1.1.110");
        assertThat(reader.groups("lan", T0, any -> true, "239.1.1.110", 3)).extracting(MembershipState::getGroup)
            .containsExactly("239.1.1.111", "239.1.1.112", "239.1.1.12");
        assertThat(reader.groups("lan", T0, any -> true, "239.1.1.18", 9)).extracting(MembershipState::getGroup)
            .containsExactly("239.1.1.19");
        assertThat(reader.groups("lan", T0.plusSeconds(300), any -> true, null, 9))
            .extracting(MembershipState::getGroup).containsExactly("239.9.9.9");
        assertThat(reader.members("lan", GROUP, T0, any -> true, "10.0.0.11 ~", 3)).extracting(MemberState::getHost)
            .containsExactly("10.0.0.12", "10.0.0.2", "10.0.0.3");
        assertThat(reader.members("lan", GROUP, T0.plusSeconds(1), any -> true, "10.0.0.11 ~", 3))
            .extracting(MemberState::getHost).containsExactly("10.0.0.12", "10.0.0.3", "10.0.0.4");
        assertThat(reader.group("lan", GROUP, T0.plusSeconds(1)).getMemberCount()).isEqualTo(11);
        assertThat(reader.groups("lan2", T0, any -> true, null, 9)).isEmpty();
    }

    @Test
    void theTopologyIsTheCommittedOne() throws IOException {
        Topics topics = new Topics(Topics.DEFAULT_PREFIX);
        try (InputStream committed = getClass().getResourceAsStream("membership.txt")) {
            assertThat(MembershipTopology.build(topics, InMemoryRegistry.of(topics), MembershipSettings.DEFAULT, 3)
                .describe().toString().strip())
                .isEqualTo(new String(committed.readAllBytes(), StandardCharsets.UTF_8).strip());
        }
    }

    private static GmpEvent join(Instant at, String host) {
        return Wire.report("lan", at, host, Wire.record(RecordType.TO_EX, GROUP));
    }
}
