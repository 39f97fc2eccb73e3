package io.tidewatch.capture.wire;

import java.util.List;

/** Errors about the datagrams that {@link Packets#udp} makes. */
final class IcmpMessages {
    static final List<ExtensionObject> EXTENSIONS = List.of(
        ExtensionObject.labels(List.of(new Mpls(16_004, 3, false, 254), new Mpls(24_000, 0, true, 1))),
        ExtensionObject.face(new ExtensionObject.Interface(ExtensionObject.Interface.Role.OUTGOING, 17,
            Packets.ip("192.0.2.99"), "ge-0/0/1", 1500)),
        ExtensionObject.face(new ExtensionObject.Interface(ExtensionObject.Interface.Role.INCOMING,
            ExtensionObject.Interface.ABSENT, Packets.ip("2001:db8::99"), null, ExtensionObject.Interface.ABSENT)));

    static final QuotedDatagram.Inner PORTS = new QuotedDatagram.Inner(40_000, 53, QuotedDatagram.ABSENT,
        QuotedDatagram.ABSENT, QuotedDatagram.ABSENT, QuotedDatagram.ABSENT, QuotedDatagram.ABSENT);
    static final QuotedDatagram QUOTED = new QuotedDatagram(4, Packets.HOST, Packets.ip("203.0.113.5"), 17, 1, 0, 28,
        4711, 0, false, true, List.of(), 20, 28, false, PORTS);
    static final QuotedDatagram QUOTED6 = new QuotedDatagram(6, Packets.HOST6, Packets.ip("2001:db8::5"), 17, 1, 0, 8,
        QuotedDatagram.ABSENT, 0, false, false, List.of(), 40, 48, false, PORTS);

    private IcmpMessages() {
    }

    static IcmpMessage error4(int type, int code, List<ExtensionObject> extensions) {
        return new IcmpMessage(4, type, code, IcmpMessage.ABSENT, IcmpMessage.ABSENT,
            type == Icmp4.REDIRECT ? Packets.ROUTER : null,
            type == Icmp4.UNREACHABLE && code == Icmp4.FRAGMENTATION_NEEDED ? 1400 : IcmpMessage.ABSENT,
            type == Icmp4.PARAMETER_PROBLEM ? 20 : IcmpMessage.ABSENT, QUOTED, extensions, null);
    }

    static IcmpMessage error6(int type, int code, List<ExtensionObject> extensions) {
        return new IcmpMessage(6, type, code, IcmpMessage.ABSENT, IcmpMessage.ABSENT, null,
            type == Icmp6.PACKET_TOO_BIG ? 1280 : IcmpMessage.ABSENT,
            type == Icmp6.PARAMETER_PROBLEM ? 40 : IcmpMessage.ABSENT, QUOTED6, extensions, null);
    }
}
