package io.tidewatch.capture.wire;

import java.util.List;

/**
 * ICMPv6: RFC 4443, neighbour discovery (RFC 4861), RFC 4884 (extensions), RFC 8335 (extended echo). MLD and multicast
 * router discovery are in {@link Mld}.
 *
 * <pre>
 *  type | code | checksum (with the pseudo-header of RFC 8200 §8.1)
 *  echo:              identifier 2 | sequence 2
 *  packet too big:    MTU 4                      parameter problem: pointer 4
 *  unreachable, time exceeded: length 1 (64-bit words of quote) | unused 3
 *  then, in errors:   quoted datagram | extension structure
 *  neighbour discovery is in {@link NeighborDiscovery}; mobility: identifier 2 | reserved or flags 2
 * </pre>
 */
public final class Icmp6 {
    private static final int TYPE = 0;
    private static final int CODE = 1;
    static final int SUM = 2;
    private static final int IDENTIFIER = 4;
    private static final int SEQUENCE = 6;
    private static final int VALUE = 4;
    private static final int QUOTE_LENGTH = 4;
    private static final int LENGTH = 8;
    private static final int LEAST = 4;
    private static final int QUOTE_UNIT = 8;
    private static final int REDIRECT_LENGTH = 40;
    private static final int ND_HOP_LIMIT = 255;

    public static final int UNREACHABLE = 1;
    public static final int PACKET_TOO_BIG = 2;
    public static final int TIME_EXCEEDED = 3;
    public static final int PARAMETER_PROBLEM = 4;
    public static final int ECHO_REQUEST = 128;
    public static final int ECHO_REPLY = 129;
    public static final int ROUTER_SOLICITATION = 133;
    public static final int ROUTER_ADVERTISEMENT = 134;
    public static final int NEIGHBOR_SOLICITATION = 135;
    public static final int NEIGHBOR_ADVERTISEMENT = 136;
    public static final int REDIRECT = 137;
    private static final int HOME_AGENT_REQUEST = 144;
    private static final int MOBILE_PREFIX_ADVERTISEMENT = 147;
    public static final int EXTENDED_ECHO_REQUEST = 160;
    public static final int EXTENDED_ECHO_REPLY = 161;

    private Icmp6() {
    }

    static boolean isError(int type) {
        return type < ECHO_REQUEST;
    }

    /** Proves that type, code and checksum are there, and judges the checksum. */
    static int begin(Layers layers) {
        byte[] octets = layers.octets;
        int at = layers.at;
        layers.require(LEAST, Defect.ICMP6_TRUNCATED);
        int type = Octets.u8(octets, at + TYPE);
        if (layers.pseudoDestinationAt >= 0) {
            long pseudoHeader = Checksum.pseudoHeader(octets, layers.pseudoSourceAt, layers.pseudoDestinationAt,
                layers.wireLength(), Layer.PROTOCOL_ICMP6);
            layers.judgeChecksum(pseudoHeader, Mld.is(type) ? Defect.MLD_CHECKSUM : Defect.ICMP6_CHECKSUM);
        }
        return type;
    }

    static IcmpMessage parse(Layers layers, int type) {
        byte[] octets = layers.octets;
        int at = layers.at;
        int code = Octets.u8(octets, at + CODE);
        if (!IcmpNames.typeAssigned(6, type)) {
            layers.note(Defect.ICMP6_TYPE);
        } else if (!IcmpNames.codeAssigned(6, type, code)) {
            layers.note(Defect.ICMP6_CODE);
        }
        layers.require(fixedLength(type), Defect.ICMP6_TRUNCATED);
        return switch (type) {
            case UNREACHABLE, PACKET_TOO_BIG, TIME_EXCEEDED, PARAMETER_PROBLEM -> error(layers, type, code);
            case ECHO_REQUEST, ECHO_REPLY -> IcmpMessage.query(6, type, code, Octets.u16(octets, at + IDENTIFIER),
                Octets.u16(octets, at + SEQUENCE));
            case ROUTER_SOLICITATION, ROUTER_ADVERTISEMENT, NEIGHBOR_SOLICITATION, NEIGHBOR_ADVERTISEMENT, REDIRECT ->
                discovery(layers, type, code);
            case EXTENDED_ECHO_REQUEST, EXTENDED_ECHO_REPLY ->
                Icmp4.extendedEcho(layers, 6, type == EXTENDED_ECHO_REQUEST);
            default -> type >= HOME_AGENT_REQUEST && type <= MOBILE_PREFIX_ADVERTISEMENT
                ? IcmpMessage.query(6, type, code, Octets.u16(octets, at + IDENTIFIER), IcmpMessage.ABSENT)
                : IcmpMessage.of(6, type, code);
        };
    }

