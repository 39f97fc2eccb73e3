package io.tidewatch.capture.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The same packet behind every link header and inside every wrapping that the decoder enters. */
class LinkTest {
    private static final byte[] FRAME = Packets.icmp(IcmpMessage.query(4, 8, 0, 1, 2), new byte[8]);
    private static final byte[] PACKET = Arrays.copyOfRange(FRAME, Ethernet.LENGTH, FRAME.length);
    private static final IcmpMessage PING = IcmpMessage.query(4, 8, 0, 1, 2);

    private static Decoded decode(int linkType, String header) {
        byte[] head = HexFormat.of().parseHex(header.replace(" ", ""));
        byte[] frame = Arrays.copyOf(head, head.length + PACKET.length);
        System.arraycopy(PACKET, 0, frame, head.length, PACKET.length);
        return new PacketDecoder().decode(linkType, frame, 0, frame.length, frame.length);
    }

    private static Envelope envelope(int linkType, String header) {
        Decoded decoded = decode(linkType, header);
        assertThat(decoded).as("link %d %s", linkType, header).isInstanceOf(Decoded.Icmp.class);
        assertThat(((Decoded.Icmp) decoded).message()).isEqualTo(PING);
        return Packets.envelope(decoded);
    }

    @Test
    void everyLinkHeader() {
        for (int raw : new int[] {12, 14, 101, 228}) {
            assertThat(envelope(raw, "").sourceMac()).isEqualTo(Envelope.NO_MAC);
        }
        envelope(LinkType.NULL, "02000000");
        envelope(LinkType.NULL, "00000002");
        envelope(LinkType.LOOP, "00000002");
        envelope(LinkType.LOOP, "02000000");
        envelope(LinkType.PPP, "0021");
        envelope(LinkType.PPP, "ff03 0021");
        envelope(LinkType.PPP, "ff03 21");
        envelope(LinkType.CISCO_HDLC, "0f00 0800");
        assertThat(envelope(LinkType.LINUX_SLL, "0000 0001 0006 020000000007 0000 0800").sourceMac())
            .isEqualTo(0x020000000007L);
        assertThat(envelope(LinkType.LINUX_SLL2, "0800 0000 00000002 0001 00 06 020000000007 0000").sourceMac())
            .isEqualTo(0x020000000007L);
        assertThat(decode(147, "")).isEqualTo(new Decoded.NotOfInterest(Decoded.Reason.LINK_TYPE));
    }

    private static Envelope ethernet(String afterAddresses) {
        return envelope(LinkType.ETHERNET, "ffffffffffff 020000000007" + afterAddresses);
    }

    @Test
    void tagsAndLlc() {
        assertThat(ethernet("8100 a064 0800").vlanIds()).containsExactly(100);
        assertThat(ethernet("88a8 0064 8100 0fff 0800").vlanIds()).containsExactly(100, 4095);
        assertThat(ethernet("9100 0001 9200 0002 8100 0003 0800").vlanIds()).containsExactly(1, 2, 3);
        assertThat(ethernet("002c aaaa03 000000 0800").vlanIds()).isEmpty();
        assertThat(ethernet("8100 0005 002c aaaa03 000000 0800").vlanIds()).containsExactly(5);
        Decoded deep = decode(LinkType.ETHERNET, "ffffffffffff 020000000007" + "8100 0001".repeat(9) + "0800");
        assertThat(((Decoded.Malformed) deep).defect()).isEqualTo(Defect.VLAN_TOO_DEEP);
        Decoded spanningTree = decode(LinkType.ETHERNET, "ffffffffffff 020000000007 0026 424203");
        assertThat(spanningTree).isEqualTo(new Decoded.NotOfInterest(Decoded.Reason.OTHER_PROTOCOL));
    }

