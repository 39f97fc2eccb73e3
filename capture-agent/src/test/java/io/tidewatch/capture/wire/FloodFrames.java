package io.tidewatch.capture.wire;

import java.util.Arrays;

/** Frames that floods are made of: Ethernet without padding, right checksums, anybody to anybody. */
public final class FloodFrames {
    private static final long MAC = 0x02_00_00_00_00_07L;
    private static final int PORT_UNREACHABLE = 3;
    private static final int UDP = 17;
    private static final int VLAN_ETHERTYPE = 0x8100;

    private FloodFrames() {
    }

    /** 10.x.y.z by its last 24 bits. */
    public static IpAddress ten(int host) {
        return IpAddress.v4(10 << 24 | host & 0xffffff);
    }

    /** Port unreachable about a UDP datagram that the receiver sent. */
    public static byte[] unreachable(IpAddress reporter, IpAddress receiver, IpAddress quoted, int sourcePort,
                                     int destinationPort) {
        return error(reporter, receiver, IcmpMessage.of(4, Icmp4.UNREACHABLE, PORT_UNREACHABLE),
            udp(receiver, quoted, 64, sourcePort, destinationPort));
    }

    /** An error with what it quotes. */
    public static byte[] error(IpAddress reporter, IpAddress receiver, IcmpMessage message, byte[] quote) {
        return icmp(new Ipv4.Header(reporter, receiver, Layer.PROTOCOL_ICMP, 64, 0, false, 1, 0), message, quote);
    }

    public static byte[] echo(IpAddress source, IpAddress destination, int identifier, int sequence) {
        return icmp(new Ipv4.Header(source, destination, Layer.PROTOCOL_ICMP, 64, 0, false, 1, 0),
            IcmpMessage.query(4, Icmp4.ECHO_REQUEST, 0, identifier, sequence), new byte[8]);
    }

    /** The beginning of a UDP datagram. */
    public static byte[] udp(IpAddress source, IpAddress destination, int ttl, int sourcePort, int destinationPort) {
        byte[] out = new byte[28];
        int at = Ipv4.emit(out, 0, new Ipv4.Header(source, destination, UDP, ttl, 0, false, 4711, 0x4000), 8);
        Octets.put16(out, at, sourcePort);
        Octets.put16(out, at + 2, destinationPort);
        return out;
    }

    private static byte[] icmp(Ipv4.Header header, IcmpMessage message, byte[] body) {
        byte[] out = new byte[512];
        int ip = Ethernet.emit(out, 0, 0x02_00_00_00_00_01L, MAC, 0x0800);
        int end = Icmp4.emit(out, ip + header.length(), message, body);
        Ipv4.emit(out, ip, header, end - ip - header.length());
        return Arrays.copyOf(out, end);
    }

    /** ICMPv6 port unreachable about a UDP datagram that the receiver sent. */
    public static byte[] unreachable6(IpAddress reporter, IpAddress receiver, IpAddress quoted, int sourcePort) {
        byte[] quote = new byte[48];
        int at = Ipv6.emit(quote, 0, new Ipv6.Header(receiver, quoted, 64, 0, false), UDP, 8);
        Octets.put16(quote, at, sourcePort);
        Octets.put16(quote, at + 2, 53);
        return icmp6(new Ipv6.Header(reporter, receiver, 64, 0, false), IcmpMessage.of(6, 1, 4), quote);
    }

    /** Echo request or another message without a quote. */
    public static byte[] icmp6(Ipv6.Header header, IcmpMessage message, byte[] body) {
        byte[] out = new byte[512];
        int ip = Ethernet.emit(out, 0, 0x02_00_00_00_00_01L, MAC, 0x86dd);
        int end = Icmp6.emit(out, ip + header.length(), header, message, body);
        Ipv6.emit(out, ip, header, Layer.PROTOCOL_ICMP6, end - ip - header.length());
        return Arrays.copyOf(out, end);
    }

    /** An ICMP packet that ends inside the ICMP header. */
    public static byte[] truncated(IpAddress source, IpAddress destination, int fill) {
        byte[] out = new byte[64];
        int ip = Ethernet.emit(out, 0, 0x02_00_00_00_00_01L, MAC, 0x0800);
        Ipv4.Header header = new Ipv4.Header(source, destination, Layer.PROTOCOL_ICMP, 64, 0, false, 1, 0);
        int at = Ipv4.emit(out, ip, header, 4);
        Octets.put32(out, at, fill);
        return Arrays.copyOf(out, at + 4);
    }

    /** The frame under a VLAN tag. */
    public static byte[] tagged(int vlanId, byte[] frame) {
        byte[] out = new byte[frame.length + 4];
        System.arraycopy(frame, 0, out, 0, 12);
        Octets.put16(out, 12, VLAN_ETHERTYPE);
        Octets.put16(out, 14, vlanId);
        System.arraycopy(frame, 12, out, 16, frame.length - 12);
        return out;
    }
}
