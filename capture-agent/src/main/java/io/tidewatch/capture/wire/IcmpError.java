package io.tidewatch.capture.wire;

import java.util.List;

/**
 * What stands behind the first 8 octets of an ICMP or ICMPv6 error: the quoted datagram and perhaps an extension
 * structure. RFC 4884 has the sender tell the length of the quote; routers before it put the structure behind exactly
 * 128 octets (§5.5), and some write garbage where the length belongs. So a place counts only if what is there proves
 * itself: the announced place by the version, the fixed one by version and a checksum that is sent and right.
 *
 * @param quoted null when it can't be told
 * @param extensions empty when there are none
 */
record IcmpError(QuotedDatagram quoted, List<ExtensionObject> extensions) {
    private static final int FIXED_QUOTE = 128;

    /** {@code announced}: the length attribute in bytes; negative when messages of this type have none. */
    static IcmpError parse(Layers layers, int quote, int announced) {
        byte[] octets = layers.octets;
        int end = layers.end;
        int structure = -1;
        List<ExtensionObject> extensions = List.of();
        if (announced > 0 && IcmpExtensions.plausible(octets, quote + announced, end)) {
            structure = quote + announced;
        } else if (announced >= 0 && layers.complete()
            && IcmpExtensions.plausible(octets, quote + FIXED_QUOTE, end)
            && IcmpExtensions.checksumSent(octets, quote + FIXED_QUOTE)
            && IcmpExtensions.checksumRight(octets, quote + FIXED_QUOTE, end)) {
            structure = quote + FIXED_QUOTE;
            layers.note(Defect.ICMP_EXTENSION_UNANNOUNCED);
        }
        if (structure >= 0) {
            if (layers.complete() && IcmpExtensions.checksumSent(octets, structure)
                && !IcmpExtensions.checksumRight(octets, structure, end)) {
                layers.note(Defect.ICMP_EXTENSION_CHECKSUM);
            } else {
                extensions = IcmpExtensions.parse(layers, structure, end, Integer.MAX_VALUE);
            }
        }
        return new IcmpError(QuotedDatagram.parse(layers, quote, structure < 0 ? end : structure), extensions);
    }
}
