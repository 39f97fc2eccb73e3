package io.tidewatch.standalone.command;

import io.tidewatch.capture.AgentConfig;
import io.tidewatch.schemas.OperatorError;
import io.tidewatch.schemas.Topics;
import io.tidewatch.standalone.console.Logging;
import io.tidewatch.standalone.console.StopRequest;
import io.tidewatch.standalone.console.Terminal;
import io.tidewatch.standalone.local.DataDirectory;
import io.tidewatch.standalone.local.Distribution;
import io.tidewatch.standalone.local.LocalCluster;
import io.tidewatch.standalone.local.Ports;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.common.config.ConfigDef;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tidewatch standalone}: broker, registry, processors and, where asked for, the agent on this machine. */
@Command(name = "standalone", sortOptions = false, sortSynopsis = false,
    header = "Runs everything on this machine.",
    description = "A Kafka broker, a schema registry, the stream processors with "
        + "their query API and, with -i or -r, the capture agent. All of it listens on loopback. Ctrl-C or SIGTERM "
        + "stops it in order, with exit code 0; a start on the same directory goes on where it was.")
public final class StandaloneCommand implements Callable<Integer> {
    private static final Duration AFTER_A_KILL = Duration.ofSeconds(5);
    private static final Duration LOOK = Duration.ofMillis(500);
    private static final List<ConfigDef> DEFINITIONS = List.of(AgentConfig.definition());

    private final Terminal terminal;
    private final StopRequest stop;

    @Mixin private CaptureOptions capture;

    @Option(names = "--data-dir", paramLabel = "DIR", order = 10,
        description = "Where everything is kept. Default: $$TIDEWATCH_HOME, else ~/.tidewatch.")
    private Path dataDirectory;

    @Option(names = "--broker-port", paramLabel = "PORT", order = 11,
        description = "Port of the broker, 0 for any free one. Default: that of the last start, at first "
            + Ports.BROKER + ".")
    private Integer brokerPort;

    @Option(names = "--registry-port", paramLabel = "PORT", order = 12,
        description = "Port of the schema registry, likewise; at first " + Ports.REGISTRY + ".")
    private Integer registryPort;

    @Option(names = "--api-port", paramLabel = "PORT", order = 13,
        description = "Port of the query API, likewise; at first " + Ports.API + ".")
    private Integer apiPort;

    @Option(names = "--partitions", paramLabel = "N", order = 14, defaultValue = "4",
        description = "Partitions of the topics, at the first start (default: ${DEFAULT-VALUE}).")
    private int partitions;

    @Option(names = "--exit-after-replay", order = 15,
        description = "End when the file is replayed and the processors have done all of it.")
    private boolean exitAfterReplay;

    @Mixin private SettingsOptions settings;

    private long startedNanos;

    public StandaloneCommand(Terminal terminal, StopRequest stop) {
        this.terminal = terminal;
        this.stop = stop;
    }

    @Override
    public Integer call() {
        if (exitAfterReplay && !capture.readsFile()) {
            throw OperatorError.misused("--exit-after-replay needs a file to replay", "Without -r FILE there is no end",
                "Give one, or leave the option out");
        }
        SettingsOptions.warnOfStrangers(DEFINITIONS, terminal);
        Map<String, String> given = settings.merge(SettingsOptions.union(DEFINITIONS), capture.flags());
        stop.listen();
        startedNanos = System.nanoTime();
        try (DataDirectory directory = DataDirectory.open(dataDirectory())) {
            Path log = directory.part("logs").resolve("tidewatch.log");
            Logging.toFile(log);
            Ports ports = Ports.choose(directory, new Ports.Wish(brokerPort, registryPort, apiPort),
                directory.endedUncleanly() ? AFTER_A_KILL : Duration.ZERO);
            Topics topics = new Topics(given.getOrDefault(AgentConfig.TOPIC_PREFIX, Topics.DEFAULT_PREFIX));
            terminal.out().println("data in " + directory.root());
            try (LocalCluster cluster = LocalCluster.start(directory, Distribution.registry(), ports, topics,
                partitions, this::ready, fault -> brokerFault(fault, log))) {
                return run(cluster, given);
            }
        }
    }

    private int run(LocalCluster cluster, Map<String, String> given) {
        int exitCode = 0;
        whereToLook(cluster);
        if (capture.given() && !stop.asked()) {
            AgentConfig config = SettingsOptions.parse("the capture agent", forAgent(given, cluster), AgentConfig::of);
            try (AgentRun agent = AgentRun.start(config, terminal)) {
                exitCode = agent.untilEnd(stop, cluster::requireAlive);
            }
        }
        while (!exitAfterReplay && !stop.await(LOOK)) {
            cluster.requireAlive();
        }
        return exitCode;
    }

    private Path dataDirectory() {
        if (dataDirectory != null) {
            return dataDirectory;
        }
        String home = System.getenv("TIDEWATCH_HOME");
        return home != null && !home.isBlank() ? Path.of(home) : Path.of(System.getProperty("user.home"), ".tidewatch");
    }

    private static Map<String, String> forAgent(Map<String, String> given, LocalCluster cluster) {
        Map<String, String> own = new LinkedHashMap<>(given);
        own.put(AgentConfig.BOOTSTRAP_SERVERS, cluster.broker().bootstrapServers());
        own.put(AgentConfig.SCHEMA_REGISTRY_URL, cluster.registry().url().toString());
        return own;
    }

    private void ready(String part, String about, long startedNanos) {
        terminal.out().printf("%-10s ready after %6s  "
            + "%s%n", part, Terminal.seconds(Terminal.since(startedNanos)),
            about);
    }

    private void whereToLook(LocalCluster cluster) {
        terminal.out().println("Tidewatch is up after " + Terminal.seconds(Terminal.since(startedNanos)));
        terminal.out().println("  Kafka      " + cluster.broker().bootstrapServers());
        terminal.out().println("  registry   " + cluster.registry().url());
    }

    private void brokerFault(String fault, Path log) {
        terminal.err().println("tidewatch: The embedded Kafka broker has ended on a fault that it can't survive. It "
            + "says: "
            + fault + ". The lines before that in " + log + " say why, often a full or failing disk; start again when "
            + "it is mended, the data is kept.");
        terminal.err().flush();
    }
}
