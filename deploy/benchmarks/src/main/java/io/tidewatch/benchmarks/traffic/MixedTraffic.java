package io.tidewatch.benchmarks.traffic;

import io.tidewatch.capture.wire.ExtensionObject;
import io.tidewatch.capture.wire.GroupMessage;
import io.tidewatch.capture.wire.GroupRecord;
import io.tidewatch.capture.wire.Icmp4;
import io.tidewatch.capture.wire.Icmp6;
import io.tidewatch.capture.wire.IcmpMessage;
import io.tidewatch.capture.wire.Igmp;
import io.tidewatch.capture.wire.IpAddress;
import io.tidewatch.capture.wire.Ipv4;
import io.tidewatch.capture.wire.Mld;
import io.tidewatch.capture.wire.Mpls;
import io.tidewatch.simulate.frame.FrameBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * An endless, seeded mix of Ethernet frames such as the kernel filter of a sensor on a busy network lets through,
 * all of them sound: group membership of both families, pings, neighbour discovery, errors with quotes and MPLS labels,
 * and a share of other protocols. One frame of twelve is VLAN-tagged, every fifth of those twice.
 */
public final class MixedTraffic {
    private static final int HOSTS = 500;
    private static final int GROUPS = 200;
    private static final int SOURCES = 20;
    private static final int VLANS = 8;
    private static final int ONE_OF_TAGGED = 12;
    private static final int ONE_OF_TAGGED_TWICE = 5;
    private static final int HOP_LIMIT = 64;
    private static final int ND_HOP_LIMIT = 255;
    private static final int NEIGHBOUR_SOLICITATION = 135;
    /** Ethernet, IPv4 and echo header. */
    private static final int ECHO_FRAME = 14 + 20 + 8;
    private static final int PROTOCOL_ICMP = 1;
    private static final int PROTOCOL_TCP = 6;
    private static final int PROTOCOL_UDP = 17;
    private static final long LINK_LOCAL = 0xfe80L << 48;
    private static final long LINK_SCOPE = 0xff02L << 48;

    private static final IpAddress ALL_ROUTERS = v4(224, 0, 0, 2);
    private static final IpAddress V3_ROUTERS = v4(224, 0, 0, 22);
    private static final IpAddress ALL_HOSTS = v4(224, 0, 0, 1);
    private static final IpAddress ROUTER = v4(192, 0, 2, 1);
    private static final IpAddress ROUTER6 = v6(LINK_LOCAL, 1);
    private static final IpAddress ALL_NODES6 = v6(LINK_SCOPE, 1);
    private static final IpAddress V2_ROUTERS6 = v6(LINK_SCOPE, 0x16);

    private final SplittableRandom random;
    private final FrameBuilder frame = new FrameBuilder();

    /** What a frame is, with its share of a thousand. */
    public enum Kind {
        IGMPV2_REPORT(140), IGMPV2_LEAVE(30), IGMPV3_REPORT(150), IGMP_QUERY(30), MLDV2_REPORT(100), MLD_QUERY(20),
        ECHO(130), ECHO6(60), NEIGHBOUR_SOLICITATION(60), UNREACHABLE(100), PACKET_TOO_BIG(40), TIME_EXCEEDED_MPLS(40),
        /** UDP and TCP, of no interest. */
        OTHER(100);

        private static final Kind[] ALL = values();
        private final int share;

        Kind(int share) {
            this.share = share;
        }

        private static Kind at(int ofThousand) {
            int left = ofThousand;
            for (Kind kind : ALL) {
                left -= kind.share;
                if (left < 0) {
                    return kind;
                }
            }
            throw new IllegalArgumentException("shares add up to less than " + ofThousand);
        }
    }

    public MixedTraffic(long seed) {
        random = new SplittableRandom(seed);
    }

    /** The next frame of the mix. */
    public byte[] next() {
        return next(Kind.at(random.nextInt(1000)));
    }

    /** The next frame, of one kind. */
    public byte[] next(Kind kind) {
        frame.begin(random.nextInt(ONE_OF_TAGGED) == 0 ? 1 + random.nextInt(VLANS) : 0,
            random.nextInt(ONE_OF_TAGGED_TWICE) == 0 ? 1 + random.nextInt(VLANS) : 0);
        return switch (kind) {
            case IGMPV2_REPORT -> {
                IpAddress group = group();
                yield frame.igmp(host(), group, new GroupMessage.Report(2, Igmp.REPORT_V2, group));
            }
            case IGMPV2_LEAVE -> frame.igmp(host(), ALL_ROUTERS, new GroupMessage.Leave(2, Igmp.LEAVE, group()));
            case IGMPV3_REPORT -> frame.igmp(host(), V3_ROUTERS,
                new GroupMessage.StateReport(3, Igmp.REPORT_V3, records(false)));
            case IGMP_QUERY -> query();
            case MLDV2_REPORT -> frame.mld(host6(), V2_ROUTERS6,
                new GroupMessage.StateReport(2, Mld.REPORT_V2, records(true)));
            case MLD_QUERY -> frame.mld(ROUTER6, ALL_NODES6,
                new GroupMessage.Query(2, Mld.QUERY, IpAddress.ANY_V6, 10_000, false, 2, 125, List.of()));
            case ECHO -> frame.icmp(echoHeader(), IcmpMessage.query(4,
                random.nextBoolean() ? Icmp4.ECHO_REQUEST : Icmp4.ECHO_REPLY, 0, port(), port()), data(56));
            case ECHO6 -> frame.icmp6(host6(), ROUTER6, HOP_LIMIT, IcmpMessage.query(6,
                random.nextBoolean() ? Icmp6.ECHO_REQUEST : Icmp6.ECHO_REPLY, 0, port(), port()), data(56));
            case NEIGHBOUR_SOLICITATION -> solicitation();
            case UNREACHABLE -> frame.icmp(errorHeader(), IcmpMessage.of(4, Icmp4.UNREACHABLE, random.nextInt(4)),
                frame.quote(host(), server(), PROTOCOL_UDP, port(), port()));
            case PACKET_TOO_BIG -> frame.icmp6(ROUTER6, host6(), HOP_LIMIT, new IcmpMessage(6, Icmp6.PACKET_TOO_BIG, 0,
                IcmpMessage.ABSENT, IcmpMessage.ABSENT, null, 1280, IcmpMessage.ABSENT, null, List.of(), null),
                frame.quote(host6(), host6(), PROTOCOL_TCP, port(), port()));
            case TIME_EXCEEDED_MPLS -> timeExceeded();
            case OTHER -> frame.other(host(), server(), random.nextBoolean() ? PROTOCOL_UDP : PROTOCOL_TCP,
                20 + random.nextInt(1400));
        };
    }

