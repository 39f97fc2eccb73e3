package io.tidewatch.capture.wire;

/**
 * The beginning of the datagram that an ICMP error is about. Its own options and extension headers are walked, so that
 * ports come from where they are; it may end anywhere. What is known of it is on its sender's honour.
 *
 * @param ipVersion 4 or 6
 * @param source source address
 * @param destination destination address
 * @param protocol protocol, or the last next header reached
 * @param sourcePort of TCP, UDP, UDP-Lite, SCTP, DCCP, else {@link #ABSENT}
 * @param destinationPort as {@code sourcePort}
 * @param ttl TTL or hop limit
 * @param length total length (IPv4) or payload length (IPv6)
 * @param identification IPv4 identification; that of a fragment header in IPv6, else {@link #ABSENT}
 * @param fragmentOffset bytes
 * @param dontFragment DF bit; false in IPv6
 * @param innerType type of a quoted ICMP message, else {@link #ABSENT}
 */
public record QuotedDatagram(int ipVersion, IpAddress source, IpAddress destination, int protocol, int sourcePort,
                             int destinationPort, int ttl, int length, long identification, int fragmentOffset,
                             boolean dontFragment, int innerType) {
    /** Not in the quote. */
    public static final int ABSENT = -1;

    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final int DCCP = 33;
    private static final int SCTP = 132;
    private static final int UDP_LITE = 136;
    private static final int PORTS_LENGTH = 4;

    /** Reads a quote between {@code at} and {@code end}; null, with the anomaly noted, when it can't be named. */
    static QuotedDatagram parse(Layers layers, int at, int end) {
        if (at >= end) {
            layers.note(Defect.ICMP_QUOTE_TRUNCATED);
            return null;
        }
        return switch (Octets.u8(layers.octets, at) >> 4) {
            case 4 -> parseV4(layers, at, end);
            case 6 -> parseV6(layers, at, end);
            default -> {
                layers.note(Defect.ICMP_QUOTE_MALFORMED);
                yield null;
            }
        };
    }

    private static QuotedDatagram parseV4(Layers layers, int at, int end) {
        byte[] octets = layers.octets;
        if (end - at < Ipv4.LENGTH) {
            layers.note(Defect.ICMP_QUOTE_TRUNCATED);
            return null;
        }
        int headerLength = (Octets.u8(octets, at) & 0xf) << 2;
        int fragment = Octets.u16(octets, at + Ipv4.FRAGMENT);
        int offset = (fragment & Ipv4.OFFSET_MASK) << 3;
        int protocol = Octets.u8(octets, at + Ipv4.PROTOCOL);
        int payload = at + headerLength;
        if (headerLength < Ipv4.LENGTH) {
            layers.note(Defect.ICMP_QUOTE_MALFORMED);
            payload = end;
        }
        boolean begins = offset == 0;
        boolean ports = begins && hasPorts(protocol) && end - payload >= PORTS_LENGTH;
        boolean inner = begins && protocol == Layer.PROTOCOL_ICMP && payload < end;
        return new QuotedDatagram(4, IpAddress.readV4(octets, at + Ipv4.SOURCE),
            IpAddress.readV4(octets, at + Ipv4.DESTINATION), protocol,
            ports ? Octets.u16(octets, payload) : ABSENT, ports ? Octets.u16(octets, payload + 2) : ABSENT,
            Octets.u8(octets, at + Ipv4.TTL), Octets.u16(octets, at + Ipv4.TOTAL_LENGTH),
            Octets.u16(octets, at + Ipv4.IDENTIFICATION), offset, (fragment & Ipv4.DONT_FRAGMENT) != 0,
            inner ? Octets.u8(octets, payload) : ABSENT);
    }

    private static QuotedDatagram parseV6(Layers layers, int at, int end) {
        byte[] octets = layers.octets;
        if (end - at < Ipv6.LENGTH) {
            layers.note(Defect.ICMP_QUOTE_TRUNCATED);
            return null;
        }
        int protocol = Octets.u8(octets, at + Ipv6.NEXT_HEADER);
        int payload = at + Ipv6.LENGTH;
        long identification = ABSENT;
        int offset = 0;
        while (Ipv6Extensions.isExtension(protocol) && offset == 0 && end - payload >= Ipv6Extensions.UNIT) {
            if (protocol == Ipv6Extensions.FRAGMENT) {
                offset = Octets.u16(octets, payload + Ipv6Extensions.FRAGMENT_OFFSET) & Ipv6Extensions.OFFSET_MASK;
                identification = Octets.u32(octets, payload + Ipv6Extensions.FRAGMENT_ID);
            }
            int length = Ipv6Extensions.length(protocol, octets, payload);
            protocol = Octets.u8(octets, payload);
            payload = Math.min(payload + length, end);
        }
        boolean ports = offset == 0 && hasPorts(protocol) && end - payload >= PORTS_LENGTH;
        boolean inner = offset == 0 && protocol == Layer.PROTOCOL_ICMP6 && payload < end;
        return new QuotedDatagram(6, IpAddress.readV6(octets, at + Ipv6.SOURCE),
            IpAddress.readV6(octets, at + Ipv6.DESTINATION), protocol,
            ports ? Octets.u16(octets, payload) : ABSENT, ports ? Octets.u16(octets, payload + 2) : ABSENT,
            Octets.u8(octets, at + Ipv6.HOP_LIMIT), Octets.u16(octets, at + Ipv6.PAYLOAD_LENGTH), identification,
            offset, false, inner ? Octets.u8(octets, payload) : ABSENT);
    }

    private static boolean hasPorts(int protocol) {
        return switch (protocol) {
            case TCP, UDP, DCCP, SCTP, UDP_LITE -> true;
            default -> false;
        };
    }
}
