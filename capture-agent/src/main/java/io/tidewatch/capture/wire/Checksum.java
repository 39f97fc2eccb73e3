package io.tidewatch.capture.wire;

/**
 * The Internet checksum (RFC 1112 and RFC 4443 use the one of RFC 791): the ones' complement of the ones' complement
 * sum of all 16-bit words. Over data with its right checksum in place the folded sum is 0xffff. Every single wrong bit
 * changes it.
 */
public final class Checksum {
    private static final int RIGHT = 0xffff;

    /** What comparing told. */
    public enum Verdict {
        /** Computed and right. */
        VALID,
        /** Computed and wrong. */
        INVALID,
        /** Not all bytes are there: cut by the snap length, or one fragment of several. */
        UNVERIFIABLE
    }

    private Checksum() {
    }

    /**
     * Unfolded sum of the bytes from {@code from} to {@code end}; an odd last byte counts as the high half of a word.
     * Sums of parts may be added when each part but the last has an even length.
     */
    static long sum(byte[] octets, int from, int end) {
        long sum = 0;
        int at = from;
        // 32 bits at a time: 65536 is 1 modulo 65535, so the halves of a longer word add up to the same.
        for (; end - at >= 8; at += 8) {
            long eight = Octets.i64(octets, at);
            sum += (eight >>> 32) + (eight & 0xffffffffL);
        }
        if (end - at >= 4) {
            sum += Octets.u32(octets, at);
            at += 4;
        }
        if (end - at >= 2) {
            sum += Octets.u16(octets, at);
            at += 2;
        }
        return at < end ? sum + (Octets.u8(octets, at) << 8) : sum;
    }

    /** The pseudo-header of RFC 8200 §8.1: addresses, upper-layer length, next header. */
    static long pseudoHeader(byte[] octets, int sourceAt, int destinationAt, int length, int nextHeader) {
        return sum(octets, sourceAt, sourceAt + IpAddress.V6_LENGTH)
            + sum(octets, destinationAt, destinationAt + IpAddress.V6_LENGTH) + length + nextHeader;
    }

    static boolean right(long sum) {
        return fold(sum) == RIGHT;
    }

    /** The value to put into the checksum field, over data whose field is zero. */
    static int of(long sum) {
        return ~fold(sum) & 0xffff;
    }

    private static int fold(long sum) {
        long folded = (sum >>> 32) + (sum & 0xffffffffL);
        folded = (folded >>> 16) + (folded & 0xffff);
        folded = (folded >>> 16) + (folded & 0xffff);
        return (int) ((folded >>> 16) + (folded & 0xffff));
    }
}
