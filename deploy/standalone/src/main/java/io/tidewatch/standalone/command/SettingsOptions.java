package io.tidewatch.standalone.command;

import io.tidewatch.schemas.config.Settings;
import io.tidewatch.standalone.console.Terminal;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import picocli.CommandLine.Option;

/** Where the settings of a process come from: a file, the environment over it, the command line over both. */
final class SettingsOptions {
    /** Variables of that prefix that are no settings. */
    private static final Set<String> NO_SETTINGS = Set.of("TIDEWATCH_HOME", "TIDEWATCH_OPTS", "TIDEWATCH_API",
        "TIDEWATCH_API_CA");
    /** What Kubernetes sets for a service that is called tidewatch. */
    private static final String SERVICE_LINK = ".*(_SERVICE_(HOST|PORT.*)|_PORT(_[0-9]+_.*)?)";

    @Option(names = "--config", paramLabel = "FILE", description = "Properties file with settings.")
    private Path file;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "A setting, over file and environment. May be "
        + "repeated.")
    private Map<String, String> set = Map.of();

    @Option(names = "--print-config", description = "Prints the settings that would hold, secrets masked, and ends.")
    private boolean print;

    @Option(names = "--check-config", description = "Checks the settings, and the files that they name, and ends: exit "
        + "code 0 when all holds, 1 or 2 with what does not.")
    private boolean check;

    /** Whether the settings alone are asked for, and not a run. */
    boolean only() {
        return print || check;
    }

    /**
     * Tells what is asked about the settings of a process, which are known to hold.
     *
     * @param files reads what they name, or throws {@link io.tidewatch.schemas.OperatorError}
     */
    void tell(Terminal terminal, String process, AbstractConfig config, Runnable files) {
        if (check) {
            files.run();
        }
        if (print) {
            terminal.out().print(Settings.print(config));
        } else {
            terminal.out().println("the settings of " + process + " hold");
        }
    }

    /**
     * The settings of a process.
     *
     * @param flags settings of options of their own, over all others; null values are not given
     */
    Map<String, String> merge(ConfigDef definition, Map<String, String> flags) {
        Map<String, String> line = new LinkedHashMap<>(set);
        flags.forEach((key, value) -> {
            if (value != null) {
                line.put(key, value);
            }
        });
        return Settings.merge(definition, file, System.getenv(), line);
    }

    /** Parses them, in words for people where they don't hold. */
    static <C extends AbstractConfig> C parse(String process, Map<String, String> settings,
                                              Function<Map<String, String>, C> parser) {
        try {
            return parser.apply(settings);
        } catch (ConfigException e) {
            throw Settings.invalid(process, e);
        }
    }

    /** Of the settings of several processes those of one, and what is passed on to clients. */
    static Map<String, String> only(ConfigDef one, ConfigDef union, Map<String, String> settings) {
        Map<String, String> own = new LinkedHashMap<>(settings);
        own.keySet().removeIf(key -> union.names().contains(key) && !one.names().contains(key));
        return own;
    }

    /** The keys of several processes as one definition. */
    static ConfigDef union(List<ConfigDef> definitions) {
        ConfigDef union = new ConfigDef();
        for (ConfigDef definition : definitions) {
            definition.configKeys().forEach((name, key) -> {
                if (!union.names().contains(name)) {
                    union.define(key);
                }
            });
        }
        return union;
    }

    /** Names the variables that look like settings and are none: a misspelt one does not hold. */
    static void warnOfStrangers(List<ConfigDef> definitions, Terminal terminal) {
        Set<String> known = Settings.environmentNames(definitions);
        new TreeSet<>(System.getenv().keySet()).stream()
            .filter(name -> name.startsWith(Settings.ENVIRONMENT_PREFIX) && !known.contains(name)
                && !NO_SETTINGS.contains(name) && !name.matches(SERVICE_LINK))
            .forEach(name -> terminal.err().println("tidewatch: The environment variable " + name
                + " is the name of no setting. It is ignored. --help says where the settings are listed."));
    }
}
