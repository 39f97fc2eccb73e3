package io.tidewatch.simulate;

import io.tidewatch.capture.wire.Icmp4;
import io.tidewatch.capture.wire.Icmp6;
import io.tidewatch.capture.wire.IcmpMessage;
import io.tidewatch.capture.wire.IpAddress;
import io.tidewatch.capture.wire.Ipv4;
import io.tidewatch.simulate.frame.Datagram;
import io.tidewatch.simulate.frame.FrameBuilder;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Who is on one segment and around it, in one family, and the frames that a sensor there sees. The VLAN is the number
 * of the segment. For one thread.
 */
final class Site {
    private static final int ICMP = 1;
    private static final int FIRST_HOST = 10;
    private static final int HOSTS = 240;
    private static final int TTL = 64;
    private static final long DOCUMENTATION = 0x2001_0db8L << 32;
    private static final long PROVIDERS = 0x2a00L << 48;

    final int version;
    final SplittableRandom random;
    final FrameBuilder frames = new FrameBuilder();
    private final int segment;
    private final int home;

    /**
     * A place.
     *
     * @param version 4 or 6
     * @param home segment whose routers are meant; another one than {@code segment} where several see the same failure
     * @param segment from 1
     */
    Site(int version, int home, int segment, SplittableRandom random) {
        this.version = version;
        this.home = home;
        this.segment = segment;
        this.random = random;
        frames.begin(segment, 0);
    }

    /** The host of that number, of 240. */
    IpAddress host(int number) {
        return local(segment, FIRST_HOST + Math.floorMod(number, HOSTS));
    }

    IpAddress anyHost() {
        return host(random.nextInt(HOSTS));
    }

    /** 1 or 2. */
    IpAddress gateway(int number) {
        return local(segment, number);
    }

    private IpAddress local(int where, int low) {
        return version == 4 ? v4(10, where >> 8, where, low) : new IpAddress(6, DOCUMENTATION | (where & 0xffffL), low);
    }

    /** The router of that number, of 250, behind the gateway. */
    IpAddress router(int number) {
        return version == 4 ? v4(172, 16 + (home >> 8 & 0xf), home, 1 + number)
            : new IpAddress(6, DOCUMENTATION | 0xffff_0000L | home, 1 + number);
    }

    /** An address in our space, most likely one that nobody has. */
    IpAddress dark() {
        return version == 4 ? v4(10, random.nextInt(256), random.nextInt(256), random.nextInt(256))
            : new IpAddress(6, DOCUMENTATION | random.nextInt(1 << 16), random.nextLong());
    }

    /** An address anywhere outside. */
    IpAddress outside() {
        return version == 4 ? v4(20 + random.nextInt(80), random.nextInt(256), random.nextInt(256),
            1 + random.nextInt(254))
            : new IpAddress(6, PROVIDERS | random.nextInt(1 << 20) * 0x1_0000_0000L | random.nextInt(1 << 16),
                1 + random.nextInt(1 << 16));
    }

    /** Another address in the /24 or /64 of this one. */
    IpAddress near(IpAddress inside, int number) {
        int low = 1 + Math.floorMod(number, 254);
        return version == 4 ? new IpAddress(4, 0, inside.low() & ~0xffL | low) : new IpAddress(6, inside.high(), low);
    }

    int port() {
        return 1024 + random.nextInt(64_000);
    }

    /** As of real traffic, bytes. */
    int length() {
        return 60 + (random.nextInt(3) == 0 ? random.nextInt(1400) : random.nextInt(200));
    }

    boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    private static IpAddress v4(int a, int b, int c, int d) {
        return new IpAddress(4, 0, ((long) a & 0xff) << 24 | (b & 0xff) << 16 | (c & 0xff) << 8 | d & 0xff);
    }

    /** An error. */
    byte[] error(Failure failure, IpAddress reporter, IpAddress receiver, Datagram failed) {
        return error(failure, reporter, receiver, failed, null, IcmpMessage.ABSENT, IcmpMessage.ABSENT);
    }

    byte[] tooBig(IpAddress reporter, IpAddress receiver, Datagram failed, int mtu) {
        return error(Failure.TOO_BIG, reporter, receiver, failed, null, mtu, IcmpMessage.ABSENT);
    }

    byte[] redirect(IpAddress reporter, IpAddress receiver, Datagram failed, IpAddress gateway) {
        return error(Failure.REDIRECT, reporter, receiver, failed, gateway, IcmpMessage.ABSENT, IcmpMessage.ABSENT);
    }

    byte[] parameter(IpAddress reporter, IpAddress receiver, Datagram failed, int pointer) {
        return error(Failure.PARAMETER, reporter, receiver, failed, null, IcmpMessage.ABSENT, pointer);
    }

    private byte[] error(Failure failure, IpAddress reporter, IpAddress receiver, Datagram failed, IpAddress gateway,
                         int mtu, int pointer) {
        IcmpMessage message = new IcmpMessage(version, failure.type(version), failure.code(version),
            IcmpMessage.ABSENT, IcmpMessage.ABSENT, gateway, mtu, pointer, null, List.of(), null);
        return send(reporter, receiver, message, frames.quote(failed));
    }

    /** A ping, or the answer to one. */
    byte[] echo(IpAddress source, IpAddress destination, boolean request, int data) {
        int type = version == 4 ? request ? Icmp4.ECHO_REQUEST : Icmp4.ECHO_REPLY
            : request ? Icmp6.ECHO_REQUEST : Icmp6.ECHO_REPLY;
        return send(source, destination, IcmpMessage.query(version, type, 0, port(), random.nextInt(1 << 16)),
            new byte[data]);
    }

    private byte[] send(IpAddress source, IpAddress destination, IcmpMessage message, byte[] body) {
        return version == 4 ? frames.icmp(new Ipv4.Header(source, destination, ICMP, TTL, 0, false,
            random.nextInt(1 << 16), 0), message, body) : frames.icmp6(source, destination, TTL, message, body);
    }
}
