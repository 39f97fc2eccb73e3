package io.tidewatch.standalone;

import io.tidewatch.schemas.Checksum;
import io.tidewatch.schemas.GmpEvent;
import io.tidewatch.schemas.GmpKind;
import io.tidewatch.schemas.GmpProtocol;
import io.tidewatch.schemas.GroupRecord;
import io.tidewatch.schemas.RecordType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;

/** Hosts on a few segments that join and leave without end, seeded; a querier whose timers are short. */
final class Churn {
    /** One in each of four partitions. */
    static final List<String> SEGMENTS = List.of("dock", "gate", "loft", "pool");
    static final Instant BEGINNING = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration STEP = Duration.ofMillis(20);
    private static final int GROUPS = 10;
    private static final int HOSTS = 25;

    private final Random random;
    private int number;

    Churn(long seed) {
        random = new Random(seed);
    }

    static String group(int number) {
        return "239.1.1." + (1 + number % GROUPS);
    }

    /** Where event time is. */
    Instant now() {
        return BEGINNING.plus(STEP.multipliedBy(number));
    }

    GmpEvent next() {
        String segment = SEGMENTS.get(random.nextInt(SEGMENTS.size()));
        if (random.nextInt(50) == 0) {
            return event(segment, "10.0.0.1").setKind(GmpKind.GENERAL_QUERY).setMessageType(0x11)
                .setMaxResponseMs(1000).setSuppressRouterProcessing(false).setRobustness(2).setQueryIntervalS(8)
                .build();
        }
        int kind = random.nextInt(10);
        RecordType type = kind < 5 ? RecordType.IS_EX : kind < 7 ? RecordType.TO_EX : RecordType.TO_IN;
        return event(segment, "10.0.1." + (1 + random.nextInt(HOSTS))).setKind(GmpKind.REPORT).setMessageType(0x22)
            .setRecords(List.of(new GroupRecord(type, group(random.nextInt(GROUPS)), List.of(), null, null))).build();
    }

    private GmpEvent.Builder event(String segment, String source) {
        Instant at = now();
        return GmpEvent.newBuilder().setEventId(String.format("%036d", number++)).setSensor("sensor-" + segment)
            .setInterface$("eth0").setSegment(segment).setCapturedAt(at).setWireLength(64).setCaptureLength(64)
            .setSourceMac("02:00:00:00:00:01").setIpVersion(4).setSource(source).setDestination("224.0.0.22")
            .setTtl(1).setDscp(48).setRouterAlert(true).setChecksum(Checksum.VALID).setProtocol(GmpProtocol.IGMP)
            .setVersion(3);
    }
}
