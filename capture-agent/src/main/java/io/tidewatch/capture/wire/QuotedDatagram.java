package io.tidewatch.capture.wire;

import java.util.ArrayList;
import java.util.List;

/**
 * The beginning of the datagram that an ICMP error is about. Its own options and extension headers are walked, so that
 * ports come from where they are; it may end anywhere. What is known of it is on its sender's honour.
 *
 * @param ipVersion 4 or 6
 * @param source source address
 * @param destination destination address
 * @param protocol protocol, or the last next header reached
 * @param ttl TTL or hop limit
 * @param dscp differentiated services code point
 * @param length total length (IPv4) or payload length (IPv6), bytes
 * @param identification IPv4 identification; that of a fragment header in IPv6, else {@link #ABSENT}
 * @param fragmentOffset bytes
 * @param moreFragments more fragments follow
 * @param dontFragment DF bit; false in IPv6
 * @param headers types of the IPv4 options, or numbers of the IPv6 extension headers, in order, as far as quoted
 * @param headerLength bytes before the payload: header with options, or with the extension headers that were walked
 * @param quotedLength bytes of it that the message holds
 * @param truncated its length says that there was more
 * @param inner what is quoted of its payload, never null
 */
public record QuotedDatagram(int ipVersion, IpAddress source, IpAddress destination, int protocol, int ttl, int dscp,
                             int length, long identification, int fragmentOffset, boolean moreFragments,
                             boolean dontFragment, List<Integer> headers, int headerLength, int quotedLength,
                             boolean truncated, Inner inner) {
    /** Not in the quote. */
    public static final int ABSENT = -1;

    private static final int MORE_FRAGMENTS_V6 = 1;

    public QuotedDatagram {
        headers = List.copyOf(headers);
    }

    /**
     * Reads a quote that begins at {@code at}; null, with the anomaly noted, when it can't be named.
     *
     * @param end where the captured part of it ends
     * @param wireEnd where it ends on the wire
     */
    static QuotedDatagram parse(Layers layers, int at, int end, int wireEnd) {
        if (at >= end) {
            layers.note(Defect.ICMP_QUOTE_TRUNCATED);
            return null;
        }
        int version = Octets.u8(layers.octets, at) >> 4;
        if (version != 4 && version != 6) {
            layers.note(Defect.ICMP_QUOTE_MALFORMED);
            return null;
        }
        if (end - at < (version == 4 ? Ipv4.LENGTH : Ipv6.LENGTH)) {
            layers.note(Defect.ICMP_QUOTE_TRUNCATED);
            return null;
        }
        return version == 4 ? parseV4(layers, at, end, wireEnd) : parseV6(layers.octets, at, end, wireEnd);
    }

    private static QuotedDatagram parseV4(Layers layers, int at, int end, int wireEnd) {
        byte[] octets = layers.octets;
        int headerLength = (Octets.u8(octets, at) & 0xf) << 2;
        int fragment = Octets.u16(octets, at + Ipv4.FRAGMENT);
        int offset = (fragment & Ipv4.OFFSET_MASK) << 3;
        int protocol = Octets.u8(octets, at + Ipv4.PROTOCOL);
        int length = Octets.u16(octets, at + Ipv4.TOTAL_LENGTH);
        int payload = at + headerLength;
        if (headerLength < Ipv4.LENGTH) {
            layers.note(Defect.ICMP_QUOTE_MALFORMED);
            payload = end;
        }
        List<Integer> options = headerLength > Ipv4.LENGTH
            ? Ipv4.optionTypes(octets, at + Ipv4.LENGTH, Math.min(payload, end)) : List.of();
        return new QuotedDatagram(4, IpAddress.readV4(octets, at + Ipv4.SOURCE),
            IpAddress.readV4(octets, at + Ipv4.DESTINATION), protocol, Octets.u8(octets, at + Ipv4.TTL),
            Octets.u8(octets, at + Ipv4.SERVICE) >> 2, length, Octets.u16(octets, at + Ipv4.IDENTIFICATION), offset,
            (fragment & Ipv4.MORE_FRAGMENTS) != 0, (fragment & Ipv4.DONT_FRAGMENT) != 0, options, headerLength,
            Math.min(length, wireEnd - at), length > wireEnd - at,
            offset == 0 ? Inner.read(octets, protocol, payload, end) : Inner.NONE);
    }

    private static QuotedDatagram parseV6(byte[] octets, int at, int end, int wireEnd) {
        int protocol = Octets.u8(octets, at + Ipv6.NEXT_HEADER);
        int payload = at + Ipv6.LENGTH;
        long identification = ABSENT;
        int fragment = 0;
        List<Integer> headers = List.of();
        while (Ipv6Extensions.isExtension(protocol) && (fragment & Ipv6Extensions.OFFSET_MASK) == 0
            && end - payload >= Ipv6Extensions.UNIT) {
            if (protocol == Ipv6Extensions.FRAGMENT) {
                fragment = Octets.u16(octets, payload + Ipv6Extensions.FRAGMENT_OFFSET);
                identification = Octets.u32(octets, payload + Ipv6Extensions.FRAGMENT_ID);
            }
            headers = headers.isEmpty() ? new ArrayList<>(2) : headers;
            headers.add(protocol);
            int length = Ipv6Extensions.length(protocol, octets, payload);
            protocol = Octets.u8(octets, payload);
            payload = Math.min(payload + length, end);
        }
        int offset = fragment & Ipv6Extensions.OFFSET_MASK;
        int traffic = Octets.u16(octets, at) >> 4 & 0xff;
        int length = Octets.u16(octets, at + Ipv6.PAYLOAD_LENGTH);
        return new QuotedDatagram(6, IpAddress.readV6(octets, at + Ipv6.SOURCE),
            IpAddress.readV6(octets, at + Ipv6.DESTINATION), protocol, Octets.u8(octets, at + Ipv6.HOP_LIMIT),
            traffic >> 2, length, identification, offset, (fragment & MORE_FRAGMENTS_V6) != 0, false, headers,
            payload - at, Math.min(Ipv6.LENGTH + length, wireEnd - at), Ipv6.LENGTH + length > wireEnd - at,
            offset == 0 ? Inner.read(octets, protocol, payload, end) : Inner.NONE);
    }

    /**
     * What is quoted of the payload; each is {@link #ABSENT} where the protocol has none or the quote ends before it.
     *
     * @param sourcePort of TCP, UDP, UDP-Lite, SCTP, DCCP
     * @param destinationPort likewise
     * @param tcpSequence sequence number of a TCP segment, 32 bits
     * @param icmpType type of an ICMP or ICMPv6 message
     * @param icmpCode its code
     * @param icmpIdentifier its identifier, if it is an echo or a relative
     * @param icmpSequence its sequence number, likewise
     */
    public record Inner(int sourcePort, int destinationPort, long tcpSequence, int icmpType, int icmpCode,
                        int icmpIdentifier, int icmpSequence) {
        /** Nothing of it is known. */
        public static final Inner NONE = new Inner(ABSENT, ABSENT, ABSENT, ABSENT, ABSENT, ABSENT, ABSENT);

        private static final int TCP = 6;
        private static final int UDP = 17;
        private static final int DCCP = 33;
        private static final int SCTP = 132;
        private static final int UDP_LITE = 136;
        private static final int PORTS_LENGTH = 4;
        private static final int WORDS_LENGTH = 8;

        static Inner read(byte[] octets, int protocol, int at, int end) {
            return switch (protocol) {
                case TCP, UDP, DCCP, SCTP, UDP_LITE -> end - at < PORTS_LENGTH ? NONE
                    : new Inner(Octets.u16(octets, at), Octets.u16(octets, at + 2),
                        protocol == TCP && end - at >= WORDS_LENGTH ? Octets.u32(octets, at + 4) : ABSENT,
                        ABSENT, ABSENT, ABSENT, ABSENT);
                case Layer.PROTOCOL_ICMP, Layer.PROTOCOL_ICMP6 -> at >= end ? NONE
                    : icmp(octets, protocol == Layer.PROTOCOL_ICMP ? 4 : 6, at, end);
                default -> NONE;
            };
        }

        private static Inner icmp(byte[] octets, int ipVersion, int at, int end) {
            int type = Octets.u8(octets, at);
            boolean echo = end - at >= WORDS_LENGTH
                && (ipVersion == 4 ? Icmp4.isEcho(type) : type == Icmp6.ECHO_REQUEST || type == Icmp6.ECHO_REPLY);
            return new Inner(ABSENT, ABSENT, ABSENT, type, end - at > 1 ? Octets.u8(octets, at + 1) : ABSENT,
                echo ? Octets.u16(octets, at + 4) : ABSENT, echo ? Octets.u16(octets, at + 6) : ABSENT);
        }
    }
}
