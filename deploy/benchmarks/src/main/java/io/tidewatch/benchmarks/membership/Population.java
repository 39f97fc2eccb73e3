package io.tidewatch.benchmarks.membership;

import io.tidewatch.benchmarks.applications.EventProducer;
import io.tidewatch.benchmarks.traffic.MadeRecording;
import io.tidewatch.schemas.Checksum;
import io.tidewatch.schemas.GmpEvent;
import io.tidewatch.schemas.GmpKind;
import io.tidewatch.schemas.GmpProtocol;
import io.tidewatch.schemas.GroupRecord;
import io.tidewatch.schemas.RecordType;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * Many memberships, and the events by which a sensor knows them: IGMPv3, a host in ten groups, one group record in each
 * report. A segment has 10,000 of them in 200 groups of 50 hosts; more memberships are more segments. Event follows
 * event without end: in each query interval each segment has a query and each membership one report, scattered over all
 * of them as the random delays of hosts do. So after the first round everybody is a member, and everything after it is
 * a refresh.
 *
 * @param memberships how many
 */
record Population(int memberships) {
    private static final int OF_SEGMENT = 10_000;
    private static final int GROUPS_OF_HOST = 10;
    private static final int CLIQUES = 20;
    private static final int OCTET = 256;
    private static final int ROBUSTNESS = 2;
    private static final int QUERY_INTERVAL_S = 125;
    private static final int RESPONSE_MS = 10_000;
    private static final int QUERY = 0x11;
    private static final int REPORT = 0x22;
    private static final int FRAME = 64;
    private static final int DSCP = 48;
    /** A prime: every number of memberships that is no multiple of it is run through once. */
    private static final long STRIDE = 7_368_787;
    private static final long NANOS_PER_MICRO = 1000;

    /** One of them. */
    record Membership(String segment, String group, String host) {
    }

    /** Sends one. */
    void send(EventProducer<GmpEvent> producer, long number, GmpEvent event) {
        producer.send(number, event.getSegment(), event);
    }

    /** Sends those from one on; all are acknowledged when it returns. */
    void send(EventProducer<GmpEvent> producer, long first, long count) {
        for (long number = first; number < first + count; number++) {
            send(producer, number, event(number));
        }
        producer.flush();
    }

    int segments() {
        return (memberships + OF_SEGMENT - 1) / OF_SEGMENT;
    }

    /** Events in one query interval. */
    int round() {
        return segments() + memberships;
    }

    /** Events a second at which they happen. */
    double rate() {
        return (double) round() / QUERY_INTERVAL_S;
    }

    Membership membership(int index) {
        int place = index % OF_SEGMENT;
        int host = place / GROUPS_OF_HOST;
        int group = host % CLIQUES * GROUPS_OF_HOST + place % GROUPS_OF_HOST;
        return new Membership(segment(index / OF_SEGMENT), "239.1.0." + group,
            "10.1." + host / OCTET + '.' + host % OCTET);
    }

    private static String segment(int number) {
        return "floor-" + number;
    }

    /** The membership that an event is about; null for a query. */
    Membership about(long number) {
        long place = number % round();
        return place < segments() ? null : membership((int) ((place - segments()) * STRIDE % memberships));
    }

    /** An event that comes in its turn. */
    GmpEvent event(long number) {
        Membership about = about(number);
        if (about == null) {
            return frame(number, segment((int) (number % round())), "10.1.0.254").setKind(GmpKind.GENERAL_QUERY)
                .setMessageType(QUERY).setMaxResponseMs(RESPONSE_MS).setSuppressRouterProcessing(false)
                .setRobustness(ROBUSTNESS).setQueryIntervalS(QUERY_INTERVAL_S).build();
        }
        return report(number, about, RecordType.IS_EX);
    }

    /** A host says something else in the same moment. */
    GmpEvent report(long number, Membership who, RecordType what) {
        return frame(number, who.segment(), who.host()).setKind(GmpKind.REPORT).setMessageType(REPORT)
            .setRecords(List.of(new GroupRecord(what, who.group(), List.of(), null, null))).build();
    }

    private GmpEvent.Builder frame(long number, String segment, String source) {
        return GmpEvent.newBuilder().setEventId(id(number)).setSensor("sensor-" + segment).setInterface$("eth0")
            .setSegment(segment).setCapturedAt(at(number)).setWireLength(FRAME).setCaptureLength(FRAME)
            .setSourceMac("02:00:00:00:" + source.substring(source.length() - 2).replace('.', '0') + ":01")
            .setIpVersion(4).setSource(source).setDestination("224.0.0.22").setTtl(1).setDscp(DSCP)
            .setRouterAlert(true).setChecksum(Checksum.VALID).setProtocol(GmpProtocol.IGMP).setVersion(3);
    }

    /** As long as the ids of agents. */
    static String id(long number) {
        return String.format("%036d", number);
    }

    /** When an event happens. */
    Instant at(long number) {
        long micros = number / round() * (QUERY_INTERVAL_S * 1_000_000L)
            + number % round() * (QUERY_INTERVAL_S * 1_000_000L) / round();
        return Instant.EPOCH.plus(MadeRecording.BEGINNING / NANOS_PER_MICRO + micros, ChronoUnit.MICROS);
    }
}
