package io.tidewatch.capture.wire;

import java.util.List;

/**
 * IGMP of all versions: RFC 1112 (1), RFC 2236 (2), RFC 9776 (3), and what shares its protocol number.
 *
 * <pre>
 *  query and all of versions 1 and 2:  type | max response code | checksum | group
 *  query of version 3, further:        reserved 4, S 1, QRV 3 | QQIC | number of sources | sources
 *  report of version 3:                type | reserved | checksum | flags | number of records | records
 *  record:  type | aux data length (32-bit words) | number of sources | group | sources | aux data
 *  router discovery:  type | advertisement interval | checksum | query interval | robustness
 * </pre>
 */
public final class Igmp {
    static final int TYPE = 0;
    private static final int CODE = 1;
    private static final int SUM = 2;
    private static final int GROUP = 4;
    private static final int FLAGS_QRV = 8;
    private static final int QQIC = 9;
    private static final int SOURCE_COUNT = 10;
    private static final int QUERY_SOURCES = 12;
    private static final int RECORD_COUNT = 6;
    private static final int RECORDS = 8;
    private static final int QUERY_INTERVAL = 4;
    private static final int ROBUSTNESS = 6;

    /** Of versions 1 and 2, and the least that any type but two has. */
    private static final int LENGTH = 8;
    private static final int DISCOVERY_LENGTH = 4;
    private static final int SUPPRESS = 0x08;
    private static final int QRV_MASK = 0x07;
    /** Max response codes count tenths of seconds. */
    private static final int CODE_MS = 100;

    public static final int QUERY = 0x11;
    public static final int REPORT_V1 = 0x12;
    public static final int REPORT_V2 = 0x16;
    public static final int LEAVE = 0x17;
    public static final int REPORT_V3 = 0x22;
    private static final int DVMRP = 0x13;
    private static final int PIM_V1 = 0x14;
    private static final int CISCO_TRACE = 0x15;
    private static final int MTRACE_RESPONSE = 0x1e;
    private static final int MTRACE = 0x1f;
    private static final int ADVERTISEMENT = 0x30;
    private static final int SOLICITATION = 0x31;
    private static final int TERMINATION = 0x32;
    private static final int RGMP_FIRST = 0xfc;

    private static final IpAddress ALL_HOSTS = IpAddress.v4(0xe0000001);
    private static final IpAddress ALL_ROUTERS = IpAddress.v4(0xe0000002);
    private static final IpAddress REPORT_V3_ROUTERS = IpAddress.v4(0xe0000016);
    private static final IpAddress RGMP_ROUTERS = IpAddress.v4(0xe0000019);
    private static final IpAddress ALL_SNOOPERS = IpAddress.v4(0xe000006a);

    static final GroupWire WIRE = new GroupWire(IpAddress.V4_LENGTH, Defect.IGMP_RECORDS_TRUNCATED,
        Defect.IGMP_RECORD_TYPE, Defect.IGMP_GROUP);

    private Igmp() {
    }

    static GroupMessage parse(Layers layers) {
        byte[] octets = layers.octets;
        int at = layers.at;
        layers.require(1, Defect.IGMP_TRUNCATED);
        int type = Octets.u8(octets, at + TYPE);
        layers.judgeChecksum(0, Defect.IGMP_CHECKSUM);
        boolean briefest = type == SOLICITATION || type == TERMINATION;
        layers.require(briefest ? DISCOVERY_LENGTH : LENGTH, Defect.IGMP_TRUNCATED);
        return switch (type) {
            case QUERY -> query(layers);
            case REPORT_V1 -> report(layers, 1);
            case REPORT_V2 -> report(layers, 2);
            case LEAVE -> leave(layers);
            case REPORT_V3 -> stateReport(layers);
            case ADVERTISEMENT, SOLICITATION, TERMINATION -> discovery(layers, type);
            case DVMRP -> neighbour(layers, GroupMessage.Neighbour.Kind.DVMRP, null);
            case PIM_V1 -> neighbour(layers, GroupMessage.Neighbour.Kind.PIM_V1, null);
            case CISCO_TRACE -> neighbour(layers, GroupMessage.Neighbour.Kind.MTRACE, null);
            case MTRACE_RESPONSE, MTRACE -> neighbour(layers, GroupMessage.Neighbour.Kind.MTRACE,
                IpAddress.readV4(octets, at + GROUP));
            default -> other(layers, type);
        };
    }

