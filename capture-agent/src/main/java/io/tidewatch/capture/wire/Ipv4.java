package io.tidewatch.capture.wire;

import java.util.ArrayList;
import java.util.List;

/**
 * The IPv4 header (RFC 791 §3.1).
 *
 * <pre>
 *  version 4, header length 4 (32-bit words) | type of service | total length
 *  identification                            | flags 3, fragment offset 13 (8-octet units)
 *  TTL             | protocol                | header checksum
 *  source | destination | options
 * </pre>
 */
public final class Ipv4 {
    private static final int VERSION_LENGTH = 0;
    static final int SERVICE = 1;
    static final int TOTAL_LENGTH = 2;
    static final int IDENTIFICATION = 4;
    static final int FRAGMENT = 6;
    static final int TTL = 8;
    static final int PROTOCOL = 9;
    private static final int HEADER_CHECKSUM = 10;
    static final int SOURCE = 12;
    static final int DESTINATION = 16;
    static final int LENGTH = 20;

    static final int DONT_FRAGMENT = 0x4000;
    static final int MORE_FRAGMENTS = 0x2000;
    static final int OFFSET_MASK = 0x1fff;

    private static final int OPTION_END = 0;
    private static final int OPTION_NONE = 1;
    /** Copied, class 0, number 20: RFC 2113. */
    private static final int OPTION_ROUTER_ALERT = 148;
    private static final int ROUTER_ALERT_LENGTH = 4;

    private Ipv4() {
    }

    static void parse(Layers layers) {
        byte[] octets = layers.octets;
        int at = layers.at;
        if (layers.available() > PROTOCOL
            && Layer.ofProtocol(Octets.u8(octets, at + PROTOCOL), 4) == Layer.NONE
            && Octets.u8(octets, at + PROTOCOL) != Layer.PROTOCOL_AH) {
            boolean encrypted = Octets.u8(octets, at + PROTOCOL) == Layer.PROTOCOL_ESP;
            layers.stop(encrypted ? Decoded.Reason.ENCRYPTED : Decoded.Reason.OTHER_PROTOCOL);
            return;
        }
        layers.require(LENGTH, Defect.IPV4_TRUNCATED);
        int first = Octets.u8(octets, at + VERSION_LENGTH);
        if (first >> 4 != 4) {
            throw new MalformedException(Defect.IP_VERSION, at);
        }
        int headerLength = (first & 0xf) << 2;
        if (headerLength < LENGTH) {
            throw new MalformedException(Defect.IPV4_HEADER_LENGTH, at);
        }
        layers.enterIp(4);
        layers.ttl = Octets.u8(octets, at + TTL);
        layers.trafficClass = Octets.u8(octets, at + SERVICE);
        layers.require(headerLength, Defect.IPV4_TRUNCATED);
        totalLength(layers, headerLength);
        if (!Checksum.right(Checksum.sum(octets, at, at + headerLength))) {
            layers.note(Defect.IPV4_HEADER_CHECKSUM);
        }
        if (headerLength > LENGTH) {
            options(layers, at + LENGTH, at + headerLength);
        }
        layers.at = at + headerLength;
        layers.next = Layer.ofProtocol(Octets.u8(octets, at + PROTOCOL), 4);
        fragment(layers, at);
        if (layers.next == Layer.NONE && layers.reason == Decoded.Reason.OTHER_PROTOCOL) {
            authentication(layers, at);
        }
    }

    private static void totalLength(Layers layers, int headerLength) {
        int totalLength = Octets.u16(layers.octets, layers.at + TOTAL_LENGTH);
        if (totalLength == 0) {
            layers.note(Defect.IPV4_TOTAL_LENGTH_ZERO);
        } else if (totalLength < headerLength) {
            throw new MalformedException(Defect.IPV4_TOTAL_LENGTH, layers.at + TOTAL_LENGTH);
        } else if (!layers.narrow((long) layers.at + totalLength)) {
            layers.note(Defect.IPV4_BEYOND_FRAME);
        }
    }

    /** Options are type, length, data; the length counts all three, and only the two first types have none. */
    private static void options(Layers layers, int from, int limit) {
        byte[] octets = layers.octets;
        int at = from;
        while (at < limit && Octets.u8(octets, at) != OPTION_END) {
            int type = Octets.u8(octets, at);
            int length = 1;
            if (type != OPTION_NONE) {
                length = at + 1 < limit ? Octets.u8(octets, at + 1) : 0;
                if (length < 2 || length > limit - at) {
                    layers.note(Defect.IPV4_OPTION_LENGTH);
                    return;
                }
            }
            if (type == OPTION_ROUTER_ALERT && length == ROUTER_ALERT_LENGTH) {
                layers.routerAlert = true;
            }
            at += length;
        }
    }

