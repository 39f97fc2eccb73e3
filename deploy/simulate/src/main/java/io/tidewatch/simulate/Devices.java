package io.tidewatch.simulate;

import io.tidewatch.capture.wire.IpAddress;
import io.tidewatch.simulate.frame.Datagram;
import java.util.List;

/** Causes in single devices: tunnels, gateways, old or broken stacks, and who forges what they say. */
final class Devices {
    private static final int LARGEST = 1500;
    private static final int FRAGMENT_UNITS = 185;

    private Devices() {
    }

    /** Senders never learn: the same flows at the same length over the MTU, again and again. */
    static Recipe pmtudBlackhole(Site site) {
        return tooBig(site, site.version == 4 ? 1400 + site.random.nextInt(77) : 1400);
    }

    /** The same from a router older than RFC 1191, which names no MTU. */
    static Recipe oldGear(Site site) {
        return tooBig(site, 0);
    }

    private static Recipe tooBig(Site site, int mtu) {
        int senders = 2 + site.random.nextInt(4);
        List<Datagram> flows = Routing.many(4 + site.random.nextInt(12),
            i -> Datagram.tcp(site.host(i % senders), site.outside(), site.port(), 443, 60, LARGEST));
        return new Recipe(List.of(Recipe.reporter(site.router(0))), () -> {
            Datagram failed = Routing.pick(site, flows);
            return site.tooBig(site.router(0), failed.source(), failed, mtu);
        });
    }

    /** As it should be: each flow is told once or twice and then sends less. */
    static Recipe ordinaryPmtud(Site site) {
        Datagram[] last = {null};
        return new Recipe(List.of(), () -> {
            boolean again = last[0] != null && site.chance(0.4);
            last[0] = again ? last[0]
                : Datagram.tcp(site.anyHost(), site.outside(), site.port(), 443, 60, LARGEST);
            return site.tooBig(site.router(0), last[0].source(), last[0], 1420);
        });
    }

    /** Multicast that is too big for a tunnel, the one error about multicast that may be sent (RFC 4443 §2.4). */
    static Recipe tooBigMulticast(Site site) {
        IpAddress sender = site.anyHost();
        List<Datagram> flows = Routing.many(3,
            i -> Datagram.udp(sender, new IpAddress(6, 0xff3e_0000_0000_0000L, 0x8000_0001L + i), 5000 + i, 5004, 60,
                LARGEST));
        return new Recipe(List.of(Recipe.reporter(site.router(0)), Recipe.receiver(sender)),
            () -> site.tooBig(site.router(0), sender, Routing.pick(site, flows), 1400));
    }

    /** Somebody who is not on the path names MTUs that no link has, about flows that do not exist. */
    static Recipe forgedPtb(Site site) {
        IpAddress target = site.anyHost();
        int mtu = site.version == 4 ? 68 + site.random.nextInt(400) : 68 + site.random.nextInt(1000);
        int liars = 3 + site.random.nextInt(30);
        List<IpAddress> reporters = Routing.many(liars, i -> site.outside());
        return new Recipe(List.of(Recipe.receiver(target), Recipe.source(target)),
            () -> site.tooBig(Routing.pick(site, reporters), target,
                Datagram.tcp(target, site.outside(), site.port(), 443, 60, LARGEST), mtu));
    }

    /** Two gateways on one segment, and hosts that use the wrong one. */
    static Recipe redirectStorm(Site site) {
        List<Datagram> flows = Routing.many(60 + site.random.nextInt(100),
            i -> Datagram.tcp(site.host(i % 25), site.outside(), site.port(), 443, 63, site.length()));
        return new Recipe(List.of(Recipe.reporter(site.gateway(1))), () -> {
            Datagram passed = Routing.pick(site, flows);
            return site.redirect(site.gateway(1), passed.source(), passed, site.gateway(2));
        });
    }

    /** A host that is no router wants the traffic of another one. */
    static Recipe redirectAttack(Site site) {
        IpAddress attacker = site.host(3);
        IpAddress target = site.host(100 + site.random.nextInt(50));
        return new Recipe(List.of(Recipe.receiver(target), Recipe.reporter(attacker), Recipe.source(target)),
            () -> site.redirect(attacker, target,
                Datagram.udp(target, site.outside(), 1000, 53, 64, 28), attacker));
    }

