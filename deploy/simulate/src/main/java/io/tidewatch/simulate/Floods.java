package io.tidewatch.simulate;

import io.tidewatch.capture.wire.GroupMessage;
import io.tidewatch.capture.wire.GroupRecord;
import io.tidewatch.capture.wire.Igmp;
import io.tidewatch.capture.wire.IpAddress;
import io.tidewatch.simulate.frame.Datagram;
import java.util.List;

/** Floods of what is no error: pings and group membership; and a mirror port that shows frames twice. */
final class Floods {
    private static final IpAddress ALL_HOSTS = new IpAddress(4, 0, 0xe000_0001L);
    private static final IpAddress ALL_ROUTERS = new IpAddress(4, 0, 0xe000_0002L);
    private static final IpAddress V3_ROUTERS = new IpAddress(4, 0, 0xe000_0016L);
    private static final long GROUPS = 0xef00_0000L;
    private static final int RESPONSE_MS = 10_000;
    private static final int INTERVAL_S = 125;

    private Floods() {
    }

    /** Pings of many, or one, at one of ours. */
    static Recipe echoFlood(Site site) {
        IpAddress target = site.anyHost();
        IpAddress one = site.outside();
        boolean many = site.chance(0.5);
        return new Recipe(List.of(Recipe.receiver(target)),
            () -> site.echo(many ? site.outside() : one, target, true, 56));
    }

    /** A monitoring station that looks after every host of the segment at once. */
    static Recipe poller(Site site) {
        IpAddress station = site.host(0);
        int[] turn = {0};
        return new Recipe(List.of(), () -> {
            IpAddress host = site.host(1 + turn[0] / 2 % 100);
            boolean request = turn[0]++ % 2 == 0;
            return site.echo(request ? station : host, request ? host : station, request, 56);
        });
    }

    /** Answers of a whole segment to somebody who never asked. */
    static Recipe smurf(Site site) {
        IpAddress victim = site.outside();
        return new Recipe(List.of(Recipe.receiver(victim)), () -> site.echo(site.anyHost(), victim, false, 56));
    }

    /** Fewer errors than the floor, and about few places, if it were not for the mirror. */
    static Recipe mirrored(Site site) {
        IpAddress client = site.anyHost();
        List<IpAddress> places = Routing.many(40, i -> site.outside());
        return new Recipe(List.of(), () -> site.error(Failure.HOST, site.router(site.random.nextInt(9)), client,
            Datagram.tcp(client, Routing.pick(site, places), site.port(), 443, 60, site.length())));
    }

    /** One source queries without pause and wants answers at once. */
    static Recipe queryFlood(Site site) {
        return new Recipe(List.of(Recipe.reporter(site.host(7))), () -> query(site, site.host(7), 3, 100));
    }

    /** Beside the querier, one with a lower address and an older version. */
    static Recipe rogueQuerier(Site site) {
        return new Recipe(List.of(Recipe.reporter(site.gateway(1))), () -> site.chance(0.5)
            ? query(site, site.gateway(2), 3, RESPONSE_MS) : query(site, site.gateway(1), 2, RESPONSE_MS));
    }

    /** Two routers that lose and find each other: each queries by the book. */
    static Recipe electionFlap(Site site) {
        int[] turn = {0};
        return new Recipe(List.of(Recipe.SEGMENT),
            () -> query(site, site.gateway(1 + turn[0]++ / 10 % 2), 3, RESPONSE_MS));
    }

    /** A querier and hosts that answer. */
    static Recipe querier(Site site) {
        return new Recipe(List.of(), () -> site.chance(0.1) ? query(site, site.gateway(1), 3, RESPONSE_MS)
            : report(site, site.host(site.random.nextInt(20)), site.random.nextInt(20)));
    }

    /** Hosts join and nobody queries. */
    static Recipe missingQuerier(Site site) {
        return new Recipe(List.of(Recipe.SEGMENT),
            () -> report(site, site.host(site.random.nextInt(20)), site.random.nextInt(20)));
    }

    /** One host joins one group after the other and leaves none. */
    static Recipe reportFlood(Site site) {
        IpAddress host = site.anyHost();
        int[] group = {0};
        return new Recipe(List.of(Recipe.reporter(host)), () -> report(site, host, group[0]++));
    }

    /** Viewers change channels: a leave and a join each, among so many channels. */
    static Recipe channelSurfing(Site site) {
        int[] turn = {0};
        return new Recipe(List.of(), () -> {
            IpAddress viewer = site.host(turn[0] / 2 % 30);
            int channel = turn[0] / 60 % 40 + (turn[0]++ % 2);
            return turn[0] % 2 == 1
                ? site.frames.igmp(viewer, ALL_ROUTERS, new GroupMessage.Leave(2, Igmp.LEAVE, group(channel)))
                : report(site, viewer, channel);
        });
    }

    /** The topology changed: general queries, and everybody reports everything. */
    static Recipe tcnFlush(Site site) {
        return new Recipe(List.of(Recipe.SEGMENT), () -> site.chance(0.1)
            ? query(site, site.gateway(1), 3, RESPONSE_MS) : report(site, site.anyHost(), site.random.nextInt(60)));
    }

    private static byte[] query(Site site, IpAddress from, int version, int responseMs) {
        return site.frames.igmp(from, ALL_HOSTS, new GroupMessage.Query(version, Igmp.QUERY, IpAddress.ANY_V4,
            responseMs, false, version == 3 ? 2 : 0, version == 3 ? INTERVAL_S : 0, List.of()));
    }

    private static byte[] report(Site site, IpAddress host, int group) {
        return site.frames.igmp(host, V3_ROUTERS, new GroupMessage.StateReport(3, Igmp.REPORT_V3,
            List.of(GroupRecord.of(GroupRecord.Type.TO_EX, group(group), List.of()))));
    }

    private static IpAddress group(int number) {
        return new IpAddress(4, 0, GROUPS + 0x1_0100 + number);
    }
}
