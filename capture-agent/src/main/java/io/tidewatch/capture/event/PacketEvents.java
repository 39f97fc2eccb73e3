package io.tidewatch.capture.event;

import io.tidewatch.capture.source.CapturedFrame;
import io.tidewatch.capture.wire.Decoded;
import io.tidewatch.capture.wire.Envelope;
import io.tidewatch.schemas.MalformedPacket;
import io.tidewatch.schemas.Topics;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;

/**
 * Makes the records of the contract of one sensor's decoded frames. Every ICMP and ICMPv6 message but MLD and multicast
 * router discovery is an IcmpEvent; those and all of IP protocol 2 are GmpEvents; what left no message is a
 * MalformedPacket. For one thread; frames must come in the order of capture, each once, since ids count equal frames.
 */
public final class PacketEvents {
    /** How much of a malformed frame is shown, bytes. */
    public static final int MAX_RAW = EventParts.MAX_RAW;

    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final int NANOS_PER_MICRO = 1000;

    private final Topics topics;
    private final String sensor;
    private final String defaultInterface;
    private final Segments segments;
    private final EventIds ids;
    private final EventParts parts = new EventParts();
    private final GmpEvents gmp = new GmpEvents(parts);
    private final IcmpEvents icmp = new IcmpEvents(parts);

    private String rawInterface;
    private String captureInterface;
    private long interfaceSeed;

    /**
     * Events of one sensor.
     *
     * @param topics the catalogue
     * @param sensor name of the sensor; characters that names can't have become {@code _}
     * @param captureInterface interface of the frames that do not name theirs, likewise
     * @param segments names of segments
     */
    public PacketEvents(Topics topics, String sensor, String captureInterface, Segments segments) {
        this.topics = topics;
        this.sensor = Segments.plain(sensor);
        this.segments = segments;
        defaultInterface = captureInterface;
        ids = new EventIds(this.sensor);
    }

    /**
     * The record of a decoded frame.
     *
     * @throws IllegalArgumentException for a frame of no interest, of which there is none
     */
    public PacketEvent of(CapturedFrame frame, Decoded decoded) {
        enter(frame);
        String id = ids.next(interfaceSeed, frame.timestampNanos(), frame.bytes(), frame.offset(), frame.length());
        if (decoded instanceof Decoded.GroupMembership group) {
            Origin origin = origin(frame, id, group.envelope());
            return new PacketEvent(topics.gmp(), origin.segment(), origin.segment(),
                gmp.of(origin, group.envelope(), group.message()));
        }
        if (decoded instanceof Decoded.Icmp message) {
            Origin origin = origin(frame, id, message.envelope());
            String receiver = parts.text(message.envelope().destination());
            return new PacketEvent(topics.icmp(), Topics.key(origin.segment(), receiver), origin.segment(),
                icmp.of(origin, message.envelope(), message.message()));
        }
        if (decoded instanceof Decoded.Malformed malformed) {
            Origin origin = origin(frame, id, malformed.envelope());
            return new PacketEvent(topics.malformed(), sensor, origin.segment(), malformed(origin, malformed));
        }
        throw new IllegalArgumentException("no event for " + decoded);
    }

    /**
     * Takes note of a frame that was published before, so that the ids of equal frames at the same instant go on where
     * they were. For the frames just before the one that a replay resumes at.
     */
    public void pass(CapturedFrame frame) {
        enter(frame);
        ids.next(interfaceSeed, frame.timestampNanos(), frame.bytes(), frame.offset(), frame.length());
    }

    /** The interface name as in the events of this frame. */
    public String captureInterface(CapturedFrame frame) {
        enter(frame);
        return captureInterface;
    }

    private void enter(CapturedFrame frame) {
        String name = frame.interfaceName() == null ? defaultInterface : frame.interfaceName();
        if (!name.equals(rawInterface)) {
            rawInterface = name;
            captureInterface = Segments.plain(name);
            interfaceSeed = ids.interfaceSeed(captureInterface);
        }
    }

    private Origin origin(CapturedFrame frame, String id, Envelope envelope) {
        return new Origin(id, sensor, captureInterface, segments.of(captureInterface, envelope.vlanIds()),
            capturedAt(frame.timestampNanos()), frame);
    }

    /** The segment that a frame was seen on. */
    public String segment(CapturedFrame frame, Envelope envelope) {
        enter(frame);
        return segments.of(captureInterface, envelope.vlanIds());
    }

    /** Capture time as events tell it: whole microseconds. */
    public static Instant capturedAt(long nanos) {
        long second = Math.floorDiv(nanos, NANOS_PER_SECOND);
        long fraction = Math.floorMod(nanos, NANOS_PER_SECOND);
        return Instant.ofEpochSecond(second, fraction - fraction % NANOS_PER_MICRO);
    }

    private MalformedPacket malformed(Origin origin, Decoded.Malformed malformed) {
        CapturedFrame frame = origin.frame();
        Envelope envelope = malformed.envelope();
        String raw = HexFormat.of().formatHex(frame.bytes(), frame.offset(),
            frame.offset() + Math.min(frame.length(), EventParts.MAX_RAW));
        boolean reachedIp = envelope.source() != null;
        List<Integer> vlanIds = envelope.vlanIds();
        return new MalformedPacket(origin.id(), sensor, captureInterface, origin.segment(), vlanIds,
            parts.tunnels(envelope), origin.capturedAt(), frame.wireLength(), frame.length(), frame.linkType(),
            parts.sourceMac(envelope), reachedIp ? parts.text(envelope.source()) : null,
            reachedIp ? parts.text(envelope.destination()) : null, malformed.defect().dotted(), malformed.offset(),
            raw, 1L, null, List.of());
    }

    /**
     * Where and when a frame was captured, as the event tells it.
     *
     * @param id event id
     * @param sensor name of the sensor
     * @param captureInterface name of the interface
     * @param segment name of the segment
     * @param capturedAt whole microseconds
     * @param frame the frame
     */
    record Origin(String id, String sensor, String captureInterface, String segment, Instant capturedAt,
                  CapturedFrame frame) {
    }
}
