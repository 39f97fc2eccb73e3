package io.tidewatch.simulate;

import io.tidewatch.capture.wire.IpAddress;
import io.tidewatch.simulate.frame.Datagram;
import java.util.SplittableRandom;

/**
 * What a segment shows when nothing is wrong: strays, dead services, pings, seldom a traceroute or a retry that comes
 * in a burst of a second or so; four times as much by day as by night, half of it at weekends.
 */
final class Background extends Source {
    private static final double MICROS = 1e6;
    private static final double SECONDS_A_DAY = 86_400;
    /** Of the epoch, after Monday. */
    private static final long THURSDAY = 3;
    private static final int SATURDAY = 5;
    private static final double NIGHT = 0.25;
    private static final double WEEKEND = 0.5;
    private static final double BURSTS_A_SECOND = 8 / SECONDS_A_DAY;
    private static final double LEAST = 0.05;
    private static final double SPREAD = 16;

    private final SplittableRandom random;
    private final Site four;
    private final Site six;
    private final double busy;
    private final long endMicros;
    private long at;
    private Messages burst;
    private int burstLeft;
    private double burstGap;

    Background(int segment, long startMicros, long endMicros, long seed) {
        super(segment, 0);
        random = new SplittableRandom(seed);
        four = new Site(4, segment, segment, random);
        six = new Site(6, segment, segment, random);
        busy = LEAST * StrictMath.pow(SPREAD, random.nextDouble());
        this.endMicros = endMicros;
        at = startMicros;
        moveOn();
    }

    /** Messages per second at a time. */
    private double rate(long micros) {
        double seconds = micros / MICROS;
        double hour = seconds % SECONDS_A_DAY / SECONDS_A_DAY;
        double day = NIGHT + (1 - NIGHT) * (1 - StrictMath.cos(2 * StrictMath.PI * hour)) / 2;
        long weekday = Math.floorMod((long) (seconds / SECONDS_A_DAY) + THURSDAY, 7L);
        return busy * day * (weekday >= SATURDAY ? WEEKEND : 1);
    }

    private void moveOn() {
        double mean = burstLeft > 0 ? burstGap : 1 / (rate(at) + BURSTS_A_SECOND);
        at += (long) (-StrictMath.log(1 - random.nextDouble()) * mean * MICROS);
        if (at >= endMicros) {
            at = OVER;
        }
    }

    @Override
    long at() {
        return at;
    }

    @Override
    byte[] next() {
        if (burstLeft == 0 && random.nextDouble() < BURSTS_A_SECOND / (rate(at) + BURSTS_A_SECOND)) {
            beginBurst();
        }
        byte[] frame = burstLeft > 0 ? burst.next() : stray();
        burstLeft -= burstLeft > 0 ? 1 : 0;
        moveOn();
        return frame;
    }

    private void beginBurst() {
        Site site = random.nextInt(4) == 0 ? six : four;
        burstLeft = 10 + random.nextInt(90);
        burstGap = (0.2 + 1.3 * random.nextDouble()) / burstLeft;
        burst = switch (random.nextInt(3)) {
            case 0 -> Routing.traceroutes(site).messages();
            case 1 -> Scans.brokenClient(site).messages();
            default -> Routing.serviceOutage(site).messages();
        };
    }

    private byte[] stray() {
        Site site = random.nextInt(4) == 0 ? six : four;
        IpAddress host = site.anyHost();
        IpAddress far = site.outside();
        return switch (random.nextInt(10)) {
            case 0, 1 -> site.echo(host, far, random.nextBoolean(), 56);
            case 2 -> site.error(Failure.HOP_LIMIT, site.router(random.nextInt(40)), host,
                Datagram.udp(host, far, 50_000, 33_434 + random.nextInt(90), 1, 60));
            case 3 -> site.tooBig(site.router(0), host, Datagram.tcp(host, far, site.port(), 443, 60, 1500), 1420);
            case 4, 5 -> site.error(Failure.PORT, host, far, Datagram.udp(far, host, 53, site.port(), 50, 120));
            case 6 -> site.error(Failure.PROHIBITED, site.router(random.nextInt(3)), host,
                Datagram.tcp(host, far, site.port(), random.nextInt(1000), 60, 60));
            default -> site.error(random.nextBoolean() ? Failure.HOST : Failure.NETWORK,
                site.router(random.nextInt(40)), host,
                Datagram.tcp(host, far, site.port(), random.nextInt(1000), 60, site.length()));
        };
    }
}
