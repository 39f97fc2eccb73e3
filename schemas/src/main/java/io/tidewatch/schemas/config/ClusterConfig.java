package io.tidewatch.schemas.config;

import static org.apache.kafka.common.config.ConfigDef.Importance.HIGH;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;
import static org.apache.kafka.common.config.ConfigDef.NO_DEFAULT_VALUE;

import io.tidewatch.schemas.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.NonEmptyString;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigException;

/**
 * What every process that talks to a cluster is told of it: its brokers, its registry, what its topics are called, how
 * long the first answer may take. Keys under {@code kafka.} and {@code registry.} go to those clients unread.
 */
public abstract class ClusterConfig extends AbstractConfig {
    public static final String BOOTSTRAP_SERVERS = "bootstrap.servers";
    public static final String SCHEMA_REGISTRY_URL = "schema.registry.url";
    public static final String TOPIC_PREFIX = "topic.prefix";
    /** Each process defines this key itself, for it means more to some. */
    public static final String START_TIMEOUT_MS = "start.timeout.ms";

    static final String KAFKA_PREFIX = "kafka.";
    static final String REGISTRY_PREFIX = "registry.";

    /** @throws ConfigException when a setting does not hold for its definition, or no registry is named */
    protected ClusterConfig(ConfigDef definition, Map<String, String> settings) {
        super(definition, settings, Map.of(), false);
        if (schemaRegistries().isEmpty()) {
            throw new ConfigException(SCHEMA_REGISTRY_URL, "", "it is empty");
        }
    }

    /** Adds the keys of brokers, registry and topics. */
    protected static ConfigDef clusterKeys(ConfigDef keys) {
        return keys
            .define(BOOTSTRAP_SERVERS, Type.STRING, NO_DEFAULT_VALUE, new NonEmptyString(), HIGH,
                "Kafka brokers, host:port, comma-separated.")
            .define(SCHEMA_REGISTRY_URL, Type.LIST, NO_DEFAULT_VALUE, HIGH,
                "Addresses of the schema registry's Confluent API, comma-separated.")
            .define(TOPIC_PREFIX, Type.STRING, Topics.DEFAULT_PREFIX, MEDIUM, "What topic names start with.");
    }

    public final String bootstrapServers() {
        return getString(BOOTSTRAP_SERVERS);
    }

    public final List<String> schemaRegistries() {
        return getList(SCHEMA_REGISTRY_URL);
    }

    public final Topics topics() {
        return new Topics(getString(TOPIC_PREFIX));
    }

    public final Duration startTimeout() {
        return Duration.ofMillis(getInt(START_TIMEOUT_MS));
    }

    /** What a person sets for Kafka's clients, by Kafka's names. */
    public final Map<String, Object> clientOverrides() {
        return originalsWithPrefix(KAFKA_PREFIX);
    }

    /** Any Kafka client: where, as whom. */
    public final Map<String, Object> clientSettings() {
        Map<String, Object> settings = new HashMap<>(clientOverrides());
        settings.put(BOOTSTRAP_SERVERS, bootstrapServers());
        return settings;
    }

    /** The registry's client, with limits on how long one call may take. */
    public final Map<String, Object> registrySettings() {
        Map<String, Object> settings = new HashMap<>();
        settings.put("http.connect.timeout.ms", getInt(START_TIMEOUT_MS));
        settings.put("http.read.timeout.ms", getInt(START_TIMEOUT_MS));
        settings.putAll(originalsWithPrefix(REGISTRY_PREFIX));
        return settings;
    }
}
