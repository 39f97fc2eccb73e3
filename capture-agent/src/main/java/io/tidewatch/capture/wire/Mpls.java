package io.tidewatch.capture.wire;

/**
 * An MPLS label stack (RFC 3032 §2.1). What follows the bottom is not announced: an IP version nibble, or the zero
 * nibble of a pseudowire control word in front of an Ethernet frame.
 *
 * <pre>
 *  label 20 bits | traffic class 3 | bottom of stack 1 | TTL 8
 * </pre>
 *
 * @param label 20 bits
 * @param trafficClass 3 bits
 * @param bottom last of the stack
 * @param ttl time to live
 */
public record Mpls(int label, int trafficClass, boolean bottom, int ttl) {
    static final int LENGTH = 4;
    private static final int MAX_LABELS = 16;
    private static final int CONTROL_WORD_LENGTH = 4;

    static Mpls read(byte[] octets, int at) {
        int entry = Octets.i32(octets, at);
        return new Mpls(entry >>> 12, entry >>> 9 & 7, (entry & 0x100) != 0, entry & 0xff);
    }

    void write(byte[] out, int at) {
        Octets.put32(out, at, (long) label << 12 | trafficClass << 9 | (bottom ? 0x100 : 0) | ttl);
    }

    static void parse(Layers layers) {
        boolean bottom = false;
        for (int depth = 0; !bottom; depth++) {
            if (depth == MAX_LABELS) {
                throw new MalformedException(Defect.MPLS_TOO_DEEP, layers.at);
            }
            layers.require(LENGTH, Defect.MPLS_TRUNCATED);
            Mpls entry = read(layers.octets, layers.at);
            layers.tunnel(new Tunnel(Tunnel.Kind.MPLS, entry.label));
            bottom = entry.bottom;
            layers.at += LENGTH;
        }
        layers.leaveIp();
        layers.require(1, Defect.MPLS_TRUNCATED);
        switch (Octets.u8(layers.octets, layers.at) >> 4) {
            case 4 -> layers.next = Layer.IPV4;
            case 6 -> layers.next = Layer.IPV6;
            case 0 -> {
                // Not every pseudowire carries Ethernet: what can't be a frame of it passes by.
                boolean ethernet = layers.available() >= CONTROL_WORD_LENGTH + Ethernet.LENGTH;
                layers.at += ethernet ? CONTROL_WORD_LENGTH : 0;
                layers.next = ethernet ? Layer.ETHERNET : Layer.NONE;
            }
            default -> layers.next = Layer.NONE;
        }
    }
}
