package io.tidewatch.capture.fuzz;

import io.tidewatch.capture.event.PacketEvent;
import io.tidewatch.capture.event.PacketEvents;
import io.tidewatch.capture.event.RecordCheck;
import io.tidewatch.capture.event.Segments;
import io.tidewatch.capture.source.CapturedFrame;
import io.tidewatch.capture.wire.Decoded;
import io.tidewatch.capture.wire.GoldenPacket;
import io.tidewatch.capture.wire.LinkType;
import io.tidewatch.capture.wire.Packets;
import io.tidewatch.schemas.Topics;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;

/**
 * From a frame to its record, its Avro bytes and its JSON line.
 *
 * <pre>
 *  link type, which of {@link #LINKS} 1 | length on the wire 1 | capture time 8 | name length 1 | name | frame
 * </pre>
 */
final class EventFuzz {
    private static final int[] LINKS = {LinkType.ETHERNET, LinkType.RAW, LinkType.LINUX_SLL, LinkType.LINUX_SLL2,
        LinkType.NULL, LinkType.LOOP, LinkType.PPP, LinkType.PPP_HDLC, LinkType.CISCO_HDLC, LinkType.IPV4,
        LinkType.IPV6, LinkType.RAW_BSD, LinkType.RAW_OPENBSD};
    private static final Topics TOPICS = new Topics(Topics.DEFAULT_PREFIX);

    private EventFuzz() {
    }

    static void run(byte[] bytes) {
        FuzzInput input = new FuzzInput(bytes);
        int link = LINKS[input.u8() % LINKS.length];
        int wire = input.u8();
        long time = input.i64();
        byte[] name = input.take(input.u8());
        byte[] octets = input.rest();
        Decoded decoded = DecodedCheck.decode(link, octets, octets.length,
            FuzzInput.wireLength(wire, octets.length));
        if (decoded instanceof Decoded.NotOfInterest) {
            return;
        }
        CapturedFrame frame = new CapturedFrame(1, time, name.length == 0 ? null
            : new String(name, StandardCharsets.UTF_8), link, octets, 0, octets.length,
            Math.max(octets.length, FuzzInput.wireLength(wire, octets.length)));
        SpecificRecord first = of(frame, decoded).value();
        RecordCheck.check(first, octets.length);
        DecodedCheck.require(first.equals(of(frame, decoded).value()), () -> "not the same again: " + first);
    }

    private static PacketEvent of(CapturedFrame frame, Decoded decoded) {
        return new PacketEvents(TOPICS, "fuzz", "eth0", new Segments("fuzz", Map.of())).of(frame, decoded);
    }

    static List<byte[]> seeds() {
        List<byte[]> seeds = new ArrayList<>();
        for (GoldenPacket packet : GoldenPacket.all()) {
            for (int i = 0; i < LINKS.length; i++) {
                if (LINKS[i] == packet.linkType()) {
                    seeds.add(FuzzInput.of(packet.frame(), i, FrameFuzz.cut(packet), 0x18, 0x98, 0x5a, 0x3b, 0, 0, 0,
                        0, 0));
                }
            }
        }
        Packets.everyKind().forEach(frame -> seeds.add(FuzzInput.of(frame, 0, 0, 0x18, 0x98, 0x5a, 0x3b, 0, 0, 0, 0,
            4, 'w', 'l', 'a', 'n')));
        return seeds;
    }
}
