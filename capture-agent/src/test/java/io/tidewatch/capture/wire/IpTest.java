package io.tidewatch.capture.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** IPv4 options and fragments, IPv6 extension headers in any order. */
class IpTest {
    private static final byte[] PING = Packets.icmp(IcmpMessage.query(4, 8, 0, 1, 2), new byte[8]);
    private static final byte[] PING6 = Packets.icmp6(64, IcmpMessage.query(6, 128, 0, 1, 2), new byte[8]);

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text.replace(" ", ""));
    }

    /** The ping with IPv4 options, header length, total length and header checksum set to fit. */
    private static Decoded withOptions(String options) {
        byte[] extra = hex(options);
        byte[] frame = insert(PING, Ethernet.LENGTH + Ipv4.LENGTH, extra);
        frame[Ethernet.LENGTH] = (byte) (0x40 | (20 + extra.length) / 4);
        Octets.put16(frame, Ethernet.LENGTH + 2, frame.length - Ethernet.LENGTH);
        return seal(frame);
    }

    private static Decoded seal(byte[] frame) {
        int end = Ethernet.LENGTH + ((frame[Ethernet.LENGTH] & 0xf) << 2);
        Octets.put16(frame, Ethernet.LENGTH + 10, 0);
        Octets.put16(frame, Ethernet.LENGTH + 10, Checksum.of(Checksum.sum(frame, Ethernet.LENGTH, end)));
        return Packets.decode(frame);
    }

    private static byte[] insert(byte[] frame, int at, byte[] extra) {
        byte[] longer = Arrays.copyOf(frame, frame.length + extra.length);
        System.arraycopy(extra, 0, longer, at, extra.length);
        System.arraycopy(frame, at, longer, at + extra.length, frame.length - at);
        return longer;
    }

    /** The ICMPv6 ping behind extension headers, whose chain {@code first} begins. */
    private static Decoded behind(int first, String headers) {
        byte[] extra = hex(headers);
        byte[] frame = insert(PING6, Ethernet.LENGTH + Ipv6.LENGTH, extra);
        frame[Ethernet.LENGTH + Ipv6.NEXT_HEADER] = (byte) first;
        Octets.put16(frame, Ethernet.LENGTH + Ipv6.PAYLOAD_LENGTH, frame.length - Ethernet.LENGTH - Ipv6.LENGTH);
        return Packets.decode(frame);
    }

    @Test
    void routerAlertIsFoundAmongOtherOptions() {
        Decoded decoded = withOptions("01 44 04 05 00 94 04 00 00 00 00 00");
        assertThat(Packets.envelope(decoded).routerAlert()).isTrue();
        assertThat(Packets.envelope(decoded).anomalies()).isEmpty();
    }

    @Test
    void anOptionOfImpossibleLengthEndsTheOptionsOnly() {
        for (String options : new String[] {"44 00 00 00", "44 01 00 00", "44 09 00 00", "01 01 01 44"}) {
            Decoded decoded = withOptions(options);
            assertThat(decoded).as(options).isInstanceOf(Decoded.Icmp.class);
            assertThat(Packets.envelope(decoded).anomalies()).containsExactly(Defect.IPV4_OPTION_LENGTH);
        }
    }

    @Test
    void aFirstFragmentIsDecodedAndMarkedALaterOneCounted() {
        byte[] frame = PING.clone();
        Octets.put16(frame, Ethernet.LENGTH + Ipv4.FRAGMENT, 0x2000);
        Decoded first = seal(frame);
        assertThat(Packets.envelope(first).fragment()).isEqualTo(new Envelope.Fragment(1, 0, true));
        assertThat(Packets.envelope(first).checksum()).isEqualTo(Checksum.Verdict.UNVERIFIABLE);
        Octets.put16(frame, Ethernet.LENGTH + Ipv4.FRAGMENT, 185);
        assertThat(seal(frame)).isEqualTo(new Decoded.NotOfInterest(Decoded.Reason.LATER_FRAGMENT));
    }

    @Test
    void segmentationOffloadLeavesTotalLengthZero() {
        byte[] frame = PING.clone();
        Octets.put16(frame, Ethernet.LENGTH + 2, 0);
        Decoded decoded = seal(frame);
        assertThat(Packets.envelope(decoded).anomalies()).containsExactly(Defect.IPV4_TOTAL_LENGTH_ZERO);
        assertThat(Packets.envelope(decoded).checksum()).isEqualTo(Checksum.Verdict.VALID);
    }

    @Test
    void impossibleHeadersAreNamed() {
        byte[] frame = PING.clone();
        frame[Ethernet.LENGTH] = 0x44;
        assertThat(((Decoded.Malformed) Packets.decode(frame)).defect()).isEqualTo(Defect.IPV4_HEADER_LENGTH);
        frame[Ethernet.LENGTH] = 0x65;
        assertThat(((Decoded.Malformed) Packets.decode(frame)).defect()).isEqualTo(Defect.IP_VERSION);
        frame[Ethernet.LENGTH] = 0x45;
        Octets.put16(frame, Ethernet.LENGTH + 2, 19);
        assertThat(((Decoded.Malformed) Packets.decode(frame)).defect()).isEqualTo(Defect.IPV4_TOTAL_LENGTH);
        assertThat(((Decoded.Malformed) Packets.decode(frame)).offset()).isEqualTo(16);
    }

    @Test
    void otherProtocolsPassByHoweverBroken() {
        byte[] frame = PING.clone();
        frame[Ethernet.LENGTH] = 0x41;
        frame[Ethernet.LENGTH + Ipv4.PROTOCOL] = 6;
        assertThat(Packets.decode(frame)).isEqualTo(new Decoded.NotOfInterest(Decoded.Reason.OTHER_PROTOCOL));
        frame[Ethernet.LENGTH + Ipv4.PROTOCOL] = 50;
        assertThat(Packets.decode(frame)).isEqualTo(new Decoded.NotOfInterest(Decoded.Reason.ENCRYPTED));
    }

    @Test
    void extensionHeadersInAnyOrder() {
        String hopByHop = "%02x 00 0502 0000 0100";
        String destination = "%02x 00 0104 00000000";
        String routing = "%02x 02 00 00 00000000 20010db8000000000000000000000001";
        String authentication = "%02x 01 0000 0000000100000002";
        String mobility = "%02x 00 00 00 0000 0000";
        Decoded decoded = behind(0, String.format(hopByHop, 60) + String.format(destination, 43)
            + String.format(routing, 51) + String.format(authentication, 135) + String.format(mobility, 58));
        assertThat(Packets.envelope(decoded).routerAlert()).isTrue();
        assertThat(Packets.envelope(decoded).anomalies()).isEmpty();
        assertThat(Packets.envelope(decoded).checksum()).isEqualTo(Checksum.Verdict.VALID);
        Decoded late = behind(60, String.format(destination, 0) + String.format(hopByHop, 58));
        assertThat(Packets.envelope(late).anomalies()).containsExactly(Defect.IPV6_EXTENSION_ORDER);
    }

    @Test
    void theChecksumIsOverTheFinalDestination() {
        // Segments left: the header's destination is a stop on the way, the real one is in the routing header.
        Decoded sound = GoldenPacket.named("icmp6-routing-header").decode();
        assertThat(Packets.envelope(sound).checksum()).isEqualTo(Checksum.Verdict.VALID);
        Decoded wrong = GoldenPacket.named("icmp6-routing-header-bad-checksum").decode();
        assertThat(Packets.envelope(wrong).anomalies()).contains(Defect.ICMP6_CHECKSUM);
        Decoded unknownType = behind(43, "3a 00 fe 01 00000000");
        assertThat(Packets.envelope(unknownType).checksum()).isEqualTo(Checksum.Verdict.UNVERIFIABLE);
    }

    @Test
    void theLastSegmentIsLastInASourceRouteAndFirstInASegmentList() {
        String other = "20010db8000000000000000000000001";
        String real = "fe800000000000000000000000000007";
        assertThat(checksumVia("3a 04 00 01 00000000" + other + real)).isEqualTo(Checksum.Verdict.VALID);
        assertThat(checksumVia("3a 04 00 01 00000000" + real + other)).isEqualTo(Checksum.Verdict.INVALID);
        assertThat(checksumVia("3a 04 04 01 01000000" + real + other)).isEqualTo(Checksum.Verdict.VALID);
        assertThat(checksumVia("3a 04 04 01 01000000" + other + real)).isEqualTo(Checksum.Verdict.INVALID);
    }

    /** The ping, on its way to its destination by a routing header, addressed to a stop between. */
    private static Checksum.Verdict checksumVia(String routingHeader) {
        byte[] extra = hex(routingHeader);
        byte[] frame = insert(PING6, Ethernet.LENGTH + Ipv6.LENGTH, extra);
        frame[Ethernet.LENGTH + Ipv6.NEXT_HEADER] = 43;
        Octets.put16(frame, Ethernet.LENGTH + Ipv6.PAYLOAD_LENGTH, frame.length - Ethernet.LENGTH - Ipv6.LENGTH);
        Packets.ip("2001:db8::99").write(frame, Ethernet.LENGTH + Ipv6.DESTINATION);
        return Packets.envelope(Packets.decode(frame)).checksum();
    }

    @Test
    void fragmentHeaders() {
        Decoded atomic = behind(44, "3a 00 0000 00000007");
        assertThat(Packets.envelope(atomic).fragment()).isNull();
        assertThat(Packets.envelope(atomic).checksum()).isEqualTo(Checksum.Verdict.VALID);
        Decoded first = behind(44, "3a 00 0001 fedcba98");
        assertThat(Packets.envelope(first).fragment()).isEqualTo(new Envelope.Fragment(0xfedcba98L, 0, true));
        assertThat(behind(44, "3a 00 05a9 00000007"))
            .isEqualTo(new Decoded.NotOfInterest(Decoded.Reason.LATER_FRAGMENT));
    }

    @Test
    void aChainThatRunsPastThePacketIsMalformed() {
        assertThat(((Decoded.Malformed) behind(60, "3c ff 0104 00000000")).defect())
            .isEqualTo(Defect.IPV6_EXTENSION_TRUNCATED);
        assertThat(((Decoded.Malformed) behind(60, "3c 00 0104 00000000".repeat(600))).defect())
            .isEqualTo(Defect.IPV6_EXTENSIONS_TOO_MANY);
        assertThat(Packets.envelope(behind(60, "3a 00 01ff 00000000")).anomalies())
            .containsExactly(Defect.IPV6_OPTION_LENGTH);
    }

    @Test
    void aJumbogramTellsItsLengthInAnOption() {
        byte[] jumbo = insert(PING6, Ethernet.LENGTH + Ipv6.LENGTH, hex("3a 00 c204 00000018"));
        jumbo[Ethernet.LENGTH + Ipv6.NEXT_HEADER] = 0;
        Octets.put16(jumbo, Ethernet.LENGTH + Ipv6.PAYLOAD_LENGTH, 0);
        Decoded decoded = Packets.decode(insert(jumbo, jumbo.length, new byte[6]));
        assertThat(Packets.envelope(decoded).anomalies()).isEmpty();
        assertThat(Packets.envelope(decoded).checksum()).isEqualTo(Checksum.Verdict.VALID);
    }
}
