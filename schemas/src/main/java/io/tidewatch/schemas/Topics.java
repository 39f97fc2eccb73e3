package io.tidewatch.schemas;

import static io.tidewatch.schemas.Topic.Cleanup.COMPACT;
import static io.tidewatch.schemas.Topic.Cleanup.DELETE;
import static io.tidewatch.schemas.Topic.Keying.KEY;
import static io.tidewatch.schemas.Topic.Keying.SEGMENT;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.utils.Utils;

/**
 * The catalogue: the only place that knows a topic's name, key, value, partitioning and policy. Keys are UTF-8 strings
 * whose parts are joined by {@code |}. The record timestamp is the broker's; event time is in the values.
 */
public final class Topics {
    static {
        AvroSafety.ensure();
    }

    /** What every topic's name starts with unless configured otherwise. */
    public static final String DEFAULT_PREFIX = "tidewatch.";

    private final String prefix;
    private final Topic<GmpEvent> gmp;
    private final Topic<IcmpEvent> icmp;
    private final Topic<MalformedPacket> malformed;
    private final Topic<SensorStatus> sensors;
    private final Topic<MembershipState> membershipState;
    private final Topic<MemberState> members;
    private final Topic<MembershipChange> membershipChanges;
    private final Topic<MembershipWindow> membershipWindows;
    private final Topic<QuerierState> queriers;
    private final Topic<Alert> alertEvents;
    private final Topic<Alert> alertState;
    private final Topic<SpecificRecord> alertsEcsJson;
    private final Topic<SpecificRecord> alertsOcsfJson;
    private final Topic<SpecificRecord> deadLetters;

    /** The catalogue under a prefix, which ends in what separates it from the rest, such as {@code "tidewatch."}. */
    public Topics(String prefix) {
        this.prefix = prefix;
        gmp = topic("gmp.v1", "segment", GmpEvent.class, SEGMENT, DELETE, days(3),
            "IGMP and MLD messages");
        icmp = topic("icmp.v1", "segment|receiver", IcmpEvent.class, SEGMENT, DELETE, days(3),
            "ICMP and ICMPv6 messages, or counts of equal ones");
        malformed = topic("malformed.v1", "sensor", MalformedPacket.class, KEY, DELETE, days(7),
            "packets that could not be decoded");
        sensors = topic("sensors.v1", "sensor:interface", SensorStatus.class, KEY, COMPACT, days(1),
            "heartbeats and counters of the capture interfaces");
        membershipState = topic("membership.state.v1", "segment|group", MembershipState.class, SEGMENT, COMPACT,
            days(1), "groups as a router on the segment would hold them");
        members = topic("membership.members.v1", "segment|group|host|mac", MemberState.class, SEGMENT, COMPACT,
            days(1), "hosts and what they last said");
        membershipChanges = topic("membership.changes.v1", "segment|group", MembershipChange.class, SEGMENT, DELETE,
            days(30), "every change of a membership");
        membershipWindows = topic("membership.windows.v1", "segment|group", MembershipWindow.class, SEGMENT, DELETE,
            days(30), "statistics of groups by minute and hour");
        queriers = topic("queriers.v1", "segment", QuerierState.class, SEGMENT, COMPACT, days(1),
            "who queries a segment, and with which timers");
        alertEvents = topic("alerts.events.v1", "alert id", Alert.class, KEY, DELETE, days(90),
            "every step of every alert");
        alertState = topic("alerts.state.v1", "dedupe key", Alert.class, KEY, COMPACT, days(1),
            "the newest step of each alert");
        alertsEcsJson = topic("siem.alerts.ecs-json.v1", "alert id", null, KEY, DELETE, days(7),
            "alerts as ECS JSON, plain UTF-8");
        alertsOcsfJson = topic("siem.alerts.ocsf-json.v1", "alert id", null, KEY, DELETE, days(7),
            "alerts as OCSF JSON, plain UTF-8, where that is switched on");
        deadLetters = topic("dlq.v1", "as it was", null, KEY, DELETE, days(14),
            "records that could not be processed, byte for byte, the error in their headers");
    }

    private static Duration days(int days) {
        return Duration.ofDays(days);
    }

    private <V extends SpecificRecord> Topic<V> topic(String name, String key, Class<V> type, Topic.Keying keying,
                                                      Topic.Cleanup cleanup, Duration retention, String about) {
        return new Topic<>(prefix + name, key, type, keying, cleanup, retention, about);
    }

    public String prefix() {
        return prefix;
    }

    public Topic<GmpEvent> gmp() {
        return gmp;
    }

    public Topic<IcmpEvent> icmp() {
        return icmp;
    }

    public Topic<MalformedPacket> malformed() {
        return malformed;
    }

    public Topic<SensorStatus> sensors() {
        return sensors;
    }

    public Topic<MembershipState> membershipState() {
        return membershipState;
    }

    public Topic<MemberState> members() {
        return members;
    }

    public Topic<MembershipChange> membershipChanges() {
        return membershipChanges;
    }

    public Topic<MembershipWindow> membershipWindows() {
        return membershipWindows;
    }

    public Topic<QuerierState> queriers() {
        return queriers;
    }

    public Topic<Alert> alertEvents() {
        return alertEvents;
    }

    public Topic<Alert> alertState() {
        return alertState;
    }

    /** Values are JSON text, not Avro. */
    public Topic<SpecificRecord> alertsEcsJson() {
        return alertsEcsJson;
    }

    /** Values are JSON text, not Avro. Nothing is written to it unless the processors are told to. */
    public Topic<SpecificRecord> alertsOcsfJson() {
        return alertsOcsfJson;
    }

    /** Values are the bytes that could not be processed. */
    public Topic<SpecificRecord> deadLetters() {
        return deadLetters;
    }

    /** All of them, in data-flow order. */
    public List<Topic<? extends SpecificRecord>> all() {
        return List.of(gmp, icmp, malformed, sensors, membershipState, members, membershipChanges, membershipWindows,
            queriers, alertEvents, alertState, alertsEcsJson, alertsOcsfJson, deadLetters);
    }

    /**
     * The partition of a key on a topic with {@link Topic.Keying#SEGMENT}: Kafka's own hash, over the segment alone.
     * All such topics have the same number of partitions, so a segment has the same partition on each of them.
     */
    public static int segmentPartition(String key, int partitions) {
        return Utils.toPositive(Utils.murmur2(segmentOf(key).getBytes(StandardCharsets.UTF_8))) % partitions;
    }

    /** The segment of a key: all before the first {@code |}. */
    public static String segmentOf(String key) {
        int end = key.indexOf('|');
        return end < 0 ? key : key.substring(0, end);
    }

    /** Whether a key is of a segment: whether {@link #segmentOf} is this name of one. */
    public static boolean isOf(String key, String segment) {
        return key.startsWith(segment) && (key.length() == segment.length() || key.charAt(segment.length()) == '|');
    }

    /** The key of a sensor's heartbeat. */
    public static String sensorKey(String sensor, String captureInterface) {
        return sensor + ':' + captureInterface;
    }

    /** The key of a host in a group: its MAC address is the last part, which a host of a link without such has not. */
    public static String memberKey(String segment, String group, String host, String mac) {
        return mac == null ? key(segment, group, host) : key(segment, group, host, mac);
    }

    /** A key of two parts. */
    public static String key(String first, String second) {
        return first + '|' + second;
    }

    /** A key of three parts. */
    public static String key(String first, String second, String third) {
        return first + '|' + second + '|' + third;
    }

    /** A key of several parts. */
    public static String key(String... parts) {
        return String.join("|", parts);
    }
}
