package io.tidewatch.capture.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the emitters write is what the parsers read, whole and clean. */
class RoundTripTest {
    /**
     * Packets whose octets do not come back, and why; the message does. All others are written as they were read.
     */
    private static final Map<String, String> NOT_CANONICAL = Map.of(
        "icmp-extended-echo-nonsense", "a second object that is none, and a wrong checksum of the structure",
        "icmp-parameter-problem", "unused octets are not 0",
        "icmp-time-exceeded-mpls", "the length attribute is 0 though extensions follow",
        "icmp6-home-agent-request", "reserved octets are not 0",
        "icmp6-redirect-from-afar", "reserved octets are not 0",
        "icmp6-rpl", "a protocol that is named, not decoded",
        "igmp-dvmrp", "a protocol that is classified, not decoded",
        "igmp-pimv1", "a protocol that is classified, not decoded",
        "mldv2-report-truncated", "claims a source that is not there");

    static List<SweptPacket> packets() {
        PacketDecoder decoder = new PacketDecoder();
        return SweptPacket.all().stream().filter(packet -> {
            Decoded decoded = packet.decode(decoder);
            boolean message = decoded instanceof Decoded.Icmp || decoded instanceof Decoded.GroupMembership;
            // What the snap length cut can't be written again.
            return message && decoder.layers.end == decoder.layers.wireEnd;
        }).toList();
    }

    /** What was read, written, and read again is the same message; a canonical one is the same octets. */
    @ParameterizedTest
    @MethodSource("packets")
    void everyPacketIsWrittenAsItWasRead(SweptPacket packet) {
        Reader reader = Reader.of(packet);
        byte[] original = reader.message();
        byte[] emitted = reader.emit();
        assertThat(reader.readAgain(emitted)).isEqualTo(reader.meaning());
        boolean sound = Packets.envelope(reader.decoded()).checksum() == Checksum.Verdict.VALID;
        if (sound && !NOT_CANONICAL.containsKey(packet.name())) {
            assertThat(HexFormat.of().formatHex(emitted)).isEqualTo(HexFormat.of().formatHex(original));
        } else if (sound) {
            assertThat(emitted).as("canonical after all").isNotEqualTo(original);
        }
    }

    @Test
    void everyKindIsCleanAndValid() {
        for (byte[] frame : Packets.everyKind()) {
            Envelope envelope = Packets.envelope(Packets.decode(frame));
            assertThat(envelope.anomalies()).isEmpty();
            assertThat(envelope.checksum()).isEqualTo(Checksum.Verdict.VALID);
        }
    }

