package io.tidewatch.benchmarks.console;

import io.tidewatch.benchmarks.applications.EventProducer;
import io.tidewatch.schemas.Checksum;
import io.tidewatch.schemas.GmpEvent;
import io.tidewatch.schemas.GmpKind;
import io.tidewatch.schemas.GmpProtocol;
import io.tidewatch.schemas.GroupRecord;
import io.tidewatch.schemas.RecordType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Many groups with a member each, on segments of 10,000, and many memberships that are over: hosts that join forty
 * groups with one report and leave them with the next. One of fifty is in one busy group, of hosts that come and go five
 * times: those are the lanes of its timeline. All of it happens within three minutes that end when it is made, so that
 * nothing expires.
 *
 * @param groups how many
 * @param intervals memberships that are over
 * @param end when the last event happens
 */
record ManyGroups(int groups, int intervals, Instant end) {
    static final String BUSY_GROUP = "239.255.0.1";
    private static final Duration ALL = Duration.ofMinutes(3);
    private static final int OF_SEGMENT = 10_000;
    private static final int OF_REPORT = 40;
    private static final int OF_LANE = 5;
    private static final int ONE_OF_BUSY = 50;
    private static final int OCTET = 256;
    private static final int REPORT = 0x22;
    private static final int FRAME = 54;

    static String segment(int number) {
        return "hall-" + number;
    }

    /** How many intervals the busy group has: whole lanes. */
    int busy() {
        return intervals / ONE_OF_BUSY / OF_LANE * OF_LANE;
    }

    int lanes() {
        return busy() / OF_LANE;
    }

    private int blocks() {
        return (groups + OF_REPORT - 1) / OF_REPORT;
    }

    /** Reports that join forty groups, each followed by one that leaves them. */
    private int visits() {
        return (intervals - busy() + OF_REPORT - 1) / OF_REPORT;
    }

    /** Events in all. */
    long events() {
        return blocks() + 2L * visits() + 2L * busy();
    }

    /** Sends all; they are acknowledged when it returns. */
    void send(EventProducer<GmpEvent> producer) {
        long number = 0;
        for (int block = 0; block < blocks(); block++) {
            number = report(producer, number, segmentOf(block), "10.1." + address(block), RecordType.IS_EX,
                groupsOf(block));
        }
        for (int visit = 0; visit < visits(); visit++) {
            int block = visit % blocks();
            String host = "10.2." + address(visit / blocks());
            number = report(producer, number, segmentOf(block), host, RecordType.TO_EX, groupsOf(block));
            number = report(producer, number, segmentOf(block), host, RecordType.TO_IN, groupsOf(block));
        }
        for (int stay = 0; stay < busy(); stay++) {
            String host = "10.3." + address(stay % lanes());
            number = report(producer, number, segment(0), host, RecordType.TO_EX, List.of(BUSY_GROUP));
            number = report(producer, number, segment(0), host, RecordType.TO_IN, List.of(BUSY_GROUP));
        }
        producer.flush();
    }

    private static String segmentOf(int block) {
        return segment(block * OF_REPORT / OF_SEGMENT);
    }

    private List<String> groupsOf(int block) {
        List<String> names = new ArrayList<>();
        for (int group = block * OF_REPORT; group < Math.min(groups, (block + 1) * OF_REPORT); group++) {
            names.add("239." + group / OCTET / OCTET + '.' + address(group));
        }
        return names;
    }

    private static String address(int number) {
        return number / OCTET % OCTET + "." + number % OCTET;
    }

    private long report(EventProducer<GmpEvent> producer, long number, String segment, String host, RecordType what,
                        List<String> names) {
        Duration before = ALL.multipliedBy(events() - number).dividedBy(events());
        producer.send(number, segment, GmpEvent.newBuilder().setEventId(String.format("%036d", number))
            .setSensor("sensor-" + segment).setInterface$("eth0").setSegment(segment)
            .setCapturedAt(end.minus(before)).setWireLength(FRAME).setCaptureLength(FRAME)
            .setSourceMac("02:00:00:00:00:01").setIpVersion(4).setSource(host).setDestination("224.0.0.22").setTtl(1)
            .setRouterAlert(true).setChecksum(Checksum.VALID).setProtocol(GmpProtocol.IGMP).setVersion(3)
            .setKind(GmpKind.REPORT).setMessageType(REPORT).setRecords(names.stream().map(name ->
                new GroupRecord(what, name, List.of(), null, null)).toList()).build());
        return number + 1;
    }
}
