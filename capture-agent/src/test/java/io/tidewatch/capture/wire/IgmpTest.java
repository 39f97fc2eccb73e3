package io.tidewatch.capture.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the standard leaves to the listener; what others are known to get wrong is in {@link KnownMistakesTest}. */
class IgmpTest {
    private static final IpAddress GROUP = Packets.ip("239.1.2.3");

    /** An IGMP message given in hexadecimal, with the right checksum, in a proper packet to {@code destination}. */
    private static Decoded decode(String destination, String hex) {
        byte[] message = HexFormat.of().parseHex(hex.replace(" ", ""));
        message[2] = 0;
        message[3] = 0;
        Octets.put16(message, 2, Checksum.of(Checksum.sum(message, 0, message.length)));
        byte[] frame = new byte[Ethernet.LENGTH + 24 + message.length];
        int ip = Ethernet.emit(frame, 0, 1, 2, 0x0800);
        int at = Ipv4.emit(frame, ip, Ipv4.Header.control(Packets.ROUTER, Packets.ip(destination)), message.length);
        System.arraycopy(message, 0, frame, at, message.length);
        return Packets.decode(frame);
    }

    private static GroupMessage message(Decoded decoded) {
        return ((Decoded.GroupMembership) decoded).message();
    }

    @Test
    void version3CodesAreFloatingPointFrom128() {
        for (int code = 0; code < 256; code++) {
            GroupMessage.Query query = (GroupMessage.Query) message(decode("224.0.0.1",
                String.format("11%02x 0000 00000000 02%02x 0000", code, code)));
            assertThat(query.maxResponseMs()).isEqualTo(FloatingCode.decode8(code) * 100);
            assertThat(query.queryIntervalS()).isEqualTo(FloatingCode.decode8(code));
            assertThat(query.version()).isEqualTo(3);
        }
    }

    @Test
    void queriesOfNineToElevenOctetsAreOfNoVersion() {
        for (int extra = 1; extra <= 3; extra++) {
            Decoded decoded = decode("224.0.0.1", "1164 0000 00000000" + "00".repeat(extra));
            assertThat(decoded).isInstanceOf(Decoded.Malformed.class);
            assertThat(((Decoded.Malformed) decoded).defect()).isEqualTo(Defect.IGMP_QUERY_LENGTH);
        }
    }

    @Test
    void whatFollowsAVersion3QueryIsTolerated() {
        assertThat(((GroupMessage.Query) message(decode("224.0.0.1", "1164 0000 00000000 027d 0000 deadbeef")))
            .queryIntervalS()).isEqualTo(125);
    }

    @Test
    void recordsBeforeATruncationAreKept() {
        Decoded decoded = decode("224.0.0.22", "2200 0000 0000 0003 0200 0000 ef010203 0100 0005 e8010203 0a000001");
        assertThat(Packets.envelope(decoded).anomalies()).containsExactly(Defect.IGMP_RECORDS_TRUNCATED);
        assertThat(message(decoded)).isEqualTo(new GroupMessage.StateReport(3, 0x22,
            List.of(GroupRecord.of(GroupRecord.Type.IS_EX, GROUP, List.of()))));
    }

    @Test
    void aClaimOf65535RecordsOrSourcesBuysNothing() {
        Decoded report = decode("224.0.0.22", "2200 0000 0000 ffff");
        assertThat(Packets.envelope(report).anomalies()).containsExactly(Defect.IGMP_RECORDS_TRUNCATED);
        assertThat(message(report)).isEqualTo(new GroupMessage.StateReport(3, 0x22, List.of()));
        Decoded query = decode("239.1.2.3", "1164 0000 ef010203 027d ffff 0a000001");
        assertThat(((Decoded.Malformed) query).defect()).isEqualTo(Defect.IGMP_SOURCE_COUNT);
    }

    @Test
    void auxiliaryDataThatRunsPastTheEndIsNotedAndTheRecordKept() {
        Decoded decoded = decode("224.0.0.22", "2200 0000 0000 0001 02ff 0000 ef010203");
        assertThat(Packets.envelope(decoded).anomalies()).containsExactly(Defect.IGMP_RECORDS_TRUNCATED);
        assertThat(((GroupMessage.StateReport) message(decoded)).records()).hasSize(1);
    }

