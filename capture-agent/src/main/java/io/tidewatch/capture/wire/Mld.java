package io.tidewatch.capture.wire;

import java.util.List;

/**
 * MLD: RFC 2710 (1) and RFC 9777 (2), and multicast router discovery (RFC 4286), all inside ICMPv6.
 *
 * <pre>
 *  query, and all of version 1:  type | code | checksum | maximum response delay or code | reserved | group 16
 *  query of version 2, further:  reserved 4, S 1, QRV 3 | QQIC | number of sources | sources
 *  report of version 2:          type | reserved | checksum | flags | number of records | records
 *  router discovery:  type | advertisement interval | checksum | query interval | robustness
 * </pre>
 */
public final class Mld {
    private static final int TYPE = 0;
    private static final int INTERVAL = 1;
    private static final int MAX_RESPONSE = 4;
    private static final int GROUP = 8;
    private static final int FLAGS_QRV = 24;
    private static final int QQIC = 25;
    private static final int SOURCE_COUNT = 26;
    private static final int QUERY_SOURCES = 28;
    private static final int RECORD_COUNT = 6;
    private static final int RECORDS = 8;
    private static final int QUERY_INTERVAL = 4;
    private static final int ROBUSTNESS = 6;

    private static final int LENGTH = 24;
    private static final int SHORT_LENGTH = 4;
    private static final int SUPPRESS = 0x08;
    private static final int QRV_MASK = 0x07;

    public static final int QUERY = 130;
    public static final int REPORT_V1 = 131;
    public static final int DONE = 132;
    public static final int REPORT_V2 = 143;
    private static final int ADVERTISEMENT = 151;
    private static final int SOLICITATION = 152;
    private static final int TERMINATION = 153;

    private static final long LINK_SCOPE = 0xff02L << 48;
    private static final IpAddress ALL_NODES = IpAddress.v6(LINK_SCOPE, 1);
    private static final IpAddress ALL_ROUTERS = IpAddress.v6(LINK_SCOPE, 2);
    private static final IpAddress REPORT_V2_ROUTERS = IpAddress.v6(LINK_SCOPE, 0x16);
    private static final IpAddress ALL_SNOOPERS = IpAddress.v6(LINK_SCOPE, 0x6a);

    static final GroupWire WIRE = new GroupWire(IpAddress.V6_LENGTH, Defect.MLD_RECORDS_TRUNCATED,
        Defect.MLD_RECORD_TYPE, Defect.MLD_GROUP);

    private Mld() {
    }

    /** Whether an ICMPv6 type is one of these. */
    static boolean is(int type) {
        return switch (type) {
            case QUERY, REPORT_V1, DONE, REPORT_V2, ADVERTISEMENT, SOLICITATION, TERMINATION -> true;
            default -> false;
        };
    }

    /** The checksum is already judged: it is ICMPv6's. */
    static GroupMessage parse(Layers layers) {
        byte[] octets = layers.octets;
        int at = layers.at;
        int type = Octets.u8(octets, at + TYPE);
        return switch (type) {
            case QUERY -> query(layers);
            case REPORT_V1 -> {
                layers.require(LENGTH, Defect.MLD_TRUNCATED);
                IpAddress group = IpAddress.readV6(octets, at + GROUP);
                judge(layers, group, true);
                groupIsMulticast(layers, group);
                yield new GroupMessage.Report(1, type, group);
            }
            case DONE -> {
                layers.require(LENGTH, Defect.MLD_TRUNCATED);
                IpAddress group = IpAddress.readV6(octets, at + GROUP);
                judge(layers, ALL_ROUTERS, true);
                groupIsMulticast(layers, group);
                yield new GroupMessage.Leave(1, type, group);
            }
            case REPORT_V2 -> {
                layers.require(RECORDS, Defect.MLD_TRUNCATED);
                judge(layers, REPORT_V2_ROUTERS, true);
                int count = Octets.u16(octets, at + RECORD_COUNT);
                yield new GroupMessage.StateReport(2, type, WIRE.records(layers, at + RECORDS, count));
            }
            case ADVERTISEMENT -> {
                layers.require(RECORDS, Defect.MLD_TRUNCATED);
                judgeSending(layers, ALL_SNOOPERS);
                yield new GroupMessage.RouterDiscovery(GroupMessage.RouterDiscovery.Kind.ADVERTISEMENT, type,
                    Octets.u8(octets, at + INTERVAL), Octets.u16(octets, at + QUERY_INTERVAL),
                    Octets.u16(octets, at + ROBUSTNESS));
            }
            default -> {
                // RFC 4286 §2: all three have hop limit 1 and router alert; only solicitations go to the routers.
                judgeSending(layers, type == SOLICITATION ? ALL_ROUTERS : ALL_SNOOPERS);
                yield new GroupMessage.RouterDiscovery(type == SOLICITATION
                    ? GroupMessage.RouterDiscovery.Kind.SOLICITATION : GroupMessage.RouterDiscovery.Kind.TERMINATION,
                    type, GroupMessage.ABSENT, GroupMessage.ABSENT, GroupMessage.ABSENT);
            }
        };
    }