    /** RFC 4286 §2: all three have TTL 1 and router alert; only solicitations go to the routers. */
    private static GroupMessage discovery(Layers layers, int type) {
        judge(layers, 2, type == SOLICITATION ? ALL_ROUTERS : ALL_SNOOPERS, null);
        if (type == ADVERTISEMENT) {
            return new GroupMessage.RouterDiscovery(GroupMessage.RouterDiscovery.Kind.ADVERTISEMENT, type,
                Octets.u8(layers.octets, layers.at + CODE), Octets.u16(layers.octets, layers.at + QUERY_INTERVAL),
                Octets.u16(layers.octets, layers.at + ROBUSTNESS));
        }
        return new GroupMessage.RouterDiscovery(type == SOLICITATION ? GroupMessage.RouterDiscovery.Kind.SOLICITATION
            : GroupMessage.RouterDiscovery.Kind.TERMINATION, type, GroupMessage.ABSENT, GroupMessage.ABSENT,
            GroupMessage.ABSENT);
    }

    private static GroupMessage neighbour(Layers layers, GroupMessage.Neighbour.Kind kind, IpAddress group) {
        return new GroupMessage.Neighbour(kind, Octets.u8(layers.octets, layers.at + TYPE),
            Octets.u8(layers.octets, layers.at + CODE), group);
    }

    /** RFC 3488: the types are in the experimental range, so the destination tells RGMP from others there. */
    private static GroupMessage other(Layers layers, int type) {
        if (type >= RGMP_FIRST && layers.destination().equals(RGMP_ROUTERS)) {
            if (layers.ttl != 1) {
                layers.note(Defect.IGMP_TTL);
            }
            IpAddress group = IpAddress.readV4(layers.octets, layers.at + GROUP);
            return neighbour(layers, GroupMessage.Neighbour.Kind.RGMP, group.isUnspecified() ? null : group);
        }
        layers.note(Defect.IGMP_TYPE);
        return neighbour(layers, GroupMessage.Neighbour.Kind.UNKNOWN, null);
    }

    /** RFC 9776 §7.1: 8 octets are version 1 or 2 by the code, 12 and more are version 3, all else is ignored. */
    private static GroupMessage query(Layers layers) {
        byte[] octets = layers.octets;
        int at = layers.at;
        int code = Octets.u8(octets, at + CODE);
        IpAddress group = IpAddress.readV4(octets, at + GROUP);
        if (layers.wireLength() == LENGTH) {
            int version = code == 0 ? 1 : 2;
            judge(layers, version, group.isUnspecified() ? ALL_HOSTS : group, group);
            return new GroupMessage.Query(version, QUERY, group, version == 1 ? GroupMessage.ABSENT : code * CODE_MS,
                false, GroupMessage.ABSENT, GroupMessage.ABSENT, List.of());
        }
        layers.require(QUERY_SOURCES, Defect.IGMP_QUERY_LENGTH);
        judge(layers, 3, group.isUnspecified() ? ALL_HOSTS : group, group);
        int count = Octets.u16(octets, at + SOURCE_COUNT);
        // A part of the sources would say something else than the querier did, so a cut list is no query.
        layers.require(QUERY_SOURCES + count * IpAddress.V4_LENGTH, Defect.IGMP_SOURCE_COUNT);
        int flags = Octets.u8(octets, at + FLAGS_QRV);
        return new GroupMessage.Query(3, QUERY, group, FloatingCode.decode8(code) * CODE_MS, (flags & SUPPRESS) != 0,
            flags & QRV_MASK, FloatingCode.decode8(Octets.u8(octets, at + QQIC)),
            WIRE.addresses(octets, at + QUERY_SOURCES, count));
    }

    private static GroupMessage report(Layers layers, int version) {
        IpAddress group = IpAddress.readV4(layers.octets, layers.at + GROUP);
        judge(layers, version, group, null);
        groupIsMulticast(layers, group);
        return new GroupMessage.Report(version, Octets.u8(layers.octets, layers.at + TYPE), group);
    }

