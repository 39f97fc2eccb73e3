package io.tidewatch.processors.storm;

/**
 * The datagram that an error message quotes. Numbers are -1 where the quote does not tell, ports
 * {@link #SEVERAL_PORTS} and addresses {@link Address#SEVERAL} where the messages counted together differ.
 *
 * @param source source address
 * @param destination destination address
 * @param prefix the destination's /24 or /64
 * @param protocol IP protocol
 * @param sourcePort source port
 * @param destinationPort destination port
 * @param ttl TTL or hop limit, hops
 * @param length length as quoted, bytes
 * @param innerType ICMP type when the datagram was itself ICMP
 */
public record Quoted(Address source, Address destination, Address prefix, int protocol, int sourcePort,
                     int destinationPort, int ttl, int length, int innerType) {
    /** In place of a port: the messages differ in it. */
    public static final int SEVERAL_PORTS = -2;

    static final int ICMP = 1;
    static final int TCP = 6;
    static final int UDP = 17;
    static final int ICMP6 = 58;

    /** Whether all messages are about one flow. */
    boolean oneFlow() {
        return !source.several() && !destination.several() && sourcePort != SEVERAL_PORTS
            && destinationPort != SEVERAL_PORTS;
    }

    /** Hash of the flow: who to whom by what. */
    long flow() {
        long hash = Hashing.mix(source.hash(), destination.hash());
        return Hashing.mix(hash, (long) protocol << 40 | (long) (sourcePort & 0xfffff) << 20
            | destinationPort & 0xfffff);
    }

    void write(StateOutput out) {
        out.text(source.text());
        out.text(destination.text());
        out.text(prefix.text());
        out.number(protocol);
        out.number(sourcePort);
        out.number(destinationPort);
        out.number(ttl);
        out.number(length);
        out.number(innerType);
    }

    static Quoted read(StateInput in) {
        return new Quoted(Address.of(in.text()), Address.of(in.text()), Address.of(in.text()), in.integer(),
            in.integer(), in.integer(), in.integer(), in.integer(), in.integer());
    }
}
