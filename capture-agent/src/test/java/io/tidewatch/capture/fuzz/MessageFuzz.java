package io.tidewatch.capture.fuzz;

import static io.tidewatch.capture.fuzz.DecodedCheck.require;

import io.tidewatch.capture.wire.Checksum;
import io.tidewatch.capture.wire.Decoded;
import io.tidewatch.capture.wire.Envelope;
import io.tidewatch.capture.wire.GroupMessage;
import io.tidewatch.capture.wire.Icmp4;
import io.tidewatch.capture.wire.Icmp6;
import io.tidewatch.capture.wire.IcmpMessage;
import io.tidewatch.capture.wire.Igmp;
import io.tidewatch.capture.wire.IpAddress;
import io.tidewatch.capture.wire.Ipv4;
import io.tidewatch.capture.wire.Ipv6;
import io.tidewatch.capture.wire.LinkType;
import io.tidewatch.capture.wire.Mld;
import io.tidewatch.capture.wire.Packets;
import java.util.Arrays;
import java.util.List;

/**
 * Messages behind an IP header that is sound, so that the fuzzer spends its time on the message. Whatever is understood
 * is written again by the emitter and must come back the same.
 *
 * <pre>
 *  checksum made right 1 bit, destination 2, router alert 1, octets cut by the snap length 4 | message
 * </pre>
 */
final class MessageFuzz {
    private static final int ETHERNET_LENGTH = 14;
    private static final int SEAL = 0x01;
    private static final int ALERT = 0x08;
    /** What an emitter may write: a message of the longest input, and what stands around it. */
    private static final byte[] OUT = new byte[4096];
    private static final int ICMP_HEADER = 8;
    private static final int ICMP6_REDIRECT_HEADER = 24;
    /** Shorter than the 128 octets behind which extensions are looked for when nothing announces them. */
    private static final int LONGEST_QUOTE = 124;
    private static final int LONGEST_NAME = 63;
    private static final int PROTOCOL_ICMP = 1;
    private static final int PROTOCOL_ICMP6 = 58;

    private static final List<IpAddress> GROUPS4 = List.of(Packets.ip("224.0.0.1"), Packets.ip("224.0.0.22"),
        Packets.ip("239.1.2.3"), Packets.ip("224.0.0.25"));
    private static final List<IpAddress> GROUPS6 = List.of(Packets.ip("ff02::1"), Packets.ip("ff02::16"),
        Packets.ip("ff05::1:3"), Packets.ip("ff02::2"));

    private MessageFuzz() {
    }

    /** An input, taken apart. */
    private record Case(boolean sealed, int destination, boolean alert, int cut, byte[] message) {
        static Case of(byte[] bytes) {
            FuzzInput input = new FuzzInput(bytes);
            int flags = input.u8();
            byte[] message = input.rest();
            return new Case((flags & SEAL) != 0, flags >> 1 & 3, (flags & ALERT) != 0,
                Math.min(flags >> 4, message.length), message);
        }
    }

    static void igmp(byte[] bytes) {
        Case input = Case.of(bytes);
        Ipv4.Header header = new Ipv4.Header(Packets.HOST, GROUPS4.get(input.destination()), 2, 1, 48, input.alert(),
            0, 0);
        Decoded decoded = decode4(header, input);
        if (decoded instanceof Decoded.GroupMembership group) {
            byte[] out = OUT;
            int end = Igmp.emit(out, header.length(), group.message());
            Ipv4.emit(out, 0, header, end - header.length());
            same(group.message(), LinkType.RAW, out, end);
        }
    }

    static void mld(byte[] bytes) {
        Case input = Case.of(bytes);
        Ipv6.Header header = new Ipv6.Header(Packets.HOST6, GROUPS6.get(input.destination()), 1, 0, input.alert());
        Decoded decoded = decode6(header, input);
        if (decoded instanceof Decoded.GroupMembership group) {
            byte[] out = OUT;
            int end = Mld.emit(out, header.length(), header, group.message());
            Ipv6.emit(out, 0, header, PROTOCOL_ICMP6, end - header.length());
            same(group.message(), LinkType.RAW, out, end);
        }
    }

