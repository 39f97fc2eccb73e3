package io.tidewatch.capture.wire;

/**
 * An 802.1Q, 802.1ad or older QinQ tag, after its EtherType.
 *
 * <pre>
 *  priority 3 bits, drop eligible 1, VLAN id 12 | type of what follows
 * </pre>
 * The id 0 is a priority tag: it names no VLAN.
 */
public final class Vlan {
    /** EtherType of an 802.1Q tag. */
    public static final int CUSTOMER = 0x8100;
    /** EtherType of an 802.1ad tag. */
    public static final int SERVICE = 0x88a8;

    private static final int CONTROL = 0;
    private static final int TYPE = 2;
    private static final int LENGTH = 4;
    private static final int ID_MASK = 0x0fff;

    private Vlan() {
    }

    static void parse(Layers layers) {
        layers.require(LENGTH, Defect.VLAN_TRUNCATED);
        layers.vlan(Octets.u16(layers.octets, layers.at + CONTROL) & ID_MASK);
        int type = Octets.u16(layers.octets, layers.at + TYPE);
        layers.at += LENGTH;
        layers.next = Layer.ofEtherType(type);
        if (layers.next == Layer.LLC) {
            layers.narrow((long) layers.at + type);
        }
    }

    /** Writes a tag; returns where it ends. */
    public static int emit(byte[] out, int at, int id, int type) {
        Octets.put16(out, at + CONTROL, id & ID_MASK);
        Octets.put16(out, at + TYPE, type);
        return at + LENGTH;
    }
}
