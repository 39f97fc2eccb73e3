package io.tidewatch.capture.wire;

/**
 * Ethernet II, and 802.3 with LLC/SNAP (RFC 1042).
 *
 * <pre>
 *  destination 6 | source 6 | type, or length up to 1500 | ...
 *  LLC: DSAP 0xAA | SSAP 0xAA | control 3 | organisation 0 (3 octets) | type
 * </pre>
 */
public final class Ethernet {
    private static final int DESTINATION = 0;
    private static final int SOURCE = 6;
    private static final int TYPE = 12;
    static final int LENGTH = 14;

    private static final int SNAP_ORGANISATION = 2;
    private static final int SNAP_TYPE = 6;
    private static final int SNAP_LENGTH = 8;
    private static final int SNAP_SAPS = 0xaaaa;
    private static final long SNAP_UNNUMBERED_ZERO = 0x03000000L;

    private Ethernet() {
    }

    static void parse(Layers layers) {
        layers.require(LENGTH, Defect.LINK_TRUNCATED);
        layers.leaveIp();
        layers.sourceMacAt(layers.at + SOURCE);
        int type = Octets.u16(layers.octets, layers.at + TYPE);
        layers.at += LENGTH;
        layers.next = Layer.ofEtherType(type);
        if (layers.next == Layer.LLC) {
            layers.narrow((long) layers.at + type);
        }
    }

    /** Only SNAP with an EtherType carries IP; spanning tree and the like pass by. */
    static void parseLlc(Layers layers) {
        layers.next = Layer.NONE;
        if (layers.available() < SNAP_LENGTH) {
            return;
        }
        byte[] octets = layers.octets;
        int at = layers.at;
        if (Octets.u16(octets, at) != SNAP_SAPS
            || Octets.u32(octets, at + SNAP_ORGANISATION) != SNAP_UNNUMBERED_ZERO) {
            return;
        }
        int type = Octets.u16(octets, at + SNAP_TYPE);
        layers.at += SNAP_LENGTH;
        Layer next = Layer.ofEtherType(type);
        layers.next = next == Layer.LLC ? Layer.NONE : next;
    }

    /** Writes a header; returns where it ends. MAC addresses are the low 48 bits. */
    public static int emit(byte[] out, int at, long destination, long source, int type) {
        putMac(out, at + DESTINATION, destination);
        putMac(out, at + SOURCE, source);
        Octets.put16(out, at + TYPE, type);
        return at + LENGTH;
    }

    private static void putMac(byte[] out, int at, long mac) {
        Octets.put16(out, at, (int) (mac >>> 32));
        Octets.put32(out, at + 2, mac);
    }

    /** The group MAC address that a multicast IP packet is sent to (RFC 1112 §6.4, RFC 2710's ff02:: likewise). */
    public static long groupMac(IpAddress group) {
        return group.version() == 4 ? 0x01005e000000L | group.low() & 0x7fffff
            : 0x333300000000L | group.low() & 0xffffffffL;
    }
}
