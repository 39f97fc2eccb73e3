package io.tidewatch.capture.event;

import io.tidewatch.capture.event.PacketEvents.Origin;
import io.tidewatch.capture.wire.Envelope;
import io.tidewatch.capture.wire.ExtensionObject;
import io.tidewatch.capture.wire.IcmpMessage;
import io.tidewatch.capture.wire.Mpls;
import io.tidewatch.schemas.IcmpEvent;
import io.tidewatch.schemas.IcmpExtension;
import io.tidewatch.schemas.InterfaceInformation;
import io.tidewatch.schemas.MplsEntry;
import io.tidewatch.schemas.QuotedDatagram;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** ICMP and ICMPv6 messages as records of the contract. */
final class IcmpEvents {
    private static final int MAX_NAME = 63;

    private final EventParts parts;

    IcmpEvents(EventParts parts) {
        this.parts = parts;
    }

    IcmpEvent of(Origin origin, Envelope envelope, IcmpMessage message) {
        return new IcmpEvent(origin.id(), origin.sensor(), origin.captureInterface(), origin.segment(),
            envelope.vlanIds(), parts.tunnels(envelope), origin.capturedAt(), origin.frame().wireLength(),
            origin.frame().length(), parts.sourceMac(envelope), envelope.ipVersion(),
            parts.text(envelope.source()), parts.text(envelope.destination()), envelope.ttl(), envelope.dscp(),
            envelope.routerAlert(), parts.fragment(envelope), parts.checksum(envelope), parts.defects(envelope),
            message.type(), message.code(), message.name(), message.isError(), number(message.identifier()),
            number(message.sequence()), parts.textOrNull(message.gateway()), longNumber(message.mtu()),
            longNumber(message.pointer()), message.quoted() == null ? null : quoted(message.quoted()),
            extensions(message.extensions()), 1L, origin.capturedAt(), origin.capturedAt(), List.of());
    }

    private static Integer number(int value) {
        return value == IcmpMessage.ABSENT ? null : value;
    }

    private static Long longNumber(long value) {
        return value == IcmpMessage.ABSENT ? null : value;
    }

    private QuotedDatagram quoted(io.tidewatch.capture.wire.QuotedDatagram quoted) {
        return new QuotedDatagram(parts.text(quoted.source()), parts.text(quoted.destination()), quoted.protocol(),
            number(quoted.sourcePort()), number(quoted.destinationPort()), quoted.ttl(), quoted.length(),
            longNumber(quoted.identification()), quoted.fragmentOffset(),
            quoted.ipVersion() == 4 ? quoted.dontFragment() : null, number(quoted.innerType()));
    }

    private List<IcmpExtension> extensions(List<ExtensionObject> objects) {
        if (objects.isEmpty()) {
            return List.of();
        }
        List<IcmpExtension> mapped = new ArrayList<>(objects.size());
        for (ExtensionObject object : objects) {
            List<MplsEntry> labels = new ArrayList<>(object.labels().size());
            for (Mpls label : object.labels()) {
                labels.add(new MplsEntry(label.label(), label.trafficClass(), label.bottom(), label.ttl()));
            }
            mapped.add(new IcmpExtension(object.classNumber(), object.cType(), labels,
                object.face() == null ? null : face(object.face())));
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
