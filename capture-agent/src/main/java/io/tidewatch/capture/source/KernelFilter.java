package io.tidewatch.capture.source;

/**
 * What the kernel lets through to us: all ICMP, ICMPv6 and IGMP, untagged and under up to two VLAN tags, and little
 * else; the decoder sorts out the rest. Where the message stands behind IPv6 extension headers the filter looks at the
 * first of them only: hop-by-hop (MLD), routing, fragment, destination options, or an authentication header.
 * {@code protochain} would follow the chain, but it is a loop, and the kernel's filter machine has none, so libpcap
 * would copy every frame of the link to us and filter here. Packets inside tunnels do not pass.
 */
final class KernelFilter {
    private static final String MESSAGES = "icmp or igmp or icmp6 or ah"
        + " or (ip6 and (ip6[6] = 0 or ip6[6] = 43 or ip6[6] = 44 or ip6[6] = 60))";

    /** Links without Ethernet headers have no tags, and libpcap refuses to look for them. */
    static final String UNTAGGED = MESSAGES;

    /** From {@code vlan} on, libpcap looks behind the tag, to the end of the expression: so the order matters. */
    static final String ETHERNET = MESSAGES + " or (vlan and (" + MESSAGES + " or (vlan and (" + MESSAGES + "))))";

    private KernelFilter() {
    }
}
