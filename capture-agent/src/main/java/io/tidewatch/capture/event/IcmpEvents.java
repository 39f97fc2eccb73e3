package io.tidewatch.capture.event;

import io.tidewatch.capture.event.PacketEvents.Origin;
import io.tidewatch.capture.wire.Envelope;
import io.tidewatch.capture.wire.ExtensionObject;
import io.tidewatch.capture.wire.IcmpDetail;
import io.tidewatch.capture.wire.IcmpMessage;
import io.tidewatch.capture.wire.Mpls;
import io.tidewatch.capture.wire.NeighborDiscovery;
import io.tidewatch.capture.wire.QuotedDatagram.Inner;
import io.tidewatch.schemas.ExtendedEcho;
import io.tidewatch.schemas.IcmpEvent;
import io.tidewatch.schemas.IcmpExtension;
import io.tidewatch.schemas.IcmpTimestamps;
import io.tidewatch.schemas.InterfaceInformation;
import io.tidewatch.schemas.MplsEntry;
import io.tidewatch.schemas.QuotedDatagram;
import io.tidewatch.schemas.RouterAddress;
import io.tidewatch.schemas.RouterAdvertisement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** ICMP and ICMPv6 messages as records of the contract. */
final class IcmpEvents {
    private static final int MAX_NAME = 255;

    private static final String[] STATES = {null, "incomplete", "reachable", "stale", "delay", "probe", "failed",
        "unknown_7"};

    private final EventParts parts;
    private final NeighborEvents neighbors;

    IcmpEvents(EventParts parts) {
        this.parts = parts;
        neighbors = new NeighborEvents(parts);
    }

    IcmpEvent of(Origin origin, Envelope envelope, IcmpMessage message) {
        IcmpDetail detail = message.detail();
        return new IcmpEvent(origin.id(), origin.sensor(), origin.captureInterface(), origin.segment(),
            envelope.vlanIds(), parts.tunnels(envelope), origin.capturedAt(), origin.frame().wireLength(),
            origin.frame().length(), parts.sourceMac(envelope), envelope.ipVersion(),
            parts.text(envelope.source()), parts.text(envelope.destination()), envelope.ttl(), envelope.dscp(),
            envelope.routerAlert(), parts.fragment(envelope), number(envelope.identification()),
            parts.checksum(envelope), parts.defects(envelope),
            message.type(), message.code(), message.name(), message.isError(), number(message.identifier()),
            number(message.sequence()), parts.textOrNull(message.gateway()), longNumber(message.mtu()),
            longNumber(message.pointer()), message.quoted() == null ? null : quoted(message.quoted()),
            extensions(message.extensions()),
            detail instanceof NeighborDiscovery discovery ? neighbors.of(discovery) : null,
            detail instanceof IcmpDetail.Routers routers ? routers(routers) : null,
            detail instanceof IcmpDetail.Timestamps times
                ? new IcmpTimestamps(times.originate(), times.receive(), times.transmit()) : null,
            detail instanceof IcmpDetail.AddressMask mask ? parts.text(mask.mask()) : null,
            detail instanceof IcmpDetail.ExtendedEcho echo ? extendedEcho(message, echo) : null,
            1L, origin.capturedAt(), origin.capturedAt(), List.of());
    }

    private static Integer number(int value) {
        return value == IcmpMessage.ABSENT ? null : value;
    }

    private static Long longNumber(long value) {
        return value == IcmpMessage.ABSENT ? null : value;
    }

    private RouterAdvertisement routers(IcmpDetail.Routers routers) {
        List<RouterAddress> addresses = new ArrayList<>(routers.entries().size());
        for (IcmpDetail.Routers.Entry entry : routers.entries()) {
            addresses.add(new RouterAddress(parts.text(entry.address()), entry.preference()));
        }
        return new RouterAdvertisement(routers.lifetimeS(), addresses);
    }

    private static ExtendedEcho extendedEcho(IcmpMessage message, IcmpDetail.ExtendedEcho echo) {
        return message.isExtendedEchoRequest() ? new ExtendedEcho(echo.local(), null, null, null, null)
            : new ExtendedEcho(null, STATES[echo.state()], echo.active(), echo.ipv4(), echo.ipv6());
    }

    private QuotedDatagram quoted(io.tidewatch.capture.wire.QuotedDatagram quoted) {
        boolean four = quoted.ipVersion() == 4;
        Inner inner = quoted.inner();
        return new QuotedDatagram(parts.text(quoted.source()), parts.text(quoted.destination()), quoted.protocol(),
            number(inner.sourcePort()), number(inner.destinationPort()), quoted.ttl(), quoted.length(),
            longNumber(quoted.identification()), quoted.fragmentOffset(), four ? quoted.dontFragment() : null,
            number(inner.icmpType()), number(inner.icmpCode()), number(inner.icmpIdentifier()),
            number(inner.icmpSequence()), longNumber(inner.tcpSequence()), quoted.dscp(), quoted.moreFragments(),
            four ? quoted.headers() : List.of(), four ? List.of() : quoted.headers(), quoted.headerLength(),
            quoted.quotedLength(), quoted.truncated());
    }

    private List<IcmpExtension> extensions(List<ExtensionObject> objects) {
        if (objects.isEmpty()) {
            return List.of();
        }
        List<IcmpExtension> mapped = new ArrayList<>(objects.size());
        for (ExtensionObject object : objects) {
            mapped.add(new IcmpExtension(object.classNumber(), object.cType(), labels(object.labels()),
                object.face() == null ? null : face(object.face()), longNumber(object.pointer()),
                EventParts.rawOrNull(object.data())));
        }
        return mapped;
    }

    private static List<MplsEntry> labels(List<Mpls> labels) {
        if (labels.isEmpty()) {
            return List.of();
        }
        List<MplsEntry> mapped = new ArrayList<>(labels.size());
        for (Mpls label : labels) {
            mapped.add(new MplsEntry(label.label(), label.trafficClass(), label.bottom(), label.ttl()));
        }
        return mapped;
    }

    private InterfaceInformation face(ExtensionObject.Interface face) {
        return new InterfaceInformation(face.role().name().toLowerCase(Locale.ROOT), longNumber(face.index()),
            parts.textOrNull(face.address()), face.name() == null ? null : printable(face.name()),
            longNumber(face.mtu()));
    }

    /** A name from the wire ends up on terminals and in logs: nothing in it may act on them. */
    private static String printable(String name) {
        StringBuilder printable = new StringBuilder(name.length());
        for (int i = 0; i < name.length() && i < MAX_NAME; i++) {
            char c = name.charAt(i);
            printable.append(Character.isISOControl(c) || Character.isSurrogate(c)
                || Character.getType(c) == Character.FORMAT ? '\ufffd' : c);
        }
        return printable.toString();
    }
}
