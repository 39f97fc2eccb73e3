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
 * Many memberships, and the events by which a sensor knows them: IGMPv3, a host in ten groups, 50 hosts in each group,
 * one group record in each report. More memberships are more segments. Event follows event without end: in each query
 * interval each segment has a query and each membership one report, scattered over all of them as the random delays of
 * hosts do. Half of the memberships begin an interval before the others: a deadline is moved with every second report,
 * and so at any time with half of them. After that everybody is a member, and everything is a refresh.
 *
 * @param memberships how many
 * @param ofSegment how many of them a segment has
 */
record Population(int memberships, int ofSegment) {
    private static final int GROUPS_OF_HOST = 10;
    private static final int HOSTS_OF_GROUP = 50;
    private static final int OCTET = 256;
    /** Hosts have the addresses of one network of 16 bits. */
    static final int MOST_OF_SEGMENT = OCTET * OCTET * GROUPS_OF_HOST;
    private static final int ROBUSTNESS = 2;
    private static final int QUERY_INTERVAL_S = 125;
    private static final int RESPONSE_MS = 10_000;
    private static final int MILLIS_PER_SECOND = 1000;
    private static final int QUERY = 0x11;
    private static final int REPORT = 0x22;
    private static final int FRAME = 64;
    private static final int DSCP = 48;
    /** A prime: every number of memberships that is no multiple of it is run through once. */
    private static final long STRIDE = 7_368_787;
    private static final long NANOS_PER_MICRO = 1000;
    private static final long INTERVAL_MICROS = QUERY_INTERVAL_S * 1_000_000L;

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
        return (memberships + ofSegment - 1) / ofSegment;
    }

    /** Events in one query interval. */
    int round() {
        return segments() + memberships;
    }

    /** Events of the interval in which half of them begin. */
    private int beginning() {
        return segments() + memberships / 2;
    }

    /** Events after which everybody is a member. */
    long joining() {
        return (long) beginning() + round();
    }

    /** The first event of the interval that an event is in: a query on the first segment, then one on each other. */
    long first(long number) {
        return number < beginning() ? 0 : number - (number - beginning()) % round();
    }

    /** Events a second at which they happen. */
    double rate() {
        return (double) round() / QUERY_INTERVAL_S;
    }

    /**
     * After so many events of a start nothing is done any more that comes of the start. Each membership was heard of,
     * so that nobody's row is read from disk for the first time. And no entry comes in vain any more whose deadline had
     * moved before, which nobody remembers: it moves two response times before it is due (RFC 9776, 8.4), with the last
     * report before.
     */
    int settling() {
        return round() + (int) (rate() * 2 * RESPONSE_MS / MILLIS_PER_SECOND);
    }

    Membership membership(int index) {
        int place = index % ofSegment;
        int host = place / GROUPS_OF_HOST;
        int cliques = Math.max(1, ofSegment / GROUPS_OF_HOST / HOSTS_OF_GROUP);
        int group = host % cliques * GROUPS_OF_HOST + place % GROUPS_OF_HOST;
        return new Membership(segment(index / ofSegment), address("239.1.", group), address("10.1.", host));
    }

    private static String address(String network, int number) {
        return network + number / OCTET + '.' + number % OCTET;
    }

    private static String segment(int number) {
        return "floor-" + number;
    }

    /** The membership that an event is about; null for a query. */
    Membership about(long number) {
        long place = number - first(number) - segments();
        if (place < 0) {
            return null;
        }
        int half = memberships / 2;
        return membership((int) (number < beginning() ? place * STRIDE % half * 2 : place * STRIDE % memberships));
    }

    /** An event that comes in its turn. */
    GmpEvent event(long number) {
        Membership about = about(number);
        if (about == null) {
            return frame(number, segment((int) (number - first(number))), "10.1.0.254").setKind(GmpKind.GENERAL_QUERY)
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

    /** The query interval that an event is in, from 0 on. */
    long interval(long number) {
        return number < beginning() ? 0 : 1 + (number - beginning()) / round();
    }

    /** When an event happens. */
    Instant at(long number) {
        long interval = interval(number);
        long micros = interval * INTERVAL_MICROS
            + (number - first(number)) * INTERVAL_MICROS / (interval == 0 ? beginning() : round());
        return Instant.EPOCH.plus(MadeRecording.BEGINNING / NANOS_PER_MICRO + micros, ChronoUnit.MICROS);
    }
}
