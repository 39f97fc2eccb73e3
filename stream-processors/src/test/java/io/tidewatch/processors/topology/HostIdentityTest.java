package io.tidewatch.processors.topology;

import static io.tidewatch.processors.topology.MembershipBench.T0;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.processors.topology.state.MemberRow;
import io.tidewatch.schemas.GmpEvent;
import io.tidewatch.schemas.MemberState;
import io.tidewatch.schemas.MembershipWindow;
import io.tidewatch.schemas.RecordType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.Test;

/** Who is one host and who is another: an address and a MAC address. */
class HostIdentityTest extends OnTheBench {
    private static final String GROUP = "239.1.1.1";
    private static final String OTHER_GROUP = "239.1.1.2";
    private static final String HOST = "10.0.0.5";
    private static final String A = "02:00:00:00:00:0a";
    private static final String B = "02:00:00:00:00:0b";

    private static Instant at(long second) {
        return T0.plusSeconds(second);
    }

    private void says(long second, String host, String mac, RecordType type, String group) {
        bench.hear(GmpEvent.newBuilder(Wire.report("lan", at(second), host, Wire.record(type, group)))
            .setSourceMac(mac).build());
    }

    private void joins(long second, String host, String mac) {
        says(second, host, mac, RecordType.TO_EX, GROUP);
    }

    private void leaves(long second, String host, String mac) {
        says(second, host, mac, RecordType.TO_IN, GROUP);
    }

    /** Type, cause, seconds since T0, host, MAC address, members; of hosts alone. */
    private List<String> told() {
        return bench.changes().stream().filter(change -> change.getHost() != null).map(change -> change.getType() + " "
            + change.getCause() + " " + Duration.between(T0, change.getAt()).toSeconds() + " " + change.getHost() + " "
            + change.getMac() + " " + change.getMemberCount()).toList();
    }

    private List<String> members(long second) {
        return bench.reader().members("lan", GROUP, at(second), any -> true, null, 9).stream()
            .map(HostIdentityTest::who).toList();
    }

    private static String who(MemberState member) {
        return member.getHost() + " " + member.getMac();
    }

    /** Group, host, MAC address, begin and end in seconds since T0, up to a moment. */
    private List<String> stays(String who, long second) {
        return bench.reader().host(who, T0, at(second)).stream().map(stay -> stay.group() + " " + stay.host() + " "
            + stay.mac() + " " + Duration.between(T0, stay.from()).toSeconds() + "-" + (stay.to() == null ? ""
            : Duration.between(T0, stay.to()).toSeconds())).toList();
    }

    @Test
    void twoHostsWithOneAddressAreTwoMembers() {
        joins(0, HOST, A);
        joins(1, HOST, B);
        joins(1, "10.0.0.50", A);
        assertThat(told()).containsExactly("HOST_JOINED REPORT 0 10.0.0.5 " + A + " 1",
            "HOST_JOINED REPORT 1 10.0.0.5 " + B + " 2", "HOST_JOINED REPORT 1 10.0.0.50 " + A + " 3");
        assertThat(members(2)).containsExactly("10.0.0.5 " + A, "10.0.0.5 " + B, "10.0.0.50 " + A);
        assertThat(bench.reader().members("lan", GROUP, at(2), any -> true, "10.0.0.5 " + A, 1))
            .extracting(HostIdentityTest::who).containsExactly("10.0.0.5 " + B);
        leaves(10, HOST, A);
        assertThat(told()).containsExactly("HOST_LEFT LEAVE 10 10.0.0.5 " + A + " 2");
        assertThat(members(10)).containsExactly("10.0.0.5 " + B, "10.0.0.50 " + A);
        assertThat(members(9)).hasSize(3);
        assertThat(stays(HOST, 10)).containsExactly(GROUP + " 10.0.0.5 " + A + " 0-10",
            GROUP + " 10.0.0.5 " + B + " 1-");
        assertThat(bench.members.readKeyValuesToList().stream().map(pair -> pair.key + (pair.value == null ? " ended"
            : "")).toList()).containsExactly("lan|" + GROUP + "|10.0.0.5|" + A, "lan|" + GROUP + "|10.0.0.5|" + B,
                "lan|" + GROUP + "|10.0.0.50|" + A, "lan|" + GROUP + "|10.0.0.5|" + A + " ended");
    }

    @Test
    void whoChangesItsAddressIsSeenUnderBothUntilTheOldOneEnds() {
        joins(0, HOST, A);
        joins(100, "10.0.0.6", A);
        assertThat(members(100)).containsExactly("10.0.0.5 " + A, "10.0.0.6 " + A);
        assertThat(stays(A, 100)).containsExactly(GROUP + " 10.0.0.5 " + A + " 0-", GROUP + " 10.0.0.6 " + A + " 100-");
        told();
        bench.clock("lan", at(280));
        assertThat(told()).containsExactly("HOST_EXPIRED TIMER 270 10.0.0.5 " + A + " 1");
        assertThat(stays(A, 280)).containsExactly(GROUP + " 10.0.0.5 " + A + " 0-270",
            GROUP + " 10.0.0.6 " + A + " 100-");
    }