    /** An untagged ping that makes a frame of so many bytes, 42 at least. */
    public byte[] echo(int frameLength) {
        frame.begin(0, 0);
        return frame.icmp(echoHeader(), IcmpMessage.query(4, Icmp4.ECHO_REQUEST, 0, port(), port()),
            data(frameLength - ECHO_FRAME));
    }

    private byte[] query() {
        boolean general = random.nextInt(4) > 0;
        IpAddress group = general ? IpAddress.ANY_V4 : group();
        return frame.igmp(ROUTER, general ? ALL_HOSTS : group, new GroupMessage.Query(3, Igmp.QUERY, group,
            general ? 10_000 : 1000, false, 2, 125, List.of()));
    }

    private byte[] solicitation() {
        byte[] targetAndOption = new byte[24];
        random.nextBytes(targetAndOption);
        targetAndOption[0] = (byte) 0xfe;
        targetAndOption[1] = (byte) 0x80;
        targetAndOption[16] = 1;
        targetAndOption[17] = 1;
        return frame.icmp6(host6(), v6(LINK_SCOPE, 0x1_ff00_0000L | random.nextInt(1 << 24)), ND_HOP_LIMIT,
            IcmpMessage.of(6, NEIGHBOUR_SOLICITATION, 0), targetAndOption);
    }

    private byte[] timeExceeded() {
        ExtensionObject labels = ExtensionObject.labels(List.of(new Mpls(16 + random.nextInt(1000), 0, true, 1)));
        return frame.icmp(errorHeader(), new IcmpMessage(4, Icmp4.TIME_EXCEEDED, 0, IcmpMessage.ABSENT,
            IcmpMessage.ABSENT, null, IcmpMessage.ABSENT, IcmpMessage.ABSENT, null, List.of(labels), null),
            frame.quote(host(), server(), PROTOCOL_UDP, port(), 33_434 + random.nextInt(100)));
    }

    /** Most reports hold one record, and most records no source. */
    private List<GroupRecord> records(boolean six) {
        int count = random.nextInt(10) < 7 ? 1 : 2 + random.nextInt(4);
        List<GroupRecord> records = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int sources = random.nextInt(10) < 7 ? 0 : 1 + random.nextInt(3);
            List<IpAddress> wanted = new ArrayList<>();
            for (int s = 0; s < sources; s++) {
                wanted.add(six ? v6(0x2001_0db8L << 32, random.nextInt(SOURCES)) : server());
            }
            GroupRecord.Type type = sources > 0 ? GroupRecord.Type.ALLOW
                : random.nextBoolean() ? GroupRecord.Type.TO_EX : GroupRecord.Type.IS_EX;
            records.add(GroupRecord.of(type, six ? v6(0xff3eL << 48, random.nextInt(GROUPS)) : group(), wanted));
        }
        return records;
    }

    private Ipv4.Header echoHeader() {
        return new Ipv4.Header(host(), server(), PROTOCOL_ICMP, HOP_LIMIT, 0, false, port(), 0);
    }

    private Ipv4.Header errorHeader() {
        return new Ipv4.Header(v4(198, 51, 100, random.nextInt(SOURCES)), host(), PROTOCOL_ICMP, 250, 48, false, port(),
            0);
    }

    private byte[] data(int length) {
        byte[] data = new byte[length];
        random.nextBytes(data);
        return data;
    }

    private int port() {
        return random.nextInt(1 << 16);
    }

    private IpAddress host() {
        int host = random.nextInt(HOSTS);
        return v4(10, 1, host >> 8, host & 0xff);
    }

    private IpAddress host6() {
        return v6(LINK_LOCAL, 0x0200_00ff_fe00_0000L | random.nextInt(HOSTS));
    }

    private IpAddress server() {
        return v4(203, 0, 113, random.nextInt(SOURCES));
    }

    private IpAddress group() {
        return v4(239, 1, 1, random.nextInt(GROUPS));
    }

    private static IpAddress v4(int a, int b, int c, int d) {
        return new IpAddress(4, 0, (a << 24 | b << 16 | c << 8 | d) & 0xffffffffL);
    }

    private static IpAddress v6(long high, long low) {
        return new IpAddress(6, high, low);
    }
}
