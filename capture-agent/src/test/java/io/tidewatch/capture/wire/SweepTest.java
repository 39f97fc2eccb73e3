package io.tidewatch.capture.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every packet we have cut at every length, each of its bits flipped, each of its octets given every value, and noise.
 * Nothing throws, and nothing broken looks clean. Clean is: a message, without any anomaly, whose checksum was computed
 * and is right. So an echo whose data the snap length cut is not clean: its checksum is UNVERIFIABLE, though nothing is
 * wrong with what was sent. The fourth sweep, through the emitters, is {@link RoundTripTest}.
 */
class SweepTest {
    private static final List<Defect> CHECKSUM_DEFECTS = List.of(Defect.IGMP_CHECKSUM, Defect.MLD_CHECKSUM,
        Defect.ICMP4_CHECKSUM, Defect.ICMP6_CHECKSUM);
    private static final int OCTET = 256;

    private final PacketDecoder decoder = new PacketDecoder();

    static List<SweptPacket> packets() {
        return SweptPacket.all();
    }

    private static boolean clean(Decoded decoded) {
        if (decoded instanceof Decoded.Malformed || decoded instanceof Decoded.NotOfInterest) {
            return false;
        }
        Envelope envelope = Packets.envelope(decoded);
        return envelope.anomalies().isEmpty() && envelope.checksum() == Checksum.Verdict.VALID;
    }

    private static void notOurFault(Decoded decoded) {
        if (decoded instanceof Decoded.Malformed malformed && (malformed.defect() == Defect.DECODER_FAULT
            || malformed.defect().severity() != Defect.Severity.FATAL)) {
            throw new AssertionError(malformed.toString());
        }
    }

    /** Behind the IP datagram there may be padding, which is nobody's. */
    @ParameterizedTest
    @MethodSource("packets")
    void aCutPacketIsNeverClean(SweptPacket packet) {
        byte[] frame = packet.frame();
        Decoded whole = packet.decode(decoder);
        int end = decoder.layers.wireEnd;
        for (int length = 0; length < frame.length; length++) {
            Decoded snapped = decoder.decode(packet.linkType(), frame, 0, length, packet.wireLength());
            Decoded shortened = decoder.decode(packet.linkType(), frame, 0, length, length);
            notOurFault(snapped);
            notOurFault(shortened);
            if (length < end ? clean(snapped) : !snapped.equals(whole)) {
                throw new AssertionError("captured " + length + " of " + end + ": " + snapped);
            }
            if (length < end ? clean(shortened) : !shortened.equals(whole)) {
                throw new AssertionError("sent " + length + " of " + end + ": " + shortened);
            }
        }
    }

    /** What the checksum covers is the message, and in IPv6 the addresses that go into the pseudo-header. */
    @ParameterizedTest
    @MethodSource("packets")
    void anyFlippedBitOfWhatTheChecksumCoversIsAChecksumDefect(SweptPacket packet) {
        if (!packet.isSound(decoder)) {
            return;
        }
        Layers layers = decoder.layers;
        flipAll(packet, layers.at, layers.end);
        if (layers.ipVersion == 6) {
            packet.decode(decoder);
            int source = layers.pseudoSourceAt;
            int destination = layers.pseudoDestinationAt;
            flipAll(packet, source, source + IpAddress.V6_LENGTH);
            flipAll(packet, destination, destination + IpAddress.V6_LENGTH);
        }
    }

    private void flipAll(SweptPacket packet, int from, int end) {
        byte[] frame = packet.frame();
        for (int bit = from * 8; bit < end * 8; bit++) {
            frame[bit >> 3] ^= (byte) (0x80 >> (bit & 7));
            Decoded flipped = packet.decode(decoder);
            notOurFault(flipped);
            Envelope envelope = Packets.envelope(flipped);
            if (envelope.checksum() != Checksum.Verdict.INVALID
                || Collections.disjoint(envelope.anomalies(), CHECKSUM_DEFECTS)) {
                throw new AssertionError("bit " + bit + ": " + flipped);
            }
            frame[bit >> 3] ^= (byte) (0x80 >> (bit & 7));
        }
    }

    /** So that the sweep above is about most of the packets, and a decoder that verifies nothing fails it. */
    @Test
    void mostPacketsAreSound() {
        List<SweptPacket> unsound = packets().stream().filter(packet -> !packet.isSound(decoder)).toList();
        assertThat(unsound).extracting(SweptPacket::name).containsExactlyInAnyOrder("icmp-authentication-header",
            "icmp-bogus-header-length", "icmp-cut-by-snap-length", "icmp-first-fragment", "icmp-in-mpls",
            "icmp-interface-name-cut", "icmp-linux-cooked", "icmp-macsec", "icmp-ppp-mpls-extension",
            "icmp6-routing-header-bad-checksum", "icmp6-truncated", "igmp-bad-checksum");
    }

