package io.tidewatch.capture.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What well-known decoders of these protocols get wrong, each a test of ours. What state machines get wrong is tested
 * where the state is.
 */
class KnownMistakesTest {
    private static final IpAddress GROUP = Packets.ip("239.1.2.3");
    private static final String GROUP6 = "ff050000000000000000000000010003";

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text.replaceAll("\\s", ""));
    }

    /** An IGMP message, its checksum made right, in a proper packet. */
    private static Decoded igmp(String destination, String text) {
        byte[] message = hex(text);
        Octets.put16(message, 2, 0);
        Octets.put16(message, 2, Checksum.of(Checksum.sum(message, 0, message.length)));
        byte[] frame = new byte[Ethernet.LENGTH + 24 + message.length];
        int ip = Ethernet.emit(frame, 0, 1, 2, 0x0800);
        int at = Ipv4.emit(frame, ip, Ipv4.Header.control(Packets.ROUTER, Packets.ip(destination)), message.length);
        System.arraycopy(message, 0, frame, at, message.length);
        return Packets.decode(frame);
    }

    private static Decoded mld(String destination, String text) {
        byte[] message = hex(text);
        Ipv6.Header header = Ipv6.Header.control(Packets.ROUTER6, Packets.ip(destination));
        byte[] out = new byte[1000];
        int at = Ipv6.emit(out, Ethernet.emit(out, 0, 1, 2, 0x86dd), header, Layer.PROTOCOL_ICMP6, message.length);
        System.arraycopy(message, 0, out, at, message.length);
        Ipv6.sealMessage(out, header, at, at + message.length);
        return Packets.decode(Arrays.copyOf(out, at + message.length));
    }

    private static GroupMessage message(Decoded decoded) {
        return ((Decoded.GroupMembership) decoded).message();
    }

    private static OctetString octets(String text) {
        byte[] bytes = hex(text);
        return OctetString.copy(bytes, 0, bytes.length);
    }

    /** Zeek demands the 12 octets of version 3 of every query, and so sees none of versions 1 and 2. */
    @Test
    void queriesOfEightOctetsAreQueries() {
        assertThat(message(igmp("224.0.0.1", "1100 0000 00000000"))).isEqualTo(new GroupMessage.Query(1, 0x11,
            IpAddress.ANY_V4, GroupMessage.ABSENT, false, GroupMessage.ABSENT, GroupMessage.ABSENT, List.of()));
        assertThat(message(igmp("224.0.0.1", "1164 0000 00000000"))).isEqualTo(new GroupMessage.Query(2, 0x11,
            IpAddress.ANY_V4, 10_000, false, GroupMessage.ABSENT, GroupMessage.ABSENT, List.of()));
        assertThat(message(GoldenPacket.named("igmpv1-query").decode())).isInstanceOf(GroupMessage.Query.class);
        assertThat(message(GoldenPacket.named("igmpv2-general-query").decode()))
            .isInstanceOf(GroupMessage.Query.class);
    }

    /** Zeek (IGMP) and mrouted count its octets, gopacket (IGMP) skips none, so that the next record is nonsense. */
    @Test
    void theLengthOfAuxiliaryDataCountsWordsWhateverItIs() {
        for (int words = 0; words < 256; words++) {
            String auxiliary = "deadbeef".repeat(words);
            OctetString kept = words == 0 ? null : octets(auxiliary);
            Decoded decoded = igmp("224.0.0.22", String.format("2200 0000 0000 0002 04%02x 0001 ef010203 0a000001",
                words) + auxiliary + "0100 0001 e8010203 0a000002");
            assertThat(Packets.envelope(decoded).anomalies()).isEmpty();
            assertThat(message(decoded)).isEqualTo(new GroupMessage.StateReport(3, 0x22, List.of(
                new GroupRecord(GroupRecord.Type.TO_EX, 4, GROUP, List.of(Packets.ip("10.0.0.1")), kept),
                GroupRecord.of(GroupRecord.Type.IS_IN, Packets.ip("232.1.2.3"), List.of(Packets.ip("10.0.0.2"))))));
        }
        Decoded decoded = mld("ff02::16", "8f00 0000 0000 0002 0401 0000" + GROUP6 + "deadbeef 0600 0001" + GROUP6
            + "20010db8000000000000000000000001");
        assertThat(Packets.envelope(decoded).anomalies()).isEmpty();
        IpAddress group = Packets.ip("ff05::1:3");
        assertThat(message(decoded)).isEqualTo(new GroupMessage.StateReport(2, 143, List.of(
            new GroupRecord(GroupRecord.Type.TO_EX, 4, group, List.of(), octets("deadbeef")),
            GroupRecord.of(GroupRecord.Type.BLOCK, group, List.of(Packets.ip("2001:db8::1"))))));
    }

    /** gopacket swaps mantissa and exponent and shifts in eight bits: 127 of the 128 codes come out wrong. */
    @Test
    void theMantissaIsTheLowerHalfOfACode() {
        for (int code = 128; code < 256; code++) {
            int mantissa = code & 0xf | 0x10;
            int exponent = code >> 4 & 7;
            GroupMessage.Query query = (GroupMessage.Query) message(igmp("224.0.0.1",
                String.format("11%02x 0000 00000000 02%02x 0000", code, code)));
            assertThat(query.maxResponseMs()).isEqualTo((mantissa << exponent + 3) * 100);
            assertThat(query.queryIntervalS()).isEqualTo(mantissa << exponent + 3);
        }
    }

    /** gopacket applies the float of version 3 to versions 1 and 2 as well. */
    @Test
    void codesOfVersion2AreTenthsOfASecondAndNeverFloatingPoint() {
        for (int code = 1; code < 256; code++) {
            assertThat(message(igmp("224.0.0.1", String.format("11%02x 0000 00000000", code)))).isEqualTo(
                new GroupMessage.Query(2, 0x11, IpAddress.ANY_V4, code * 100, false, GroupMessage.ABSENT,
                    GroupMessage.ABSENT, List.of()));
        }
    }

    /** gopacket drops the error of its version 3 decoder: a broken message looks whole. */
    @Test
    void aBrokenMessageOfVersion3IsNamed() {
        Decoded query = igmp("224.0.0.1", "1164 0000 00000000 027d 0002 0a000001");
        assertThat(((Decoded.Malformed) query).defect()).isEqualTo(Defect.IGMP_SOURCE_COUNT);
        Decoded report = igmp("224.0.0.22", "2200 0000 0000 0001 0100 0002 e8010203 0a000001");
        assertThat(Packets.envelope(report).anomalies()).containsExactly(Defect.IGMP_RECORDS_TRUNCATED);
        assertThat(message(report)).isEqualTo(new GroupMessage.StateReport(3, 0x22, List.of()));
    }

    /** No sensor or collector reads what follows the quoted datagram. */
    @Test
    void extensionsAreRead() {
        byte[] quote = Packets.udp(Packets.ip("203.0.113.5"), 40_000, 53);
        byte[] frame = Packets.icmp(IcmpMessages.error4(Icmp4.TIME_EXCEEDED, 0, IcmpMessages.EXTENSIONS), quote);
        assertThat(((Decoded.Icmp) Packets.decode(frame)).message().extensions()).isEqualTo(IcmpMessages.EXTENSIONS);
    }

    /** Suricata takes every quoted header for one of 20 octets, and so finds ports in its options. */
    @Test
    void quotedPortsAreBehindTheQuotedOptions() {
        byte[] quote = new byte[32];
        int at = Ipv4.emit(quote, 0, new Ipv4.Header(Packets.HOST, Packets.ROUTER, 17, 3, 0, true, 9, 0), 8);
        Octets.put16(quote, at, 1234);
        Octets.put16(quote, at + 2, 53);
        byte[] frame = Packets.icmp(IcmpMessages.error4(Icmp4.UNREACHABLE, 1, List.of()), quote);
        QuotedDatagram quoted = ((Decoded.Icmp) Packets.decode(frame)).message().quoted();
        assertThat(quoted.inner().sourcePort()).isEqualTo(1234);
        assertThat(quoted.inner().destinationPort()).isEqualTo(53);
        assertThat(quoted.headers()).containsExactly(148);
    }

    /** Routers older than the attribute write garbage there (RFC 4884 §5.5); tshark then finds no structure. */
    @Test
    void everyLengthAttributeLeadsToTheStructureOrToTheFixedPlace() {
        byte[] quote = Packets.udp(Packets.ip("203.0.113.5"), 40_000, 53);
        byte[] frame = Packets.icmp(IcmpMessages.error4(Icmp4.TIME_EXCEEDED, 0, IcmpMessages.EXTENSIONS), quote);
        int message = Ethernet.LENGTH + Ipv4.LENGTH;
        for (int length = 0; length < 256; length++) {
            frame[message + 5] = (byte) length;
            Octets.put16(frame, message + 2, 0);
            Octets.put16(frame, message + 2, Checksum.of(Checksum.sum(frame, message, frame.length)));
            Decoded.Icmp decoded = (Decoded.Icmp) Packets.decode(frame);
            assertThat(decoded.message().extensions()).as("length %d", length).isEqualTo(IcmpMessages.EXTENSIONS);
            assertThat(decoded.envelope().anomalies()).as("length %d", length)
                .isEqualTo(length == 32 ? List.of() : List.of(Defect.ICMP_EXTENSION_UNANNOUNCED));
        }
    }
}
