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
    void auxiliaryDataCounts32BitWords() {
        Decoded decoded = decode(Packets.HOST6, "ff02::16", "8f00 0000 0000 0002 0401 0000" + GROUP_HEX
            + "deadbeef 0600 0001" + GROUP_HEX + "20010db8000000000000000000000001");
        assertThat(Packets.envelope(decoded).anomalies()).isEmpty();
        assertThat(message(decoded)).isEqualTo(new GroupMessage.StateReport(2, 143, List.of(
            GroupRecord.of(GroupRecord.Type.TO_EX, GROUP, List.of()),
            GroupRecord.of(GroupRecord.Type.BLOCK, GROUP, List.of(Packets.ip("2001:db8::1"))))));
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
}