    private static GroupMessage leave(Layers layers) {
        IpAddress group = IpAddress.readV4(layers.octets, layers.at + GROUP);
        // RFC 2236 §9 tolerates hosts that send a leave to the group.
        judge(layers, 2, layers.destination().equals(group) ? group : ALL_ROUTERS, null);
        groupIsMulticast(layers, group);
        return new GroupMessage.Leave(2, LEAVE, group);
    }

    private static GroupMessage stateReport(Layers layers) {
        judge(layers, 3, REPORT_V3_ROUTERS, null);
        int count = Octets.u16(layers.octets, layers.at + RECORD_COUNT);
        return new GroupMessage.StateReport(3, REPORT_V3, WIRE.records(layers, layers.at + RECORDS, count));
    }

    /** What the sender owed to RFC 9776 §4: noted, not punished. A query's group may be unspecified. */
    private static void judge(Layers layers, int version, IpAddress destination, IpAddress queriedGroup) {
        if (layers.ttl != 1) {
            layers.note(Defect.IGMP_TTL);
        }
        if (version > 1 && !layers.routerAlert) {
            layers.note(Defect.IGMP_ROUTER_ALERT);
        }
        if (!layers.destination().equals(destination)) {
            layers.note(Defect.IGMP_DESTINATION);
        }
        if (queriedGroup != null && !queriedGroup.isUnspecified()) {
            groupIsMulticast(layers, queriedGroup);
        }
    }

    private static void groupIsMulticast(Layers layers, IpAddress group) {
        if (!group.isMulticast()) {
            layers.note(Defect.IGMP_GROUP);
        }
    }

    /** Writes a message with its checksum; returns where it ends. Neighbours are written as 8 octets. */
    public static int emit(byte[] out, int at, GroupMessage message) {
        Octets.put64(out, at, 0);
        Octets.put8(out, at + TYPE, message.type());
        int end = at + LENGTH;
        if (message instanceof GroupMessage.Query query) {
            end = emitQuery(out, at, query);
        } else if (message instanceof GroupMessage.Report report) {
            report.group().write(out, at + GROUP);
        } else if (message instanceof GroupMessage.Leave leave) {
            leave.group().write(out, at + GROUP);
        } else if (message instanceof GroupMessage.StateReport report) {
            Octets.put16(out, at + RECORD_COUNT, report.records().size());
            end = WIRE.emitRecords(out, at + RECORDS, report.records());
        } else if (message instanceof GroupMessage.RouterDiscovery discovery) {
            end = emitDiscovery(out, at, discovery);
        } else if (message instanceof GroupMessage.Neighbour neighbour) {
            Octets.put8(out, at + CODE, neighbour.code());
            if (neighbour.group() != null) {
                neighbour.group().write(out, at + GROUP);
            }
        }
        Octets.put16(out, at + SUM, Checksum.of(Checksum.sum(out, at, end)));
        return end;
    }

    private static int emitQuery(byte[] out, int at, GroupMessage.Query query) {
        int tenths = Math.max(0, query.maxResponseMs()) / CODE_MS;
        Octets.put8(out, at + CODE, query.version() == 3 ? FloatingCode.encode8(tenths) : tenths);
        query.group().write(out, at + GROUP);
        if (query.version() < 3) {
            return at + LENGTH;
        }
        Octets.put8(out, at + FLAGS_QRV, (query.suppress() ? SUPPRESS : 0) | query.robustness());
        Octets.put8(out, at + QQIC, FloatingCode.encode8(query.queryIntervalS()));
        Octets.put16(out, at + SOURCE_COUNT, query.sources().size());
        return WIRE.emitAddresses(out, at + QUERY_SOURCES, query.sources());
    }

    private static int emitDiscovery(byte[] out, int at, GroupMessage.RouterDiscovery discovery) {
        if (discovery.kind() != GroupMessage.RouterDiscovery.Kind.ADVERTISEMENT) {
            return at + DISCOVERY_LENGTH;
        }
        Octets.put8(out, at + CODE, discovery.advertisementIntervalS());
        Octets.put16(out, at + QUERY_INTERVAL, discovery.queryIntervalS());
        Octets.put16(out, at + ROBUSTNESS, discovery.robustness());
        return at + LENGTH;
    }
}
