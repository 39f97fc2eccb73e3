package io.tidewatch.capture.wire;

import java.net.InetAddress;

/**
 * An IPv4 or IPv6 address as numbers: no byte array per address, equality by value. An IPv4-mapped IPv6 address stays
 * an IPv6 address, which {@link InetAddress} would not do.
 *
 * @param version 4 or 6
 * @param high the first 64 bits; 0 for IPv4
 * @param low the last 64 bits; the 32 bits of an IPv4 address
 */
public record IpAddress(int version, long high, long low) {
    /** 0.0.0.0. */
    public static final IpAddress ANY_V4 = new IpAddress(4, 0, 0);
    /** The unspecified IPv6 address. */
    public static final IpAddress ANY_V6 = new IpAddress(6, 0, 0);

    static final int V4_LENGTH = 4;
    static final int V6_LENGTH = 16;

    /** From a literal's or a socket's bytes, 4 or 16 of them. */
    public static IpAddress of(byte[] bytes) {
        return bytes.length == V4_LENGTH ? readV4(bytes, 0) : readV6(bytes, 0);
    }

    static IpAddress v4(int bits) {
        return new IpAddress(4, 0, bits & 0xffffffffL);
    }

    static IpAddress v6(long high, long low) {
        return new IpAddress(6, high, low);
    }

    static IpAddress readV4(byte[] octets, int at) {
        return new IpAddress(4, 0, Octets.u32(octets, at));
    }

    static IpAddress readV6(byte[] octets, int at) {
        return new IpAddress(6, Octets.i64(octets, at), Octets.i64(octets, at + 8));
    }

    /** Length on the wire, bytes. */
    int length() {
        return version == 4 ? V4_LENGTH : V6_LENGTH;
    }

    /** Writes the address; returns where it ends. */
    int write(byte[] out, int at) {
        if (version == 4) {
            Octets.put32(out, at, low);
        } else {
            Octets.put64(out, at, high);
            Octets.put64(out, at + 8, low);
        }
        return at + length();
    }

    public boolean isUnspecified() {
        return high == 0 && low == 0;
    }

    /** 224.0.0.0/4 or ff00::/8. */
    public boolean isMulticast() {
        return version == 4 ? low >>> 28 == 0xe : high >>> 56 == 0xff;
    }

    /** 169.254.0.0/16 or fe80::/10. */
    public boolean isLinkLocalUnicast() {
        return version == 4 ? low >>> 16 == 0xa9fe : high >>> 54 == 0x3fa;
    }
}
