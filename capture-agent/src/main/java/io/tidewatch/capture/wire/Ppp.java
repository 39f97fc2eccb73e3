package io.tidewatch.capture.wire;

/**
 * PPP (RFC 1661), alone, in HDLC-like framing, or in an Ethernet session (RFC 2516); and Cisco's HDLC.
 *
 * <pre>
 *  PPP:        [address 0xff | control 3] | protocol 1 (odd) or 2
 *  PPPoE:      version, type | code 0 | session 2 | length 2 | protocol ...
 *  Cisco HDLC: address | control | EtherType 2
 * </pre>
 */
final class Ppp {
    private static final int ADDRESS_CONTROL = 0xff03;
    private static final int PROTOCOL_IPV4 = 0x0021;
    private static final int PROTOCOL_IPV6 = 0x0057;
    private static final int PROTOCOL_MPLS = 0x0281;

    private static final int CODE = 1;
    private static final int SESSION = 2;
    private static final int PAYLOAD_LENGTH = 4;
    private static final int PPPOE_LENGTH = 6;

    private static final int HDLC_TYPE = 2;
    private static final int HDLC_LENGTH = 4;

    private Ppp() {
    }

    static void parse(Layers layers) {
        layers.require(2, Defect.PPP_TRUNCATED);
        if (Octets.u16(layers.octets, layers.at) == ADDRESS_CONTROL) {
            layers.at += 2;
            layers.require(2, Defect.PPP_TRUNCATED);
        }
        // A compressed protocol field is one odd octet (RFC 1661 §6.5).
        int first = Octets.u8(layers.octets, layers.at);
        boolean compressed = (first & 1) == 1;
        int protocol = compressed ? first : Octets.u16(layers.octets, layers.at);
        layers.at += compressed ? 1 : 2;
        layers.next = switch (protocol) {
            case PROTOCOL_IPV4 -> Layer.IPV4;
            case PROTOCOL_IPV6 -> Layer.IPV6;
            case PROTOCOL_MPLS -> Layer.MPLS;
            default -> Layer.NONE;
        };
    }

    static void parseSession(Layers layers) {
        layers.require(PPPOE_LENGTH, Defect.PPP_TRUNCATED);
        byte[] octets = layers.octets;
        int at = layers.at;
        if (Octets.u8(octets, at + CODE) != 0) {
            layers.next = Layer.NONE;
            return;
        }
        layers.tunnel(new Tunnel(Tunnel.Kind.PPPOE, Octets.u16(octets, at + SESSION)));
        layers.at += PPPOE_LENGTH;
        layers.narrow((long) layers.at + Octets.u16(octets, at + PAYLOAD_LENGTH));
        layers.next = Layer.PPP;
    }

    static void parseCiscoHdlc(Layers layers) {
        layers.require(HDLC_LENGTH, Defect.LINK_TRUNCATED);
        int type = Octets.u16(layers.octets, layers.at + HDLC_TYPE);
        layers.at += HDLC_LENGTH;
        Layer next = Layer.ofEtherType(type);
        layers.next = next == Layer.LLC ? Layer.NONE : next;
    }
}