    @ParameterizedTest
    @MethodSource("packets")
    void anyFlippedBitOfAnIpv4HeaderIsSeen(SweptPacket packet) {
        packet.decode(decoder);
        if (decoder.layers.ipVersion != 4) {
            return;
        }
        byte[] frame = packet.frame();
        int from = decoder.layers.ipAt;
        int end = Math.min(from + ((frame[from] & 0xf) << 2), frame.length);
        for (int bit = from * 8; bit < end * 8; bit++) {
            frame[bit >> 3] ^= (byte) (0x80 >> (bit & 7));
            Decoded flipped = packet.decode(decoder);
            notOurFault(flipped);
            if (clean(flipped)) {
                throw new AssertionError("bit " + bit + ": " + flipped);
            }
            frame[bit >> 3] ^= (byte) (0x80 >> (bit & 7));
        }
    }

    /** Types, codes, counts, lengths, flags, versions: whatever an octet is, it may have any value. */
    @ParameterizedTest
    @MethodSource("packets")
    void everyValueOfEveryOctet(SweptPacket packet) {
        byte[] frame = packet.frame();
        for (int at = 0; at < frame.length; at++) {
            byte right = frame[at];
            for (int value = 0; value < OCTET; value++) {
                frame[at] = (byte) value;
                notOurFault(packet.decode(decoder));
            }
            frame[at] = right;
        }
    }

    /** An extension structure that sends no checksum is read whatever is in it. */
    @Test
    void everyValueOfEveryOctetOfAnUncheckedExtensionStructure() {
        byte[] frame = Packets.icmp(IcmpMessages.error4(Icmp4.TIME_EXCEEDED, 0, IcmpMessages.EXTENSIONS),
            Packets.udp(Packets.ip("203.0.113.5"), 40_000, 53));
        int structure = Ethernet.LENGTH + Ipv4.LENGTH + 8 + 128;
        Octets.put16(frame, structure + 2, 0);
        SweptPacket packet = new SweptPacket("unchecked", LinkType.ETHERNET, frame.length, frame);
        assertThat(((Decoded.Icmp) packet.decode(decoder)).message().extensions()).isEqualTo(IcmpMessages.EXTENSIONS);
        everyValueOfEveryOctet(packet);
    }

    @Test
    void noiseNeverThrows() {
        long seed = 4_884_950;
        Random random = new Random(seed);
        List<SweptPacket> packets = packets();
        int[] links = {0, 1, 9, 12, 14, 50, 101, 104, 108, 113, 228, 229, 276, 77};
        for (int round = 0; round < 150_000; round++) {
            byte[] frame = new byte[random.nextInt(120)];
            int link = links[random.nextInt(links.length)];
            if (random.nextInt(3) == 0) {
                random.nextBytes(frame);
            } else {
                SweptPacket packet = packets.get(random.nextInt(packets.size()));
                frame = packet.frame().clone();
                link = packet.linkType();
            }
            for (int edits = random.nextInt(6); edits > 0 && frame.length > 0; edits--) {
                frame[random.nextInt(frame.length)] = (byte) random.nextInt();
            }
            int captured = random.nextInt(4) == 0 ? random.nextInt(frame.length + 1) : frame.length;
            Decoded decoded = decoder.decode(link, frame, 0, captured, switch (random.nextInt(3)) {
                case 0 -> captured;
                case 1 -> frame.length + random.nextInt(2000);
                default -> random.nextInt();
            });
            if (decoded instanceof Decoded.Malformed malformed && malformed.defect() == Defect.DECODER_FAULT) {
                throw new AssertionError("seed " + seed + " round " + round + ": " + malformed);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("packets")
    void aFrameInTheMiddleOfAnArrayReadsTheSame(SweptPacket packet) {
        byte[] frame = packet.frame();
        byte[] wide = new byte[frame.length + 64];
        Arrays.fill(wide, (byte) 0xa5);
        System.arraycopy(frame, 0, wide, 32, frame.length);
        assertThat(decoder.decode(packet.linkType(), wide, 32, frame.length, packet.wireLength()))
            .isEqualTo(packet.decode(decoder));
    }
}
