package io.tidewatch.capture.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class MldTest {
    private static final String GROUP_HEX = "ff050000000000000000000000010003";
    private static final IpAddress GROUP = Packets.ip("ff05::1:3");

    private static Decoded decode(IpAddress source, String destination, String hex) {
        byte[] message = HexFormat.of().parseHex(hex.replace(" ", "").replace("\n", ""));
        Ipv6.Header header = Ipv6.Header.control(source, Packets.ip(destination));
        byte[] out = new byte[2000];
        int ip = Ethernet.emit(out, 0, 1, 2, 0x86dd);
        int at = Ipv6.emit(out, ip, header, Layer.PROTOCOL_ICMP6, message.length);
        System.arraycopy(message, 0, out, at, message.length);
        Ipv6.sealMessage(out, header, at, at + message.length);
        return Packets.decode(Arrays.copyOf(out, at + message.length));
    }

    private static GroupMessage message(Decoded decoded) {
        return ((Decoded.GroupMembership) decoded).message();
    }

    @Test
    void theLengthTellsTheVersionOfAQuery() {
        String fixed = "8200 0000 2710 0000" + GROUP_HEX;
        assertThat(message(decode(Packets.ROUTER6, "ff05::1:3", fixed))).isEqualTo(new GroupMessage.Query(1, 130,
            GROUP, 10_000, false, GroupMessage.ABSENT, GroupMessage.ABSENT, List.of()));
        assertThat(message(decode(Packets.ROUTER6, "ff05::1:3", fixed + "0a7d 0000"))).isEqualTo(
            new GroupMessage.Query(2, 130, GROUP, 10_000, true, 2, 125, List.of()));
        for (int extra = 1; extra <= 3; extra++) {
            Decoded decoded = decode(Packets.ROUTER6, "ff05::1:3", fixed + "00".repeat(extra));
            assertThat(((Decoded.Malformed) decoded).defect()).isEqualTo(Defect.MLD_QUERY_LENGTH);
        }
        Decoded cut = decode(Packets.ROUTER6, "ff05::1:3", fixed.substring(0, fixed.length() - 2));
        assertThat(((Decoded.Malformed) cut).defect()).isEqualTo(Defect.MLD_TRUNCATED);
    }

    @Test
    void onlyVersion2CountsInFloatingPoint() {
        for (int code : new int[] {0, 1, 32_767, 32_768, 40_000, 65_535}) {
            String fixed = String.format("8200 0000 %04x 0000", code) + GROUP_HEX;
            assertThat(((GroupMessage.Query) message(decode(Packets.ROUTER6, "ff05::1:3", fixed))).maxResponseMs())
                .isEqualTo(code);
            assertThat(((GroupMessage.Query) message(decode(Packets.ROUTER6, "ff05::1:3", fixed + "02fd 0000"))))
                .isEqualTo(new GroupMessage.Query(2, 130, GROUP, FloatingCode.decode16(code), false, 2,
                    FloatingCode.decode8(0xfd), List.of()));
        }
    }

    @Test
    void claimsAreProvedBeforeTheyAreBelieved() {
        Decoded query = decode(Packets.ROUTER6, "ff05::1:3", "8200 0000 2710 0000" + GROUP_HEX + "027d ffff");
        assertThat(((Decoded.Malformed) query).defect()).isEqualTo(Defect.MLD_SOURCE_COUNT);
        Decoded report = decode(Packets.HOST6, "ff02::16", "8f00 0000 0000 ffff 0200 0000" + GROUP_HEX);
        assertThat(Packets.envelope(report).anomalies()).containsExactly(Defect.MLD_RECORDS_TRUNCATED);
        assertThat(((GroupMessage.StateReport) message(report)).records()).hasSize(1);
    }

    @Test
    void aHostWithoutAddressMayReportButNotQuery() {
        String report = "8300 0000 0000 0000" + GROUP_HEX;
        assertThat(Packets.envelope(decode(IpAddress.ANY_V6, "ff05::1:3", report)).anomalies()).isEmpty();
        assertThat(Packets.envelope(decode(Packets.ip("2001:db8::7"), "ff05::1:3", report)).anomalies())
            .containsExactly(Defect.MLD_SOURCE);
        assertThat(Packets.envelope(decode(IpAddress.ANY_V6, "ff05::1:3", "8200 0000 2710 0000" + GROUP_HEX))
            .anomalies()).containsExactly(Defect.MLD_SOURCE);
    }

    @Test
    void whatTheSenderOwesIsNoted() {
        assertThat(Packets.envelope(decode(Packets.HOST6, "ff02::1", "8400 0000 0000 0000" + GROUP_HEX)).anomalies())
            .containsExactly(Defect.MLD_DESTINATION);
        Decoded careless = Packets.decode(Packets.icmp6(64, IcmpMessage.of(6, 131, 0), new byte[16]));
        assertThat(Packets.envelope(careless).anomalies()).containsExactly(Defect.MLD_HOP_LIMIT,
            Defect.MLD_ROUTER_ALERT, Defect.MLD_DESTINATION, Defect.MLD_GROUP);
    }

    /** RFC 4286 §2: hop limit 1, router alert, and where to. */
    @Test
    void routerDiscoveryOwesTheSame() {
        assertThat(Packets.envelope(decode(Packets.ROUTER6, "ff02::6a", "9714 0000 007d 0002")).anomalies()).isEmpty();
        assertThat(Packets.envelope(decode(Packets.HOST6, "ff02::2", "9800 0000")).anomalies()).isEmpty();
        assertThat(Packets.envelope(decode(Packets.ROUTER6, "ff02::6a", "9900 0000")).anomalies()).isEmpty();
        assertThat(Packets.envelope(decode(Packets.ROUTER6, "ff02::2", "9900 0000")).anomalies())
            .containsExactly(Defect.MLD_DESTINATION);
        assertThat(Packets.envelope(Packets.decode(Packets.icmp6(2, IcmpMessage.of(6, 152, 0), new byte[0])))
            .anomalies()).containsExactly(Defect.MLD_HOP_LIMIT, Defect.MLD_ROUTER_ALERT, Defect.MLD_DESTINATION);
        assertThat(message(decode(Packets.ROUTER6, "ff02::6a", "9714 0000 007d 0002"))).isEqualTo(
            new GroupMessage.RouterDiscovery(GroupMessage.RouterDiscovery.Kind.ADVERTISEMENT, 151, 20, 125, 2));
    }

    @Test
    void everyRecordTypeAndOctetOfFlagsHasItsMeaning() {
        for (int octet = 0; octet < 256; octet++) {
            Decoded report = decode(Packets.HOST6, "ff02::16",
                String.format("8f00 0000 0000 0001 %02x00 0000", octet) + GROUP_HEX);
            boolean known = octet >= 1 && octet <= 6;
            assertThat(message(report)).isEqualTo(new GroupMessage.StateReport(2, 143, List.of(new GroupRecord(
                known ? GroupRecord.Type.values()[octet] : GroupRecord.Type.UNKNOWN, octet, GROUP, List.of(), null))));
            assertThat(Packets.envelope(report).anomalies())
                .isEqualTo(known ? List.of() : List.of(Defect.MLD_RECORD_TYPE));
            assertThat(message(decode(Packets.ROUTER6, "ff05::1:3", "8200 0000 2710 0000" + GROUP_HEX
                + String.format("%02x%02x 0000", octet, octet)))).isEqualTo(new GroupMessage.Query(2, 130, GROUP,
                    10_000, (octet & 8) != 0, octet & 7, FloatingCode.decode8(octet), List.of()));
        }
    }
}
