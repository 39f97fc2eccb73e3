package io.tidewatch.capture.event;

import io.tidewatch.capture.wire.IcmpMessage;
import io.tidewatch.capture.wire.NeighborDiscovery;
import io.tidewatch.capture.wire.NeighborDiscovery.Flag;
import io.tidewatch.capture.wire.OctetString;
import io.tidewatch.schemas.DnsSearch;
import io.tidewatch.schemas.DnsServers;
import io.tidewatch.schemas.NeighborOption;
import io.tidewatch.schemas.NeighborPrefix;
import io.tidewatch.schemas.NeighborRoute;
import java.util.ArrayList;
import java.util.List;

/** Neighbour discovery as it stands in the events. */
final class NeighborEvents {
    private static final String[] PREFERENCES = {"medium", "high", "reserved", "low"};
    private static final int MAC_LENGTH = 6;

    private final EventParts parts;

    NeighborEvents(EventParts parts) {
        this.parts = parts;
    }

    /** The options sorted by what they say; lists are made when the first of a kind comes. */
    private final class Options {
        private String sourceLink;
        private String targetLink;
        private Long mtu;
        private List<NeighborPrefix> prefixes = List.of();
        private List<NeighborRoute> routes = List.of();
        private List<DnsServers> servers = List.of();
        private List<DnsSearch> search = List.of();
        private List<NeighborOption> others = List.of();

        Options(List<io.tidewatch.capture.wire.NeighborOption> options) {
            for (io.tidewatch.capture.wire.NeighborOption option : options) {
                take(option);
            }
        }

        private void take(io.tidewatch.capture.wire.NeighborOption option) {
            if (option instanceof io.tidewatch.capture.wire.NeighborOption.LinkAddress link) {
                boolean source = link.type() == io.tidewatch.capture.wire.NeighborOption.SOURCE_LINK_ADDRESS;
                if (source && sourceLink == null) {
                    sourceLink = linkText(link.address());
                } else if (!source && targetLink == null) {
                    targetLink = linkText(link.address());
                }
            } else if (option instanceof io.tidewatch.capture.wire.NeighborOption.Mtu link) {
                mtu = link.mtu();
            } else if (option instanceof io.tidewatch.capture.wire.NeighborOption.Prefix prefix) {
                prefixes = with(prefixes, new NeighborPrefix(parts.text(prefix.prefix()), prefix.length(),
                    prefix.onLink(), prefix.autonomous(), prefix.routerAddress(), prefix.validS(),
                    prefix.preferredS()));
            } else if (option instanceof io.tidewatch.capture.wire.NeighborOption.Route route) {
                routes = with(routes, new NeighborRoute(parts.text(route.prefix()), route.length(),
                    PREFERENCES[route.preference()], route.lifetimeS()));
            } else if (option instanceof io.tidewatch.capture.wire.NeighborOption.DnsServers dns) {
                servers = with(servers, new DnsServers(dns.lifetimeS(), parts.texts(dns.servers())));
            } else if (option instanceof io.tidewatch.capture.wire.NeighborOption.DnsSearch dns) {
                search = with(search, new DnsSearch(dns.lifetimeS(), dns.domains()));
            } else if (option instanceof io.tidewatch.capture.wire.NeighborOption.Other other) {
                others = with(others, new NeighborOption(other.type(), other.data().hex(EventParts.MAX_RAW)));
            }
            // The redirected datagram is the event's quoted one.
        }
    }

    private static <T> List<T> with(List<T> list, T next) {
        List<T> longer = list.isEmpty() ? new ArrayList<>(1) : list;
        longer.add(next);
        return longer;
    }

    private String linkText(OctetString address) {
        if (address.length() != MAC_LENGTH) {
            return address.colons();
        }
        long mac = 0;
        for (int i = 0; i < MAC_LENGTH; i++) {
            mac = mac << 8 | address.at(i);
        }
        return parts.macText(mac);
    }

    io.tidewatch.schemas.NeighborDiscovery of(NeighborDiscovery message) {
        Options options = new Options(message.options());
        NeighborDiscovery.Router router = message.router();
        boolean told = router == null && message.flags() != IcmpMessage.ABSENT;
        return new io.tidewatch.schemas.NeighborDiscovery(parts.textOrNull(message.target()),
            parts.textOrNull(message.destination()), message.flags() == IcmpMessage.ABSENT ? null : message.flags(),
            told ? message.is(Flag.ROUTER) : null, told ? message.is(Flag.SOLICITED) : null,
            told ? message.is(Flag.OVERRIDE) : null, router == null ? null : message.is(Flag.MANAGED),
            router == null ? null : message.is(Flag.OTHER), router == null ? null : message.is(Flag.HOME_AGENT),
            router == null ? null : message.is(Flag.PROXY),
            router == null ? null : PREFERENCES[message.preference()], router == null ? null : router.hopLimit(),
            router == null ? null : router.lifetimeS(), router == null ? null : router.reachableMs(),
            router == null ? null : router.retransmitMs(), options.sourceLink, options.targetLink, options.mtu,
            options.prefixes, options.routes, options.servers, options.search, options.others);
    }
}
