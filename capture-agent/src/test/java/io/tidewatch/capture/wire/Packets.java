package io.tidewatch.capture.wire;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/** Frames made with the emitters, without padding, and shorthand for what they carry. */
public final class Packets {
    public static final IpAddress HOST = ip("192.0.2.7");
    public static final IpAddress ROUTER = ip("192.0.2.1");
    public static final IpAddress HOST6 = ip("fe80::7");
    public static final IpAddress ROUTER6 = ip("fe80::1");
    private static final long MAC = 0x02_00_00_00_00_07L;

    private Packets() {
    }

    /** From a literal. An IPv4-mapped literal would come out as IPv4. */
    public static IpAddress ip(String literal) {
        try {
            return IpAddress.of(InetAddress.getByName(literal).getAddress());
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    public static byte[] igmp(IpAddress source, IpAddress destination, GroupMessage message) {
        Ipv4.Header header = Ipv4.Header.control(source, destination);
        byte[] out = new byte[65_536];
        int at = Ethernet.LENGTH + header.length();
        int end = Igmp.emit(out, at, message);
        return ethernet4(out, header, end);
    }

    public static byte[] icmp(IcmpMessage message, byte[] body) {
        Ipv4.Header header = new Ipv4.Header(ROUTER, HOST, Layer.PROTOCOL_ICMP, 64, 0, false, 1, 0);
        byte[] out = new byte[65_536];
        int end = Icmp4.emit(out, Ethernet.LENGTH + header.length(), message, body);
        return ethernet4(out, header, end);
    }

    private static byte[] ethernet4(byte[] out, Ipv4.Header header, int end) {
        int ip = Ethernet.emit(out, 0, Ethernet.groupMac(header.destination()), MAC, 0x0800);
        Ipv4.emit(out, ip, header, end - ip - header.length());
        return Arrays.copyOf(out, end);
    }

    public static byte[] mld(IpAddress source, IpAddress destination, GroupMessage message) {
        Ipv6.Header header = Ipv6.Header.control(source, destination);
        byte[] out = new byte[65_536];
        int end = Mld.emit(out, Ethernet.LENGTH + header.length(), header, message);
        return ethernet6(out, header, end);
    }

    public static byte[] icmp6(int hopLimit, IcmpMessage message, byte[] body) {
        Ipv6.Header header = new Ipv6.Header(ROUTER6, HOST6, hopLimit, 0, false);
        byte[] out = new byte[65_536];
        int end = Icmp6.emit(out, Ethernet.LENGTH + header.length(), header, message, body);
        return ethernet6(out, header, end);
    }

    private static byte[] ethernet6(byte[] out, Ipv6.Header header, int end) {
        int ip = Ethernet.emit(out, 0, Ethernet.groupMac(header.destination()), MAC, 0x86dd);
        Ipv6.emit(out, ip, header, Layer.PROTOCOL_ICMP6, end - ip - header.length());
        return Arrays.copyOf(out, end);
    }

    /** An IPv4 datagram of UDP from {@link #HOST}, the beginning of it that errors quote. */
    public static byte[] udp(IpAddress destination, int sourcePort, int destinationPort) {
        Ipv4.Header header = new Ipv4.Header(HOST, destination, 17, 1, 0, false, 4711, 0x4000);
        byte[] out = new byte[28];
        int at = Ipv4.emit(out, 0, header, 8);
        Octets.put16(out, at, sourcePort);
        Octets.put16(out, at + 2, destinationPort);
        return out;
    }

    /** The same in IPv6, from {@link #HOST6}. */
    public static byte[] udp6(IpAddress destination, int sourcePort, int destinationPort) {
        byte[] out = new byte[48];
        int at = Ipv6.emit(out, 0, new Ipv6.Header(HOST6, destination, 1, 0, false), 17, 8);
        Octets.put16(out, at, sourcePort);
        Octets.put16(out, at + 2, destinationPort);
        return out;
    }

    public static Decoded decode(byte[] ethernetFrame) {
        return new PacketDecoder().decode(LinkType.ETHERNET, ethernetFrame, 0, ethernetFrame.length,
            ethernetFrame.length);
    }

    public static GroupMessage group(byte[] frame) {
        return ((Decoded.GroupMembership) decode(frame)).message();
    }

    public static Envelope envelope(Decoded decoded) {
        if (decoded instanceof Decoded.GroupMembership group) {
            return group.envelope();
        }
        return decoded instanceof Decoded.Icmp icmp ? icmp.envelope() : ((Decoded.Malformed) decoded).envelope();
    }

    /** One message of each kind, as whole frames. */
    public static List<byte[]> everyKind() {
        IpAddress group = ip("239.1.2.3");
        IpAddress group6 = ip("ff05::1:3");
        GroupMessage.Query query = new GroupMessage.Query(3, Igmp.QUERY, group, 20_800, true, 2, 125,
            List.of(ip("198.51.100.1"), ip("198.51.100.2")));
        GroupMessage.StateReport report = new GroupMessage.StateReport(3, Igmp.REPORT_V3, List.of(
            GroupRecord.of(GroupRecord.Type.IS_EX, group, List.of()),
            GroupRecord.of(GroupRecord.Type.ALLOW, ip("232.1.1.1"), List.of(ip("198.51.100.9")))));
        GroupMessage.Query query6 = new GroupMessage.Query(2, Mld.QUERY, group6, 10_000, false, 2, 125,
            List.of(ip("2001:db8::9")));
        GroupMessage.StateReport report6 = new GroupMessage.StateReport(2, Mld.REPORT_V2, List.of(
            GroupRecord.of(GroupRecord.Type.TO_EX, group6, List.of()),
            GroupRecord.of(GroupRecord.Type.BLOCK, ip("ff35::1"), List.of(ip("2001:db8::1"), ip("2001:db8::2")))));
        return List.of(
            igmp(ROUTER, ip("224.0.0.1"), new GroupMessage.Query(1, Igmp.QUERY, IpAddress.ANY_V4,
                GroupMessage.ABSENT, false, GroupMessage.ABSENT, GroupMessage.ABSENT, List.of())),
            igmp(ROUTER, ip("224.0.0.1"), new GroupMessage.Query(2, Igmp.QUERY, IpAddress.ANY_V4, 10_000, false,
                GroupMessage.ABSENT, GroupMessage.ABSENT, List.of())),
            igmp(ROUTER, group, query),
            igmp(HOST, group, new GroupMessage.Report(1, Igmp.REPORT_V1, group)),
            igmp(HOST, group, new GroupMessage.Report(2, Igmp.REPORT_V2, group)),
            igmp(HOST, ip("224.0.0.2"), new GroupMessage.Leave(2, Igmp.LEAVE, group)),
            igmp(HOST, ip("224.0.0.22"), report),
            igmp(ROUTER, ip("224.0.0.106"), new GroupMessage.RouterDiscovery(
                GroupMessage.RouterDiscovery.Kind.ADVERTISEMENT, 0x30, 20, 125, 2)),
            igmp(HOST, ip("224.0.0.2"), new GroupMessage.RouterDiscovery(
                GroupMessage.RouterDiscovery.Kind.SOLICITATION, 0x31, -1, -1, -1)),
            igmp(ROUTER, ip("224.0.0.106"), new GroupMessage.RouterDiscovery(
                GroupMessage.RouterDiscovery.Kind.TERMINATION, 0x32, -1, -1, -1)),
            igmp(ROUTER, ip("224.0.0.25"),
                new GroupMessage.Neighbour(GroupMessage.Neighbour.Kind.RGMP, 0xfd, 0, group)),
            igmp(HOST, ip("224.0.0.2"), new GroupMessage.Neighbour(GroupMessage.Neighbour.Kind.MTRACE, 0x1f, 1, group)),
            mld(ROUTER6, ip("ff02::1"), new GroupMessage.Query(1, Mld.QUERY, IpAddress.ANY_V6, 10_000, false,
                GroupMessage.ABSENT, GroupMessage.ABSENT, List.of())),
            mld(ROUTER6, group6, query6),
            mld(HOST6, group6, new GroupMessage.Report(1, Mld.REPORT_V1, group6)),
            mld(HOST6, ip("ff02::2"), new GroupMessage.Leave(1, Mld.DONE, group6)),
            mld(HOST6, ip("ff02::16"), report6),
            mld(ROUTER6, ip("ff02::6a"), new GroupMessage.RouterDiscovery(
                GroupMessage.RouterDiscovery.Kind.ADVERTISEMENT, 151, 20, 125, 2)),
            mld(HOST6, ip("ff02::2"), new GroupMessage.RouterDiscovery(
                GroupMessage.RouterDiscovery.Kind.SOLICITATION, 152, -1, -1, -1)),
            icmp(IcmpMessage.query(4, Icmp4.ECHO_REQUEST, 0, 7, 8), new byte[] {1, 2, 3}),
            icmp(IcmpMessages.error4(Icmp4.UNREACHABLE, 3, List.of()), udp(ip("203.0.113.5"), 40_000, 53)),
            icmp(IcmpMessages.error4(Icmp4.TIME_EXCEEDED, 0, IcmpMessages.EXTENSIONS),
                udp(ip("203.0.113.5"), 40_000, 53)),
            icmp6(64, IcmpMessage.query(6, Icmp6.ECHO_REPLY, 0, 7, 8), new byte[] {1, 2, 3, 4}),
            icmp6(64, IcmpMessages.error6(Icmp6.TIME_EXCEEDED, 0, IcmpMessages.EXTENSIONS),
                udp6(ip("2001:db8::5"), 40_000, 53)),
            icmp6(64, IcmpMessages.error6(Icmp6.PACKET_TOO_BIG, 0, List.of()),
                udp6(ip("2001:db8::5"), 40_000, 53)));
    }
}