    @Test
    void unknownTypesAndRecordTypesAreValues() {
        Decoded record = decode("224.0.0.22", "2200 0000 0000 0001 0900 0000 ef010203");
        assertThat(Packets.envelope(record).anomalies()).containsExactly(Defect.IGMP_RECORD_TYPE);
        assertThat(((GroupMessage.StateReport) message(record)).records()).containsExactly(
            new GroupRecord(GroupRecord.Type.UNKNOWN, 9, GROUP, List.of(), null));
        Decoded type = decode("224.0.0.9", "9900 0000 01020304");
        assertThat(Packets.envelope(type).anomalies()).containsExactly(Defect.IGMP_TYPE);
        assertThat(message(type)).isEqualTo(
            new GroupMessage.Neighbour(GroupMessage.Neighbour.Kind.UNKNOWN, 0x99, 0, null));
    }

    @Test
    void neighboursAreClassifiedNotDropped() {
        assertThat(message(decode("224.0.0.4", "1301 0000 00000e03"))).isEqualTo(
            new GroupMessage.Neighbour(GroupMessage.Neighbour.Kind.DVMRP, 0x13, 1, null));
        assertThat(message(decode("224.0.0.2", "1400 0000 10000000"))).isEqualTo(
            new GroupMessage.Neighbour(GroupMessage.Neighbour.Kind.PIM_V1, 0x14, 0, null));
        assertThat(message(decode("224.0.0.2", "1f01 0000 ef010203"))).isEqualTo(
            new GroupMessage.Neighbour(GroupMessage.Neighbour.Kind.MTRACE, 0x1f, 1, GROUP));
        assertThat(message(decode("224.0.0.25", "fd00 0000 ef010203"))).isEqualTo(
            new GroupMessage.Neighbour(GroupMessage.Neighbour.Kind.RGMP, 0xfd, 0, GROUP));
        assertThat(message(decode("224.0.0.106", "3014 0000 007d 0002"))).isEqualTo(
            new GroupMessage.RouterDiscovery(GroupMessage.RouterDiscovery.Kind.ADVERTISEMENT, 0x30, 20, 125, 2));
    }

    @Test
    void whatTheSenderOwesIsNotedNotPunished() {
        GroupMessage.Report report = new GroupMessage.Report(2, Igmp.REPORT_V2, GROUP);
        byte[] out = new byte[64];
        Ipv4.Header careless = new Ipv4.Header(Packets.HOST, Packets.ip("224.0.0.1"), 2, 64, 0, false, 0, 0);
        int end = Igmp.emit(out, 34, report);
        Ipv4.emit(out, Ethernet.emit(out, 0, 1, 2, 0x0800), careless, end - 34);
        Decoded decoded = Packets.decode(java.util.Arrays.copyOf(out, end));
        assertThat(message(decoded)).isEqualTo(report);
        assertThat(Packets.envelope(decoded).anomalies()).containsExactly(Defect.IGMP_TTL, Defect.IGMP_ROUTER_ALERT,
            Defect.IGMP_DESTINATION);
        assertThat(Packets.envelope(decode("10.1.1.1", "1600 0000 0a010101")).anomalies())
            .containsExactly(Defect.IGMP_GROUP);
        assertThat(Packets.envelope(decode("239.1.2.3", "1700 0000 ef010203")).anomalies()).isEmpty();
    }

    @Test
    void shorterThanItsTypeIsMalformed() {
        for (String hex : List.of("1100 0000", "1600 0000 ef01", "2200 0000 0000")) {
            assertThat(((Decoded.Malformed) decode("224.0.0.1", hex)).defect()).isEqualTo(Defect.IGMP_TRUNCATED);
        }
        assertThat(message(decode("224.0.0.2", "3100 0000"))).isInstanceOf(GroupMessage.RouterDiscovery.class);
    }

    @Test
    void everyOctetOfFlagsAndEveryRecordTypeHasItsMeaning() {
        for (int octet = 0; octet < 256; octet++) {
            GroupMessage.Query query = (GroupMessage.Query) message(decode("224.0.0.1",
                String.format("1164 0000 00000000 %02x7d 0000", octet)));
            assertThat(query.suppress()).isEqualTo((octet & 8) != 0);
            assertThat(query.robustness()).isEqualTo(octet & 7);
            Decoded report = decode("224.0.0.22", String.format("2200 0000 0000 0001 %02x00 0000 ef010203", octet));
            boolean known = octet >= 1 && octet <= 6;
            assertThat(((GroupMessage.StateReport) message(report)).records()).containsExactly(new GroupRecord(
                known ? GroupRecord.Type.values()[octet] : GroupRecord.Type.UNKNOWN, octet, GROUP, List.of(), null));
            assertThat(Packets.envelope(report).anomalies())
                .isEqualTo(known ? List.of() : List.of(Defect.IGMP_RECORD_TYPE));
        }
    }

