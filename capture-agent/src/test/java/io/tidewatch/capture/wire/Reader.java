package io.tidewatch.capture.wire;

import java.util.Arrays;

/**
 * A message in its frame, and how to write it again: the emitters take what a message means and the octets behind that,
 * so somebody must know where those are.
 *
 * @param decoded a message
 * @param frame what it was read from
 * @param at where the message begins
 * @param end where it ends
 * @param source address in the IPv6 pseudo-header, or the source
 * @param destination likewise
 */
record Reader(Decoded decoded, byte[] frame, int at, int end, IpAddress source, IpAddress destination) {
    private static final int MAX_MESSAGE = 4096;
    private static final int FIXED = 8;

    static Reader of(SweptPacket packet) {
        PacketDecoder decoder = new PacketDecoder();
        Decoded decoded = packet.decode(decoder);
        Layers layers = decoder.layers;
        boolean six = layers.ipVersion == 6;
        return new Reader(decoded, packet.frame(), layers.at, layers.end,
            six ? IpAddress.readV6(packet.frame(), layers.pseudoSourceAt) : layers.source(),
            six ? IpAddress.readV6(packet.frame(), layers.pseudoDestinationAt) : layers.destination());
    }

    byte[] message() {
        return Arrays.copyOfRange(frame, at, end);
    }

    Record meaning() {
        return decoded instanceof Decoded.Icmp icmp ? icmp.message()
            : (Record) ((Decoded.GroupMembership) decoded).message();
    }

    /** The message alone, written over garbage, so that an octet that is not written shows. */
    byte[] emit() {
        byte[] out = new byte[MAX_MESSAGE];
        Arrays.fill(out, (byte) 0xa5);
        Ipv6.Header header = new Ipv6.Header(source, destination, 255, 0, false);
        boolean four = source.version() == 4;
        int length;
        if (decoded instanceof Decoded.GroupMembership group) {
            length = four ? Igmp.emit(out, 0, group.message()) : Mld.emit(out, 0, header, group.message());
        } else {
            IcmpMessage message = ((Decoded.Icmp) decoded).message();
            length = four ? Icmp4.emit(out, 0, message, body(message)) : Icmp6.emit(out, 0, header, message,
                body(message));
        }
        return Arrays.copyOf(out, length);
    }

    /** In a plain packet between the same two. */
    Record readAgain(byte[] emitted) {
        Envelope envelope = Packets.envelope(decoded);
        byte[] out = new byte[MAX_MESSAGE];
        int end;
        if (source.version() == 4) {
            boolean igmp = decoded instanceof Decoded.GroupMembership;
            Ipv4.Header header = new Ipv4.Header(source, destination, igmp ? Layer.PROTOCOL_IGMP : Layer.PROTOCOL_ICMP,
                envelope.ttl(), envelope.dscp(), envelope.routerAlert(), 0, 0);
            end = Ipv4.emit(out, Ethernet.emit(out, 0, 1, 2, 0x0800), header, emitted.length);
        } else {
            Ipv6.Header header = new Ipv6.Header(source, destination, envelope.ttl(), envelope.dscp(),
                envelope.routerAlert());
            end = Ipv6.emit(out, Ethernet.emit(out, 0, 1, 2, 0x86dd), header, Layer.PROTOCOL_ICMP6, emitted.length);
        }
        System.arraycopy(emitted, 0, out, end, emitted.length);
        Decoded again = Packets.decode(Arrays.copyOf(out, end + emitted.length));
        return again instanceof Decoded.Icmp icmp ? icmp.message()
            : (Record) ((Decoded.GroupMembership) again).message();
    }

    private byte[] body(IcmpMessage message) {
        int from = at + FIXED;
        int limit = end;
        IcmpDetail detail = message.detail();
        if (detail instanceof NeighborDiscovery) {
            return redirected(message);
        } else if (detail instanceof IcmpDetail.Timestamps) {
            from = at + IcmpDetail.Timestamps.END;
        } else if (detail instanceof IcmpDetail.AddressMask) {
            from = at + IcmpDetail.AddressMask.END;
        } else if (detail instanceof IcmpDetail.Routers routers) {
            from += routers.entries().size() * 8;
        } else if (!message.extensions().isEmpty()) {
            if (detail instanceof IcmpDetail.ExtendedEcho) {
                from += 4 + Octets.u16(frame, from + 4);
            } else {
                int unit = message.ipVersion() == 4 ? 4 : 8;
                int announced = Octets.u8(frame, at + (message.ipVersion() == 4 ? 5 : 4)) * unit;
                boolean there = announced > 0 && from + announced < end && frame[from + announced] >> 4 == 2;
                limit = from + (there ? announced : 128);
            }
        }
        return Arrays.copyOfRange(frame, Math.min(from, limit), limit);
    }

    /** What the redirected header option holds. */
    private byte[] redirected(IcmpMessage message) {
        if (message.type() != Icmp6.REDIRECT) {
            return new byte[0];
        }
        int option = at + 40;
        while (option < end && frame[option] != NeighborOption.REDIRECTED) {
            option += Octets.u8(frame, option + 1) * 8;
        }
        return option >= end ? new byte[0]
            : Arrays.copyOfRange(frame, option + 8, option + Octets.u8(frame, option + 1) * 8);
    }
}
