package io.tidewatch.capture.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Extensions, quotes and names of ICMP and ICMPv6. */
class IcmpTest {
    private static final byte[] QUOTE = Packets.udp(Packets.ip("203.0.113.5"), 40_000, 53);
    private static final int MESSAGE = Ethernet.LENGTH + Ipv4.LENGTH;

    private static byte[] timeExceeded() {
        return Packets.icmp(IcmpMessages.error4(Icmp4.TIME_EXCEEDED, 0, IcmpMessages.EXTENSIONS), QUOTE);
    }

    /** After a change to the message: its checksum made right again, then decoded. */
    private static Decoded.Icmp resealed(byte[] frame) {
        Octets.put16(frame, MESSAGE + 2, 0);
        Octets.put16(frame, MESSAGE + 2, Checksum.of(Checksum.sum(frame, MESSAGE, frame.length)));
        return (Decoded.Icmp) Packets.decode(frame);
    }

    @Test
    void theStructureIsFoundBehind128OctetsWhenTheLengthIsNotSet() {
        for (int garbage : new int[] {0, 17, 95, 255}) {
            byte[] frame = timeExceeded();
            frame[MESSAGE + 5] = (byte) garbage;
            Decoded.Icmp decoded = resealed(frame);
            assertThat(decoded.message()).as("length %d", garbage)
                .isEqualTo(IcmpMessages.error4(Icmp4.TIME_EXCEEDED, 0, IcmpMessages.EXTENSIONS));
            assertThat(decoded.envelope().anomalies()).containsExactly(Defect.ICMP_EXTENSION_UNANNOUNCED);
        }
    }

    @Test
    void anUnannouncedStructureMustProveItself() {
        byte[] frame = timeExceeded();
        frame[MESSAGE + 5] = 0;
        frame[frame.length - 1] ^= 1;
        Decoded.Icmp decoded = resealed(frame);
        assertThat(decoded.message().extensions()).isEmpty();
        assertThat(decoded.message().quoted()).isEqualTo(IcmpMessages.QUOTED);
        assertThat(decoded.envelope().anomalies()).isEmpty();
    }

    @Test
    void anAnnouncedStructureWithAWrongChecksumIsIgnoredAndSaid() {
        byte[] frame = timeExceeded();
        frame[frame.length - 1] ^= 1;
        Decoded.Icmp decoded = resealed(frame);
        assertThat(decoded.message().extensions()).isEmpty();
        assertThat(decoded.envelope().anomalies()).containsExactly(Defect.ICMP_EXTENSION_CHECKSUM);
    }

    @Test
    void aChecksumThatWasNotSentIsNotHeldAgainstIt() {
        byte[] frame = timeExceeded();
        Octets.put16(frame, MESSAGE + 8 + 128 + 2, 0);
        assertThat(resealed(frame).message().extensions()).isEqualTo(IcmpMessages.EXTENSIONS);
    }

    @Test
    void anObjectOfImpossibleLengthEndsTheListNotTheMessage() {
        for (int length : new int[] {0, 3, 60_000}) {
            byte[] frame = timeExceeded();
            int second = MESSAGE + 8 + 128 + 4 + 12;
            Octets.put16(frame, second, length);
            Octets.put16(frame, MESSAGE + 8 + 128 + 2, 0);
            Decoded.Icmp decoded = resealed(frame);
            assertThat(decoded.message().extensions()).containsExactly(IcmpMessages.EXTENSIONS.get(0));
            assertThat(decoded.envelope().anomalies()).containsExactly(Defect.ICMP_EXTENSION_OBJECT);
        }
    }

    @Test
    void portsAreBehindTheOptionsOfTheQuotedDatagram() {
        byte[] quote = new byte[32];
        int at = Ipv4.emit(quote, 0, new Ipv4.Header(Packets.HOST, Packets.ROUTER, 6, 3, 0, true, 9, 0), 8);
        Octets.put16(quote, at, 1234);
        Octets.put16(quote, at + 2, 443);
        assertThat(quoted(quote)).isEqualTo(new QuotedDatagram(4, Packets.HOST, Packets.ROUTER, 6, 1234, 443, 3, 32, 9,
            0, false, QuotedDatagram.ABSENT));
        // Four octets of TCP are enough for the ports, three are not.
        assertThat(quoted(Arrays.copyOf(quote, 28)).sourcePort()).isEqualTo(1234);
        assertThat(quoted(Arrays.copyOf(quote, 27)).sourcePort()).isEqualTo(QuotedDatagram.ABSENT);
    }

    private static QuotedDatagram quoted(byte[] quote) {
        byte[] frame = Packets.icmp(IcmpMessages.error4(Icmp4.UNREACHABLE, 1, List.of()), quote);
        return ((Decoded.Icmp) Packets.decode(frame)).message().quoted();
    }

