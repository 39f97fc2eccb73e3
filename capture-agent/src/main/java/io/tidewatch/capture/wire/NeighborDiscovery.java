package io.tidewatch.capture.wire;

import java.util.List;

/**
 * What a neighbour discovery message says (RFC 4861 §4).
 *
 * <pre>
 *  router solicitation:    type, code, checksum | reserved 4 | options
 *  router advertisement:   type, code, checksum | hop limit 1 | flags 1 | lifetime 2 | reachable 4 | retransmit 4
 *                          | options
 *  neighbour solicitation: type, code, checksum | reserved 4 | target 16 | options
 *  neighbour advertisement: type, code, checksum | flags 1, reserved 3 | target 16 | options
 *  redirect:               type, code, checksum | reserved 4 | target 16 | destination 16 | options
 * </pre>
 *
 * @param flags flags of an advertisement as sent, else {@link IcmpMessage#ABSENT}
 * @param target whose link-layer address is asked for or told, or the better first hop; null in router messages
 * @param destination what is redirected, else null
 * @param router what a router advertisement says, else null
 * @param options in wire order
 */
public record NeighborDiscovery(int flags, IpAddress target, IpAddress destination, Router router,
                                List<NeighborOption> options) implements IcmpDetail {
    private static final int HOP_LIMIT = 4;
    private static final int ROUTER_FLAGS = 5;
    private static final int LIFETIME = 6;
    private static final int REACHABLE = 8;
    private static final int RETRANSMIT = 12;
    private static final int ROUTER_OPTIONS = 16;
    private static final int FLAGS = 4;
    private static final int TARGET = 8;
    private static final int DESTINATION = 24;

    public NeighborDiscovery {
        options = List.copyOf(options);
    }

    /** A flag of an advertisement, by its bit. */
    public enum Flag {
        /** Router: managed address configuration (DHCPv6). */
        MANAGED(0x80),
        /** Router: other configuration by DHCPv6. */
        OTHER(0x40),
        /** Router: mobile IPv6 home agent (RFC 6275). */
        HOME_AGENT(0x20),
        /** Router: neighbour discovery proxy (RFC 4389). */
        PROXY(0x04),
        /** Neighbour: the sender is a router. */
        ROUTER(0x80),
        /** Neighbour: answer to a solicitation. */
        SOLICITED(0x40),
        /** Neighbour: overrides what is cached. */
        OVERRIDE(0x20);

        private final int bit;

        Flag(int bit) {
            this.bit = bit;
        }
    }

    public boolean is(Flag flag) {
        return (flags & flag.bit) != 0;
    }

    /** Two bits of a router advertisement (RFC 4191 §2.1): 0 medium, 1 high, 2 reserved, 3 low. */
    public int preference() {
        return flags >> 3 & 3;
    }

    /**
     * What a router tells hosts of the link.
     *
     * @param hopLimit to send with, 0 unsaid
     * @param lifetimeS as a default router, seconds
     * @param reachableMs how long a confirmed neighbour is reachable, milliseconds, 0 unsaid
     * @param retransmitMs between solicitations, milliseconds, 0 unsaid
     */
    public record Router(int hopLimit, int lifetimeS, long reachableMs, long retransmitMs) {
    }

    /** The fixed part is proved to be there. */
    static NeighborDiscovery parse(Layers layers, int type) {
        byte[] octets = layers.octets;
        int at = layers.at;
        return switch (type) {
            case Icmp6.ROUTER_SOLICITATION -> new NeighborDiscovery(IcmpMessage.ABSENT, null, null, null,
                NeighborOptions.parse(layers, at + TARGET));
            case Icmp6.ROUTER_ADVERTISEMENT -> new NeighborDiscovery(Octets.u8(octets, at + ROUTER_FLAGS), null, null,
                new Router(Octets.u8(octets, at + HOP_LIMIT), Octets.u16(octets, at + LIFETIME),
                    Octets.u32(octets, at + REACHABLE), Octets.u32(octets, at + RETRANSMIT)),
                NeighborOptions.parse(layers, at + ROUTER_OPTIONS));
            case Icmp6.REDIRECT -> new NeighborDiscovery(IcmpMessage.ABSENT, IpAddress.readV6(octets, at + TARGET),
                IpAddress.readV6(octets, at + DESTINATION), null,
                NeighborOptions.parse(layers, at + DESTINATION + IpAddress.V6_LENGTH));
            default -> new NeighborDiscovery(type == Icmp6.NEIGHBOR_ADVERTISEMENT ? Octets.u8(octets, at + FLAGS)
                : IcmpMessage.ABSENT, IpAddress.readV6(octets, at + TARGET), null, null,
                NeighborOptions.parse(layers, at + DESTINATION));
        };
    }

    /** The redirected datagram, which is in an option; null when there is none. */
    QuotedDatagram redirected() {
        for (NeighborOption option : options) {
            if (option instanceof NeighborOption.Redirected redirected) {
                return redirected.datagram();
            }
        }
        return null;
    }

    /** Writes all behind the checksum; {@code datagram} is the redirected one. Returns where the message ends. */
    int write(byte[] out, int at, byte[] datagram) {
        int end = at + TARGET;
        if (router != null) {
            Octets.put8(out, at + HOP_LIMIT, router.hopLimit);
            Octets.put8(out, at + ROUTER_FLAGS, flags);
            Octets.put16(out, at + LIFETIME, router.lifetimeS);
            Octets.put32(out, at + REACHABLE, router.reachableMs);
            Octets.put32(out, at + RETRANSMIT, router.retransmitMs);
            end = at + ROUTER_OPTIONS;
        } else if (flags != IcmpMessage.ABSENT) {
            Octets.put8(out, at + FLAGS, flags);
        }
        if (target != null) {
            end = target.write(out, at + TARGET);
        }
        if (destination != null) {
            end = destination.write(out, at + DESTINATION);
        }
        return NeighborOptions.emit(out, end, options, datagram);
    }
}
