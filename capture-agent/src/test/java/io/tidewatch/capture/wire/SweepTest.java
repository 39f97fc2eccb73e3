package io.tidewatch.capture.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Cheap sweeps over every packet we have: cuts, bit flips, noise. Nothing throws, nothing broken looks clean. */
class SweepTest {
    private final PacketDecoder decoder = new PacketDecoder();

    private static boolean clean(Decoded decoded) {
        if (decoded instanceof Decoded.Malformed || decoded instanceof Decoded.NotOfInterest) {
            return false;
        }
        Envelope envelope = Packets.envelope(decoded);
        return envelope.anomalies().isEmpty() && envelope.checksum() == Checksum.Verdict.VALID;
    }

    private static void notOurFault(Decoded decoded) {
        if (decoded instanceof Decoded.Malformed malformed) {
            assertThat(malformed.defect()).isNotEqualTo(Defect.DECODER_FAULT);
            assertThat(malformed.defect().severity()).isEqualTo(Defect.Severity.FATAL);
        }
    }

    @Test
    void aCutPacketIsNeverClean() {
        for (byte[] frame : Packets.everyKind()) {
            for (int length = 0; length < frame.length; length++) {
                Decoded snapped = decoder.decode(LinkType.ETHERNET, frame, 0, length, frame.length);
                Decoded shortened = decoder.decode(LinkType.ETHERNET, frame, 0, length, length);
                notOurFault(snapped);
                notOurFault(shortened);
                assertThat(clean(snapped)).as("captured %d of %d", length, frame.length).isFalse();
                assertThat(clean(shortened)).as("sent %d of %d", length, frame.length).isFalse();
            }
        }
    }

    @Test
    void aGoldenPacketCutIsTheSameOrNotClean() {
        for (GoldenPacket packet : GoldenPacket.all()) {
            Decoded whole = packet.decode();
            for (int length = 0; length < packet.frame().length; length++) {
                Decoded cut = decoder.decode(packet.linkType(), packet.frame(), 0, length, packet.wireLength());
                notOurFault(cut);
                assertThat(!clean(cut) || cut.equals(whole)).as("%s at %d", packet, length).isTrue();
                notOurFault(decoder.decode(packet.linkType(), packet.frame(), 0, length, length));
            }
        }
    }

    @Test
    void anyFlippedBitOfAMessageIsAChecksumDefect() {
        List<Defect> checksumDefects = List.of(Defect.IGMP_CHECKSUM, Defect.MLD_CHECKSUM, Defect.ICMP4_CHECKSUM,
            Defect.ICMP6_CHECKSUM);
        for (byte[] frame : Packets.everyKind()) {
            Envelope whole = Packets.envelope(Packets.decode(frame));
            int headers = whole.ipVersion() == 4 ? Ipv4.LENGTH : Ipv6.LENGTH;
            int options = !whole.routerAlert() ? 0 : whole.ipVersion() == 4 ? 4 : 8;
            for (int bit = (Ethernet.LENGTH + headers + options) * 8; bit < frame.length * 8; bit++) {
                frame[bit >> 3] ^= (byte) (0x80 >> (bit & 7));
                Decoded flipped = Packets.decode(frame);
                notOurFault(flipped);
                assertThat(Packets.envelope(flipped).anomalies()).as("bit %d", bit)
                    .containsAnyElementsOf(checksumDefects);
                assertThat(Packets.envelope(flipped).checksum()).isEqualTo(Checksum.Verdict.INVALID);
                frame[bit >> 3] ^= (byte) (0x80 >> (bit & 7));
            }
        }
    }

    @Test
    void anyFlippedBitOfAnIpv4HeaderIsSeen() {
        byte[] frame = Packets.everyKind().get(4);
        for (int bit = Ethernet.LENGTH * 8; bit < (Ethernet.LENGTH + 24) * 8; bit++) {
            frame[bit >> 3] ^= (byte) (0x80 >> (bit & 7));
            assertThat(clean(Packets.decode(frame))).as("bit %d", bit).isFalse();
            frame[bit >> 3] ^= (byte) (0x80 >> (bit & 7));
        }
    }

    @Test
    void noiseNeverThrows() {
        long seed = 4_884_950;
        Random random = new Random(seed);
        List<GoldenPacket> golden = GoldenPacket.all();
        List<byte[]> made = Packets.everyKind();
        int[] links = {0, 1, 9, 12, 14, 50, 101, 104, 108, 113, 228, 229, 276, 77};
        for (int round = 0; round < 150_000; round++) {
            byte[] frame;
            int link;
            switch (random.nextInt(3)) {
                case 0 -> {
                    frame = new byte[random.nextInt(120)];
                    random.nextBytes(frame);
                    link = links[random.nextInt(links.length)];
                }
                case 1 -> {
                    GoldenPacket packet = golden.get(random.nextInt(golden.size()));
                    frame = packet.frame().clone();
                    link = packet.linkType();
                }
                default -> {
                    frame = made.get(random.nextInt(made.size())).clone();
                    link = LinkType.ETHERNET;
                }
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
            if (decoded instanceof Decoded.Malformed malformed) {
                assertThat(malformed.defect()).as("seed %d round %d", seed, round)
                    .isNotEqualTo(Defect.DECODER_FAULT);
            }
        }
    }

    @Test
    void aFrameInTheMiddleOfAnArrayReadsTheSame() {
        for (GoldenPacket packet : GoldenPacket.all()) {
            byte[] wide = new byte[packet.frame().length + 64];
            java.util.Arrays.fill(wide, (byte) 0xa5);
            System.arraycopy(packet.frame(), 0, wide, 32, packet.frame().length);
            assertThat(decoder.decode(packet.linkType(), wide, 32, packet.frame().length, packet.wireLength()))
                .isEqualTo(packet.decode());
        }
    }
}