    /** Gear so old that it asks senders to slow down (RFC 6633). */
    static Recipe sourceQuench(Site site) {
        List<Datagram> flows = Routing.many(20,
            i -> Datagram.tcp(site.host(i), site.outside(), site.port(), 80, 60, site.length()));
        return new Recipe(List.of(Recipe.reporter(site.router(0))), () -> {
            Datagram failed = Routing.pick(site, flows);
            return site.error(Failure.SOURCE_QUENCH, site.router(0), failed.source(), failed);
        });
    }

    /** Fragments are lost on the way to some hosts, which wait for them in vain. */
    static Recipe reassembly(Site site) {
        int hosts = 1 + site.random.nextInt(6);
        int senders = 3 + site.random.nextInt(20);
        int[] id = {0};
        List<IpAddress> from = Routing.many(senders, i -> site.outside());
        List<Label.Scope> scopes = hosts == 1 ? List.of(Recipe.reporter(site.host(0))) : List.of(Recipe.SEGMENT,
            Recipe.prefix(site.host(0)));
        return new Recipe(scopes, () -> {
            IpAddress host = site.host(site.random.nextInt(hosts));
            IpAddress sender = Routing.pick(site, from);
            return site.error(Failure.REASSEMBLY, host, sender, Datagram.udp(sender, host, 5000, 2049, 50, LARGEST)
                .identified(id[0]++ & 0xffff, Datagram.MORE_FRAGMENTS));
        });
    }

    /** Somebody sends single fragments with forged sources to fill a host's memory. */
    static Recipe fragmentFlood(Site site) {
        IpAddress target = site.anyHost();
        return new Recipe(List.of(Recipe.reporter(target), Recipe.prefix(target)), () -> {
            IpAddress forged = site.outside();
            return site.error(Failure.REASSEMBLY, target, forged, Datagram.udp(forged, target, site.port(), site.port(),
                50, 60).identified(site.random.nextInt(1 << 16), Datagram.MORE_FRAGMENTS | FRAGMENT_UNITS));
        });
    }

    /** A stack sends an option that a router does not take. */
    static Recipe parameterProblem(Site site) {
        IpAddress sender = site.anyHost();
        List<Datagram> flows = Routing.many(10,
            i -> Datagram.udp(sender, site.outside(), site.port(), 5004, 60, site.length()));
        return new Recipe(List.of(Recipe.reporter(site.router(0)), Recipe.receiver(sender), Recipe.source(sender)),
            () -> site.parameter(site.router(0), sender, Routing.pick(site, flows), 20));
    }

    /** Somebody outside learns from what our hosts complain about which systems they run. */
    static Recipe fingerprinting(Site site) {
        IpAddress prober = site.outside();
        return new Recipe(List.of(Recipe.receiver(prober), Recipe.source(prober)), () -> {
            IpAddress host = site.anyHost();
            return site.parameter(host, prober,
                Datagram.udp(prober, host, 40_000, 1 + site.random.nextInt(1000), 50, 60), site.random.nextInt(20));
        });
    }

    /** Hosts that answer multicast with errors, which nobody may (RFC 1122 §3.2.2). */
    static Recipe multicastError(Site site) {
        int hosts = 1 + site.random.nextInt(5);
        IpAddress sender = site.host(200);
        IpAddress group = site.version == 4 ? new IpAddress(4, 0, 0xef01_0100L + site.random.nextInt(200))
            : new IpAddress(6, 0xff3e_0000_0000_0000L, 0x8000_0000L + site.random.nextInt(200));
        return new Recipe(List.of(Recipe.host(group), Recipe.prefix(group), Recipe.receiver(sender),
            Recipe.source(sender), Recipe.reporter(site.host(0))),
            () -> site.error(Failure.PORT, site.host(site.random.nextInt(hosts)), sender,
                Datagram.udp(sender, group, 5000, 5004, 60, 1356)));
    }
}