    private static int fixedLength(int type) {
        return switch (type) {
            case UNREACHABLE, PACKET_TOO_BIG, TIME_EXCEEDED, PARAMETER_PROBLEM, ECHO_REQUEST, ECHO_REPLY,
                ROUTER_SOLICITATION, EXTENDED_ECHO_REQUEST, EXTENDED_ECHO_REPLY -> LENGTH;
            case ROUTER_ADVERTISEMENT -> 16;
            case NEIGHBOR_SOLICITATION, NEIGHBOR_ADVERTISEMENT -> 24;
            case REDIRECT -> REDIRECT_LENGTH;
            default -> type >= HOME_AGENT_REQUEST && type <= MOBILE_PREFIX_ADVERTISEMENT ? LENGTH : LEAST;
        };
    }

    private static IcmpMessage error(Layers layers, int type, int code) {
        int at = layers.at;
        boolean extensible = type == UNREACHABLE || type == TIME_EXCEEDED;
        int announced = extensible ? Octets.u8(layers.octets, at + QUOTE_LENGTH) * QUOTE_UNIT : -1;
        IcmpError error = IcmpError.parse(layers, at + LENGTH, announced);
        long value = Octets.u32(layers.octets, at + VALUE);
        return new IcmpMessage(6, type, code, IcmpMessage.ABSENT, IcmpMessage.ABSENT, null,
            type == PACKET_TOO_BIG ? value : IcmpMessage.ABSENT,
            type == PARAMETER_PROBLEM ? value : IcmpMessage.ABSENT, error.quoted(), error.extensions(), null);
    }

    /** What receivers must see before they believe it (RFC 4861 §6.1, §7.1, §8.1) is noted, not demanded. */
    private static IcmpMessage discovery(Layers layers, int type, int code) {
        NeighborDiscovery message = NeighborDiscovery.parse(layers, type);
        if (layers.ttl != ND_HOP_LIMIT) {
            layers.note(Defect.ICMP6_HOP_LIMIT);
        }
        boolean routers = type == ROUTER_ADVERTISEMENT || type == REDIRECT;
        if (routers && !layers.source().isLinkLocalUnicast()) {
            layers.note(Defect.ICMP6_SOURCE);
        }
        if (message.target() != null && message.target().isMulticast()) {
            layers.note(Defect.ICMP6_TARGET);
        }
        return new IcmpMessage(6, type, code, IcmpMessage.ABSENT, IcmpMessage.ABSENT,
            type == REDIRECT ? message.target() : null, IcmpMessage.ABSENT, IcmpMessage.ABSENT, message.redirected(),
            List.of(), message);
    }

    /**
     * Writes a message behind an emitted IPv6 header, with its checksum; returns where it ends. {@code body} is what
     * follows the fields that the message knows: data, or the quoted or redirected datagram.
     */
    public static int emit(byte[] out, int at, Ipv6.Header header, IcmpMessage message, byte[] body) {
        Octets.put64(out, at, 0);
        Octets.put8(out, at + TYPE, message.type());
        Octets.put8(out, at + CODE, message.code());
        Icmp4.emitIdentifier(out, at, message);
        if (message.mtu() != IcmpMessage.ABSENT) {
            Octets.put32(out, at + VALUE, message.mtu());
        } else if (message.pointer() != IcmpMessage.ABSENT) {
            Octets.put32(out, at + VALUE, message.pointer());
        }
        int end = message.detail() instanceof NeighborDiscovery discovery ? discovery.write(out, at, body)
            : IcmpError.emit(out, at + LENGTH, message, body, QUOTE_UNIT);
        if (!message.extensions().isEmpty() && message.isError()) {
            Octets.put8(out, at + QUOTE_LENGTH, IcmpError.padded(body.length, QUOTE_UNIT) / QUOTE_UNIT);
        }
        Ipv6.sealMessage(out, header, at, end);
        return end;
    }
}
