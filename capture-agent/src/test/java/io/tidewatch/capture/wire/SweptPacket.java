package io.tidewatch.capture.wire;

import java.util.ArrayList;
import java.util.List;

/**
 * A packet that goes through the sweeps: each golden one, and one made of each kind of message. A new golden packet is
 * swept without further ado.
 *
 * @param name for people
 * @param linkType LINKTYPE number
 * @param wireLength bytes it had on the wire
 * @param frame the captured bytes; a copy of one's own
 */
record SweptPacket(String name, int linkType, int wireLength, byte[] frame) {

    static List<SweptPacket> all() {
        List<SweptPacket> all = new ArrayList<>();
        for (GoldenPacket golden : GoldenPacket.all()) {
            all.add(new SweptPacket(golden.name(), golden.linkType(), golden.wireLength(), golden.frame()));
        }
        List<byte[]> made = Packets.everyKind();
        for (int i = 0; i < made.size(); i++) {
            all.add(new SweptPacket("made " + i, LinkType.ETHERNET, made.get(i).length, made.get(i)));
        }
        return all;
    }

    Decoded decode(PacketDecoder decoder) {
        return decoder.decode(linkType, frame, 0, frame.length, wireLength);
    }

    /** Its message was wholly captured and is no fragment, and its checksum is right. */
    boolean isSound(PacketDecoder decoder) {
        Decoded decoded = decode(decoder);
        return !(decoded instanceof Decoded.Malformed) && !(decoded instanceof Decoded.NotOfInterest)
            && Packets.envelope(decoded).checksum() == Checksum.Verdict.VALID;
    }

    @Override
    public String toString() {
        return name;
    }
}
