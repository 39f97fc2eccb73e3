package io.tidewatch.capture.event;

import io.tidewatch.capture.event.PacketEvents.Origin;
import io.tidewatch.capture.wire.Envelope;
import io.tidewatch.capture.wire.GroupMessage;
import io.tidewatch.capture.wire.IpAddress;
import io.tidewatch.schemas.GmpEvent;
import io.tidewatch.schemas.GmpKind;
import io.tidewatch.schemas.GmpProtocol;
import io.tidewatch.schemas.GroupRecord;
import io.tidewatch.schemas.RecordType;
import java.util.ArrayList;
import java.util.List;

/** IGMP and MLD messages as records of the contract. */
final class GmpEvents {
    private final EventParts parts;

    GmpEvents(EventParts parts) {
        this.parts = parts;
    }

    /** The fields that differ from message to message; times and numbers are those of queriers and routers. */
    private record Content(GmpProtocol protocol, Integer version, GmpKind kind, String group, Integer robustness,
                           Integer queryIntervalS, List<GroupRecord> records) {
        static Content of(GmpProtocol protocol, Integer version, GmpKind kind, String group) {
            return new Content(protocol, version, kind, group, null, null, List.of());
        }
    }

    GmpEvent of(Origin origin, Envelope envelope, GroupMessage message) {
        Content content = content(envelope.ipVersion(), message);
        GroupMessage.Query query = message instanceof GroupMessage.Query asked ? asked : null;
        GroupMessage.RouterDiscovery discovery = message instanceof GroupMessage.RouterDiscovery told ? told : null;
        return new GmpEvent(origin.id(), origin.sensor(), origin.captureInterface(), origin.segment(),
            envelope.vlanIds(), parts.tunnels(envelope), origin.capturedAt(), origin.frame().wireLength(),
            origin.frame().length(), parts.sourceMac(envelope), envelope.ipVersion(),
            parts.text(envelope.source()), parts.text(envelope.destination()), envelope.ttl(), envelope.dscp(),
            envelope.routerAlert(), parts.fragment(envelope), parts.checksum(envelope), parts.defects(envelope),
            content.protocol(), content.version(), content.kind(), message.type(), content.group(),
            query == null ? null : number(query.maxResponseMs()),
            query == null || query.robustness() == GroupMessage.ABSENT ? null : query.suppress(),
            content.robustness(), content.queryIntervalS(),
            query == null ? List.of() : parts.texts(query.sources()), content.records(),
            discovery == null ? null : number(discovery.advertisementIntervalS()),
            message instanceof GroupMessage.Neighbour neighbour ? neighbour.code() : null);
    }

    private static Integer number(int value) {
        return value == GroupMessage.ABSENT ? null : value;
    }

    private Content content(int ipVersion, GroupMessage message) {
        GmpProtocol protocol = ipVersion == 4 ? GmpProtocol.IGMP : GmpProtocol.MLD;
        if (message instanceof GroupMessage.Query query) {
            GmpKind kind = query.general() ? GmpKind.GENERAL_QUERY
                : query.sources().isEmpty() ? GmpKind.GROUP_QUERY : GmpKind.GROUP_SOURCE_QUERY;
            return new Content(protocol, query.version(), kind, groupOrNull(query.group()),
                number(query.robustness()), number(query.queryIntervalS()), List.of());
        }
        if (message instanceof GroupMessage.Report report) {
            return Content.of(protocol, report.version(), GmpKind.REPORT, parts.text(report.group()));
        }
        if (message instanceof GroupMessage.Leave leave) {
            return Content.of(protocol, leave.version(), GmpKind.LEAVE, parts.text(leave.group()));
        }
        if (message instanceof GroupMessage.StateReport report) {
            return new Content(protocol, report.version(), GmpKind.REPORT, null, null, null,
                records(report.records()));
        }
        if (message instanceof GroupMessage.RouterDiscovery discovery) {
            GmpKind kind = switch (discovery.kind()) {
                case ADVERTISEMENT -> GmpKind.ROUTER_ADVERTISEMENT;
                case SOLICITATION -> GmpKind.ROUTER_SOLICITATION;
                case TERMINATION -> GmpKind.ROUTER_TERMINATION;
            };
            return new Content(GmpProtocol.OTHER, null, kind, null, number(discovery.robustness()),
                number(discovery.queryIntervalS()), List.of());
        }
        if (message instanceof GroupMessage.Neighbour neighbour) {
            GmpKind kind = switch (neighbour.kind()) {
                case DVMRP -> GmpKind.DVMRP;
                case PIM_V1 -> GmpKind.PIM_V1;
                case MTRACE -> GmpKind.MTRACE;
                case RGMP -> GmpKind.RGMP;
                case UNKNOWN -> GmpKind.UNKNOWN;
            };
            return Content.of(GmpProtocol.OTHER, null, kind, parts.textOrNull(neighbour.group()));
        }
        throw new AssertionError(message);
    }

    private String groupOrNull(IpAddress group) {
        return group.isUnspecified() ? null : parts.text(group);
    }

    private List<GroupRecord> records(List<io.tidewatch.capture.wire.GroupRecord> records) {
        List<GroupRecord> mapped = new ArrayList<>(records.size());
        for (io.tidewatch.capture.wire.GroupRecord record : records) {
            RecordType type = switch (record.type()) {
                case UNKNOWN -> RecordType.UNKNOWN;
                case IS_IN -> RecordType.IS_IN;
                case IS_EX -> RecordType.IS_EX;
                case TO_IN -> RecordType.TO_IN;
                case TO_EX -> RecordType.TO_EX;
                case ALLOW -> RecordType.ALLOW;
                case BLOCK -> RecordType.BLOCK;
            };
            mapped.add(new GroupRecord(type, parts.text(record.group()), parts.texts(record.sources()),
                type == RecordType.UNKNOWN ? record.rawType() : null, EventParts.rawOrNull(record.auxiliary())));
        }
        return mapped;
    }
}
