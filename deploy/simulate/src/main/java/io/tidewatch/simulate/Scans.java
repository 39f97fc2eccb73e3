package io.tidewatch.simulate;

import io.tidewatch.capture.wire.IpAddress;
import io.tidewatch.simulate.frame.Datagram;
import java.util.List;

/** Causes in what somebody sends on purpose: scans, reflection, forged sources; and clients that do not give up. */
final class Scans {
    private static final int[] WANTED = {22, 23, 445, 3389};
    private static final int[] AMPLIFIERS = {19, 53, 123, 161, 389, 1900, 11_211};

    private Scans() {
    }

    /** Somebody outside tries the UDP ports of ours; a few hosts by many ports, or many by few. */
    static Recipe udpScan(Site site) {
        IpAddress scanner = site.outside();
        int hosts = site.chance(0.5) ? 1 + site.random.nextInt(12) : 60 + site.random.nextInt(180);
        int source = site.port();
        int[] turn = {0};
        return new Recipe(List.of(Recipe.receiver(scanner), Recipe.source(scanner)), () -> {
            int probe = turn[0]++;
            IpAddress host = site.host(probe % hosts);
            return site.error(Failure.PORT, host, scanner,
                Datagram.udp(scanner, host, source, 1 + probe / hosts % 65_000, 50, 28));
        });
    }

    /** One of ours tries the world; the routers on the way say what it does not reach. */
    static Recipe internalScan(Site site) {
        IpAddress scanner = site.anyHost();
        int port = WANTED[site.random.nextInt(WANTED.length)];
        Failure[] said = {Failure.HOST, Failure.HOST, Failure.NETWORK, Failure.PROHIBITED};
        return new Recipe(List.of(Recipe.receiver(scanner), Recipe.source(scanner)),
            () -> site.error(said[site.random.nextInt(said.length)], site.router(site.random.nextInt(200)), scanner,
                Datagram.tcp(scanner, site.outside(), site.port(), port, 50, 44)));
    }

    /** One of ours looks for name servers: the ports of a reflection, but its own traffic. */
    static Recipe scanForAmplifiers(Site site) {
        IpAddress scanner = site.anyHost();
        return new Recipe(List.of(Recipe.receiver(scanner), Recipe.source(scanner)), () -> {
            IpAddress tried = site.outside();
            boolean router = site.chance(0.7);
            return site.error(router ? Failure.HOST : Failure.PORT, router ? site.router(site.random.nextInt(200))
                : tried, scanner, Datagram.udp(scanner, tried, 40_000, 53, 50, 64));
        });
    }

    /** Somebody floods a victim and forges our addresses, most of which nobody has. */
    static Recipe forgedSources(Site site) {
        IpAddress victim = site.outside();
        boolean upstream = site.chance(0.3);
        IpAddress reporter = upstream ? site.outside() : victim;
        Failure failure = upstream ? Failure.HOST : Failure.PORT;
        int port = site.chance(0.5) ? 80 : 27_015;
        return new Recipe(List.of(Recipe.host(victim), Recipe.prefix(victim), Recipe.reporter(reporter)), () -> {
            IpAddress forged = site.dark();
            return site.error(failure, reporter, forged,
                Datagram.udp(forged, victim, site.port(), port, 40 + site.random.nextInt(15), 60)
                    .identified(site.random.nextInt(1 << 16), 0));
        });
    }

    /** Somebody asks many servers in the name of one of ours; those that have no such service say so to it. */
    static Recipe reflection(Site site) {
        IpAddress victim = site.anyHost();
        int port = AMPLIFIERS[site.random.nextInt(AMPLIFIERS.length)];
        return new Recipe(List.of(Recipe.receiver(victim), Recipe.source(victim)), () -> {
            IpAddress server = site.outside();
            return site.error(Failure.PORT, server, victim,
                Datagram.udp(victim, server, site.port(), port, 50, 64));
        });
    }

    /** One client asks a service that is gone, again and again. */
    static Recipe brokenClient(Site site) {
        IpAddress client = site.anyHost();
        IpAddress server = site.outside();
        int port = site.chance(0.5) ? 514 : 162;
        int source = site.port();
        return new Recipe(List.of(Recipe.receiver(client), Recipe.source(client), Recipe.reporter(server),
            Recipe.host(server), Recipe.prefix(server)),
            () -> site.error(Failure.PORT, server, client, Datagram.udp(client, server, source, port, 50,
                100 + site.random.nextInt(100))));
    }

    /** Nothing fits anything: forged at random, to fill whatever keeps keys. */
    static Recipe randomKeys(Site site) {
        Failure[] failures = {Failure.HOP_LIMIT, Failure.NETWORK, Failure.HOST, Failure.PORT, Failure.PROHIBITED};
        return new Recipe(List.of(Recipe.SEGMENT),
            () -> site.error(failures[site.random.nextInt(failures.length)], site.outside(), site.outside(),
                Datagram.udp(site.outside(), site.outside(), site.port(), site.port(), site.random.nextInt(256),
                    site.length())));
    }
}
