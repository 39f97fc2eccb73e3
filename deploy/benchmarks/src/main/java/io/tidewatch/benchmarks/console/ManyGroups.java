package io.tidewatch.benchmarks.console;

import io.tidewatch.benchmarks.applications.EventProducer;
import io.tidewatch.schemas.Checksum;
import io.tidewatch.schemas.GmpEvent;
import io.tidewatch.schemas.GmpKind;
import io.tidewatch.schemas.GmpProtocol;
import io.tidewatch.schemas.GroupRecord;
import io.tidewatch.schemas.RecordType;
import io.tidewatch.schemas.SegmentClock;
import io.tidewatch.schemas.SensorState;
import io.tidewatch.schemas.SensorStatus;
import io.tidewatch.schemas.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Many groups with a member each, on segments of 10,000, and many memberships that are over: hosts that join forty
 * groups with one report and leave them with the next. One of fifty is in one busy group, of hosts that come and go
 * five times: those are the lanes of its timeline. All of it happens within three minutes that end when it is made, so
 * that nothing expires.
 *
 * @param groups how many
 * @param intervals memberships that are over
 * @param end when the last event happens
 */
record ManyGroups(int groups, int intervals, Instant end) {
    static final String BUSY_GROUP = "239.255.0.1";
    private static final String INTERFACE = "eth0";
    private static final Duration ALL = Duration.ofMinutes(3);
    private static final int OF_SEGMENT = 10_000;
    private static final int OF_REPORT = 40;
    private static final int OF_LANE = 5;
    private static final int ONE_OF_BUSY = 50;
    private static final int OCTET = 256;
    private static final int REPORT = 0x22;
    private static final int FRAME = 54;
    private static final int DSCP = 48;

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

    /** Sends all, and the last word of each sensor; all is acknowledged when it returns. */
    void send(EventProducer<GmpEvent> producer, EventProducer<SensorStatus> sensors) {
        Sender sender = new Sender(producer);
        for (int block = 0; block < blocks(); block++) {
            sender.report(segmentOf(block), "10.1." + address(block), RecordType.IS_EX, groupsOf(block));
        }
        for (int visit = 0; visit < visits(); visit++) {
            int block = visit % blocks();
            sender.comesAndGoes(segmentOf(block), "10.2." + address(visit / blocks()), groupsOf(block));
        }
        for (int stay = 0; stay < busy(); stay++) {
            sender.comesAndGoes(segment(0), "10.3." + address(stay % lanes()), List.of(BUSY_GROUP));
        }
        producer.flush();
        sender.last.forEach((segment, sequence) -> sensors.send(sequence, Topics.sensorKey(sensor(segment), INTERFACE),
            lastWord(segment, sequence)));
        sensors.flush();
    }

    /** Numbers events, and remembers the last of each segment. */
    private final class Sender {
        private final Map<String, Long> last = new TreeMap<>();
        private final EventProducer<GmpEvent> producer;
        private long number;

        Sender(EventProducer<GmpEvent> producer) {
            this.producer = producer;
        }

        void comesAndGoes(String segment, String host, List<String> names) {
            report(segment, host, RecordType.TO_EX, names);
            report(segment, host, RecordType.TO_IN, names);
        }

        void report(String segment, String host, RecordType what, List<String> names) {
            Duration before = ALL.multipliedBy(events() - number).dividedBy(events());
            producer.send(number, segment, GmpEvent.newBuilder().setEventId(String.format("%036d", number))
                .setSensor(sensor(segment)).setInterface$(INTERFACE).setSegment(segment)
                .setCapturedAt(end.minus(before)).setWireLength(FRAME).setCaptureLength(FRAME)
                .setSourceMac("02:00:00:00:00:01").setIpVersion(4).setSource(host).setDestination("224.0.0.22")
                .setTtl(1).setDscp(DSCP).setRouterAlert(true).setChecksum(Checksum.VALID)
                .setProtocol(GmpProtocol.IGMP).setVersion(3).setKind(GmpKind.REPORT).setMessageType(REPORT)
                .setRecords(names.stream().map(name ->
                    new GroupRecord(what, name, List.of(), null, null)).toList()).build());
            number++;
            last.put(segment, number);
        }
    }

    /** The recording is over: time stands still at its end, and with it everybody's membership. */
    private SensorStatus lastWord(String segment, long sequence) {
        return SensorStatus.newBuilder().setSensor(sensor(segment)).setInterface$(INTERFACE)
            .setBootId(EventProducer.BOOT).setState(SensorState.ENDED).setVersion("1").setStartedAt(end.minus(ALL))
            .setSentAt(end).setSequence(0).setReceived(0).setFiltered(0).setFragments(0).setDecoded(0).setMalformed(0)
            .setPending(0).setPublished(0).setLost(0)
            .setClocks(List.of(new SegmentClock(segment, end, sequence, 0L))).build();
    }

    private static String sensor(String segment) {
        return "sensor-" + segment;
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
}
