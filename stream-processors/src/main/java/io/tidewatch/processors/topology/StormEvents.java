package io.tidewatch.processors.topology;

import io.tidewatch.processors.storm.Address;
import io.tidewatch.processors.storm.Family;
import io.tidewatch.processors.storm.IcmpError;
import io.tidewatch.processors.storm.Quoted;
import io.tidewatch.schemas.GmpEvent;
import io.tidewatch.schemas.GmpKind;
import io.tidewatch.schemas.GmpProtocol;
import io.tidewatch.schemas.Topics;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * ICMP events, and those of membership protocols, as the detector takes them. Whoever may write the topic may send
 * anything, and texts become part of state: so every text is bounded, and what can't be true is refused with an
 * {@link IllegalArgumentException}. For one thread.
 */
final class StormEvents {
    private static final int LONGEST_NAME = 200;
    private static final int HIGHEST_OCTET = 255;
    private static final long MOST = 1_000_000_000;
    /** Fields that the detector attributes messages to. */
    private static final Set<String> TOLD = Set.of("source", "destination", "mtu", "gateway", "quoted",
        "quoted.source", "quoted.destination", "quoted.prefix", "quoted.source_port", "quoted.destination_port");

    private static final int ECHO = 8;
    private static final int ECHO6_REQUEST = 128;
    private static final int ECHO6_REPLY = 129;
    private static final Set<GmpKind> FLOODING = EnumSet.of(GmpKind.GENERAL_QUERY, GmpKind.GROUP_QUERY,
        GmpKind.GROUP_SOURCE_QUERY, GmpKind.REPORT, GmpKind.LEAVE);

    private final RecentAddresses addresses = new RecentAddresses();

    /** The segment of an event, which its key must agree with: the partition follows from the key. */
    static String segment(String key, StormMessage message) {
        return segment(key, message.segment(), message.sensor(), message.captureInterface());
    }

    /** The same for a message of a membership protocol; null for one that the membership application refuses. */
    static String segment(String key, GmpEvent event) {
        try {
            return segment(key, event.getSegment(), event.getSensor(), event.getInterface$());
        } catch (IllegalArgumentException refused) {
            // One dead letter is enough: that application reads the same record and writes it.
            return null;
        }
    }

    private static String segment(String key, String segment, String sensor, String captureInterface) {
        if (!BySegment.named(segment)) {
            throw new IllegalArgumentException("not the name of a segment: " + RecentAddresses.printable(segment));
        }
        if (key == null || !Topics.isOf(key, segment)) {
            throw new IllegalArgumentException("key " + RecentAddresses.printable(String.valueOf(key))
                + " for segment " + segment);
        }
        name(sensor, "sensor");
        name(captureInterface, "interface");
        return segment;
    }

    /** Errors, and echo messages, which come in floods. */
    private static boolean watched(StormFields event) {
        int type = event.type();
        return event.isError()
            || (event.ipVersion() == 4 ? type == 0 || type == ECHO : type == ECHO6_REQUEST || type == ECHO6_REPLY);
    }

    /** A query, report or leave as the detector takes it; null for all else. Its receiver is the group it is about. */
    static IcmpError membership(GmpEvent event, long timestamp) {
        if (event.getProtocol() == GmpProtocol.OTHER || !FLOODING.contains(event.getKind())
                || CaptureTime.damaged(CaptureTime.millis(event.getCapturedAt()), timestamp)) {
            return null;
        }
        String group = event.getGroup();
        if (group == null) {
            group = event.getRecords().size() == 1 ? event.getRecords().get(0).getGroup() : event.getDestination();
        }
        if (!RecentAddresses.isAddress(event.getSource()) || !RecentAddresses.isAddress(group)) {
            return null;
        }
        return new IcmpError(timestamp, event.getProtocol() == GmpProtocol.IGMP ? Family.IPV4 : Family.IPV6,
            event.getMessageType(), 0, (event.getProtocol() + "_" + event.getKind()).toLowerCase(Locale.ROOT),
            Address.of(event.getSource()), Address.of(group), null, -1, null, 1, event.getSensor(), -1);
    }