    private static void same(GroupMessage message, int linkType, byte[] out, int end) {
        Decoded back = DecodedCheck.decode(linkType, out, end, end);
        require(back instanceof Decoded.GroupMembership group && group.message().equals(message),
            () -> message + " came back as " + back);
    }

    static void icmp4(byte[] bytes) {
        Case input = Case.of(bytes);
        Ipv4.Header header = new Ipv4.Header(Packets.ROUTER, Packets.HOST, PROTOCOL_ICMP, 64, 0, input.alert(), 0, 0);
        if (decode4(header, input) instanceof Decoded.Icmp first && restorable(first.message())) {
            byte[] body = body(input, first.message(), ICMP_HEADER);
            IcmpMessage once = again4(header, first.message(), body);
            require(sameNumbers(first.message(), once), () -> first.message() + " came back as " + once);
            IcmpMessage twice = again4(header, once, body);
            require(once.equals(twice), () -> once + " came back as " + twice);
        }
    }

    private static IcmpMessage again4(Ipv4.Header header, IcmpMessage message, byte[] body) {
        byte[] out = OUT;
        int end = Icmp4.emit(out, header.length(), message, body);
        Ipv4.emit(out, 0, header, end - header.length());
        return icmp(DecodedCheck.decode(LinkType.IPV4, out, end, end));
    }

    static void icmp6(byte[] bytes) {
        Case input = Case.of(bytes);
        Ipv6.Header header = new Ipv6.Header(Packets.ROUTER6, Packets.HOST6, input.destination() == 0 ? 255 : 64, 0,
            input.alert());
        if (decode6(header, input) instanceof Decoded.Icmp first && restorable(first.message())) {
            byte[] body = body(input, first.message(),
                first.message().type() == Icmp6.REDIRECT ? ICMP6_REDIRECT_HEADER : ICMP_HEADER);
            IcmpMessage once = again6(header, first.message(), body);
            require(sameNumbers(first.message(), once), () -> first.message() + " came back as " + once);
            IcmpMessage twice = again6(header, once, body);
            require(once.equals(twice), () -> once + " came back as " + twice);
        }
    }

    private static IcmpMessage again6(Ipv6.Header header, IcmpMessage message, byte[] body) {
        byte[] out = OUT;
        int end = Icmp6.emit(out, header.length(), header, message, body);
        Ipv6.emit(out, 0, header, PROTOCOL_ICMP6, end - header.length());
        return icmp(DecodedCheck.decode(LinkType.IPV6, out, end, end));
    }

    private static IcmpMessage icmp(Decoded decoded) {
        require(decoded instanceof Decoded.Icmp, () -> "what was emitted came back as " + decoded);
        return ((Decoded.Icmp) decoded).message();
    }

    /** What the emitter takes besides the message: an error's quote; nothing where it writes what follows itself. */
    private static byte[] body(Case input, IcmpMessage message, int from) {
        int end = input.message().length - input.cut();
        boolean extendedQuery = !message.isError() && !message.extensions().isEmpty();
        return end <= from || extendedQuery ? new byte[0] : Arrays.copyOfRange(input.message(), from,
            Math.min(end, from + LONGEST_QUOTE));
    }

    /** Names that no sound sender writes, too long or no UTF-8, change on their way through the emitter. */
    private static boolean restorable(IcmpMessage message) {
        return message.extensions().stream().allMatch(object -> object.face() == null || object.face().name() == null
            || object.face().name().length() <= LONGEST_NAME && object.face().name().chars().allMatch(c -> c < 0x80));
    }