    /** Types of a quoted header's options as far as they are there, padding left out. */
    static List<Integer> optionTypes(byte[] octets, int from, int limit) {
        List<Integer> types = new ArrayList<>(2);
        int at = from;
        while (at < limit && Octets.u8(octets, at) != OPTION_END) {
            int type = Octets.u8(octets, at);
            int length = type == OPTION_NONE || at + 1 == limit ? 1 : Math.max(1, Octets.u8(octets, at + 1));
            if (type != OPTION_NONE) {
                types.add(type);
            }
            at += length;
        }
        return types;
    }

    private static void fragment(Layers layers, int at) {
        int fragment = Octets.u16(layers.octets, at + FRAGMENT);
        int offset = (fragment & OFFSET_MASK) << 3;
        layers.moreFragments = (fragment & MORE_FRAGMENTS) != 0;
        layers.fragmented = layers.moreFragments || offset != 0;
        if (!layers.fragmented) {
            return;
        }
        layers.fragmentId = Octets.u16(layers.octets, at + IDENTIFICATION);
        layers.fragmentOffset = offset;
        if (offset != 0) {
            layers.stop(layers.next.isMessage() ? Decoded.Reason.LATER_FRAGMENT : Decoded.Reason.OTHER_PROTOCOL);
        }
    }

    /** What an authentication header (RFC 4302) protects is in the clear. */
    private static void authentication(Layers layers, int at) {
        if (Octets.u8(layers.octets, at + PROTOCOL) != Layer.PROTOCOL_AH || layers.fragmentedLater()) {
            return;
        }
        layers.require(2, Defect.IPV4_TRUNCATED);
        int protocol = Octets.u8(layers.octets, layers.at);
        int length = (Octets.u8(layers.octets, layers.at + 1) + 2) << 2;
        layers.require(length, Defect.IPV4_TRUNCATED);
        layers.at += length;
        layers.next = Layer.ofProtocol(protocol, 4);
    }

    /**
     * A header to write. Identification and flags are 0 but for what {@code fragment} says.
     *
     * @param source source address
     * @param destination destination address
     * @param protocol protocol of the payload
     * @param ttl time to live
     * @param dscp differentiated services code point
     * @param routerAlert write the option
     * @param identification identification field
     * @param fragment flags and offset as on the wire
     */
    public record Header(IpAddress source, IpAddress destination, int protocol, int ttl, int dscp,
                         boolean routerAlert, int identification, int fragment) {
        /** What a host sends its membership messages in: TTL 1, router alert, internetwork control. */
        public static Header control(IpAddress source, IpAddress destination) {
            return new Header(source, destination, Layer.PROTOCOL_IGMP, 1, 48, true, 0, 0);
        }

        /** Length of the header, bytes. */
        public int length() {
            return routerAlert ? LENGTH + ROUTER_ALERT_LENGTH : LENGTH;
        }
    }

    /** Writes a header with its checksum for a payload of the given length; returns where the payload begins. */
    public static int emit(byte[] out, int at, Header header, int payloadLength) {
        int end = at + header.length();
        Octets.put8(out, at + VERSION_LENGTH, 0x40 | header.length() >> 2);
        Octets.put8(out, at + SERVICE, header.dscp() << 2);
        Octets.put16(out, at + TOTAL_LENGTH, header.length() + payloadLength);
        Octets.put16(out, at + IDENTIFICATION, header.identification());
        Octets.put16(out, at + FRAGMENT, header.fragment());
        Octets.put8(out, at + TTL, header.ttl());
        Octets.put8(out, at + PROTOCOL, header.protocol());
        Octets.put16(out, at + HEADER_CHECKSUM, 0);
        header.source().write(out, at + SOURCE);
        header.destination().write(out, at + DESTINATION);
        if (header.routerAlert()) {
            Octets.put32(out, at + LENGTH, (long) OPTION_ROUTER_ALERT << 24 | ROUTER_ALERT_LENGTH << 16);
        }
        Octets.put16(out, at + HEADER_CHECKSUM, Checksum.of(Checksum.sum(out, at, end)));
        return end;
    }
}