    @Test
    void anUnansweredQueryEndsTheOldAddressSooner() {
        joins(0, HOST, A);
        joins(100, "10.0.0.6", A);
        bench.hear(Wire.query("lan", at(110), "10.0.0.1", GROUP).build());
        joins(111, "10.0.0.6", A);
        told();
        bench.clock("lan", at(120));
        assertThat(told()).containsExactly("HOST_EXPIRED QUERY 112 10.0.0.5 " + A + " 1");
    }

    @Test
    void hostsWithoutAnAddressAreToldApartAndThoseOfMldAreNone() {
        joins(0, "0.0.0.0", A);
        joins(1, "0.0.0.0", B);
        says(2, "::", A, RecordType.TO_EX, "ff05::1:3");
        leaves(3, "0.0.0.0", A);
        assertThat(told()).containsExactly("HOST_JOINED REPORT 0 0.0.0.0 " + A + " 1",
            "HOST_JOINED REPORT 1 0.0.0.0 " + B + " 2", "HOST_LEFT LEAVE 3 0.0.0.0 " + A + " 1");
        assertThat(bench.reader().group("lan", "ff05::1:3", at(3))).isNull();
        assertThat(bench.count("events-ignored-sender")).isEqualTo(1);
    }

    @Test
    void onALinkWithoutMacAddressesTheAddressIsAll() {
        joins(0, HOST, null);
        joins(1, HOST, A);
        leaves(2, HOST, null);
        assertThat(told()).containsExactly("HOST_JOINED REPORT 0 10.0.0.5 null 1",
            "HOST_JOINED REPORT 1 10.0.0.5 " + A + " 2", "HOST_LEFT LEAVE 2 10.0.0.5 null 1");
        assertThat(bench.members.readKeyValuesToList()).last()
            .isEqualTo(KeyValue.pair("lan|" + GROUP + "|10.0.0.5", null));
        assertThat(stays(HOST, 2)).containsExactly(GROUP + " 10.0.0.5 null 0-2", GROUP + " 10.0.0.5 " + A + " 1-");
    }

    @Test
    void onlyTheHostItselfZaps() {
        joins(0, HOST, A);
        joins(0, HOST, B);
        leaves(30, HOST, A);
        says(31, HOST, B, RecordType.TO_EX, OTHER_GROUP);
        leaves(40, HOST, B);
        says(42, HOST, B, RecordType.TO_EX, "239.1.1.3");
        bench.clock("lan", at(200));
        MembershipWindow minute = bench.windows.readValuesToList().stream()
            .filter(window -> window.getGroup().equals(GROUP) && window.getSizeS() == 60).findFirst().orElseThrow();
        assertThat(minute.getLeaves()).isEqualTo(2);
        assertThat(minute.getZaps()).isEqualTo(1);
        assertThat(minute.getZapMaxMs()).isEqualTo(2000);
    }

    @Test
    void whatIsNoMacAddressIsRefused() {
        for (String mac : List.of("", "02-00-00-00-00-0a", "02:00:00:00:00:0A", "02:00:00:00:00:0a:00", "eth0|1",
                "02:00:00:00:00:a")) {
            joins(0, HOST, mac);
        }
        assertThat(told()).isEmpty();
        assertThat(bench.count("events-ignored-malformed")).isEqualTo(6);
    }

    /** As the store was when the address alone was the key: the MAC address was in the row all the same. */
    @Test
    void whoWasKeptUnderTheAddressAloneStaysThereUntilItLeaves() {
        joins(0, HOST, null);
        KeyValueStore<String, MemberRow> store = bench.driver.getKeyValueStore(MembershipStores.MEMBERS);
        MemberRow row = store.get("lan|" + GROUP + "|" + HOST);
        store.put("lan|" + GROUP + "|" + HOST, MemberRow.newBuilder(row).setMac(A).build());
        told();
        says(10, HOST, A, RecordType.IS_EX, GROUP);
        joins(11, HOST, B);
        assertThat(told()).containsExactly("HOST_JOINED REPORT 11 10.0.0.5 " + B + " 2");
        assertThat(members(11)).containsExactly("10.0.0.5 " + A, "10.0.0.5 " + B);
        assertThat(stays(HOST, 11)).containsExactly(GROUP + " 10.0.0.5 " + A + " 0-",
            GROUP + " 10.0.0.5 " + B + " 11-");
        bench.clock("lan", at(275));
        assertThat(told()).as("refreshed at 10").isEmpty();
        leaves(276, HOST, A);
        assertThat(told()).containsExactly("HOST_LEFT LEAVE 276 10.0.0.5 " + A + " 1");
        assertThat(bench.members.readKeyValuesToList()).last()
            .isEqualTo(KeyValue.pair("lan|" + GROUP + "|10.0.0.5", null));
        assertThat(members(12)).containsExactly("10.0.0.5 " + A, "10.0.0.5 " + B);
        joins(277, HOST, A);
        assertThat(bench.members.readKeyValuesToMap()).containsOnlyKeys("lan|" + GROUP + "|10.0.0.5|" + A);
        assertThat(stays(HOST, 277)).containsExactly(GROUP + " 10.0.0.5 " + A + " 0-276",
            GROUP + " 10.0.0.5 " + B + " 11-", GROUP + " 10.0.0.5 " + A + " 277-");
    }
}
