package io.tidewatch.capture.flood;

import io.tidewatch.capture.wire.Envelope;
import io.tidewatch.capture.wire.IcmpDetail;
import io.tidewatch.capture.wire.IcmpMessage;
import io.tidewatch.capture.wire.IpAddress;
import io.tidewatch.capture.wire.NeighborDiscovery;
import io.tidewatch.capture.wire.QuotedDatagram;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Which fields of the contract differ between two packets. A set of them is a bit mask over the list of their kind, so
 * that comparing costs no allocation; a field known to differ is not compared again.
 */
final class MergedFields {
    private static final List<Field> ICMP = icmp();
    private static final List<Field> MALFORMED = malformed();

    /** Compares one field. */
    private interface Comparison {
        boolean differs(Sample one, Sample other);
    }

    /** A field of the contract by its name there. */
    private record Field(String name, Comparison comparison) {
    }

    private interface OfEnvelope {
        boolean differs(Envelope one, Envelope other);
    }

    private interface OfMessage {
        boolean differs(IcmpMessage one, IcmpMessage other);
    }

    private interface OfQuoted {
        boolean differs(QuotedDatagram one, QuotedDatagram other);
    }

    private interface OfInner {
        boolean differs(QuotedDatagram.Inner one, QuotedDatagram.Inner other);
    }

    private MergedFields() {
    }

    private static Field envelope(String name, OfEnvelope comparison) {
        return new Field(name, (a, b) -> comparison.differs(a.envelope(), b.envelope()));
    }

    private static Field message(String name, OfMessage comparison) {
        return new Field(name, (a, b) -> comparison.differs(a.message(), b.message()));
    }

    /** Of two quotes; that there is one and not the other is told by {@code quoted}. */
    private static Field quoted(String name, OfQuoted comparison) {
        return message("quoted." + name, (a, b) -> a.quoted() != null && b.quoted() != null
            && comparison.differs(a.quoted(), b.quoted()));
    }

    private static Field inner(String name, OfInner comparison) {
        return quoted(name, (a, b) -> comparison.differs(a.inner(), b.inner()));
    }

    /** Of details of one kind, or where only one of the packets has it. */
    private static Field detail(String name, Class<? extends IcmpDetail> kind) {
        return message(name, (a, b) -> (kind.isInstance(a.detail()) || kind.isInstance(b.detail()))
            && !Objects.equals(a.detail(), b.detail()));
    }

    private static Field segment() {
        return new Field("segment", (a, b) -> !a.segment().equals(b.segment()));
    }

    private static Field vlanIds() {
        return envelope("vlan_ids", (a, b) -> !a.vlanIds().equals(b.vlanIds()));
    }

    private static Field tunnels() {
        return envelope("tunnels", (a, b) -> !a.tunnels().equals(b.tunnels()));
    }

    private static Field wireLength() {
        return new Field("wire_length", (a, b) -> a.wireLength() != b.wireLength());
    }

    private static Field captureLength() {
        return new Field("capture_length", (a, b) -> a.captureLength() != b.captureLength());
    }

    private static Field sourceMac() {
        return envelope("source_mac", (a, b) -> a.sourceMac() != b.sourceMac());
    }

    private static Field source() {
        return envelope("source", (a, b) -> !Objects.equals(a.source(), b.source()));
    }

    private static Field destination() {
        return envelope("destination", (a, b) -> !Objects.equals(a.destination(), b.destination()));
    }

