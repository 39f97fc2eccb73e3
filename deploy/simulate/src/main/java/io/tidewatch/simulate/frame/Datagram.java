package io.tidewatch.simulate.frame;

import io.tidewatch.capture.wire.IpAddress;

/**
 * A datagram that failed, as an error quotes it: its header and the first 8 octets behind it.
 *
 * @param source source address
 * @param destination destination address
 * @param protocol protocol of the payload
 * @param first first 16 bits of the payload: the source port, or type and code of a message
 * @param second second 16 bits: the destination port, or a checksum
 * @param ttl TTL or hop limit
 * @param length length of the whole datagram, bytes
 * @param identification IPv4 identification
 * @param fragment IPv4 flags and offset as on the wire
 */
public record Datagram(IpAddress source, IpAddress destination, int protocol, int first, int second, int ttl,
                       int length, int identification, int fragment) {
    public static final int TCP = 6;
    public static final int UDP = 17;
    public static final int DONT_FRAGMENT = 0x4000;
    public static final int MORE_FRAGMENTS = 0x2000;

    private static final int QUOTED = 8;
    private static final int ICMP = 1;
    private static final int ICMP6 = 58;
    private static final int ECHO_REQUEST = 8 << 8;
    private static final int ECHO_REQUEST6 = 128 << 8;

    /** One of UDP. */
    public static Datagram udp(IpAddress source, IpAddress destination, int sourcePort, int destinationPort,
                               int ttl, int length) {
        return new Datagram(source, destination, UDP, sourcePort, destinationPort, ttl, length, 0, 0);
    }

    /** One of TCP. */
    public static Datagram tcp(IpAddress source, IpAddress destination, int sourcePort, int destinationPort,
                               int ttl, int length) {
        return new Datagram(source, destination, TCP, sourcePort, destinationPort, ttl, length, 0, DONT_FRAGMENT);
    }

    /** An echo request. */
    public static Datagram echo(IpAddress source, IpAddress destination, int ttl, int length) {
        boolean four = source.version() == 4;
        return new Datagram(source, destination, four ? ICMP : ICMP6, four ? ECHO_REQUEST : ECHO_REQUEST6, 0, ttl,
            length, 0, 0);
    }

    /** The same with IPv4 identification, flags and offset. */
    public Datagram identified(int id, int flagsAndOffset) {
        return new Datagram(source, destination, protocol, first, second, ttl, length, id, flagsAndOffset);
    }

    /** What follows the header, bytes: at least what is quoted of it. */
    int payloadLength(int header) {
        return Math.max(QUOTED, length - header);
    }
}
