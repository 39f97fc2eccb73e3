package io.tidewatch.simulate;

import io.tidewatch.capture.wire.IpAddress;
import io.tidewatch.simulate.frame.Datagram;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** Causes in the network itself: routers and filters that do not pass what hosts send. */
final class Routing {
    private static final int TRACEROUTE = 33_434;
    private static final int[] SERVICES = {53, 80, 123, 443, 5004, 8080};

    private Routing() {
    }

    /** So many of something that stays, such as flows that go on. */
    static <T> List<T> many(int count, IntFunction<T> made) {
        List<T> many = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            many.add(made.apply(i));
        }
        return many;
    }

    private static Datagram traffic(Site site, IpAddress source, IpAddress destination, int ttl) {
        int port = SERVICES[site.random.nextInt(SERVICES.length)];
        return site.chance(0.5) ? Datagram.tcp(source, destination, site.port(), port, ttl, site.length())
            : Datagram.udp(source, destination, site.port(), port, ttl, site.length());
    }

    /** Two routers, seldom three, hold each other for the way to a prefix. */
    static Recipe loop(Site site) {
        return loop(site, 5 + site.random.nextInt(40));
    }

    private static Recipe loop(Site site, int senders) {
        IpAddress lost = site.outside();
        int routers = site.chance(0.8) ? 2 : 3;
        List<Datagram> flows = many(30 + site.random.nextInt(120),
            i -> traffic(site, site.host(i % senders), site.near(lost, i * 7), site.random.nextInt(2)));
        int[] turn = {0};
        return new Recipe(List.of(Recipe.prefix(lost)), () -> {
            Datagram failed = pick(site, flows);
            return site.error(Failure.HOP_LIMIT, site.router(turn[0]++ % routers), failed.source(), failed);
        });
    }

    /** The traffic of one host meets a loop: few receivers, as with traceroute, but two routers. */
    static Recipe loopOfOneHost(Site site) {
        return loop(site, 1);
    }

    /** A withdrawn route or a dead last hop: one or two routers can't reach a prefix. */
    static Recipe unreachablePrefix(Site site) {
        IpAddress lost = site.outside();
        Failure failure = site.chance(0.5) ? Failure.NETWORK : Failure.HOST;
        int routers = site.chance(0.7) ? 1 : 2;
        int senders = 5 + site.random.nextInt(60);
        List<Datagram> flows = many(40 + site.random.nextInt(300),
            i -> traffic(site, site.host(i % senders), site.near(lost, i * 11), 60));
        return new Recipe(List.of(Recipe.prefix(lost)), () -> {
            Datagram failed = pick(site, flows);
            return site.error(failure, site.router(site.random.nextInt(routers)), failed.source(), failed);
        });
    }

    /** A popular service is down: one destination and port, as in forged traffic, but the senders are ours and live. */
    static Recipe serviceOutage(Site site) {
        IpAddress service = site.outside();
        List<Datagram> flows = many(200 + site.random.nextInt(200),
            i -> Datagram.tcp(site.host(i % 80), service, site.port(), 443, 60, 60 + i % 5 * 4));
        return new Recipe(List.of(Recipe.host(service), Recipe.prefix(service)), () -> {
            Datagram failed = pick(site, flows);
            return site.error(Failure.HOST, site.router(0), failed.source(), failed);
        });
    }

    /** A filter forbids a service from one moment on. */
    static Recipe adminProhibited(Site site) {
        int port = SERVICES[site.random.nextInt(SERVICES.length)];
        int senders = 5 + site.random.nextInt(60);
        List<Datagram> flows = many(40 + site.random.nextInt(200),
            i -> Datagram.tcp(site.host(i % senders), site.outside(), site.port(), port, 60, site.length()));
        return new Recipe(List.of(Recipe.reporter(site.router(0))), () -> {
            Datagram failed = pick(site, flows);
            return site.error(Failure.PROHIBITED, site.router(0), failed.source(), failed);
        });
    }

    /** One host scans through a firewall that says so. */
    static Recipe scanAtFirewall(Site site) {
        IpAddress scanner = site.anyHost();
        int port = site.chance(0.5) ? 445 : 23;
        return new Recipe(List.of(Recipe.receiver(scanner), Recipe.source(scanner)),
            () -> site.error(Failure.PROHIBITED, site.router(0), scanner,
                Datagram.tcp(scanner, site.outside(), site.port(), port, 60, 60)));
    }

    /** Few hosts probe the ways to many places: many routers, each once a probe. */
    static Recipe traceroutes(Site site) {
        int hosts = site.chance(0.7) ? 1 : 2;
        IpAddress first = site.anyHost();
        int routers = 20 + site.random.nextInt(60);
        boolean echo = site.chance(0.3);
        int[] turn = {0};
        List<Label.Scope> scopes = hosts == 1 ? List.of(Recipe.receiver(first), Recipe.source(first))
            : List.of(Recipe.SEGMENT);
        return new Recipe(scopes, () -> {
            IpAddress host = turn[0] % hosts == 0 ? first : site.near(first, (int) first.low() + 1);
            int hop = turn[0]++ / hosts;
            IpAddress target = site.outside();
            Datagram probe = echo ? Datagram.echo(host, target, 1, 60)
                : Datagram.udp(host, target, 50_000, TRACEROUTE + hop % 90, 1, 60);
            return site.error(Failure.HOP_LIMIT, site.router(hop % routers), host, probe);
        });
    }

    static <T> T pick(Site site, List<T> many) {
        return many.get(site.random.nextInt(many.size()));
    }
}
