package io.tidewatch.capture.wire;

/**
 * What Linux writes for captures on "any" and on links without a header of their own.
 *
 * <pre>
 *  LINUX_SLL:  packet type 2 | ARP hardware type 2 | address length 2 | address 8 | protocol 2
 *  LINUX_SLL2: protocol 2 | reserved 2 | interface index 4 | ARP hardware type 2 | packet type 1 | address length 1
 *              | address 8
 * </pre>
 */
final class LinuxCooked {
    private static final int ADDRESS_LENGTH = 4;
    private static final int ADDRESS = 6;
    private static final int PROTOCOL = 14;
    private static final int LENGTH = 16;

    private static final int PROTOCOL_2 = 0;
    private static final int ADDRESS_LENGTH_2 = 11;
    private static final int ADDRESS_2 = 12;
    private static final int LENGTH_2 = 20;

    private static final int MAC_LENGTH = 6;

    private LinuxCooked() {
    }

    static void parse(Layers layers) {
        layers.require(LENGTH, Defect.LINK_TRUNCATED);
        if (Octets.u16(layers.octets, layers.at + ADDRESS_LENGTH) == MAC_LENGTH) {
            layers.sourceMacAt(layers.at + ADDRESS);
        }
        enter(layers, Octets.u16(layers.octets, layers.at + PROTOCOL), LENGTH);
    }

    static void parse2(Layers layers) {
        layers.require(LENGTH_2, Defect.LINK_TRUNCATED);
        if (Octets.u8(layers.octets, layers.at + ADDRESS_LENGTH_2) == MAC_LENGTH) {
            layers.sourceMacAt(layers.at + ADDRESS_2);
        }
        enter(layers, Octets.u16(layers.octets, layers.at + PROTOCOL_2), LENGTH_2);
    }

    /** Protocol 4 is an LLC header; other small numbers are Linux' own, not lengths. */
    private static void enter(Layers layers, int protocol, int headerLength) {
        layers.at += headerLength;
        Layer next = Layer.ofEtherType(protocol);
        layers.next = next == Layer.LLC && protocol != 4 ? Layer.NONE : next;
    }
}
