package io.tidewatch.processors;

import static org.apache.kafka.common.config.ConfigDef.Importance.HIGH;
import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;

import io.tidewatch.processors.topology.MembershipSettings;
import io.tidewatch.processors.topology.StormSettings;
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
import org.apache.kafka.common.config.types.Password;

/** Settings of the stream processors. Keys under {@code kafka.} and {@code registry.} go to those clients unread. */
public final class ProcessorsConfig extends ClusterConfig {
    public static final String APPLICATION_ID_PREFIX = "application.id.prefix";
    public static final String STATE_DIR = "state.dir";
    public static final String API_HOST = "api.host";
    public static final String API_PORT = "api.port";
    public static final String API_URL = "api.url";
    public static final String API_TOKEN = "api.token";
    public static final String API_INSECURE = "api.insecure";
    public static final String API_THREADS = "api.threads";
    public static final String API_ADVERTISED = "api.advertised";
    public static final String API_FORWARD_TIMEOUT_MS = "api.forward.timeout.ms";
    public static final String API_COPY_LAG = "api.copy.lag";
    public static final String API_STREAM_CLIENTS = "api.stream.clients";
    public static final String STANDBY_REPLICAS = "standby.replicas";
    public static final String THREADS = "threads";
    public static final String COMMIT_INTERVAL_MS = "commit.interval.ms";
    public static final String TRANSACTION_TIMEOUT_MS = "transaction.timeout.ms";
    public static final String GROUP_PROTOCOL = "group.protocol";
    public static final String STATE_MEMORY_BYTES = "state.memory.bytes";
    public static final String RESTARTS_PER_HOUR = "restarts.per.hour";
    public static final String STOP_TIMEOUT_MS = "stop.timeout.ms";

    private static final int HIGHEST_PORT = 65_535;
    private static final int SHORTEST_TOKEN = 16;
    private static final String ADVERTISED = "([A-Za-z0-9._-]{1,253}|\\[[0-9A-Fa-f:.]{2,45}])(:[0-9]{1,5})?";
    private static final ConfigDef DEFINITION =
        StormSection.define(MembershipSection.define(streamsKeys(apiKeys(applicationKeys(
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

    private static ConfigDef apiKeys(ConfigDef keys) {
        return keys
            .define(API_HOST, Type.STRING, "127.0.0.1", new NonEmptyString(), HIGH,
                "Address that the API listens on. Off loopback it needs " + API_TOKEN + " and " + API_INSECURE + ".")
            .define(API_PORT, Type.INT, 8787, Range.between(0, HIGHEST_PORT), HIGH,
                "Port of the API; 0: any free one.")
            .define(API_URL, Type.STRING, null, LOW,
                "Where people reach the API, for the links in alerts. Default: host and port, unless that is any port.")
            .define(API_TOKEN, Type.PASSWORD, null, HIGH,
                "Bearer token, 16 characters or more, that requests must carry; empty: none. Liveness and "
                + "readiness are told without it.")
            .define(API_INSECURE, Type.BOOLEAN, false, MEDIUM,
                "Allow plain HTTP off loopback, for a network that encrypts by itself or a proxy that ends TLS.")
            .define(API_THREADS, Type.INT, 16, Range.between(4, 1000), LOW,
                "Requests served at a time; further ones wait.")
            .define(API_ADVERTISED, Type.STRING, null, MEDIUM,
                "host or host:port at which the other instances reach this one's API, to pass on questions about the "
                + "state that is here. Default: " + API_HOST + " and the port; of 0.0.0.0 or ::, the address of this "
                + "machine.")
            .define(API_FORWARD_TIMEOUT_MS, Type.INT, 5000, Range.between(100, 60_000), LOW,
                "How long other instances may take to answer what is passed on to them.")
            .define(API_COPY_LAG, Type.LONG, 10_000L, Range.between(0L, 1L << 40), LOW,
                "How many records of its changelog a copy may lie behind to be answered from while the owner is away.")
            .define(API_STREAM_CLIENTS, Type.INT, 32, Range.between(0, 10_000), LOW,
                "Clients of the stream of changes at a time; further ones are refused.");
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
        if (!apiToken().isEmpty() && !apiToken().matches("[!-~]{" + SHORTEST_TOKEN + ",}")) {
            throw new ConfigException(API_TOKEN, Password.HIDDEN, "it needs at least " + SHORTEST_TOKEN
                + " characters, all visible ASCII");
        }
        if (apiAdvertised() != null && !apiAdvertised().matches(ADVERTISED)) {
            throw new ConfigException(API_ADVERTISED, apiAdvertised(), "give host or host:port, such as 10.0.0.5:8787 "
                + "or [fd00::5]:8787");
        }
        if (!Loopback.is(apiHost())) {
            requireGuarded();
        }
        storms();
    }

    private void requireGuarded() {
        if (apiToken().isEmpty()) {
            throw new ConfigException(API_HOST, apiHost(), "off loopback everybody who reaches it could read who is in "
                + "which group: set " + API_TOKEN + ", or bind to 127.0.0.1");
        }
        if (!getBoolean(API_INSECURE)) {
            throw new ConfigException(API_HOST, apiHost(), "the API speaks plain HTTP, which shows its token to the "
                + "network: bind to 127.0.0.1 behind a proxy that speaks TLS, or set " + API_INSECURE + "=true");
        }
    }

    /** The id of one of the two applications. */
    String applicationId(String name) {
        return getString(APPLICATION_ID_PREFIX) + name;
    }

    public Path stateDirectory() {
        return Path.of(getString(STATE_DIR));
    }

    public String apiHost() {
        return getString(API_HOST);
    }

    public int apiPort() {
        return getInt(API_PORT);
    }

    /** Empty when requests need none. */
    String apiToken() {
        Password token = getPassword(API_TOKEN);
        return token == null ? "" : token.value().strip();
    }

    int apiThreads() {
        return getInt(API_THREADS);
    }

    /** Null when the other instances are to use the address that it listens on. */
    String apiAdvertised() {
        String advertised = getString(API_ADVERTISED);
        return advertised == null || advertised.isBlank() ? null : advertised.strip();
    }

    Duration apiForwardTimeout() {
        return Duration.ofMillis(getInt(API_FORWARD_TIMEOUT_MS));
    }

    long apiCopyLag() {
        return getLong(API_COPY_LAG);
    }

    int apiStreamClients() {
        return getInt(API_STREAM_CLIENTS);
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
        return StormSection.settings(this, apiUrl());
    }

    /** Without a slash at the end; null when nobody can know it before the start. */
    private String apiUrl() {
        String url = getString(API_URL);
        if (url != null && !url.isBlank()) {
            return url.strip().replaceAll("/+$", "");
        }
        String host = apiHost().indexOf(':') >= 0 && !apiHost().startsWith("[") ? '[' + apiHost() + ']' : apiHost();
        return apiPort() == 0 ? null : "http://" + host + ':' + apiPort();
    }
}
