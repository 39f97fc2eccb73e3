package io.tidewatch.simulate.frame;

import io.tidewatch.capture.wire.Ethernet;
import io.tidewatch.capture.wire.GroupMessage;
import io.tidewatch.capture.wire.Icmp4;
import io.tidewatch.capture.wire.Icmp6;
import io.tidewatch.capture.wire.IcmpMessage;
import io.tidewatch.capture.wire.Igmp;
import io.tidewatch.capture.wire.IpAddress;
import io.tidewatch.capture.wire.Ipv4;
import io.tidewatch.capture.wire.Ipv6;
import io.tidewatch.capture.wire.Mld;
import io.tidewatch.capture.wire.Vlan;
import java.util.Arrays;

/** Whole Ethernet frames out of the wire package's emitters. For one thread. */
public final class FrameBuilder {
    private static final int LONGEST = 2048;
    private static final long MAC = 0x02_00_00_00_00_00L;
    private static final int IPV4 = 0x0800;
    private static final int IPV6 = 0x86dd;
    private static final int ICMP6 = 58;
    private static final int QUOTE_V4 = 20;
    private static final int QUOTE_V6 = 40;
    /** What every error quotes behind the header (RFC 792). */
    private static final int QUOTED_PAYLOAD = 8;

    private final byte[] out = new byte[LONGEST];
    private int outerVlan;
    private int innerVlan;

    /** Tags of the next frame: 0 is none, and without an outer one there is no inner one. */
    public void begin(int outer, int inner) {
        outerVlan = outer;
        innerVlan = outer == 0 ? 0 : inner;
    }

    public byte[] igmp(IpAddress source, IpAddress destination, GroupMessage message) {
        Ipv4.Header header = Ipv4.Header.control(source, destination);
        int ip = link(destination, source, IPV4);
        int end = Igmp.emit(out, ip + header.length(), message);
        return finish4(ip, header, end);
    }

    public byte[] icmp(Ipv4.Header header, IcmpMessage message, byte[] body) {
        int ip = link(header.destination(), header.source(), IPV4);
        int end = Icmp4.emit(out, ip + header.length(), message, body);
        return finish4(ip, header, end);
    }

    public byte[] other(IpAddress source, IpAddress destination, int protocol, int payload) {
        Ipv4.Header header = new Ipv4.Header(source, destination, protocol, 64, 0, false, 1, 0);
        int ip = link(destination, source, IPV4);
        int from = ip + header.length();
        Arrays.fill(out, from, from + payload, (byte) 0);
        return finish4(ip, header, from + payload);
    }

    public byte[] mld(IpAddress source, IpAddress destination, GroupMessage message) {
        Ipv6.Header header = Ipv6.Header.control(source, destination);
        int ip = link(destination, source, IPV6);
        int end = Mld.emit(out, ip + header.length(), header, message);
        return finish6(ip, header, end);
    }

    public byte[] icmp6(IpAddress source, IpAddress destination, int hopLimit, IcmpMessage message, byte[] body) {
        Ipv6.Header header = new Ipv6.Header(source, destination, hopLimit, 0, false);
        int ip = link(destination, source, IPV6);
        int end = Icmp6.emit(out, ip + header.length(), header, message, body);
        return finish6(ip, header, end);
    }

    /** The beginning of a datagram that failed: header and ports. */
    public byte[] quote(IpAddress source, IpAddress destination, int protocol, int sourcePort, int destinationPort) {
        int header = source.version() == 4 ? QUOTE_V4 : QUOTE_V6;
        return quote(new Datagram(source, destination, protocol, sourcePort, destinationPort, 1,
            header + QUOTED_PAYLOAD, sourcePort, 0));
    }

    /** The beginning of a datagram that failed. */
    public byte[] quote(Datagram failed) {
        byte[] quote;
        int at;
        if (failed.source().version() == 4) {
            Ipv4.Header header = new Ipv4.Header(failed.source(), failed.destination(), failed.protocol(), failed.ttl(),
                0, false, failed.identification(), failed.fragment());
            quote = new byte[header.length() + QUOTED_PAYLOAD];
            at = Ipv4.emit(quote, 0, header, failed.payloadLength(header.length()));
        } else {
            Ipv6.Header header = new Ipv6.Header(failed.source(), failed.destination(), failed.ttl(), 0, false);
            quote = new byte[header.length() + QUOTED_PAYLOAD];
            at = Ipv6.emit(quote, 0, header, failed.protocol(), failed.payloadLength(header.length()));
        }
        quote[at] = (byte) (failed.first() >> 8);
        quote[at + 1] = (byte) failed.first();
        quote[at + 2] = (byte) (failed.second() >> 8);
        quote[at + 3] = (byte) failed.second();
        return quote;
    }

    private int link(IpAddress destination, IpAddress source, int type) {
        long to = destination.isMulticast() ? Ethernet.groupMac(destination) : mac(destination);
        int first = outerVlan == 0 ? type : innerVlan == 0 ? Vlan.CUSTOMER : Vlan.SERVICE;
        int at = Ethernet.emit(out, 0, to, mac(source), first);
        if (outerVlan != 0) {
            at = Vlan.emit(out, at, outerVlan, innerVlan == 0 ? type : Vlan.CUSTOMER);
        }
        return innerVlan == 0 ? at : Vlan.emit(out, at, innerVlan, type);
    }

    private static long mac(IpAddress station) {
        return MAC | station.low() & 0xffff;
    }

    private byte[] finish4(int ip, Ipv4.Header header, int end) {
        Ipv4.emit(out, ip, header, end - ip - header.length());
        return Arrays.copyOf(out, end);
    }

    private byte[] finish6(int ip, Ipv6.Header header, int end) {
        Ipv6.emit(out, ip, header, ICMP6, end - ip - header.length());
        return Arrays.copyOf(out, end);
    }
}
