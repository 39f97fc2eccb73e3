package io.tidewatch.standalone.command;

import io.tidewatch.schemas.config.ClusterConfig;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import picocli.CommandLine.Option;

/** Where a process finds broker, registry and topics: settings like others, with options of their own. */
final class ClusterOptions {
    @Option(names = "--bootstrap-server", paramLabel = "HOST:PORT", order = 10,
        description = "Kafka broker to connect to first, or several joined by commas. Default: "
            + Defaults.BOOTSTRAP_SERVERS + ".")
    private String brokers;

    @Option(names = "--schema-registry", paramLabel = "URL", order = 11,
        description = "Confluent-compatible address of the registry, or several joined by commas. Default: "
            + Defaults.SCHEMA_REGISTRY + ".")
    private String registries;

    @Option(names = "--topic-prefix", paramLabel = "PREFIX", order = 12,
        description = "What every topic's name starts with. Default: tidewatch.")
    private String prefix;

    /** As {@link SettingsOptions#merge}, with these options; where nothing is said, the cluster is on this machine. */
    Map<String, String> merge(SettingsOptions settings, ConfigDef definition, Map<String, String> flags) {
        Map<String, String> all = new LinkedHashMap<>(flags);
        all.put(ClusterConfig.BOOTSTRAP_SERVERS, brokers);
        all.put(ClusterConfig.SCHEMA_REGISTRY_URL, registries);
        all.put(ClusterConfig.TOPIC_PREFIX, prefix);
        Map<String, String> merged = settings.merge(definition, all);
        merged.putIfAbsent(ClusterConfig.BOOTSTRAP_SERVERS, Defaults.BOOTSTRAP_SERVERS);
        merged.putIfAbsent(ClusterConfig.SCHEMA_REGISTRY_URL, Defaults.SCHEMA_REGISTRY);
        return merged;
    }
}
