package io.tidewatch.capture.fuzz;

import io.tidewatch.capture.wire.GoldenPacket;
import io.tidewatch.capture.wire.LinkType;
import io.tidewatch.capture.wire.Packets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Whole frames.
 *
 * <pre>
 *  link type, which of those of the target 1 | length on the wire, see {@link FuzzInput#wireLength} 1 | frame
 * </pre>
 */
final class FrameFuzz {
    private static final int LONGEST_CUT = 0xf0;

    private final int[] linkTypes;

    private FrameFuzz(int... linkTypes) {
        this.linkTypes = linkTypes;
    }

    static FrameFuzz of(int... linkTypes) {
        return new FrameFuzz(linkTypes);
    }

    void run(byte[] bytes) {
        FuzzInput input = new FuzzInput(bytes);
        int linkType = linkTypes[input.u8() % linkTypes.length];
        int wire = input.u8();
        byte[] frame = input.rest();
        DecodedCheck.decode(linkType, frame, frame.length, FuzzInput.wireLength(wire, frame.length));
    }

    List<byte[]> seeds() {
        List<byte[]> seeds = new ArrayList<>();
        for (GoldenPacket packet : GoldenPacket.all()) {
            IntStream.range(0, linkTypes.length).filter(i -> linkTypes[i] == packet.linkType()).forEach(i ->
                seeds.add(FuzzInput.of(packet.frame(), i, cut(packet))));
        }
        if (linkTypes[0] == LinkType.ETHERNET) {
            Packets.everyKind().forEach(frame -> seeds.add(FuzzInput.of(frame, 0, 0)));
        } else if (linkTypes[0] == LinkType.RAW) {
            Packets.everyKind().forEach(frame -> seeds.add(FuzzInput.of(MessageFuzz.packet(frame), 0, 0)));
        }
        return seeds;
    }

    static int cut(GoldenPacket packet) {
        return Math.min(packet.wireLength() - packet.frame().length, LONGEST_CUT);
    }
}