    private static List<Field> icmp() {
        return List.of(segment(), vlanIds(), tunnels(), wireLength(), captureLength(), sourceMac(),
            envelope("ip_version", (a, b) -> a.ipVersion() != b.ipVersion()), source(), destination(),
            envelope("ttl", (a, b) -> a.ttl() != b.ttl()),
            envelope("dscp", (a, b) -> a.dscp() != b.dscp()),
            envelope("router_alert", (a, b) -> a.routerAlert() != b.routerAlert()),
            envelope("fragment", (a, b) -> !Objects.equals(a.fragment(), b.fragment())),
            envelope("identification", (a, b) -> a.identification() != b.identification()),
            envelope("checksum", (a, b) -> a.checksum() != b.checksum()),
            envelope("defects", (a, b) -> !a.anomalies().equals(b.anomalies())),
            message("type", (a, b) -> a.type() != b.type()),
            message("code", (a, b) -> a.code() != b.code()),
            message("name", (a, b) -> (a.type() != b.type() || a.code() != b.code()) && !a.name().equals(b.name())),
            message("is_error", (a, b) -> a.isError() != b.isError()),
            message("identifier", (a, b) -> a.identifier() != b.identifier()),
            message("sequence", (a, b) -> a.sequence() != b.sequence()),
            message("gateway", (a, b) -> !Objects.equals(a.gateway(), b.gateway())),
            message("mtu", (a, b) -> a.mtu() != b.mtu()),
            message("pointer", (a, b) -> a.pointer() != b.pointer()),
            message("quoted", (a, b) -> (a.quoted() == null) != (b.quoted() == null)),
            quoted("source", (a, b) -> !a.source().equals(b.source())),
            quoted("destination", (a, b) -> !a.destination().equals(b.destination())),
            quoted("prefix", (a, b) -> otherPrefix(a.destination(), b.destination())),
            quoted("protocol", (a, b) -> a.protocol() != b.protocol()),
            inner("source_port", (a, b) -> a.sourcePort() != b.sourcePort()),
            inner("destination_port", (a, b) -> a.destinationPort() != b.destinationPort()),
            quoted("ttl", (a, b) -> a.ttl() != b.ttl()),
            quoted("length", (a, b) -> a.length() != b.length()),
            quoted("identification", (a, b) -> a.identification() != b.identification()),
            quoted("fragment_offset", (a, b) -> a.fragmentOffset() != b.fragmentOffset()),
            quoted("dont_fragment", (a, b) -> a.dontFragment() != b.dontFragment() || a.ipVersion() != b.ipVersion()),
            inner("inner_type", (a, b) -> a.icmpType() != b.icmpType()),
            inner("inner_code", (a, b) -> a.icmpCode() != b.icmpCode()),
            inner("inner_identifier", (a, b) -> a.icmpIdentifier() != b.icmpIdentifier()),
            inner("inner_sequence", (a, b) -> a.icmpSequence() != b.icmpSequence()),
            inner("tcp_sequence", (a, b) -> a.tcpSequence() != b.tcpSequence()),
            quoted("dscp", (a, b) -> a.dscp() != b.dscp()),
            quoted("more_fragments", (a, b) -> a.moreFragments() != b.moreFragments()),
            quoted("options", (a, b) -> otherHeaders(a, b, 4)),
            quoted("extension_headers", (a, b) -> otherHeaders(a, b, 6)),
            quoted("header_length", (a, b) -> a.headerLength() != b.headerLength()),
            quoted("quoted_length", (a, b) -> a.quotedLength() != b.quotedLength()),
            quoted("truncated", (a, b) -> a.truncated() != b.truncated()),
            message("extensions", (a, b) -> !a.extensions().equals(b.extensions())),
            detail("neighbor", NeighborDiscovery.class), detail("router_advertisement", IcmpDetail.Routers.class),
            detail("timestamps", IcmpDetail.Timestamps.class), detail("address_mask", IcmpDetail.AddressMask.class),
            detail("extended_echo", IcmpDetail.ExtendedEcho.class));
    }

    private static boolean otherHeaders(QuotedDatagram one, QuotedDatagram other, int version) {
        List<Integer> mine = one.ipVersion() == version ? one.headers() : List.of();
        List<Integer> others = other.ipVersion() == version ? other.headers() : List.of();
        return !mine.equals(others);
    }

    private static boolean otherPrefix(IpAddress one, IpAddress other) {
        return !one.equals(other) && !FloodKey.prefix(one).equals(FloodKey.prefix(other));
    }

    private static List<Field> malformed() {
        return List.of(segment(), vlanIds(), tunnels(), wireLength(), captureLength(),
            new Field("link_type", (a, b) -> a.linkType() != b.linkType()), sourceMac(), source(), destination(),
            new Field("defect", (a, b) -> a.defect() != b.defect()),
            new Field("offset", (a, b) -> a.offset() != b.offset()), new Field("raw_hex", Sample::rawDiffers));
    }

    private static List<Field> of(Sample sample) {
        return sample.malformed() ? MALFORMED : ICMP;
    }

    /** The set of {@code known} and of the fields in which two packets of a kind differ. */
    static long differing(Sample one, Sample other, long known) {
        List<Field> fields = of(one);
        long differing = known;
        for (int i = 0; i < fields.size(); i++) {
            long bit = 1L << i;
            if ((differing & bit) == 0 && fields.get(i).comparison().differs(one, other)) {
                differing |= bit;
            }
        }
        return differing;
    }

    /** The names of a set of fields of such packets. */
    static List<String> names(Sample sample, long set) {
        List<Field> fields = of(sample);
        List<String> names = new ArrayList<>(Long.bitCount(set));
        for (int i = 0; i < fields.size(); i++) {
            if ((set & 1L << i) != 0) {
                names.add(fields.get(i).name());
            }
        }
        return names;
    }
}
