package io.tidewatch.processors.storm;

/**
 * The datagram that an error message quotes. Numbers are -1 where the quote does not tell, ports
 * {@link #SEVERAL_PORTS} and addresses {@link IcmpError#SEVERAL} where the messages counted together differ.
 *
 * @param source source address
 * @param destination destination address
 * @param prefix the destination's /24 or /64
 * @param network the destination's /48; null of IPv4
 * @param protocol IP protocol
 * @param sourcePort source port
 * @param destinationPort destination port
 * @param ttl TTL or hop limit, hops
 * @param length length as quoted, bytes
 * @param innerType ICMP type when the datagram was itself ICMP
 */
public record Quoted(String source, String destination, String prefix, String network, int protocol, int sourcePort,
                     int destinationPort, int ttl, int length, int innerType) {
    /** In place of a port: the messages differ in it. */
    public static final int SEVERAL_PORTS = -2;

    static final int ICMP = 1;
    static final int TCP = 6;
    static final int UDP = 17;
    static final int ICMP6 = 58;

    /** With the network that the prefix is in. */
    public Quoted(String source, String destination, String prefix, int protocol, int sourcePort, int destinationPort,
                  int ttl, int length, int innerType) {
        this(source, destination, prefix, Prefix.network(prefix), protocol, sourcePort, destinationPort, ttl, length,
            innerType);
    }

    /** Whether all messages are about one flow. */
    boolean oneFlow() {
        return !source.equals(IcmpError.SEVERAL) && !destination.equals(IcmpError.SEVERAL)
            && sourcePort != SEVERAL_PORTS && destinationPort != SEVERAL_PORTS;
    }

    /** Hash of the flow: who to whom by what. */
    long flow() {
        long hash = Hashing.mix(Hashing.of(source), Hashing.of(destination));
        return Hashing.mix(hash, (long) protocol << 40 | (long) (sourcePort & 0xfffff) << 20
            | destinationPort & 0xfffff);
    }

    void write(StateOutput out) {
        out.text(source);
        out.text(destination);
        out.text(prefix);
        out.number(protocol);
        out.number(sourcePort);
        out.number(destinationPort);
        out.number(ttl);
        out.number(length);
        out.number(innerType);
    }

    static Quoted read(StateInput in) {
        return new Quoted(in.text(), in.text(), in.text(), in.integer(), in.integer(), in.integer(), in.integer(),
            in.integer(), in.integer());
    }
}