    @Test
    void aQuotedLaterFragmentHasNoPorts() {
        byte[] quote = new byte[28];
        Ipv4.emit(quote, 0, new Ipv4.Header(Packets.HOST, Packets.ROUTER, 17, 3, 0, false, 9, 0x2000 | 185), 8);
        assertThat(quoted(quote).sourcePort()).isEqualTo(QuotedDatagram.ABSENT);
        assertThat(quoted(quote).fragmentOffset()).isEqualTo(1480);
    }

    @Test
    void aQuoteTooShortOrNoDatagramAtAllIsNamed() {
        byte[] frame = Packets.icmp(IcmpMessages.error4(Icmp4.UNREACHABLE, 1, List.of()), new byte[0]);
        assertThat(Packets.envelope(Packets.decode(frame)).anomalies()).containsExactly(Defect.ICMP_QUOTE_TRUNCATED);
        byte[] nonsense = Packets.icmp(IcmpMessages.error4(Icmp4.UNREACHABLE, 1, List.of()), new byte[40]);
        assertThat(Packets.envelope(Packets.decode(nonsense)).anomalies())
            .containsExactly(Defect.ICMP_QUOTE_MALFORMED);
    }

    @Test
    void anErrorAboutAnErrorShowsWhatIsInside() {
        byte[] inner = new byte[28];
        int at = Ipv4.emit(inner, 0, new Ipv4.Header(Packets.HOST, Packets.ROUTER, 1, 3, 0, false, 9, 0), 8);
        inner[at] = 8;
        assertThat(quoted(inner).innerType()).isEqualTo(8);
    }

    @Test
    void extendedEchoHasOneObjectAndAnEightBitSequence() {
        Decoded.Icmp decoded = (Decoded.Icmp) GoldenPacket.named("icmp6-extended-echo").decode();
        assertThat(decoded.message().name()).isEqualTo("extended_echo_request");
        assertThat(decoded.message().sequence()).isBetween(0, 255);
        assertThat(decoded.message().extensions()).hasSize(1);
        assertThat(decoded.message().extensions().get(0).classNumber()).isEqualTo(3);
    }

    @Test
    void namesFollowTheRegistries() {
        assertThat(IcmpNames.name(4, 11, 0)).isEqualTo("time_exceeded_in_transit");
        assertThat(IcmpNames.name(4, 3, 4)).isEqualTo("destination_unreachable_fragmentation_needed");
        assertThat(IcmpNames.name(4, 3, 13)).isEqualTo("destination_unreachable_communication_prohibited");
        assertThat(IcmpNames.name(4, 5, 1)).isEqualTo("redirect_host");
        assertThat(IcmpNames.name(4, 9, 16)).isEqualTo("router_advertisement_no_common_traffic");
        assertThat(IcmpNames.name(4, 3, 16)).isEqualTo("unknown_3_16");
        assertThat(IcmpNames.name(4, 99, 1)).isEqualTo("unknown_99_1");
        assertThat(IcmpNames.name(6, 2, 0)).isEqualTo("packet_too_big");
        assertThat(IcmpNames.name(6, 1, 0)).isEqualTo("destination_unreachable_no_route");
        assertThat(IcmpNames.name(6, 138, 255)).isEqualTo("router_renumbering_sequence_number_reset");
        assertThat(IcmpNames.name(6, 155, 1)).isEqualTo("rpl_control");
        for (int type = 0; type < 256; type++) {
            for (int code = 0; code < 256; code++) {
                assertThat(IcmpNames.name(4, type, code)).matches("[a-z0-9_]+");
                assertThat(IcmpNames.name(6, type, code)).matches("[a-z0-9_]+");
            }
        }
    }

    @Test
    void errorsAreErrors() {
        for (int type : new int[] {3, 4, 5, 11, 12, 31, 40}) {
            assertThat(IcmpMessage.of(4, type, 0).isError()).isTrue();
        }
        assertThat(IcmpMessage.of(4, 8, 0).isError()).isFalse();
        assertThat(IcmpMessage.of(6, 4, 0).isError()).isTrue();
        assertThat(IcmpMessage.of(6, 127, 0).isError()).isTrue();
        assertThat(IcmpMessage.of(6, 137, 0).isError()).isFalse();
    }

    @Test
    void neighbourDiscoveryMustNotHaveCrossedARouter() {
        Decoded decoded = Packets.decode(Packets.icmp6(254, IcmpMessage.of(6, 135, 0), new byte[16]));
        assertThat(Packets.envelope(decoded).anomalies()).containsExactly(Defect.ICMP6_HOP_LIMIT);
    }
}
