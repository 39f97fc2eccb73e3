package io.tidewatch.standalone.command;

import io.tidewatch.processors.ProcessorsConfig;
import io.tidewatch.standalone.console.StopRequest;
import io.tidewatch.standalone.console.Terminal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tidewatch process}: the stream processors with their query API, against a cluster that runs elsewhere. */
@Command(name = "process", sortOptions = false, sortSynopsis = false,
    header = "Runs the stream processors and the query API.",
    description = "Keeps who is in which group, finds storms, and answers questions about both. Several processes "
        + "with the same settings share the work. Ctrl-C or SIGTERM ends it in order; a start on the same state "
        + "directory goes on where it was. The settings for --set, --config and $TIDEWATCH_… are listed in "
        + "deploy/settings.md.")
public final class ProcessCommand implements Callable<Integer> {
    private static final Duration LOOK = Duration.ofMillis(500);

    private final Terminal terminal;
    private final StopRequest stop;

    @Mixin private ClusterOptions cluster;

    @Option(names = "--state-dir", paramLabel = "DIR", order = 13,
        description = "Folder of the local state, which can be rebuilt from Kafka.")
    private Path state;

    @Option(names = "--api-port", paramLabel = "PORT", order = 14,
        description = "Port of the query API, 0 for any free one.")
    private Integer port;

    @Option(names = "--api-host", paramLabel = "HOST", order = 15,
        description = "Address that the query API listens on. Off loopback it needs a token, and TLS or --insecure.")
    private String host;

    @Option(names = "--insecure", order = 16,
        description = "Allow plain HTTP off loopback, for a network that encrypts by itself or a proxy that ends TLS.")
    private boolean insecure;

    @Mixin private SettingsOptions settings;

    public ProcessCommand(Terminal terminal, StopRequest stop) {
        this.terminal = terminal;
        this.stop = stop;
    }

    @Override
    public Integer call() {
        SettingsOptions.warnOfStrangers(List.of(ProcessorsConfig.definition()), terminal);
        Map<String, String> merged = cluster.merge(settings, ProcessorsConfig.definition(), flags());
        ProcessorsConfig config = SettingsOptions.parse("the processors", merged, ProcessorsConfig::of);
        if (settings.only()) {
            settings.tell(terminal, "the processors", config, config::api);
            return 0;
        }
        stop.listen();
        long startedNanos = System.nanoTime();
        try (ProcessorsRun processors = ProcessorsRun.start(config, terminal)) {
            processors.awaitReady(stop);
            terminal.ready("processors", "API on " + processors.api(), startedNanos);
            while (!stop.await(LOOK)) {
                processors.requireAlive();
            }
        }
        return 0;
    }

    private Map<String, String> flags() {
        Map<String, String> flags = new LinkedHashMap<>();
        flags.put(ProcessorsConfig.STATE_DIR, state == null ? null : state.toString());
        flags.put(ProcessorsConfig.API_PORT, port == null ? null : port.toString());
        flags.put(ProcessorsConfig.API_HOST, host);
        flags.put(ProcessorsConfig.API_INSECURE, insecure ? "true" : null);
        return flags;
    }
}
