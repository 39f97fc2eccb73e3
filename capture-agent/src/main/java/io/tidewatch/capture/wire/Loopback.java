package io.tidewatch.capture.wire;

/**
 * BSD loopback: an address family of four octets, in the byte order of the machine that captured (NULL) or of the
 * network (LOOP). Families are small, so the order shows.
 */
final class Loopback {
    private static final int LENGTH = 4;
    private static final int INET = 2;

    private Loopback() {
    }

    static void parse(Layers layers) {
        layers.require(LENGTH, Defect.LINK_TRUNCATED);
        int family = Octets.i32(layers.octets, layers.at);
        if ((family & 0xffff0000) != 0) {
            family = Integer.reverseBytes(family);
        }
        layers.at += LENGTH;
        // IPv6 is 10 on Linux, 24 on NetBSD and OpenBSD, 28 on FreeBSD, 30 on macOS.
        layers.next = switch (family) {
            case INET -> Layer.IPV4;
            case 10, 24, 28, 30 -> Layer.IPV6;
            default -> Layer.NONE;
        };
    }
}