    /**
     * An event as messages; none where the detector does not look. One that stands for messages which differ in who and
     * what they are about is two: its first message, of which all is known, and the others, of which is told what they
     * have in common.
     */
    List<IcmpError> errors(StormFields event) {
        if (!watched(event)) {
            return List.of();
        }
        IcmpError error = error(event);
        List<String> merged = event.merged();
        if (error.count() == 1 || Collections.disjoint(merged, TOLD)) {
            return List.of(error);
        }
        return List.of(counting(error, 1), others(counting(error, error.count() - 1), merged));
    }

    private static IcmpError counting(IcmpError error, long count) {
        return new IcmpError(error.atMs(), error.family(), error.type(), error.code(), error.name(), error.reporter(),
            error.receiver(), error.quoted(), error.mtu(), error.gateway(), count, error.sensor(),
            error.identification());
    }

    private static IcmpError others(IcmpError error, List<String> merged) {
        Quoted quoted = error.quoted();
        if (quoted != null) {
            quoted = merged.contains("quoted") ? null : new Quoted(
                merged.contains("quoted.source") ? Address.SEVERAL : quoted.source(),
                merged.contains("quoted.destination") ? Address.SEVERAL : quoted.destination(),
                merged.contains("quoted.prefix") ? Address.SEVERAL : quoted.prefix(), quoted.protocol(),
                merged.contains("quoted.source_port") ? Quoted.SEVERAL_PORTS : quoted.sourcePort(),
                merged.contains("quoted.destination_port") ? Quoted.SEVERAL_PORTS : quoted.destinationPort(),
                quoted.ttl(), quoted.length(), quoted.innerType());
        }
        return new IcmpError(error.atMs(), error.family(), error.type(), error.code(), error.name(),
            merged.contains("source") ? Address.SEVERAL : error.reporter(),
            merged.contains("destination") ? Address.SEVERAL : error.receiver(), quoted,
            merged.contains("mtu") ? -1 : error.mtu(), merged.contains("gateway") ? null : error.gateway(),
            error.count(), error.sensor(), -1);
    }

    private IcmpError error(StormFields event) {
        if (event.count() < 1 || event.count() > MOST) {
            throw new IllegalArgumentException("it stands for " + event.count() + " messages");
        }
        return new IcmpError(event.capturedMs(), family(event.ipVersion()), octet(event.type(), "type"),
            octet(event.code(), "code"), name(event.name(), "name"), addresses.of(event.source()),
            addresses.of(event.destination()), event.quotes() ? quoted(event) : null, event.mtu(),
            event.gateway() == null ? null : addresses.of(event.gateway()).text(), event.count(), event.sensor(),
            event.identification());
    }

    private Quoted quoted(StormFields event) {
        Address destination = addresses.of(event.quotedDestination());
        return new Quoted(addresses.of(event.quotedSource()), destination, destination.prefix(),
            octet(event.quotedProtocol(), "protocol"), event.quotedSourcePort(), event.quotedDestinationPort(),
            octet(event.quotedTtl(), "TTL"), Math.max(0, event.quotedLength()), event.quotedInnerType());
    }

    private static Family family(int version) {
        if (version != 4 && version != 6) {
            throw new IllegalArgumentException("IP version " + version);
        }
        return version == 4 ? Family.IPV4 : Family.IPV6;
    }

    private static int octet(int value, String what) {
        if (value < 0 || value > HIGHEST_OCTET) {
            throw new IllegalArgumentException(what + ' ' + value);
        }
        return value;
    }

    private static String name(String text, String what) {
        if (text.isEmpty() || text.length() > LONGEST_NAME) {
            throw new IllegalArgumentException(what + " of " + text.length() + " characters");
        }
        return text;
    }
}
