package io.tidewatch.capture.wire;

/**
 * The chain of IPv6 extension headers (RFC 8200 §4), in any order, since receivers must accept any.
 *
 * <pre>
 *  most:           next header 1 | length 1 (8-octet units beyond the first) | data
 *  fragment:       next header 1 | reserved 1 | offset 13 bits, reserved 2, more 1 | identification 4
 *  authentication: next header 1 | length 1 (4-octet units beyond the first two) | data
 *  option in hop-by-hop and destination headers: type 1 | length of data 1 | data; type 0 is one octet of padding
 * </pre>
 * Each header is at least 8 octets, so the walk is bounded by the packet, and more tightly by {@link #MAX}.
 */
final class Ipv6Extensions {
    static final int HOP_BY_HOP = 0;
    static final int ROUTING = 43;
    static final int FRAGMENT = 44;
    static final int DESTINATION = 60;
    private static final int MOBILITY = 135;
    private static final int HOST_IDENTITY = 139;
    private static final int SHIM6 = 140;

    static final int MAX = 512;
    static final int UNIT = 8;
    static final int FRAGMENT_OFFSET = 2;
    static final int FRAGMENT_ID = 4;
    static final int OFFSET_MASK = 0xfff8;
    private static final int MORE = 1;

    private static final int OPTION_PAD_1 = 0;
    private static final int OPTION_ROUTER_ALERT = 5;
    private static final int OPTION_JUMBO = 0xc2;
    private static final int OPTION_HOME_ADDRESS = 0xc9;
    static final int ROUTER_ALERT_LENGTH = 8;

    private static final int ROUTING_TYPE = 2;
    private static final int SEGMENTS_LEFT = 3;
    private static final int FIRST_SEGMENT = 8;
    private static final int SOURCE_ROUTE = 0;
    private static final int HOME_ROUTE = 2;
    private static final int SEGMENT_ROUTING = 4;

    private Ipv6Extensions() {
    }

    /** Headers that the walk passes; 59 (nothing follows) and ESP end it. */
    static boolean isExtension(int nextHeader) {
        return switch (nextHeader) {
            case HOP_BY_HOP, ROUTING, FRAGMENT, DESTINATION, MOBILITY, HOST_IDENTITY, SHIM6, Layer.PROTOCOL_AH -> true;
            default -> false;
        };
    }

    /** Length of the extension header at {@code at}, whose first two octets are proved. */
    static int length(int header, byte[] octets, int at) {
        int units = Octets.u8(octets, at + 1);
        return switch (header) {
            case FRAGMENT -> UNIT;
            case Layer.PROTOCOL_AH -> (units + 2) << 2;
            default -> (units + 1) << 3;
        };
    }

    static void parse(Layers layers, int first) {
        int header = first;
        for (int count = 0; isExtension(header); count++) {
            if (count == MAX) {
                throw new MalformedException(Defect.IPV6_EXTENSIONS_TOO_MANY, layers.at);
            }
            layers.require(2, Defect.IPV6_EXTENSION_TRUNCATED);
            int at = layers.at;
            int length = length(header, layers.octets, at);
            layers.require(length, Defect.IPV6_EXTENSION_TRUNCATED);
            int following = Octets.u8(layers.octets, at);
            switch (header) {
                case HOP_BY_HOP -> {
                    if (count > 0) {
                        layers.note(Defect.IPV6_EXTENSION_ORDER);
                    }
                    options(layers, at + length);
                }
                case DESTINATION -> options(layers, at + length);
                case ROUTING -> routing(layers, length);
                case FRAGMENT -> fragment(layers, following);
                default -> { }
            }
            if (layers.fragmentedLater()) {
                return;
            }
            layers.at = at + length;
            header = following;
        }
        layers.next = Layer.ofProtocol(header, 6);
        if (header == Layer.PROTOCOL_ESP) {
            layers.stop(Decoded.Reason.ENCRYPTED);
        }
    }

    private static void options(Layers layers, int limit) {
        byte[] octets = layers.octets;
        boolean hopByHop = layers.at == layers.ipAt + Ipv6.LENGTH
            && Octets.u8(octets, layers.ipAt + Ipv6.NEXT_HEADER) == HOP_BY_HOP;
        int at = layers.at + 2;
        while (at < limit) {
            int type = Octets.u8(octets, at);
            if (type == OPTION_PAD_1) {
                at++;
                continue;
            }
            int length = at + 1 < limit ? Octets.u8(octets, at + 1) : limit;
            if (length > limit - at - 2) {
                layers.note(Defect.IPV6_OPTION_LENGTH);
                return;
            }
            if (type == OPTION_ROUTER_ALERT && length == 2) {
                layers.routerAlert = true;
            } else if (type == OPTION_JUMBO && length == 4 && hopByHop) {
                jumbo(layers, Octets.u32(octets, at + 2));
            } else if (type == OPTION_HOME_ADDRESS && length == IpAddress.V6_LENGTH) {
                // RFC 6275: checksums are computed with the home address.
                layers.pseudoSourceAt = at + 2;
            }
            at += 2 + length;
        }
    }

    private static void jumbo(Layers layers, long payloadLength) {
        if (!layers.narrow(layers.ipAt + Ipv6.LENGTH + payloadLength)) {
            layers.note(Defect.IPV6_BEYOND_FRAME);
        }
    }

    /** The checksum is over the final destination, which the routing header holds until the last segment is reached. */
    private static void routing(Layers layers, int length) {
        byte[] octets = layers.octets;
        if (Octets.u8(octets, layers.at + SEGMENTS_LEFT) == 0) {
            return;
        }
        int addresses = (length - FIRST_SEGMENT) / IpAddress.V6_LENGTH;
        int type = Octets.u8(octets, layers.at + ROUTING_TYPE);
        if (addresses == 0 || type != SOURCE_ROUTE && type != HOME_ROUTE && type != SEGMENT_ROUTING) {
            layers.pseudoDestinationAt = -1;
        } else {
            // RFC 8754 §2: a segment list is reversed, its first entry is the last segment.
            int last = type == SEGMENT_ROUTING ? 0 : addresses - 1;
            layers.pseudoDestinationAt = layers.at + FIRST_SEGMENT + last * IpAddress.V6_LENGTH;
        }
    }

    private static void fragment(Layers layers, int following) {
        int field = Octets.u16(layers.octets, layers.at + FRAGMENT_OFFSET);
        int offset = field & OFFSET_MASK;
        boolean more = (field & MORE) != 0;
        if (offset == 0 && !more) {
            // RFC 8200 §4.5: an atomic fragment is the whole datagram.
            return;
        }
        if (layers.fragmented) {
            layers.note(Defect.IPV6_EXTENSION_ORDER);
        }
        layers.fragmented = true;
        layers.fragmentId = Octets.u32(layers.octets, layers.at + FRAGMENT_ID);
        layers.fragmentOffset = offset;
        layers.moreFragments = more;
        if (offset != 0) {
            layers.stop(following == Layer.PROTOCOL_ICMP6 ? Decoded.Reason.LATER_FRAGMENT
                : Decoded.Reason.OTHER_PROTOCOL);
        }
    }

    /** Writes a hop-by-hop header with the router alert of MLD and two octets of padding; returns where it ends. */
    static int emitRouterAlert(byte[] out, int at, int following) {
        Octets.put64(out, at, (long) following << 56 | 0x0502_0000_0100L);
        return at + ROUTER_ALERT_LENGTH;
    }
}
