package io.tidewatch.standalone.command;

import io.tidewatch.capture.AgentConfig;
import io.tidewatch.schemas.config.Settings;
import io.tidewatch.standalone.console.StopRequest;
import io.tidewatch.standalone.console.Terminal;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tidewatch capture}: the agent, from interfaces or a file to Kafka. */
@Command(name = "capture", sortOptions = false, sortSynopsis = false,
    header = "Captures from interfaces or a file to Kafka.",
    description = "Publishes each IGMP, MLD, ICMP and ICMPv6 message as an event. "
        + "Ctrl-C ends a live capture; what was captured is published first. The settings for --set, --config and "
        + "$TIDEWATCH_… are listed in capture-agent/README.md.")
public final class CaptureCommand implements Callable<Integer> {
    private final Terminal terminal;
    private final StopRequest stop;

    @Mixin private CaptureOptions capture;

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

    @Mixin private SettingsOptions settings;

    public CaptureCommand(Terminal terminal, StopRequest stop) {
        this.terminal = terminal;
        this.stop = stop;
    }

    @Override
    public Integer call() {
        Map<String, String> flags = capture.flags();
        flags.put(AgentConfig.BOOTSTRAP_SERVERS, brokers);
        flags.put(AgentConfig.SCHEMA_REGISTRY_URL, registries);
        flags.put(AgentConfig.TOPIC_PREFIX, prefix);
        SettingsOptions.warnOfStrangers(List.of(AgentConfig.definition()), terminal);
        Map<String, String> merged = settings.merge(AgentConfig.definition(), flags);
        merged.putIfAbsent(AgentConfig.BOOTSTRAP_SERVERS, Defaults.BOOTSTRAP_SERVERS);
        merged.putIfAbsent(AgentConfig.SCHEMA_REGISTRY_URL, Defaults.SCHEMA_REGISTRY);
        AgentConfig config = SettingsOptions.parse("the capture agent", merged, AgentConfig::of);
        if (settings.printOnly()) {
            terminal.out().print(Settings.print(config));
            return 0;
        }
        stop.listen();
        try (AgentRun run = AgentRun.prepare(config, terminal)) {
            run.start();
            return run.untilEnd(stop, () -> { });
        }
    }
}
