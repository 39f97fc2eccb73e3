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
        boolean told = announced > 0 && IcmpExtensions.plausible(octets, quote + announced, end);
        boolean wrong = told && layers.complete() && IcmpExtensions.checksumSent(octets, quote + announced)
            && !IcmpExtensions.checksumRight(octets, quote + announced, end);
        int structure = told ? quote + announced : -1;
        if (announced >= 0 && (!told || wrong) && layers.complete() && proved(octets, quote + FIXED_QUOTE, end)) {
            layers.note(Defect.ICMP_EXTENSION_UNANNOUNCED);
            structure = quote + FIXED_QUOTE;
        } else if (wrong) {
            layers.note(Defect.ICMP_EXTENSION_CHECKSUM);
            return new IcmpError(QuotedDatagram.parse(layers, quote, structure, structure), List.of());
        }
        return structure < 0
            ? new IcmpError(QuotedDatagram.parse(layers, quote, end, layers.wireEnd), List.of())
            : new IcmpError(QuotedDatagram.parse(layers, quote, structure, structure),
                IcmpExtensions.parse(layers, structure, end, Integer.MAX_VALUE));
    }

    /** A structure that nobody announced is one only with a checksum that is sent and right. */
    private static boolean proved(byte[] octets, int at, int end) {
        return IcmpExtensions.plausible(octets, at, end) && IcmpExtensions.checksumSent(octets, at)
            && IcmpExtensions.checksumRight(octets, at, end);
    }

    /**
     * Writes quote and extensions, or the objects and data of an extended echo; returns where they end. {@code unit} is
     * what the length attribute counts in.
     */
    static int emit(byte[] out, int at, IcmpMessage message, byte[] body, int unit) {
        boolean structure = !message.extensions().isEmpty();
        int from = structure && !message.isError() ? IcmpExtensions.emit(out, at, message.extensions()) : at;
        System.arraycopy(body, 0, out, from, body.length);
        int end = from + body.length;
        if (!structure || !message.isError()) {
            return end;
        }
        while (end < at + padded(body.length, unit)) {
            out[end++] = 0;
        }
        return IcmpExtensions.emit(out, end, message.extensions());
    }

    /** Length of a quote before an extension structure. */
    static int padded(int length, int unit) {
        return Math.max(FIXED_QUOTE, (length + unit - 1) / unit * unit);
    }
}
