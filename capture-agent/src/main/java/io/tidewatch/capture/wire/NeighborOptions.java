package io.tidewatch.capture.wire;

import java.util.ArrayList;
import java.util.List;

/**
 * The options at the end of a neighbour discovery message. An option that can't be as long as it says ends the list,
 * since where the next one begins is unknown; one that is too short or too long for its type is kept raw.
 */
final class NeighborOptions {
    static final int UNIT = 8;
    private static final int MAC_LENGTH = 6;
    private static final int PREFIX_UNITS = 4;
    private static final int MAX_ROUTE_UNITS = 3;
    private static final int MAX_PREFIX = 128;

    private NeighborOptions() {
    }

    static List<NeighborOption> parse(Layers layers, int first) {
        if (first >= layers.end) {
            return List.of();
        }
        List<NeighborOption> options = new ArrayList<>(2);
        int at = first;
        while (at < layers.end) {
            int units = layers.end - at < 2 ? 0 : Octets.u8(layers.octets, at + 1);
            int end = at + units * UNIT;
            boolean redirected = units > 0 && Octets.u8(layers.octets, at) == NeighborOption.REDIRECTED;
            if (end > layers.end && redirected) {
                // What is there of the datagram still tells which one it is.
                options.add(new NeighborOption.Redirected(datagram(layers, at, layers.end)));
            }
            if (units == 0 || end > layers.wireEnd) {
                layers.note(Defect.ICMP6_OPTION_LENGTH);
            }
            if (units == 0 || end > layers.end) {
                break;
            }
            options.add(redirected ? new NeighborOption.Redirected(datagram(layers, at, end))
                : option(layers, at, units));
            at = end;
        }
        return options;
    }

    private static QuotedDatagram datagram(Layers layers, int option, int end) {
        int units = Octets.u8(layers.octets, option + 1);
        return QuotedDatagram.parse(layers, option + UNIT, end, Math.min(option + units * UNIT, layers.wireEnd));
    }

    private static NeighborOption option(Layers layers, int at, int units) {
        byte[] octets = layers.octets;
        int type = Octets.u8(octets, at);
        NeighborOption option = switch (type) {
            case NeighborOption.SOURCE_LINK_ADDRESS, NeighborOption.TARGET_LINK_ADDRESS ->
                new NeighborOption.LinkAddress(type, linkAddress(octets, at, units));
            case NeighborOption.PREFIX -> units == PREFIX_UNITS ? prefix(octets, at) : null;
            case NeighborOption.MTU -> units == 1 ? new NeighborOption.Mtu(Octets.u32(octets, at + 4)) : null;
            case NeighborOption.ROUTE -> units <= MAX_ROUTE_UNITS ? route(octets, at, units) : null;
            case NeighborOption.DNS_SERVERS -> units >= 3 && units % 2 == 1
                ? new NeighborOption.DnsServers(Octets.u32(octets, at + 4),
                    Mld.WIRE.addresses(octets, at + UNIT, units / 2)) : null;
            case NeighborOption.DNS_SEARCH -> units >= 2 ? new NeighborOption.DnsSearch(Octets.u32(octets, at + 4),
                OctetString.copy(octets, at + UNIT, at + units * UNIT)) : null;
            default -> raw(octets, at, units);
        };
        if (option == null) {
            layers.note(Defect.ICMP6_OPTION_LENGTH);
            return raw(octets, at, units);
        }
        return option;
    }

    private static NeighborOption raw(byte[] octets, int at, int units) {
        return new NeighborOption.Other(Octets.u8(octets, at), OctetString.copy(octets, at + 2, at + units * UNIT));
    }

    /** Two units hold the 8 octets of an IEEE 802.15.4 address and padding (RFC 4944 §8). */
    private static OctetString linkAddress(byte[] octets, int at, int units) {
        int length = switch (units) {
            case 1 -> MAC_LENGTH;
            case 2 -> UNIT;
            default -> units * UNIT - 2;
        };
        return OctetString.copy(octets, at + 2, at + 2 + length);
    }

    /** Null when the length is that of no prefix. */
    private static NeighborOption prefix(byte[] octets, int at) {
        int length = Octets.u8(octets, at + 2);
        return length > MAX_PREFIX ? null : new NeighborOption.Prefix(IpAddress.readV6(octets, at + 16), length,
            Octets.u8(octets, at + 3), Octets.u32(octets, at + 4), Octets.u32(octets, at + 8));
    }

    /** Null when the option does not hold as much of the prefix as its length demands. */
    private static NeighborOption route(byte[] octets, int at, int units) {
        int length = Octets.u8(octets, at + 2);
        if (length > (units - 1) * 64) {
            return null;
        }
        long high = units > 1 ? Octets.i64(octets, at + UNIT) : 0;
        long low = units > 2 ? Octets.i64(octets, at + 2 * UNIT) : 0;
        return new NeighborOption.Route(IpAddress.v6(high, low), length, Octets.u8(octets, at + 3) >> 3 & 3,
            Octets.u32(octets, at + 4), units);
    }

    /** Writes options one behind the other, each padded with zeros; returns where they end. */
    static int emit(byte[] out, int at, List<NeighborOption> options, byte[] datagram) {
        int next = at;
        for (NeighborOption option : options) {
            Octets.put64(out, next, 0);
            Octets.put64(out, next + UNIT, 0);
            int end = option.write(out, next, datagram);
            while ((end - next) % UNIT != 0) {
                out[end++] = 0;
            }
            Octets.put8(out, next, option.type());
            Octets.put8(out, next + 1, (end - next) / UNIT);
            next = end;
        }
        return next;
    }
}
