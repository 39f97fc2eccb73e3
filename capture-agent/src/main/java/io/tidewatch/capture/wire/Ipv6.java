package io.tidewatch.capture.wire;

/**
 * The IPv6 header (RFC 8200 §3); what follows it until the message is in {@link Ipv6Extensions}.
 *
 * <pre>
 *  version 4, traffic class 8, flow label 20
 *  payload length 16 | next header 8 | hop limit 8
 *  source 16 octets | destination 16 octets
 * </pre>
 */
public final class Ipv6 {
    private static final int VERSION_CLASS_FLOW = 0;
    static final int PAYLOAD_LENGTH = 4;
    static final int NEXT_HEADER = 6;
    static final int HOP_LIMIT = 7;
    static final int SOURCE = 8;
    static final int DESTINATION = 24;
    static final int LENGTH = 40;

    private Ipv6() {
    }

    static void parse(Layers layers) {
        byte[] octets = layers.octets;
        int at = layers.at;
        if (layers.available() > NEXT_HEADER) {
            int nextHeader = Octets.u8(octets, at + NEXT_HEADER);
            if (!Ipv6Extensions.isExtension(nextHeader) && Layer.ofProtocol(nextHeader, 6) == Layer.NONE) {
                boolean encrypted = nextHeader == Layer.PROTOCOL_ESP;
                layers.stop(encrypted ? Decoded.Reason.ENCRYPTED : Decoded.Reason.OTHER_PROTOCOL);
                return;
            }
        }
        layers.require(LENGTH, Defect.IPV6_TRUNCATED);
        int first = Octets.i32(octets, at + VERSION_CLASS_FLOW);
        if (first >>> 28 != 6) {
            throw new MalformedException(Defect.IP_VERSION, at);
        }
        layers.enterIp(6);
        layers.ttl = Octets.u8(octets, at + HOP_LIMIT);
        layers.trafficClass = first >> 20 & 0xff;
        layers.pseudoSourceAt = at + SOURCE;
        layers.pseudoDestinationAt = at + DESTINATION;
        int payloadLength = Octets.u16(octets, at + PAYLOAD_LENGTH);
        int nextHeader = Octets.u8(octets, at + NEXT_HEADER);
        layers.at = at + LENGTH;
        // Length 0 before a hop-by-hop header may be a jumbogram, which says its length in an option.
        boolean jumbo = payloadLength == 0 && nextHeader == Ipv6Extensions.HOP_BY_HOP;
        if (!jumbo && !layers.narrow((long) layers.at + payloadLength)) {
            layers.note(Defect.IPV6_BEYOND_FRAME);
        }
        Ipv6Extensions.parse(layers, nextHeader);
    }

    /**
     * A header to write.
     *
     * @param source source address
     * @param destination destination address
     * @param hopLimit hop limit
     * @param dscp differentiated services code point
     * @param routerAlert write a hop-by-hop header with the option for MLD (RFC 2711)
     */
    public record Header(IpAddress source, IpAddress destination, int hopLimit, int dscp, boolean routerAlert) {
        /** What a node sends its MLD messages in. */
        public static Header control(IpAddress source, IpAddress destination) {
            return new Header(source, destination, 1, 0, true);
        }

        /** Length of the headers, bytes. */
        public int length() {
            return routerAlert ? LENGTH + Ipv6Extensions.ROUTER_ALERT_LENGTH : LENGTH;
        }
    }

    /** Writes the headers for an upper-layer payload; returns where the payload begins. */
    public static int emit(byte[] out, int at, Header header, int protocol, int payloadLength) {
        Octets.put32(out, at + VERSION_CLASS_FLOW, 6L << 28 | (long) header.dscp() << 22);
        Octets.put16(out, at + PAYLOAD_LENGTH, header.length() - LENGTH + payloadLength);
        Octets.put8(out, at + NEXT_HEADER, header.routerAlert() ? Ipv6Extensions.HOP_BY_HOP : protocol);
        Octets.put8(out, at + HOP_LIMIT, header.hopLimit());
        header.source().write(out, at + SOURCE);
        header.destination().write(out, at + DESTINATION);
        int end = at + LENGTH;
        return header.routerAlert() ? Ipv6Extensions.emitRouterAlert(out, end, protocol) : end;
    }

    /** Puts the right checksum into an ICMPv6 message that lies behind an emitted header. */
    static void sealMessage(byte[] out, Header header, int message, int end) {
        byte[] addresses = new byte[2 * IpAddress.V6_LENGTH];
        header.destination().write(addresses, header.source().write(addresses, 0));
        Octets.put16(out, message + Icmp6.SUM, 0);
        long sum = Checksum.pseudoHeader(addresses, 0, IpAddress.V6_LENGTH, end - message, Layer.PROTOCOL_ICMP6)
            + Checksum.sum(out, message, end);
        Octets.put16(out, message + Icmp6.SUM, Checksum.of(sum));
    }
}
