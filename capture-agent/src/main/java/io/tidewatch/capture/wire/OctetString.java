package io.tidewatch.capture.wire;

import java.util.Arrays;
import java.util.HexFormat;

/** Octets that are carried as they are, since nothing here knows what they mean. A value, equal by content. */
public final class OctetString {
    private final byte[] octets;

    private OctetString(byte[] octets) {
        this.octets = octets;
    }

    /** A copy of the octets from {@code from} to {@code end}, which are proved to be there. */
    static OctetString copy(byte[] source, int from, int end) {
        return new OctetString(Arrays.copyOfRange(source, from, end));
    }

    public int length() {
        return octets.length;
    }

    /** One octet, 0 to 255. */
    public int at(int index) {
        return Octets.u8(octets, index);
    }

    /** Two digits an octet, lower case, of at most {@code max} octets. */
    public String hex(int max) {
        return HexFormat.of().formatHex(octets, 0, Math.min(max, octets.length));
    }

    /** The same with colons between, as hardware addresses are written. */
    public String colons() {
        return HexFormat.ofDelimiter(":").formatHex(octets);
    }

    /** Writes the octets; returns where they end. */
    int write(byte[] out, int at) {
        System.arraycopy(octets, 0, out, at, octets.length);
        return at + octets.length;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof OctetString that && Arrays.equals(octets, that.octets);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(octets);
    }

    @Override
    public String toString() {
        return hex(octets.length);
    }
}
