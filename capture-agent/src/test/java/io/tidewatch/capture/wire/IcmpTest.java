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
        Octets.put32(quote, at + 4, 0xfedcba98L);
        assertThat(quoted(quote)).isEqualTo(new QuotedDatagram(4, Packets.HOST, Packets.ROUTER, 6, 3, 0, 32, 9, 0,
            false, false, List.of(148), 24, 32, false, new QuotedDatagram.Inner(1234, 443, 0xfedcba98L,
                QuotedDatagram.ABSENT, QuotedDatagram.ABSENT, QuotedDatagram.ABSENT, QuotedDatagram.ABSENT)));
        // Four octets of TCP are enough for the ports, three are not.
        assertThat(quoted(Arrays.copyOf(quote, 28)).inner().sourcePort()).isEqualTo(1234);
        assertThat(quoted(Arrays.copyOf(quote, 28)).inner().tcpSequence()).isEqualTo(QuotedDatagram.ABSENT);
        assertThat(quoted(Arrays.copyOf(quote, 27)).inner()).isEqualTo(QuotedDatagram.Inner.NONE);
    }

    private static QuotedDatagram quoted(byte[] quote) {
        byte[] frame = Packets.icmp(IcmpMessages.error4(Icmp4.UNREACHABLE, 1, List.of()), quote);
        return ((Decoded.Icmp) Packets.decode(frame)).message().quoted();
    }

    @Test
    void aQuotedLaterFragmentHasNoPorts() {
        byte[] quote = new byte[28];
        Ipv4.emit(quote, 0, new Ipv4.Header(Packets.HOST, Packets.ROUTER, 17, 3, 0, false, 9, 0x2000 | 185), 8);
        assertThat(quoted(quote).inner()).isEqualTo(QuotedDatagram.Inner.NONE);
        assertThat(quoted(quote).fragmentOffset()).isEqualTo(1480);
        assertThat(quoted(quote).moreFragments()).isTrue();
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
        Icmp4.emit(inner, at, IcmpMessage.query(4, 8, 0, 77, 78), new byte[0]);
        assertThat(quoted(inner).inner()).isEqualTo(new QuotedDatagram.Inner(QuotedDatagram.ABSENT,
            QuotedDatagram.ABSENT, QuotedDatagram.ABSENT, 8, 0, 77, 78));
        assertThat(quoted(Arrays.copyOf(inner, 21)).inner()).isEqualTo(new QuotedDatagram.Inner(QuotedDatagram.ABSENT,
            QuotedDatagram.ABSENT, QuotedDatagram.ABSENT, 8, QuotedDatagram.ABSENT, QuotedDatagram.ABSENT,
            QuotedDatagram.ABSENT));
    }

    /** Each sub-object of RFC 5837 alone and with the others, in every role. */
    @Test
    void interfacesAreToldByAnyOfTheirFields() {
        for (int cType = 0; cType < 256; cType++) {
            ExtensionObject.Interface.Role role = ExtensionObject.Interface.Role.ofCType(cType);
            ExtensionObject.Interface face = new ExtensionObject.Interface(role,
                (cType & 8) != 0 ? 4_294_967_295L : ExtensionObject.Interface.ABSENT,
                (cType & 4) == 0 ? null : Packets.ip((cType & 16) != 0 ? "2001:db8::99" : "192.0.2.99"),
                (cType & 2) != 0 ? "TenGigE0/0/0/1.100" : null,
                (cType & 1) != 0 ? 9216 : ExtensionObject.Interface.ABSENT);
            ExtensionObject object = new ExtensionObject(2, cType, List.of(), face, null);
            IcmpMessage error = IcmpMessages.error4(Icmp4.TIME_EXCEEDED, 0, List.of(object));
            Decoded decoded = Packets.decode(Packets.icmp(error, QUOTE));
            assertThat(((Decoded.Icmp) decoded).message()).isEqualTo(error);
            assertThat(Packets.envelope(decoded).anomalies()).isEmpty();
        }
    }

    @Test
    void objectsOfOtherClassesAreKeptRaw() {
        byte[] payload = {0, 0, 0, 48};
        for (int number : new int[] {0, 1, 3, 4, 5, 255}) {
            ExtensionObject object = ExtensionObject.raw(number, number == 4 ? 1 : 77, OctetString.copy(payload, 0, 4));
            IcmpMessage error = IcmpMessages.error6(Icmp6.UNREACHABLE, 8, List.of(object));
            byte[] frame = Packets.icmp6(64, error, Packets.udp6(Packets.ip("2001:db8::5"), 40_000, 53));
            assertThat(((Decoded.Icmp) Packets.decode(frame)).message()).isEqualTo(error);
            assertThat(object.pointer()).isEqualTo(number == 4 ? 48 : -1);
        }
    }

    @Test
    void aProbeAsksByNameIndexOrAddress() {
        for (ExtensionObject.Interface asked : List.of(
            ExtensionObject.Interface.probed(ExtensionObject.Interface.ABSENT, null, "eth0"),
            ExtensionObject.Interface.probed(ExtensionObject.Interface.ABSENT, null, "ge-0/0/1"),
            ExtensionObject.Interface.probed(7, null, null),
            ExtensionObject.Interface.probed(ExtensionObject.Interface.ABSENT, Packets.ip("192.0.2.9"), null),
            ExtensionObject.Interface.probed(ExtensionObject.Interface.ABSENT, Packets.ip("2001:db8::9"), null))) {
            for (int flags : new int[] {0, 1}) {
                IcmpMessage request = new IcmpMessage(4, Icmp4.EXTENDED_ECHO_REQUEST, 0, 17, 3, null,
                    IcmpMessage.ABSENT, IcmpMessage.ABSENT, null, List.of(ExtensionObject.face(asked)),
                    new IcmpDetail.ExtendedEcho(flags));
                Decoded decoded = Packets.decode(Packets.icmp(request, new byte[] {1, 2, 3}));
                assertThat(((Decoded.Icmp) decoded).message()).isEqualTo(request);
                assertThat(((IcmpDetail.ExtendedEcho) request.detail()).local()).isEqualTo(flags == 1);
                assertThat(Packets.envelope(decoded).anomalies()).isEmpty();
            }
        }
        // By a MAC address (family 16389): none of IP, so it stays raw.
        byte[] mac = {0x40, 5, 6, 0, 2, 0, 0, 0, 0, 7, 0, 0};
        ExtensionObject object = ExtensionObject.raw(3, 3, OctetString.copy(mac, 0, mac.length));
        IcmpMessage request = new IcmpMessage(6, Icmp6.EXTENDED_ECHO_REQUEST, 0, 17, 3, null, IcmpMessage.ABSENT,
            IcmpMessage.ABSENT, null, List.of(object), new IcmpDetail.ExtendedEcho(1));
        assertThat(((Decoded.Icmp) Packets.decode(Packets.icmp6(64, request, new byte[0]))).message())
            .isEqualTo(request);
    }

    @Test
    void theAnswerToAProbeTellsWhatTheInterfaceIs() {
        for (int flags = 0; flags < 256; flags++) {
            IcmpDetail.ExtendedEcho echo = new IcmpDetail.ExtendedEcho(flags);
            IcmpMessage reply = IcmpMessage.query(6, Icmp6.EXTENDED_ECHO_REPLY, 0, 17, 200, echo);
            assertThat(((Decoded.Icmp) Packets.decode(Packets.icmp6(64, reply, new byte[0]))).message())
                .isEqualTo(reply);
            assertThat(echo.state()).isEqualTo(flags >> 5);
            assertThat(echo.active()).isEqualTo((flags & 4) != 0);
            assertThat(echo.ipv4()).isEqualTo((flags & 2) != 0);
            assertThat(echo.ipv6()).isEqualTo((flags & 1) != 0);
        }
    }

    @Test
    void timesMasksAndRoutersAreReadAndWritten() {
        for (IcmpMessage message : List.of(
            IcmpMessage.query(4, 13, 0, 1, 2, new IcmpDetail.Timestamps(4_294_967_295L, 0, 0)),
            IcmpMessage.query(4, 14, 0, 1, 2, new IcmpDetail.Timestamps(1, 2, 3)),
            IcmpMessage.query(4, 17, 0, 1, 2, new IcmpDetail.AddressMask(IpAddress.ANY_V4)),
            IcmpMessage.query(4, 18, 0, 1, 2, new IcmpDetail.AddressMask(Packets.ip("255.255.255.0"))),
            IcmpMessage.query(4, 9, 0, IcmpMessage.ABSENT, IcmpMessage.ABSENT, new IcmpDetail.Routers(1800, List.of(
                new IcmpDetail.Routers.Entry(Packets.ROUTER, 100),
                new IcmpDetail.Routers.Entry(Packets.HOST, Integer.MIN_VALUE)))))) {
            Decoded decoded = Packets.decode(Packets.icmp(message, new byte[0]));
            assertThat(((Decoded.Icmp) decoded).message()).isEqualTo(message);
            assertThat(Packets.envelope(decoded).anomalies()).isEmpty();
        }
    }

    @Test
    void fieldsThatAreNotThereAreMissedNotInvented() {
        for (int type : new int[] {13, 14, 17, 18}) {
            Decoded decoded = Packets.decode(Packets.icmp(IcmpMessage.query(4, type, 0, 1, 2), new byte[3]));
            assertThat(((Decoded.Icmp) decoded).message()).isEqualTo(IcmpMessage.query(4, type, 0, 1, 2));
            assertThat(Packets.envelope(decoded).anomalies()).containsExactly(Defect.ICMP4_FIELDS_TRUNCATED);
        }
        // 255 entries are claimed, of 2 words, of 1, of 255, of none; one is there.
        for (int words : new int[] {2, 1, 255, 0}) {
            byte[] frame = Packets.icmp(IcmpMessage.query(4, 9, 0, IcmpMessage.ABSENT, IcmpMessage.ABSENT,
                new IcmpDetail.Routers(9, List.of(new IcmpDetail.Routers.Entry(Packets.ROUTER, 1)))), new byte[4]);
            frame[MESSAGE + 4] = (byte) 255;
            frame[MESSAGE + 5] = (byte) words;
            Decoded.Icmp decoded = resealed(frame);
            assertThat(decoded.envelope().anomalies()).containsExactly(Defect.ICMP4_FIELDS_TRUNCATED);
            assertThat(((IcmpDetail.Routers) decoded.message().detail()).entries()).hasSize(words == 2 ? 1 : 0);
        }
    }

    @Test
    void pointersOfOldErrorsAreWhereTheirStandardsPutThem() {
        for (long[] error : new long[][] {{12, 0, 20}, {31, 2, 65_560}, {40, 0, 300}}) {
            IcmpMessage message = new IcmpMessage(4, (int) error[0], (int) error[1], IcmpMessage.ABSENT,
                IcmpMessage.ABSENT, null, IcmpMessage.ABSENT, error[2], IcmpMessages.QUOTED, List.of(), null);
            assertThat(((Decoded.Icmp) Packets.decode(Packets.icmp(message, QUOTE))).message()).isEqualTo(message);
        }
    }

    /** What the message holds of the datagram, and whether there was more. */
    @Test
    void aQuoteSaysWhetherItIsAllOfTheDatagram() {
        byte[] datagram = Arrays.copyOf(QUOTE, 128);
        Octets.put16(datagram, 2, 100);
        for (int length : new int[] {20, 27, 99, 100, 128}) {
            QuotedDatagram quoted = quoted(Arrays.copyOf(datagram, length));
            assertThat(quoted.quotedLength()).isEqualTo(Math.min(length, 100));
            assertThat(quoted.truncated()).isEqualTo(length < 100);
        }
        // What the snap length cut of it was quoted all the same.
        byte[] frame = Packets.icmp(IcmpMessages.error4(Icmp4.UNREACHABLE, 1, List.of()), datagram);
        QuotedDatagram cut = ((Decoded.Icmp) new PacketDecoder().decode(LinkType.ETHERNET, frame, 0, MESSAGE + 40,
            frame.length)).message().quoted();
        assertThat(cut.quotedLength()).isEqualTo(100);
        assertThat(cut.truncated()).isFalse();
    }

    @Test
    void extendedEchoHasOneObjectAndAnEightBitSequence() {
        Decoded.Icmp decoded = (Decoded.Icmp) GoldenPacket.named("icmp6-extended-echo").decode();
        assertThat(decoded.message().name()).isEqualTo("extended_echo_request");
        assertThat(decoded.message().sequence()).isBetween(0, 255);
        assertThat(decoded.message().extensions()).hasSize(1);
        assertThat(decoded.message().extensions()).containsExactly(
            ExtensionObject.face(ExtensionObject.Interface.probed(1, null, null)));
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
        assertThat(IcmpNames.name(6, 155, 1)).isEqualTo("rpl_control_information");
        assertThat(IcmpNames.name(6, 155, 138)).isEqualTo("rpl_control_consistency_check");
        assertThat(IcmpNames.name(6, 4, 10)).isEqualTo("parameter_problem_option_too_big");
    }

    /** Types and their codes as the registries of ICMP, ICMPv6 and RPL assign them; {@code *} where any code goes. */
    private static final String ASSIGNED_4 = "0:0 3:0-15 4:0 5:0-3 6:0 8:0 9:0,16 10:0 11:0-1 12:0-2 13:0 14:0 15:0 "
        + "16:0 17:0 18:0 30:0-1 31:0-11 32:* 33:* 34:* 35:* 36:* 37:0 38:0 39:* 40:0-5 41:* 42:0 43:0-4 253:* 254:*";
    private static final String ASSIGNED_6 = "1:0-9 2:0 3:0-1 4:0-10 100:* 101:* 128:0 129:0 130:* 131:* 132:* 133:0 "
        + "134:0 135:0 136:0 137:0 138:0-1,255 139:0-2 140:0-2 141:0 142:0 143:* 144:0 145:0 146:0 147:0 148:0 149:0 "
        + "150:* 151:* 152:* 153:* 154:* 155:0-10,128-136,138 156:0 157:* 158:* 159:0 160:0 161:0-4 200:* 201:*";

    private static boolean[][] assigned(String text) {
        boolean[][] assigned = new boolean[256][256];
        for (String entry : text.split(" ")) {
            int type = Integer.parseInt(entry.replaceAll(":.*", ""));
            for (String range : entry.replaceAll(".*:", "").replace("*", "0-255").split(",")) {
                int first = Integer.parseInt(range.replaceAll("-.*", ""));
                Arrays.fill(assigned[type], first, Integer.parseInt(range.replaceAll(".*-", "")) + 1, true);
            }
        }
        return assigned;
    }

    @Test
    void everyAssignedTypeAndCodeIsNamedAndNoOther() {
        boolean[][] four = assigned(ASSIGNED_4);
        boolean[][] six = assigned(ASSIGNED_6);
        for (int type = 0; type < 256; type++) {
            for (int code = 0; code < 256; code++) {
                String unknown = "unknown_" + type + '_' + code;
                String name4 = IcmpNames.name(4, type, code);
                String name6 = IcmpNames.name(6, type, code);
                if (name4.equals(unknown) == four[type][code] || name6.equals(unknown) == six[type][code]
                    || !name4.matches("[a-z0-9_]+") || !name6.matches("[a-z0-9_]+")) {
                    throw new AssertionError(type + "/" + code + ": " + name4 + ", " + name6);
                }
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