    @Test
    void everyTypeIsNamedOrUnknown() {
        for (int type = 0; type < 256; type++) {
            GroupMessage message = message(decode("224.0.0.1", String.format("%02x00 0000 ef010203 0200 0000", type)));
            assertThat(message.type()).isEqualTo(type);
            boolean assigned = List.of(0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0x1e, 0x1f, 0x22, 0x30, 0x31, 0x32)
                .contains(type);
            boolean unknown = message instanceof GroupMessage.Neighbour neighbour
                && neighbour.kind() == GroupMessage.Neighbour.Kind.UNKNOWN;
            assertThat(unknown).as("type %d", type).isEqualTo(!assigned);
        }
    }

    /** RFC 4286 §2 and RFC 3488: where to, how far, and for whom on the way. */
    @Test
    void routerDiscoveryAndRgmpOweTheSame() {
        assertThat(Packets.envelope(decode("224.0.0.106", "3014 0000 007d 0002")).anomalies()).isEmpty();
        assertThat(Packets.envelope(decode("224.0.0.2", "3100 0000")).anomalies()).isEmpty();
        assertThat(Packets.envelope(decode("224.0.0.106", "3200 0000")).anomalies()).isEmpty();
        assertThat(Packets.envelope(decode("224.0.0.106", "3100 0000")).anomalies())
            .containsExactly(Defect.IGMP_DESTINATION);
        assertThat(Packets.envelope(decode("224.0.0.2", "3014 0000 007d 0002")).anomalies())
            .containsExactly(Defect.IGMP_DESTINATION);
        byte[] out = new byte[64];
        for (GroupMessage message : List.of(
            new GroupMessage.RouterDiscovery(GroupMessage.RouterDiscovery.Kind.TERMINATION, 0x32, -1, -1, -1),
            new GroupMessage.Neighbour(GroupMessage.Neighbour.Kind.RGMP, 0xff, 0, null))) {
            boolean rgmp = message instanceof GroupMessage.Neighbour;
            int end = Igmp.emit(out, 34, message);
            Ipv4.emit(out, Ethernet.emit(out, 0, 1, 2, 0x0800), new Ipv4.Header(Packets.ROUTER,
                Packets.ip(rgmp ? "224.0.0.25" : "224.0.0.106"), 2, 2, 0, false, 0, 0), end - 34);
            Decoded decoded = Packets.decode(java.util.Arrays.copyOf(out, end));
            assertThat(message(decoded)).isEqualTo(message);
            assertThat(Packets.envelope(decoded).anomalies()).isEqualTo(rgmp ? List.of(Defect.IGMP_TTL)
                : List.of(Defect.IGMP_TTL, Defect.IGMP_ROUTER_ALERT));
        }
    }

    /** RFC 1112 knows no router alert; a report of version 2 or 3 and its leave must have it. */
    @Test
    void eachVersionOwesWhatItsStandardDemands() {
        assertThat(plain("224.0.0.1", 1, "1100 0000 00000000")).isEmpty();
        assertThat(plain("239.1.2.3", 1, "1200 0000 ef010203")).isEmpty();
        assertThat(plain("239.1.2.3", 9, "1200 0000 ef010203")).containsExactly(Defect.IGMP_TTL);
        for (String[] message : new String[][] {{"224.0.0.1", "1164 0000 00000000"},
            {"239.1.2.3", "1600 0000 ef010203"}, {"224.0.0.2", "1700 0000 ef010203"},
            {"224.0.0.22", "2200 0000 0000 0001 0200 0000 ef010203"},
            {"239.1.2.3", "1164 0000 ef010203 027d 0000"}}) {
            assertThat(plain(message[0], 1, message[1])).containsExactly(Defect.IGMP_ROUTER_ALERT);
            assertThat(Packets.envelope(decode(message[0], message[1])).anomalies()).isEmpty();
            assertThat(Packets.envelope(decode("224.0.0.9", message[1])).anomalies())
                .containsExactly(Defect.IGMP_DESTINATION);
        }
    }

    /** Without the router alert. */
    private static List<Defect> plain(String destination, int ttl, String hex) {
        byte[] message = HexFormat.of().parseHex(hex.replace(" ", ""));
        Octets.put16(message, 2, Checksum.of(Checksum.sum(message, 0, message.length)));
        byte[] out = new byte[Ethernet.LENGTH + Ipv4.LENGTH + message.length];
        int at = Ipv4.emit(out, Ethernet.emit(out, 0, 1, 2, 0x0800), new Ipv4.Header(Packets.ROUTER,
            Packets.ip(destination), 2, ttl, 0, false, 0, 0), message.length);
        System.arraycopy(message, 0, out, at, message.length);
        return Packets.envelope(Packets.decode(out)).anomalies();
    }
}
