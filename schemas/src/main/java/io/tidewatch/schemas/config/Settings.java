package io.tidewatch.schemas.config;

import io.tidewatch.schemas.OperatorError;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;

/**
 * Settings from a properties file, the environment and flags, the later over the earlier. A key that no definition
 * knows is an error, for a misspelt setting is a setting that does not hold. Keys under a pass-through prefix
 * ({@code kafka.}, {@code registry.}, {@code config.providers}) go to the client they name unread.
 */
public final class Settings {
    /** What an environment variable starts with: {@code bootstrap.servers} is {@code TIDEWATCH_BOOTSTRAP_SERVERS}. */
    public static final String ENVIRONMENT_PREFIX = "TIDEWATCH_";

    private static final List<String> PASSED_THROUGH =
        List.of(ClusterConfig.KAFKA_PREFIX, ClusterConfig.REGISTRY_PREFIX, "config.providers");

    private Settings() {
    }

    /**
     * The merged settings. {@code file} may be null; keys of {@code flags} with a null value count as not given.
     *
     * @throws OperatorError when the file cannot be read or a key is unknown
     */
    public static Map<String, String> merge(ConfigDef definition, Path file, Map<String, String> environment,
                                            Map<String, String> flags) {
        Map<String, String> merged = new LinkedHashMap<>();
        if (file != null) {
            read(file).forEach((key, value) -> {
                requireKnown(definition, key, file.toString());
                merged.put(key, value);
            });
        }
        merged.putAll(fromEnvironment(definition, environment));
        flags.forEach((key, value) -> {
            if (value != null) {
                requireKnown(definition, key, "the command line");
                merged.put(key, value);
            }
        });
        return merged;
    }

    /** The names of the environment variables that any of the definitions reads, for checking for misspelt ones. */
    public static Set<String> environmentNames(Collection<ConfigDef> definitions) {
        return definitions.stream().flatMap(definition -> definition.names().stream()).map(Settings::environmentName)
            .collect(Collectors.toCollection(TreeSet::new));
    }

    /** A configuration that could not be parsed, as a sentence for people. */
    public static OperatorError invalid(String process, ConfigException cause) {
        return OperatorError.misused("The settings of " + process + " do not hold", cause.getMessage(),
            "Mend that setting; --help and the reference list every key, its default and its range");
    }

    /** The effective configuration, one {@code key=value} a line, by key; secrets are masked. */
    public static String print(AbstractConfig config) {
        Map<String, Object> shown = new TreeMap<>(config.values());
        config.originals().keySet().stream().filter(key -> !shown.containsKey(key))
            .forEach(key -> shown.put(key, "[passed through]"));
        StringBuilder text = new StringBuilder();
        shown.forEach((key, value) -> text.append(key).append('=').append(value == null ? "" : shownValue(value))
            .append('\n'));
        return text.toString();
    }

    private static String shownValue(Object value) {
        return value instanceof List<?> list ? list.stream().map(String::valueOf).collect(Collectors.joining(","))
            : value.toString();
    }

    private static Map<String, String> read(Path file) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw OperatorError.failed("The configuration file " + file + " could not be read", e.toString(),
                "Check the path, its permissions and that it is a Java properties file in UTF-8", e);
        }
        Map<String, String> read = new TreeMap<>();
        properties.stringPropertyNames().forEach(key -> read.put(key, properties.getProperty(key)));
        return read;
    }

    private static Map<String, String> fromEnvironment(ConfigDef definition, Map<String, String> environment) {
        Map<String, String> read = new TreeMap<>();
        for (String key : definition.names()) {
            String value = environment.get(environmentName(key));
            if (value != null) {
                read.put(key, value);
            }
        }
        return read;
    }

    private static String environmentName(String key) {
        return ENVIRONMENT_PREFIX + key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    private static void requireKnown(ConfigDef definition, String key, String where) {
        if (!definition.names().contains(key) && PASSED_THROUGH.stream().noneMatch(key::startsWith)) {
            throw OperatorError.misused("There is no setting " + key, "It stands in " + where
                + nearest(definition, key), "Correct or remove it");
        }
    }

    private static String nearest(ConfigDef definition, String key) {
        return definition.names().stream().filter(name -> name.contains(key) || key.contains(name)
                || name.replaceAll("[._-]", "").equalsIgnoreCase(key.replaceAll("[._-]", "")))
            .sorted().findFirst().map(name -> "; did you mean " + name + "?").orElse("");
    }
}
