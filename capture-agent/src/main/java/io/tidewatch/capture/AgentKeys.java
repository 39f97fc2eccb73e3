package io.tidewatch.capture;

import static org.apache.kafka.common.config.ConfigDef.Importance.HIGH;
import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;

import io.tidewatch.capture.flood.FloodLimits;
import io.tidewatch.capture.source.Direction;
import io.tidewatch.schemas.config.ClusterConfig;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;

/**
 * Every key of the capture agent: type, default, range and meaning. Keys under {@code kafka.} and {@code registry.} go
 * to those clients unread.
 */
abstract class AgentKeys extends ClusterConfig {
    public static final String SENSOR_NAME = "sensor.name";
    public static final String CAPTURE_INTERFACES = "capture.interfaces";
    public static final String CAPTURE_FILE = "capture.file";
    public static final String CAPTURE_PACE = "capture.pace";
    public static final String REPLAY_AGAIN = "replay.again";
    public static final String SEGMENT_NAME = "segment.name";
    public static final String SEGMENT_MAP = "segment.map";
    public static final String SEGMENTS_MAX = "segments.max";
    public static final String EVENT_BUDGET = "event.budget";
    public static final String EVENT_KEYS = "event.keys";
    public static final String SNAP_LENGTH = "snap.length";
    public static final String BUFFER_BYTES = "buffer.bytes";
    public static final String QUEUE_BYTES = "queue.bytes";
    public static final String READ_TIMEOUT_MS = "read.timeout.ms";
    public static final String PROMISCUOUS = "promiscuous";
    public static final String CAPTURE_FILTER = "capture.filter";
    public static final String CAPTURE_DIRECTION = "capture.direction";
    public static final String IMMEDIATE = "immediate";
    public static final String TIMESTAMP_PRECISION = "timestamp.precision";
    public static final String SPOOL_DIRECTORY = "spool.directory";
    public static final String SPOOL_MAX_BYTES = "spool.max.bytes";
    public static final String SPOOL_FULL = "spool.full";
    public static final String METRICS_LISTEN = "metrics.listen";

    static final String NANO = "nano";

    private static final String MICRO = "micro";
    private static final ConfigDef DEFINITION = captureKeys(spoolKeys(startKeys(clusterKeys(new ConfigDef()))));

    AgentKeys(Map<String, String> settings) {
        super(DEFINITION, settings);
    }

    /** Every key with its type, default, range and meaning. */
    public static ConfigDef definition() {
        return new ConfigDef(DEFINITION);
    }

