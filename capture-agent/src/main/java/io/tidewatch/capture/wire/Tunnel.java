package io.tidewatch.capture.wire;

/**
 * Something that wraps the packet on its way.
 *
 * @param kind what it is
 * @param id its number where it has one, else {@link #NONE}
 */
public record Tunnel(Kind kind, long id) {

    /** It has no number. */
    public static final long NONE = -1;

    /** Known wrappings. */
    public enum Kind {
        /** One label of a stack (RFC 3032); the id is the label. */
        MPLS,
        /** A PPP session over Ethernet (RFC 2516); the id is the session. */
        PPPOE,
        /** Generic routing encapsulation (RFC 2784); the id is the key (RFC 2890) if there is one. */
        GRE,
        /** VXLAN (RFC 7348); the id is the network identifier. */
        VXLAN,
        /** IP directly in IPv4 (RFC 4213 and its relatives). */
        IPV4,
        /** IP directly in IPv6 (RFC 2473). */
        IPV6
    }

    static final Tunnel IN_IPV4 = new Tunnel(Kind.IPV4, NONE);
    static final Tunnel IN_IPV6 = new Tunnel(Kind.IPV6, NONE);
}
