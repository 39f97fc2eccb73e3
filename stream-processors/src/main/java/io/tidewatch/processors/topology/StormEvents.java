package io.tidewatch.processors.topology;

import io.tidewatch.processors.storm.Family;
import io.tidewatch.processors.storm.IcmpError;
import io.tidewatch.processors.storm.Prefix;
import io.tidewatch.processors.storm.Quoted;
import io.tidewatch.schemas.GmpEvent;
import io.tidewatch.schemas.GmpKind;
import io.tidewatch.schemas.GmpProtocol;
import io.tidewatch.schemas.IcmpEvent;
import io.tidewatch.schemas.QuotedDatagram;
import io.tidewatch.schemas.Topics;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * ICMP events, and those of membership protocols, as the detector takes them. Whoever may write the topic may send
 * anything, and texts become part of state: so every text is bounded, and what can't be true is refused with an
 * {@link IllegalArgumentException}.
 */
public final class StormEvents {
    private static final int LONGEST_ADDRESS = 45;
    private static final int LONGEST_NAME = 200;
    private static final int HIGHEST_OCTET = 255;
    private static final long MOST = 1_000_000_000;
    /** Fields that the detector attributes messages to. */
    private static final Set<String> TOLD = Set.of("source", "destination", "mtu", "gateway", "quoted",
        "quoted.source", "quoted.destination", "quoted.prefix", "quoted.source_port", "quoted.destination_port");

    private static final Set<Integer> ECHO = Set.of(0, 8);
    private static final Set<Integer> ECHO6 = Set.of(128, 129);
    private static final Set<GmpKind> FLOODING = EnumSet.of(GmpKind.GENERAL_QUERY, GmpKind.GROUP_QUERY,
        GmpKind.GROUP_SOURCE_QUERY, GmpKind.REPORT, GmpKind.LEAVE);

    private StormEvents() {
    }

    /** The segment of an event, which its key must agree with: the partition follows from the key. */
    static String segment(String key, IcmpEvent event) {
        return segment(key, event.getSegment(), event.getSensor(), event.getInterface$());
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
            throw new IllegalArgumentException("not the name of a segment: " + printable(segment));
        }
        if (key == null || !Topics.segmentOf(key).equals(segment)) {
            throw new IllegalArgumentException("key " + printable(String.valueOf(key)) + " for segment " + segment);
        }
        name(sensor, "sensor");
        name(captureInterface, "interface");
        return segment;
    }

    /** Whether the detector looks at it: errors, and echo messages, which come in floods. */
    static boolean watched(IcmpEvent event) {
        return event.getIsError() || (event.getIpVersion() == 4 ? ECHO : ECHO6).contains(event.getType());
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
        if (!isAddress(event.getSource()) || !isAddress(group)) {
            return null;
        }
        return new IcmpError(timestamp, event.getProtocol() == GmpProtocol.IGMP ? Family.IPV4 : Family.IPV6,
            event.getMessageType(), 0, (event.getProtocol() + "_" + event.getKind()).toLowerCase(Locale.ROOT),
            event.getSource(), group, null, -1, null, 1, event.getSensor(), -1);
    }

    /**
     * An error message; {@code timestamp} is event time as {@link CaptureTime} tells it. An event that stands for
     * messages which differ in who and what they are about is two: its first message, of which all is known, and the
     * others, of which is told what they have in common.
     */
    public static List<IcmpError> errors(IcmpEvent event, long timestamp) {
        IcmpError error = error(event, timestamp);
        List<String> merged = event.getMergedFields();
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
                merged.contains("quoted.source") ? IcmpError.SEVERAL : quoted.source(),
                merged.contains("quoted.destination") ? IcmpError.SEVERAL : quoted.destination(),
                merged.contains("quoted.prefix") ? IcmpError.SEVERAL : quoted.prefix(), quoted.protocol(),
                merged.contains("quoted.source_port") ? Quoted.SEVERAL_PORTS : quoted.sourcePort(),
                merged.contains("quoted.destination_port") ? Quoted.SEVERAL_PORTS : quoted.destinationPort(),
                quoted.ttl(), quoted.length(), quoted.innerType());
        }
        return new IcmpError(error.atMs(), error.family(), error.type(), error.code(), error.name(),
            merged.contains("source") ? IcmpError.SEVERAL : error.reporter(),
            merged.contains("destination") ? IcmpError.SEVERAL : error.receiver(), quoted,
            merged.contains("mtu") ? -1 : error.mtu(), merged.contains("gateway") ? null : error.gateway(),
            error.count(), error.sensor(), -1);
    }

    private static IcmpError error(IcmpEvent event, long timestamp) {
        if (CaptureTime.damaged(CaptureTime.millis(event.getCapturedAt()), timestamp)) {
            throw new IllegalArgumentException("captured at " + event.getCapturedAt() + ", long after it arrived");
        }
        if (event.getCount() < 1 || event.getCount() > MOST) {
            throw new IllegalArgumentException("it stands for " + event.getCount() + " messages");
        }
        return new IcmpError(timestamp, family(event.getIpVersion()), octet(event.getType(), "type"),
            octet(event.getCode(), "code"), name(event.getName(), "name"), address(event.getSource()),
            address(event.getDestination()), event.getQuoted() == null ? null : quoted(event.getQuoted()),
            event.getMtu() == null ? -1 : event.getMtu(),
            event.getGateway() == null ? null : address(event.getGateway()), event.getCount(), event.getSensor(),
            number(event.getIdentification()));
    }

    private static Quoted quoted(QuotedDatagram quoted) {
        String destination = address(quoted.getDestination());
        return new Quoted(address(quoted.getSource()), destination, Prefix.of(destination),
            octet(quoted.getProtocol(), "protocol"), number(quoted.getSourcePort()),
            number(quoted.getDestinationPort()), octet(quoted.getTtl(), "TTL"), Math.max(0, quoted.getLength()),
            number(quoted.getInnerType()));
    }

    private static Family family(int version) {
        if (version != 4 && version != 6) {
            throw new IllegalArgumentException("IP version " + version);
        }
        return version == 4 ? Family.IPV4 : Family.IPV6;
    }

    private static int number(Integer value) {
        return value == null ? -1 : value & 0xffff;
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

    private static String address(String text) {
        if (!isAddress(text)) {
            throw new IllegalArgumentException("not an address: " + printable(text));
        }
        return text;
    }

    private static boolean isAddress(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!(c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c == ':' || c == '.')) {
                return false;
            }
        }
        return !text.isEmpty() && text.length() <= LONGEST_ADDRESS;
    }

    private static String printable(String text) {
        return text.substring(0, Math.min(text.length(), LONGEST_ADDRESS)).replaceAll("[^!-~]", "?");
    }
}
