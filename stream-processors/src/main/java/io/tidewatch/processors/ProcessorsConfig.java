package io.tidewatch.processors;

import static org.apache.kafka.common.config.ConfigDef.Importance.HIGH;
import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;

import io.tidewatch.processors.query.ApiSettings;
import io.tidewatch.processors.topology.MembershipSettings;
import io.tidewatch.processors.topology.StormSettings;
import io.tidewatch.schemas.access.Permissions;
import io.tidewatch.schemas.config.ClusterConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.NonEmptyString;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.ValidString;
import org.apache.kafka.common.config.ConfigException;

/** Settings of the stream processors. Keys under {@code kafka.} and {@code registry.} go to those clients unread. */
public final class ProcessorsConfig extends ClusterConfig {
    public static final String APPLICATION_ID_PREFIX = "application.id.prefix";
    public static final String STATE_DIR = "state.dir";
    public static final String API_HOST = ApiSection.HOST;
    public static final String API_PORT = ApiSection.PORT;
    public static final String API_INSECURE = ApiSection.INSECURE;
    public static final String STANDBY_REPLICAS = "standby.replicas";
    public static final String THREADS = "threads";
    public static final String COMMIT_INTERVAL_MS = "commit.interval.ms";
    public static final String TRANSACTION_TIMEOUT_MS = "transaction.timeout.ms";
    public static final String GROUP_PROTOCOL = "group.protocol";
    public static final String STATE_MEMORY_BYTES = "state.memory.bytes";
    public static final String RESTARTS_PER_HOUR = "restarts.per.hour";
    public static final String STOP_TIMEOUT_MS = "stop.timeout.ms";

    private static final ConfigDef DEFINITION =
        StormSection.define(MembershipSection.define(streamsKeys(ApiSection.define(applicationKeys(
            clusterKeys(new ConfigDef()))))));

    private ProcessorsConfig(Map<String, String> settings) {
        super(DEFINITION, settings);
        validate();
    }

    /**
     * The settings of one process, validated, also against each other.
     *
     * @throws ConfigException when one does not hold
     */
    public static ProcessorsConfig of(Map<String, String> settings) {
        return new ProcessorsConfig(settings);
    }

    /** Every key with its type, default, range and meaning. */
    public static ConfigDef definition() {
        return new ConfigDef(DEFINITION);
    }

    private static ConfigDef applicationKeys(ConfigDef keys) {
        return keys
            .define(APPLICATION_ID_PREFIX, Type.STRING, "tidewatch-", new NonEmptyString(), MEDIUM,
                "What the ids of the two Kafka Streams applications (membership, storms) and so the names of their "
                + "internal topics and groups start with. Another prefix is another state: it begins from nothing.");
    }

    private static ConfigDef streamsKeys(ConfigDef keys) {
        return keys
            .define(STATE_DIR, Type.STRING, "/var/lib/tidewatch/processors", new NonEmptyString(), HIGH,
                "Folder of the local state. It can be rebuilt from Kafka; keeping it makes a restart quick.")
            .define(STATE_MEMORY_BYTES, Type.LONG, 256L << 20, Range.between(16L << 20, 1L << 40), MEDIUM,
                "Memory outside the heap for all local state together: block cache and write buffers.")
            .define(THREADS, Type.INT, 1, Range.between(1, 256), MEDIUM,
                "Threads of each application; more than it has partitions are idle.")
            .define(STANDBY_REPLICAS, Type.INT, 0, Range.between(0, 10), MEDIUM,
                "Copies of the local state on other instances, which take over quickly and answer while an owner is "
                + "away. All instances must agree.")
            .define(COMMIT_INTERVAL_MS, Type.INT, 100, Range.between(10, 60_000), LOW,
                "How often results are committed. Readers of committed records see a change this much later.")
            .define(TRANSACTION_TIMEOUT_MS, Type.INT, 10_000, Range.between(1000, 900_000), LOW,
                "How long the broker keeps the transaction of a processor that died; its results wait that long.")
            .define(GROUP_PROTOCOL, Type.STRING, "streams", ValidString.in("streams", "classic"), LOW,
                "Rebalance protocol: streams (KIP-1071), or classic for brokers before 4.2.")
            .define(RESTARTS_PER_HOUR, Type.INT, 10, Range.between(0, 10_000), LOW,
                "How often an application may restart a failed thread within an hour before it stops.")
            .define(START_TIMEOUT_MS, Type.INT, 10_000, Range.between(100, 300_000), LOW,
                "How long broker and registry may take to answer at the start, and the registry later on.")
            .define(STOP_TIMEOUT_MS, Type.INT, 10_000, Range.between(100, 300_000), LOW,
                "How long a stop may take to commit and to close the state; after that it is cut short.");
    }

    private void validate() {
        if (transactionTimeoutMs() < 2 * commitIntervalMs()) {
            throw new ConfigException(TRANSACTION_TIMEOUT_MS, transactionTimeoutMs(),
                "it must be at least twice " + COMMIT_INTERVAL_MS + ", which is " + commitIntervalMs());
        }
        if (!getString(APPLICATION_ID_PREFIX).matches("[A-Za-z0-9._-]{1,100}")) {
            throw new ConfigException(APPLICATION_ID_PREFIX, getString(APPLICATION_ID_PREFIX),
                "it becomes part of topic names: letters, digits and . _ - only");
        }
        ApiSection.validate(this);
        storms();
    }

    /** The id of one of the two applications. */
    String applicationId(String name) {
        return getString(APPLICATION_ID_PREFIX) + name;
    }

    /** What Kafka must allow us. */
    Permissions permissions() {
        return ProcessorPermissions.of(topics(), getString(APPLICATION_ID_PREFIX));
    }

    public Path stateDirectory() {
        return Path.of(getString(STATE_DIR));
    }

    /**
     * Where the API listens and whom it answers; reads the files that the settings name.
     *
     * @throws io.tidewatch.schemas.OperatorError when one does not hold what it should
     */
    public ApiSettings api() {
        return ApiSection.settings(this);
    }

    /** Null when the other instances are to use the address that the API listens on. */
    String apiAdvertised() {
        return ApiSection.advertised(this);
    }

    long apiCopyLag() {
        return ApiSection.copyLag(this);
    }

    int standbyReplicas() {
        return getInt(STANDBY_REPLICAS);
    }

    int threads() {
        return getInt(THREADS);
    }

    int commitIntervalMs() {
        return getInt(COMMIT_INTERVAL_MS);
    }

    int transactionTimeoutMs() {
        return getInt(TRANSACTION_TIMEOUT_MS);
    }

    String groupProtocol() {
        return getString(GROUP_PROTOCOL);
    }

    long stateMemoryBytes() {
        return getLong(STATE_MEMORY_BYTES);
    }

    int restartsPerHour() {
        return getInt(RESTARTS_PER_HOUR);
    }

    Duration stopTimeout() {
        return Duration.ofMillis(getInt(STOP_TIMEOUT_MS));
    }

    MembershipSettings membership() {
        return MembershipSection.settings(this);
    }

    StormSettings storms() {
        return StormSection.settings(this, ApiSection.url(this));
    }
}