    @Test
    void wrappings() {
        assertThat(ethernet("8847 00010000 00014140").tunnels()).containsExactly(
            new Tunnel(Tunnel.Kind.MPLS, 16), new Tunnel(Tunnel.Kind.MPLS, 20));
        assertThat(ethernet("8864 1100 0007 0026 0021").tunnels())
            .containsExactly(new Tunnel(Tunnel.Kind.PPPOE, 7));
        assertThat(ethernet("88e5 0000 00000001 0800").anomalies()).isEmpty();
        assertThat(ethernet("88e5 2000 00000001 0200000000070001 0800").anomalies()).isEmpty();
        String outer = "4500 0000 0000 0000 40 %02x 0000 c0000201 c0000202";
        assertThat(ethernet("0800" + String.format(outer, 4)).tunnels()).containsExactly(Tunnel.IN_IPV4);
        assertThat(ethernet("0800" + String.format(outer, 47) + "0000 0800").tunnels())
            .containsExactly(new Tunnel(Tunnel.Kind.GRE, Tunnel.NONE));
        assertThat(ethernet("0800" + String.format(outer, 47) + "b000 0800 00000000 ffffffff 00000001").tunnels())
            .containsExactly(new Tunnel(Tunnel.Kind.GRE, 0xffffffffL));
        Envelope vxlan = ethernet("8100 0009 0800" + String.format(outer, 17) + "c000 12b5 0000 0000"
            + "08000000 00006400 ffffffffffff 020000000008 8100 0005 0800");
        assertThat(vxlan.tunnels()).containsExactly(new Tunnel(Tunnel.Kind.VXLAN, 100));
        assertThat(vxlan.vlanIds()).containsExactly(9, 5);
        assertThat(vxlan.sourceMac()).isEqualTo(0x020000000008L);
        assertThat(ethernet("86dd 60000000 0024 04 40" + "00".repeat(32)).tunnels())
            .containsExactly(Tunnel.IN_IPV6);
        assertThat(ethernet("0800" + String.format(outer, 17) + "c000 2118 0000 0000"
            + "08000000 00006400 ffffffffffff 020000000008 0800").tunnels())
            .containsExactly(new Tunnel(Tunnel.Kind.VXLAN, 100));
    }

    /** All of them at once, outer first; the sender is the innermost one. */
    @Test
    void stacksOfWrappings() {
        String outer = "4500 0000 0000 0000 40 %02x 0000 c0000201 c0000202";
        Envelope envelope = ethernet("88a8 0064 8100 0065 8847 00010100" + String.format(outer, 17)
            + "c000 12b5 0000 0000 08000000 00006400 ffffffffffff 020000000008 8864 1100 0007 006a 0021"
            + String.format(outer, 47) + "2000 86dd 00000009 60000000 0024 04 40" + "00".repeat(32));
        assertThat(envelope.vlanIds()).containsExactly(100, 101);
        assertThat(envelope.tunnels()).containsExactly(new Tunnel(Tunnel.Kind.MPLS, 16),
            new Tunnel(Tunnel.Kind.VXLAN, 100), new Tunnel(Tunnel.Kind.PPPOE, 7), new Tunnel(Tunnel.Kind.GRE, 9),
            Tunnel.IN_IPV6);
        assertThat(envelope.sourceMac()).isEqualTo(0x020000000008L);
        assertThat(envelope.source()).isEqualTo(Packets.ROUTER);
    }

    /** What is wrong with the message is told of the innermost IP header, not of what carries it. */
    @Test
    void aReportInATunnelIsThatOfItsOwnHeader() {
        byte[] report = Packets.igmp(Packets.HOST, Packets.ip("224.0.0.22"), new GroupMessage.StateReport(3,
            Igmp.REPORT_V3, List.of(GroupRecord.of(GroupRecord.Type.IS_EX, Packets.ip("239.1.2.3"), List.of()))));
        byte[] outer = HexFormat.of().parseHex("ffffffffffff02000000000708004500000000000000402f0000c0000201c0000202"
            + "00000800");
        byte[] frame = Arrays.copyOf(outer, outer.length + report.length - Ethernet.LENGTH);
        System.arraycopy(report, Ethernet.LENGTH, frame, outer.length, report.length - Ethernet.LENGTH);
        Decoded decoded = Packets.decode(frame);
        assertThat(((Decoded.GroupMembership) decoded).message()).isEqualTo(Packets.group(report));
        Envelope envelope = Packets.envelope(decoded);
        assertThat(envelope.tunnels()).containsExactly(new Tunnel(Tunnel.Kind.GRE, Tunnel.NONE));
        assertThat(envelope.source()).isEqualTo(Packets.HOST);
        assertThat(envelope.ttl()).isEqualTo(1);
        assertThat(envelope.routerAlert()).isTrue();
        assertThat(envelope.anomalies()).containsExactly(Defect.IPV4_TOTAL_LENGTH_ZERO, Defect.IPV4_HEADER_CHECKSUM);
    }

    @Test
    void wrappingsAreBounded() {
        String ipInIp = "4500 0000 0000 0000 40 04 0000 c0000201 c0000202";
        assertThat(((Decoded.Malformed) decode(LinkType.RAW, ipInIp.repeat(40))).defect())
            .isEqualTo(Defect.LINK_TOO_DEEP);
        Decoded labels = decode(LinkType.ETHERNET, "ffffffffffff 020000000007 8847" + "00010000".repeat(17));
        assertThat(((Decoded.Malformed) labels).defect()).isEqualTo(Defect.MPLS_TOO_DEEP);
    }

    @Test
    void whatIsEncryptedOrUnknownPassesBy() {
        for (String header : List.of("88e5 0c00 00000001 0800", "0806", "888e")) {
            assertThat(decode(LinkType.ETHERNET, "ffffffffffff 020000000007" + header))
                .isInstanceOf(Decoded.NotOfInterest.class);
        }
    }
}
