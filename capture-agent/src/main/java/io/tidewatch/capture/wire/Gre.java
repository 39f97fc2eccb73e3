package io.tidewatch.capture.wire;

/**
 * Generic routing encapsulation (RFC 2784) with key and sequence number (RFC 2890).
 *
 * <pre>
 *  C R K S flags ... version 3 bits | protocol type 2 | [checksum 2, reserved 2] | [key 4] | [sequence 4] | payload
 * </pre>
 * The source routing of the first GRE is gone from the standard, and version 1 is PPTP: both pass by.
 */
final class Gre {
    private static final int FLAGS = 0;
    private static final int PROTOCOL = 2;
    private static final int LENGTH = 4;
    private static final int CHECKSUM_PRESENT = 0x8000;
    private static final int ROUTING_PRESENT = 0x4000;
    private static final int KEY_PRESENT = 0x2000;
    private static final int SEQUENCE_PRESENT = 0x1000;
    private static final int VERSION = 0x0007;

    private Gre() {
    }

    static void parse(Layers layers) {
        layers.require(LENGTH, Defect.TUNNEL_TRUNCATED);
        int flags = Octets.u16(layers.octets, layers.at + FLAGS);
        int protocol = Octets.u16(layers.octets, layers.at + PROTOCOL);
        Layer next = Layer.ofEtherType(protocol);
        if ((flags & (VERSION | ROUTING_PRESENT)) != 0 || next == Layer.LLC || next == Layer.NONE) {
            layers.next = Layer.NONE;
            return;
        }
        int length = LENGTH;
        length += (flags & CHECKSUM_PRESENT) != 0 ? 4 : 0;
        int keyAt = layers.at + length;
        boolean key = (flags & KEY_PRESENT) != 0;
        length += key ? 4 : 0;
        length += (flags & SEQUENCE_PRESENT) != 0 ? 4 : 0;
        layers.require(length, Defect.TUNNEL_TRUNCATED);
        layers.tunnel(new Tunnel(Tunnel.Kind.GRE, key ? Octets.u32(layers.octets, keyAt) : Tunnel.NONE));
        layers.leaveIp();
        layers.at += length;
        layers.next = next;
    }
}