    /** RFC 9777 §8.1: 24 octets are version 1, 28 and more version 2, all else is ignored. */
    private static GroupMessage query(Layers layers) {
        byte[] octets = layers.octets;
        int at = layers.at;
        layers.require(LENGTH, Defect.MLD_TRUNCATED);
        IpAddress group = IpAddress.readV6(octets, at + GROUP);
        int code = Octets.u16(octets, at + MAX_RESPONSE);
        judge(layers, group.isUnspecified() ? ALL_NODES : group, false);
        if (!group.isUnspecified()) {
            groupIsMulticast(layers, group);
        }
        if (layers.wireLength() == LENGTH) {
            return new GroupMessage.Query(1, QUERY, group, code, false, GroupMessage.ABSENT, GroupMessage.ABSENT,
                List.of());
        }
        layers.require(QUERY_SOURCES, Defect.MLD_QUERY_LENGTH);
        int count = Octets.u16(octets, at + SOURCE_COUNT);
        // A part of the sources would say something else than the querier did, so a cut list is no query.
        layers.require(QUERY_SOURCES + count * IpAddress.V6_LENGTH, Defect.MLD_SOURCE_COUNT);
        int flags = Octets.u8(octets, at + FLAGS_QRV);
        return new GroupMessage.Query(2, QUERY, group, FloatingCode.decode16(code), (flags & SUPPRESS) != 0,
            flags & QRV_MASK, FloatingCode.decode8(Octets.u8(octets, at + QQIC)),
            WIRE.addresses(octets, at + QUERY_SOURCES, count));
    }

    /** What the sender owed to RFC 9777 §5. A host without an address yet reports from :: (RFC 3590). */
    private static void judge(Layers layers, IpAddress destination, boolean mayBeUnspecified) {
        IpAddress source = layers.source();
        if (!source.isLinkLocalUnicast() && !(mayBeUnspecified && source.isUnspecified())) {
            layers.note(Defect.MLD_SOURCE);
        }
        judgeSending(layers, destination);
    }

    private static void judgeSending(Layers layers, IpAddress destination) {
        if (layers.ttl != 1) {
            layers.note(Defect.MLD_HOP_LIMIT);
        }
        if (!layers.routerAlert) {
            layers.note(Defect.MLD_ROUTER_ALERT);
        }
        if (!layers.destination().equals(destination)) {
            layers.note(Defect.MLD_DESTINATION);
        }
    }

    private static void groupIsMulticast(Layers layers, IpAddress group) {
        if (!group.isMulticast()) {
            layers.note(Defect.MLD_GROUP);
        }
    }

    /** Writes a message behind an emitted IPv6 header, with its checksum; returns where it ends. */
    public static int emit(byte[] out, int at, Ipv6.Header header, GroupMessage message) {
        int end = emitBody(out, at, message);
        Ipv6.sealMessage(out, header, at, end);
        return end;
    }

    private static int emitBody(byte[] out, int at, GroupMessage message) {
        Octets.put64(out, at, 0);
        Octets.put8(out, at + TYPE, message.type());
        if (message instanceof GroupMessage.Query query) {
            return emitQuery(out, at, query);
        } else if (message instanceof GroupMessage.Report report) {
            return report.group().write(out, at + GROUP);
        } else if (message instanceof GroupMessage.Leave leave) {
            return leave.group().write(out, at + GROUP);
        } else if (message instanceof GroupMessage.StateReport report) {
            Octets.put16(out, at + RECORD_COUNT, report.records().size());
            return WIRE.emitRecords(out, at + RECORDS, report.records());
        } else if (message instanceof GroupMessage.RouterDiscovery discovery
            && discovery.kind() == GroupMessage.RouterDiscovery.Kind.ADVERTISEMENT) {
            Octets.put8(out, at + INTERVAL, discovery.advertisementIntervalS());
            Octets.put16(out, at + QUERY_INTERVAL, discovery.queryIntervalS());
            Octets.put16(out, at + ROBUSTNESS, discovery.robustness());
            return at + RECORDS;
        }
        return at + SHORT_LENGTH;
    }

    private static int emitQuery(byte[] out, int at, GroupMessage.Query query) {
        int code = query.version() == 2 ? FloatingCode.encode16(query.maxResponseMs()) : query.maxResponseMs();
        Octets.put16(out, at + MAX_RESPONSE, code);
        query.group().write(out, at + GROUP);
        if (query.version() == 1) {
            return at + LENGTH;
        }
        Octets.put8(out, at + FLAGS_QRV, (query.suppress() ? SUPPRESS : 0) | query.robustness());
        Octets.put8(out, at + QQIC, FloatingCode.encode8(query.queryIntervalS()));
        Octets.put16(out, at + SOURCE_COUNT, query.sources().size());
        return WIRE.emitAddresses(out, at + QUERY_SOURCES, query.sources());
    }
}
