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
 *  redirect:          reserved 4 | target 16 | destination 16 | options (type 1, length 1 in 8 octets; type 4 quotes)
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
    private static final int TARGET = 8;
    private static final int REDIRECT_LENGTH = 40;
    private static final int OPTION_UNIT = 8;
    private static final int OPTION_REDIRECTED = 4;
    private static final int ND_HOP_LIMIT = 255;

    public static final int UNREACHABLE = 1;
    public static final int PACKET_TOO_BIG = 2;
    public static final int TIME_EXCEEDED = 3;
    public static final int PARAMETER_PROBLEM = 4;
    public static final int ECHO_REQUEST = 128;
    public static final int ECHO_REPLY = 129;
    public static final int ROUTER_SOLICITATION = 133;
    private static final int ROUTER_ADVERTISEMENT = 134;
    private static final int NEIGHBOR_SOLICITATION = 135;
    private static final int NEIGHBOR_ADVERTISEMENT = 136;
    public static final int REDIRECT = 137;
    private static final int EXTENDED_ECHO_REQUEST = 160;
    private static final int EXTENDED_ECHO_REPLY = 161;

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
        if (type >= ROUTER_SOLICITATION && type <= REDIRECT && layers.ttl != ND_HOP_LIMIT) {
            layers.note(Defect.ICMP6_HOP_LIMIT);
        }
        return switch (type) {
            case UNREACHABLE, PACKET_TOO_BIG, TIME_EXCEEDED, PARAMETER_PROBLEM -> error(layers, type, code);
            case ECHO_REQUEST, ECHO_REPLY -> IcmpMessage.query(6, type, code, Octets.u16(octets, at + IDENTIFIER),
                Octets.u16(octets, at + SEQUENCE));
            case REDIRECT -> redirect(layers, code);
            case EXTENDED_ECHO_REQUEST, EXTENDED_ECHO_REPLY ->
                Icmp4.extendedEcho(layers, 6, type == EXTENDED_ECHO_REQUEST);
            default -> IcmpMessage.of(6, type, code);
        };
    }

    private static int fixedLength(int type) {
        return switch (type) {
            case UNREACHABLE, PACKET_TOO_BIG, TIME_EXCEEDED, PARAMETER_PROBLEM, ECHO_REQUEST, ECHO_REPLY,
                ROUTER_SOLICITATION, EXTENDED_ECHO_REQUEST, EXTENDED_ECHO_REPLY -> LENGTH;
            case ROUTER_ADVERTISEMENT -> 16;
            case NEIGHBOR_SOLICITATION, NEIGHBOR_ADVERTISEMENT -> 24;
            case REDIRECT -> REDIRECT_LENGTH;
            default -> LEAST;
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
            type == PARAMETER_PROBLEM ? value : IcmpMessage.ABSENT, error.quoted(), error.extensions());
    }

    /** RFC 4861 §4.5; the redirected header option of §4.6.3 has 8 octets before the datagram. */
    private static IcmpMessage redirect(Layers layers, int code) {
        byte[] octets = layers.octets;
        QuotedDatagram quoted = null;
        int option = layers.at + REDIRECT_LENGTH;
        while (option < layers.end && quoted == null) {
            int length = layers.end - option < 2 ? 0 : Octets.u8(octets, option + 1) * OPTION_UNIT;
            if (length == 0) {
                layers.note(Defect.ICMP6_OPTION_LENGTH);
                break;
            }
            int end = Math.min(option + length, layers.end);
            if (Octets.u8(octets, option) == OPTION_REDIRECTED) {
                quoted = QuotedDatagram.parse(layers, option + OPTION_UNIT, end);
            }
            option += length;
        }
        if (option > layers.end && layers.end == layers.wireEnd) {
            layers.note(Defect.ICMP6_OPTION_LENGTH);
        }
        return new IcmpMessage(6, REDIRECT, code, IcmpMessage.ABSENT, IcmpMessage.ABSENT,
            IpAddress.readV6(octets, layers.at + TARGET), IcmpMessage.ABSENT, IcmpMessage.ABSENT, quoted,
            List.of());
    }

    /**
     * Writes a message behind an emitted IPv6 header, with its checksum; returns where it ends. {@code body} is what
     * follows the first 8 octets: echo data or the quoted datagram; of a redirect, what follows the target.
     */
    public static int emit(byte[] out, int at, Ipv6.Header header, IcmpMessage message, byte[] body) {
        Octets.put64(out, at, 0);
        Octets.put8(out, at + TYPE, message.type());
        Octets.put8(out, at + CODE, message.code());
        int from = at + LENGTH;
        if (message.identifier() != IcmpMessage.ABSENT) {
            Octets.put16(out, at + IDENTIFIER, message.identifier());
            boolean extended = message.type() >= EXTENDED_ECHO_REQUEST;
            Octets.put16(out, at + SEQUENCE, extended ? message.sequence() << 8 : message.sequence());
        } else if (message.mtu() != IcmpMessage.ABSENT) {
            Octets.put32(out, at + VALUE, message.mtu());
        } else if (message.pointer() != IcmpMessage.ABSENT) {
            Octets.put32(out, at + VALUE, message.pointer());
        } else if (message.gateway() != null) {
            from = message.gateway().write(out, at + TARGET);
        }
        int end = Icmp4.emitBody(out, from, message, body, QUOTE_UNIT);
        if (!message.extensions().isEmpty() && message.isError()) {
            Octets.put8(out, at + QUOTE_LENGTH, Icmp4.paddedQuote(body.length, QUOTE_UNIT) / QUOTE_UNIT);
        }
        Ipv6.sealMessage(out, header, at, end);
        return end;
    }
}
