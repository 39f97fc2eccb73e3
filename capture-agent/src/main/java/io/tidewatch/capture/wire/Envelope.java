package io.tidewatch.capture.wire;

import java.util.List;

/**
 * All that the headers around a message said, and how sound frame and message are.
 *
 * @param sourceMac the sender's 48-bit MAC address (of the innermost Ethernet header), or {@link #NO_MAC}
 * @param vlanIds VLAN ids, outer first
 * @param tunnels what the packet is wrapped in, outer first
 * @param ipVersion 4 or 6; 0 when a malformed frame ended before its IP header
 * @param source source address; null when not reached
 * @param destination destination address as in the header, also with a routing header; null when not reached
 * @param ttl TTL or hop limit
 * @param dscp differentiated services code point
 * @param routerAlert the router alert option is present (RFC 2113, RFC 2711)
 * @param identification IPv4 identification; {@link #NO_IDENTIFICATION} in IPv6
 * @param fragment null unless the packet is one of several fragments
 * @param checksum verdict on the message's checksum
 * @param anomalies what is odd, in the order found; empty when clean
 */
public record Envelope(long sourceMac, List<Integer> vlanIds, List<Tunnel> tunnels, int ipVersion, IpAddress source,
                       IpAddress destination, int ttl, int dscp, boolean routerAlert, int identification,
                       Fragment fragment, Checksum.Verdict checksum, List<Defect> anomalies) {
    /** The link has no MAC address. */
    public static final long NO_MAC = -1;
    /** IPv6 has an identification in fragments alone. */
    public static final int NO_IDENTIFICATION = -1;

    /**
     * The place of a fragment in its datagram.
     *
     * @param identification 16 bits in IPv4, 32 in IPv6
     * @param offset in bytes
     * @param more more follow
     */
    public record Fragment(long identification, int offset, boolean more) {
    }
}