    @Test
    void randomStateReportsOfBothProtocols() {
        long seed = 77;
        Random random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            boolean six = random.nextBoolean();
            List<GroupRecord> records = new ArrayList<>();
            int count = random.nextInt(6);
            for (int i = 0; i < count; i++) {
                List<IpAddress> sources = new ArrayList<>();
                for (int s = random.nextInt(5); s > 0; s--) {
                    sources.add(six ? IpAddress.v6(random.nextLong(), random.nextLong())
                        : IpAddress.v4(random.nextInt()));
                }
                IpAddress group = six ? IpAddress.v6(0xff0eL << 48, random.nextLong())
                    : IpAddress.v4(0xe0000000 | random.nextInt(1 << 28));
                records.add(GroupRecord.of(GroupRecord.Type.values()[1 + random.nextInt(6)], group, sources));
            }
            GroupMessage.StateReport report = new GroupMessage.StateReport(six ? 2 : 3,
                six ? Mld.REPORT_V2 : Igmp.REPORT_V3, records);
            byte[] frame = six ? Packets.mld(Packets.HOST6, Packets.ip("ff02::16"), report)
                : Packets.igmp(Packets.HOST, Packets.ip("224.0.0.22"), report);
            assertThat(Packets.group(frame)).as("seed %d round %d", seed, round).isEqualTo(report);
        }
    }

    @Test
    void queriesOfAllVersions() {
        for (int version = 1; version <= 3; version++) {
            GroupMessage.Query query = new GroupMessage.Query(version, Igmp.QUERY, Packets.ip("239.9.9.9"),
                version == 1 ? GroupMessage.ABSENT : 10_000, version == 3, version == 3 ? 2 : GroupMessage.ABSENT,
                version == 3 ? 125 : GroupMessage.ABSENT, version == 3 ? List.of(Packets.ip("10.0.0.1")) : List.of());
            assertThat(Packets.group(Packets.igmp(Packets.HOST, Packets.ip("239.9.9.9"), query))).isEqualTo(query);
        }
        for (int version = 1; version <= 2; version++) {
            GroupMessage.Query query = new GroupMessage.Query(version, Mld.QUERY, Packets.ip("ff1e::9"), 10_000,
                version == 2, version == 2 ? 7 : GroupMessage.ABSENT, version == 2 ? 248 : GroupMessage.ABSENT,
                version == 2 ? List.of(Packets.ip("2001:db8::1")) : List.of());
            assertThat(Packets.group(Packets.mld(Packets.ROUTER6, Packets.ip("ff1e::9"), query))).isEqualTo(query);
        }
    }

    @Test
    void errorsWithQuoteAndExtensions() {
        byte[] quote = Packets.udp(Packets.ip("203.0.113.5"), 40_000, 53);
        List<IcmpMessage> errors = List.of(
            IcmpMessages.error4(Icmp4.UNREACHABLE, 1, IcmpMessages.EXTENSIONS),
            IcmpMessages.error4(Icmp4.UNREACHABLE, Icmp4.FRAGMENTATION_NEEDED, List.of()),
            IcmpMessages.error4(Icmp4.REDIRECT, 1, List.of()),
            IcmpMessages.error4(Icmp4.TIME_EXCEEDED, 0, IcmpMessages.EXTENSIONS),
            IcmpMessages.error4(Icmp4.PARAMETER_PROBLEM, 0, IcmpMessages.EXTENSIONS));
        for (IcmpMessage error : errors) {
            assertThat(((Decoded.Icmp) Packets.decode(Packets.icmp(error, quote))).message()).isEqualTo(error);
        }
        byte[] quote6 = Packets.udp6(Packets.ip("2001:db8::5"), 40_000, 53);
        List<IcmpMessage> errors6 = List.of(
            IcmpMessages.error6(Icmp6.UNREACHABLE, 4, IcmpMessages.EXTENSIONS),
            IcmpMessages.error6(Icmp6.PACKET_TOO_BIG, 0, List.of()),
            IcmpMessages.error6(Icmp6.TIME_EXCEEDED, 0, IcmpMessages.EXTENSIONS),
            IcmpMessages.error6(Icmp6.PARAMETER_PROBLEM, 1, List.of()));
        for (IcmpMessage error : errors6) {
            assertThat(((Decoded.Icmp) Packets.decode(Packets.icmp6(64, error, quote6))).message()).isEqualTo(error);
        }
    }

    @Test
    void everyTypeAndCodeKeepsItsNumbers() {
        for (int type = 0; type < 256; type++) {
            for (int code = 0; code < 256; code += type < 20 ? 1 : 17) {
                Decoded four = Packets.decode(Packets.icmp(IcmpMessage.of(4, type, code), new byte[32]));
                IcmpMessage message = ((Decoded.Icmp) four).message();
                assertThat(message.type()).isEqualTo(type);
                assertThat(message.code()).isEqualTo(code);
                assertThat(message.name()).isEqualTo(IcmpNames.name(4, type, code));
                Decoded six = Packets.decode(Packets.icmp6(255, IcmpMessage.of(6, type, code), new byte[60]));
                assertThat(six instanceof Decoded.GroupMembership).isEqualTo(Mld.is(type));
                if (six instanceof Decoded.Icmp icmp) {
                    assertThat(icmp.message().type()).isEqualTo(type);
                    assertThat(icmp.message().code()).isEqualTo(code);
                }
            }
        }
    }
}
