package io.tidewatch.processors.topology;

import io.tidewatch.schemas.AvroSafety;
import io.tidewatch.schemas.AvroSerde;
import io.tidewatch.schemas.Checksum;
import io.tidewatch.schemas.GmpEvent;
import io.tidewatch.schemas.GmpKind;
import io.tidewatch.schemas.GmpProtocol;
import io.tidewatch.schemas.GroupRecord;
import io.tidewatch.schemas.RecordType;
import io.tidewatch.schemas.RegistryAccess;
import io.tidewatch.schemas.SegmentClock;
import io.tidewatch.schemas.SensorState;
import io.tidewatch.schemas.SensorStatus;
import io.tidewatch.schemas.Topics;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;

/** Events and heartbeats as an agent would publish them. */
final class Wire {
    static final String SENSOR = "s1";
    static final String INTERFACE = "eth0";
    static final String BOOT = "boot-1";

    private static final Topics TOPICS = new Topics(Topics.DEFAULT_PREFIX);
    private static final RegistryAccess REGISTRY = InMemoryRegistry.of(TOPICS);
    private static final Serializer<GmpEvent> WRITER = new AvroSerde<>(TOPICS.gmp(), REGISTRY).serializer();
    private static final Deserializer<MembershipEvent> READER = MembershipEvent.deserializer(TOPICS.gmp(), REGISTRY);

    static {
        AvroSafety.ensure();
    }

    private Wire() {
    }

    static GmpEvent.Builder event(String segment, Instant at, String source) {
        boolean ipv6 = source.contains(":");
        return GmpEvent.newBuilder().setEventId("event-" + at.toEpochMilli() + "-" + source).setSensor(SENSOR)
            .setInterface$(INTERFACE).setSegment(segment).setCapturedAt(at).setWireLength(64).setCaptureLength(64)
            .setSourceMac(mac(source)).setIpVersion(ipv6 ? 6 : 4).setSource(source)
            .setDestination(ipv6 ? "ff02::16" : "224.0.0.22").setTtl(1).setDscp(48).setRouterAlert(true)
            .setChecksum(Checksum.VALID).setProtocol(ipv6 ? GmpProtocol.MLD : GmpProtocol.IGMP)
            .setKind(GmpKind.REPORT).setMessageType(0x22).setVersion(ipv6 ? 2 : 3);
    }

    /** An event as the membership application reads it. */
    static MembershipEvent read(GmpEvent event) {
        return READER.deserialize(TOPICS.gmp().name(), WRITER.serialize(TOPICS.gmp().name(), event));
    }

    static String mac(String source) {
        return String.format("02:00:00:00:00:%02x", source.hashCode() & 0xff);
    }

    /** A report of the newest version. */
    static GmpEvent report(String segment, Instant at, String source, GroupRecord... records) {
        return event(segment, at, source).setRecords(List.of(records)).build();
    }

    static GroupRecord record(RecordType type, String group, String... sources) {
        return new GroupRecord(type, group, List.of(sources), null, null);
    }

    /** A report of IGMPv1, IGMPv2 or MLDv1. */
    static GmpEvent olderReport(String segment, Instant at, String source, int version, String group) {
        return event(segment, at, source).setVersion(version).setGroup(group).setMessageType(0x16).build();
    }

    static GmpEvent leave(String segment, Instant at, String source, String group) {
        return event(segment, at, source).setKind(GmpKind.LEAVE).setVersion(source.contains(":") ? 1 : 2)
            .setGroup(group).setMessageType(0x17).build();
    }

    /** A query of the newest version; {@code group} null for a general one. */
    static GmpEvent.Builder query(String segment, Instant at, String source, String group, String... sources) {
        return event(segment, at, source)
            .setKind(group == null ? GmpKind.GENERAL_QUERY : sources.length == 0 ? GmpKind.GROUP_QUERY
                : GmpKind.GROUP_SOURCE_QUERY)
            .setMessageType(0x11).setGroup(group).setSources(List.of(sources))
            .setMaxResponseMs(group == null ? 10_000 : 1000).setSuppressRouterProcessing(false).setRobustness(2)
            .setQueryIntervalS(125);
    }

    static SensorStatus status(SensorState state, String boot, SegmentClock... clocks) {
        return status(SENSOR, state, boot, 0, clocks);
    }

    static SensorStatus status(String sensor, SensorState state, String boot, long drops, SegmentClock... clocks) {
        return SensorStatus.newBuilder().setSensor(sensor).setInterface$(INTERFACE).setBootId(boot).setState(state)
            .setVersion("1").setStartedAt(Instant.ofEpochMilli(boot.hashCode() & 0xffffL)).setSentAt(Instant.EPOCH)
            .setSequence(0L).setReceived(0L).setKernelDropped(drops).setFiltered(0L).setFragments(0L).setDecoded(0L)
            .setMalformed(0L).setPending(0L).setPublished(0L).setLost(0L).setClocks(List.of(clocks)).build();
    }

    static SegmentClock clock(String segment, Instant watermark, long sequence) {
        return new SegmentClock(segment, watermark, sequence, 0L);
    }
}