    private static boolean sameNumbers(IcmpMessage one, IcmpMessage other) {
        return one.type() == other.type() && one.code() == other.code() && one.identifier() == other.identifier()
            && one.sequence() == other.sequence() && one.mtu() == other.mtu() && one.pointer() == other.pointer()
            && (one.gateway() == null ? other.gateway() == null : one.gateway().equals(other.gateway()))
            && one.extensions().equals(other.extensions());
    }

    private static Decoded decode4(Ipv4.Header header, Case input) {
        byte[] message = input.message();
        byte[] out = new byte[header.length() + message.length];
        Ipv4.emit(out, 0, header, message.length);
        System.arraycopy(message, 0, out, header.length(), message.length);
        if (input.sealed()) {
            seal(out, header.length(), 0);
        }
        return judged(DecodedCheck.decode(LinkType.RAW, out, out.length - input.cut(), out.length), input);
    }

    private static Decoded decode6(Ipv6.Header header, Case input) {
        byte[] message = input.message();
        byte[] out = new byte[header.length() + message.length];
        Ipv6.emit(out, 0, header, PROTOCOL_ICMP6, message.length);
        System.arraycopy(message, 0, out, header.length(), message.length);
        if (input.sealed()) {
            // The pseudo-header: both addresses, which lie together, the length, the protocol.
            seal(out, header.length(), sum(out, 8, 40) + message.length + PROTOCOL_ICMP6);
        }
        return judged(DecodedCheck.decode(LinkType.RAW, out, out.length - input.cut(), out.length), input);
    }

    private static Decoded judged(Decoded decoded, Case input) {
        if (input.sealed() && input.message().length >= 4 && !(decoded instanceof Decoded.Malformed)) {
            Envelope envelope = Packets.envelope(decoded);
            require(envelope.checksum() == (input.cut() > 0 ? Checksum.Verdict.UNVERIFIABLE : Checksum.Verdict.VALID),
                () -> "the checksum is right: " + decoded);
        }
        return decoded;
    }

    /** Writes a checksum, by arithmetic of its own. */
    private static void seal(byte[] out, int at, long pseudoHeader) {
        if (out.length - at >= 4) {
            out[at + 2] = 0;
            out[at + 3] = 0;
            long sum = pseudoHeader + sum(out, at, out.length);
            while (sum >> 16 != 0) {
                sum = (sum & 0xffff) + (sum >> 16);
            }
            out[at + 2] = (byte) (~sum >> 8);
            out[at + 3] = (byte) ~sum;
        }
    }

    private static long sum(byte[] octets, int from, int end) {
        long sum = 0;
        for (int at = from; at < end; at++) {
            sum += (octets[at] & 0xffL) << ((at - from & 1) == 0 ? 8 : 0);
        }
        return sum;
    }

    /** The IP packet of a frame of Ethernet. */
    static byte[] packet(byte[] frame) {
        return Arrays.copyOfRange(frame, ETHERNET_LENGTH, frame.length);
    }

    static List<byte[]> igmpSeeds() {
        return seeds(4, 2);
    }

    static List<byte[]> icmp4Seeds() {
        return seeds(4, PROTOCOL_ICMP);
    }

    static List<byte[]> mldSeeds() {
        return seeds(6, PROTOCOL_ICMP6).stream().filter(seed -> (seed[1] & 0xff) >= 130).toList();
    }

    static List<byte[]> icmp6Seeds() {
        return seeds(6, PROTOCOL_ICMP6);
    }

    /** The messages of the frames that the emitters make. */
    private static List<byte[]> seeds(int version, int protocol) {
        return Packets.everyKind().stream().map(MessageFuzz::packet).filter(packet -> packet[0] >> 4 == version)
            .filter(packet -> version == 6 || packet[9] == protocol).map(packet -> {
                int header = version == 4 ? (packet[0] & 0xf) * 4 : packet[6] == 0 ? 48 : 40;
                return FuzzInput.of(Arrays.copyOfRange(packet, header, packet.length), SEAL | ALERT);
            }).toList();
    }
}
