package io.tidewatch.standalone.command;

import io.tidewatch.schemas.OperatorError;
import io.tidewatch.schemas.RegistryAccess;
import io.tidewatch.schemas.Topics;
import io.tidewatch.standalone.console.Terminal;
import io.tidewatch.standalone.setup.SchemaSetup;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tidewatch schemas}: the schemas of the contract in a registry. */
@Command(name = "schemas", description = "Registers the schemas of the contract, or checks them.")
public final class SchemasCommand {
    private final Terminal terminal;

    public SchemasCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    /** How the two find the registry. */
    static final class RegistryOptions {
        @Option(names = "--schema-registry", paramLabel = "URL", split = ",",
            defaultValue = "${env:TIDEWATCH_SCHEMA_REGISTRY_URL:-" + Defaults.SCHEMA_REGISTRY + "}",
            description = "Confluent-compatible address of the registry, or several joined by commas. Default: "
                + "$$TIDEWATCH_SCHEMA_REGISTRY_URL, else " + Defaults.SCHEMA_REGISTRY + ".")
        private List<String> urls;

        @Option(names = "--registry-setting", paramLabel = "KEY=VALUE",
            description = "A setting of the registry client, such as basic.auth.user.info. May be repeated.")
        private Map<String, String> settings = Map.of();

        @Option(names = "--command-config", paramLabel = "FILE",
            description = "Properties file with settings of the registry client. A secret may stand elsewhere, see "
                + "config.providers in deploy/settings.md.")
        private Path file;

        @Option(names = "--topic-prefix", paramLabel = "PREFIX",
            defaultValue = "${env:TIDEWATCH_TOPIC_PREFIX:-tidewatch.}",
            description = "What every topic's name starts with. Default: $$TIDEWATCH_TOPIC_PREFIX, else tidewatch.")
        private String prefix;

        SchemaSetup setup() {
            Map<String, Object> all = new HashMap<>(ClientFile.read(file));
            all.putAll(settings);
            return new SchemaSetup(RegistryAccess.connect(urls, all, Duration.ZERO).client(), new Topics(prefix));
        }
    }

    @Command(name = "register", description = "Registers the schemas that are missing, with compatibility "
        + SchemaSetup.COMPATIBILITY + ". May be run again at any time.")
    int register(@Mixin RegistryOptions registry) {
        List<String> registered = registry.setup().register();
        registered.forEach(subject -> terminal.out().println("registered " + subject));
        terminal.out().println(registered.size() + " schemas registered; the registry holds this release's contract");
        return 0;
    }

    @Command(name = "check", description = "Compares the registry with the contract; every difference is a line, and "
        + "exit code 1 says that there are some.")
    int check(@Mixin RegistryOptions registry) {
        List<String> differences = registry.setup().differences();
        differences.forEach(each -> terminal.out().println("differs: " + each));
        if (differences.isEmpty()) {
            terminal.out().println("the registry holds this release's contract");
        }
        return differences.isEmpty() ? 0 : OperatorError.FAILED;
    }
}