    private static ConfigDef captureKeys(ConfigDef keys) {
        return keys
            .define(SENSOR_NAME, Type.STRING, "", HIGH,
                "Name of this sensor in events and status. Characters other than letters, digits and . _ : @ / - "
                + "become _. Empty: the host's name.")
            .define(CAPTURE_INTERFACES, Type.LIST, List.of(), HIGH,
                "Interfaces to capture on, live. Either this or " + CAPTURE_FILE + ".")
            .define(CAPTURE_FILE, Type.STRING, "", HIGH,
                "A pcap or pcapng file to replay, plain or compressed with gzip, or a directory of such files, or - "
                + "for standard input, which can't be resumed.")
            .define(CAPTURE_PACE, Type.STRING, "recorded", MEDIUM,
                "How fast a file is replayed: recorded, max, or a factor such as 10 for ten times as fast.")
            .define(REPLAY_AGAIN, Type.BOOLEAN, false, MEDIUM,
                "Replay a file from its start even if it was replayed before, wholly or in part.")
            .define(SEGMENT_NAME, Type.STRING, "", MEDIUM,
                "Name of the segment that untagged frames were seen on. Empty: sensor:interface. Frames under VLAN "
                + "tags keep sensor:interface:vlan unless " + SEGMENT_MAP + " names them.")
            .define(SEGMENT_MAP, Type.LIST, List.of(), MEDIUM,
                "Names of segments by place, as sensor:interface=name or sensor:interface:vlan[.inner]=name.")
            .define(SEGMENTS_MAX, Type.INT, 1000, Range.between(1, 4000), LOW,
                "For how many segments of one interface the status carries a clock. Records of further ones are "
                + "published all the same and counted as agent.segment_limit.")
            .define(EVENT_BUDGET, Type.INT, 5000, Range.between(0, 10_000_000), LOW,
                "For how many ICMP, ICMPv6 and malformed packets of one interface in a second of capture time each is "
                + "an event of its own. Those beyond are counted in common events. 0: all are events of their own, "
                + "whatever comes.")
            .define(EVENT_KEYS, Type.INT, 1024, Range.between(FloodLimits.FEWEST_KEYS, 16_384), LOW,
                "How many common events of one interface may be open at a time, each for a fifth of a second at most. "
                + "When there are no more, further packets are counted more coarsely.")
            .define(SNAP_LENGTH, Type.INT, 65_535, Range.between(128, 262_144), LOW,
                "Bytes to capture of each frame, live.")
            .define(BUFFER_BYTES, Type.INT, 16 << 20, Range.between(1 << 16, 1 << 30), LOW,
                "Size of the kernel's capture buffer for each interface.")
            .define(QUEUE_BYTES, Type.INT, 32 << 20, Range.between(1 << 20, 1 << 30), LOW,
                "Memory for frames between capture and publishing, for each interface. Frames beyond are lost and "
                + "counted.")
            .define(READ_TIMEOUT_MS, Type.INT, 50, Range.between(1, 1000), LOW,
                "How long the kernel may collect frames before it hands them over.")
            .define(PROMISCUOUS, Type.BOOLEAN, true, LOW,
                "Also capture frames for other stations; without it most reports stay unseen.")
            .define(CAPTURE_FILTER, Type.STRING, "", MEDIUM,
                "What the kernel lets through, live, as a filter expression of pcap-filter(7), in which the word "
                + "default stands for the built-in one: default and not host 10.0.0.1. Empty: the built-in one.")
            .define(CAPTURE_DIRECTION, Type.STRING, Direction.INOUT.text(), LOW,
                "Capture frames that come in, frames that this machine sends, or both: in, out or inout.")
            .define(IMMEDIATE, Type.BOOLEAN, false, LOW,
                "Have the kernel hand over each frame at once, whatever read.timeout.ms; costs more work for each.")
            .define(TIMESTAMP_PRECISION, Type.STRING, NANO, ConfigDef.ValidString.in(NANO, MICRO), LOW,
                "Precision of the kernel's times: nano or micro. Where an interface has no nanoseconds it is micro.");
    }

    private static ConfigDef startKeys(ConfigDef keys) {
        return keys
            .define(START_TIMEOUT_MS, Type.INT, 10_000, Range.between(100, 300_000), LOW,
                "How long broker and registry may take to answer at the start.");
    }

    private static ConfigDef spoolKeys(ConfigDef keys) {
        return keys
            .define(SPOOL_DIRECTORY, Type.STRING, "", MEDIUM,
                "Where live records that Kafka does not take are kept, in a folder with the sensor's name, for this "
                + "agent alone. Empty: spool below $STATE_DIRECTORY, else below $XDG_STATE_HOME/tidewatch, else below "
                + "~/.local/state/tidewatch. off: nowhere but in a little memory.")
            .define(SPOOL_MAX_BYTES, Type.LONG, 1L << 30, Range.between(1L << 20, 1L << 44), MEDIUM,
                "How many bytes of records the spool keeps. A twentieth of its disk, at most 64 MiB, is left free as "
                + "well.")
            .define(SPOOL_FULL, Type.STRING, "drop_oldest", ConfigDef.ValidString.in("drop_oldest", "drop_newest"),
                LOW, "What is given up when the spool has no room: drop_oldest, what has waited longest, or "
                + "drop_newest, what comes. Each record is counted as lost and as agent.spool_full.")
            .define(METRICS_LISTEN, Type.STRING, "127.0.0.1:9464", LOW,
                "HOST:PORT where the agent answers /metrics for Prometheus, in plain HTTP to whoever can reach it; "
                + "port 0: any free one. off: nowhere. tidewatch standalone answers at its API instead.");
    }
}
