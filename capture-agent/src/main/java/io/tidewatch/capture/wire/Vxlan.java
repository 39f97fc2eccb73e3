package io.tidewatch.capture.wire;

/**
 * VXLAN (RFC 7348 §5), found by its UDP port (RFC 768).
 *
 * <pre>
 *  UDP:   source port 2 | destination port 2 | length 2 | checksum 2
 *  VXLAN: flags 1 (bit 0x08: the identifier is valid) | reserved 3 | network identifier 3 | reserved 1 | Ethernet frame
 * </pre>
 */
final class Vxlan {
    private static final int UDP_DESTINATION = 2;
    private static final int UDP_LENGTH = 8;
    private static final int PORT = 4789;
    /** What Linux takes unless told otherwise. */
    private static final int LINUX_PORT = 8472;

    private static final int FLAGS = 0;
    private static final int IDENTIFIER = 4;
    private static final int LENGTH = 8;
    private static final int IDENTIFIER_VALID = 0x08;

    private Vxlan() {
    }

    /** Other UDP is none of our business, however short. */
    static void parseUdp(Layers layers) {
        int port = layers.available() < UDP_LENGTH ? 0 : Octets.u16(layers.octets, layers.at + UDP_DESTINATION);
        boolean vxlan = port == PORT || port == LINUX_PORT;
        layers.next = vxlan ? Layer.VXLAN : Layer.NONE;
        layers.at += vxlan ? UDP_LENGTH : 0;
    }

    static void parse(Layers layers) {
        layers.require(LENGTH, Defect.TUNNEL_TRUNCATED);
        if ((Octets.u8(layers.octets, layers.at + FLAGS) & IDENTIFIER_VALID) == 0) {
            layers.next = Layer.NONE;
            return;
        }
        layers.tunnel(new Tunnel(Tunnel.Kind.VXLAN, Octets.i32(layers.octets, layers.at + IDENTIFIER) >>> 8));
        layers.leaveIp();
        layers.at += LENGTH;
        layers.next = Layer.ETHERNET;
    }
}
