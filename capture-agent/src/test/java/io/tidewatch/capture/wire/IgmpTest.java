package io.tidewatch.capture.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What decoders are known to get wrong about IGMP, and what the standard leaves to the listener. */
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
    void aQueryOfEightOctetsWithCodeZeroIsVersion1() {
        assertThat(message(decode("224.0.0.1", "1100 0000 00000000"))).isEqualTo(new GroupMessage.Query(1, 0x11,
            IpAddress.ANY_V4, GroupMessage.ABSENT, false, GroupMessage.ABSENT, GroupMessage.ABSENT, List.of()));
    }

    @Test
    void version2CodesAreTenthsOfASecondAndNeverFloatingPoint() {
        for (int code = 1; code < 256; code++) {
            GroupMessage message = message(decode("224.0.0.1", String.format("11%02x 0000 00000000", code)));
            assertThat(message).isEqualTo(new GroupMessage.Query(2, 0x11, IpAddress.ANY_V4, code * 100, false,
                GroupMessage.ABSENT, GroupMessage.ABSENT, List.of()));
        }
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
    void auxiliaryDataCounts32BitWords() {
        Decoded decoded = decode("224.0.0.22", """
            2200 0000 0000 0002
            0402 0001 ef010203 0a000001 deadbeef deadbeef
            0100 0001 e8010203 0a000002""".replace("\n", ""));
        assertThat(Packets.envelope(decoded).anomalies()).isEmpty();
        assertThat(message(decoded)).isEqualTo(new GroupMessage.StateReport(3, 0x22, List.of(
            GroupRecord.of(GroupRecord.Type.TO_EX, GROUP, List.of(Packets.ip("10.0.0.1"))),
            GroupRecord.of(GroupRecord.Type.IS_IN, Packets.ip("232.1.2.3"), List.of(Packets.ip("10.0.0.2"))))));
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
            new GroupRecord(GroupRecord.Type.UNKNOWN, 9, GROUP, List.of()));
        Decoded type = decode("224.0.0.9", "9900 0000 01020304");
        assertThat(Packets.envelope(type).anomalies()).containsExactly(Defect.IGMP_TYPE);
        assertThat(message(type)).isEqualTo(
            new GroupMessage.Neighbour(GroupMessage.Neighbour.Kind.UNKNOWN, 0x99, null));
    }

    @Test
    void neighboursAreClassifiedNotDropped() {
        assertThat(message(decode("224.0.0.4", "1301 0000 00000e03"))).isEqualTo(
            new GroupMessage.Neighbour(GroupMessage.Neighbour.Kind.DVMRP, 0x13, null));
        assertThat(message(decode("224.0.0.2", "1400 0000 10000000"))).isEqualTo(
            new GroupMessage.Neighbour(GroupMessage.Neighbour.Kind.PIM_V1, 0x14, null));
        assertThat(message(decode("224.0.0.2", "1f01 0000 ef010203"))).isEqualTo(
            new GroupMessage.Neighbour(GroupMessage.Neighbour.Kind.MTRACE, 0x1f, GROUP));
        assertThat(message(decode("224.0.0.25", "fd00 0000 ef010203"))).isEqualTo(
            new GroupMessage.Neighbour(GroupMessage.Neighbour.Kind.RGMP, 0xfd, GROUP));
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
}
