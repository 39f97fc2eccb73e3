package io.tidewatch.standalone.command;

import io.tidewatch.capture.AgentConfig;
import io.tidewatch.processors.ProcessorsConfig;
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
    private static final List<ConfigDef> DEFINITIONS = List.of(ProcessorsConfig.definition(), AgentConfig.definition());
    private static final ConfigDef ALL = SettingsOptions.union(DEFINITIONS);

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

    /** What the two processes are to be started with; no agent when there is nothing to capture. */
    private record Plan(ProcessorsConfig processors, AgentConfig agent) {
        boolean replays() {
            return agent != null && !agent.captureFile().isEmpty();
        }
    }

    public StandaloneCommand(Terminal terminal, StopRequest stop) {
        this.terminal = terminal;
        this.stop = stop;
    }

    @Override
    public Integer call() {
        SettingsOptions.warnOfStrangers(DEFINITIONS, terminal);
        Map<String, String> given = settings.merge(ALL, capture.flags());
        if (exitAfterReplay && given.getOrDefault(AgentConfig.CAPTURE_FILE, "").isBlank()) {
            throw OperatorError.misused("--exit-after-replay needs a file to replay", "Without -r FILE there is no end",
                "Give one, or leave the option out");
        }
        stop.listen();
        startedNanos = System.nanoTime();
        try (DataDirectory directory = DataDirectory.open(dataDirectory())) {
            Path log = directory.part("logs").resolve("tidewatch.log");
            Ports ports = Ports.choose(directory, new Ports.Wish(brokerPort, registryPort, apiPort),
                directory.endedUncleanly() ? AFTER_A_KILL : Duration.ZERO);
            Plan plan = plan(given, directory, ports);
            if (settings.only()) {
                tell(plan);
                return 0;
            }
            Logging.toFile(log);
            try (AgentRun agent = plan.agent() == null ? null : AgentRun.prepare(plan.agent(), terminal)) {
                terminal.out().println("data in " + directory.root());
                try (LocalCluster cluster = LocalCluster.start(directory, Distribution.registry(), ports,
                    plan.processors().topics(), partitions, this::ready, fault -> brokerFault(fault, log))) {
                    return run(cluster, plan, agent);
                }
            }
        }
    }

    private Plan plan(Map<String, String> given, DataDirectory directory, Ports ports) {
        Map<String, String> own = new LinkedHashMap<>(given);
        own.put(ProcessorsConfig.BOOTSTRAP_SERVERS, ports.brokerAddress());
        own.put(ProcessorsConfig.SCHEMA_REGISTRY_URL, ports.registryUrl().toString());
        own.put(ProcessorsConfig.API_PORT, Integer.toString(ports.api()));
        own.put(ProcessorsConfig.STATE_DIR, directory.part("state").toString());
        own.putIfAbsent(ProcessorsConfig.TOPIC_PREFIX, Topics.DEFAULT_PREFIX);
        own.putIfAbsent(AgentConfig.SPOOL_DIRECTORY, directory.part("spool").toString());
        // The API answers the agent's meters.
        own.put(AgentConfig.METRICS_LISTEN, AgentConfig.OFF);
        boolean captures = !given.getOrDefault(AgentConfig.CAPTURE_FILE, "").isBlank()
            || !given.getOrDefault(AgentConfig.CAPTURE_INTERFACES, "").isBlank();
        return new Plan(
            SettingsOptions.parse("the processors", SettingsOptions.only(ProcessorsConfig.definition(), ALL, own),
                ProcessorsConfig::of),
            captures ? SettingsOptions.parse("the capture agent", SettingsOptions.only(AgentConfig.definition(), ALL,
                own), AgentConfig::of) : null);
    }

    private void tell(Plan plan) {
        terminal.out().println("# the processors");
        settings.tell(terminal, "the processors", plan.processors(), plan.processors()::api);
        if (plan.agent() != null) {
            terminal.out().println("# the capture agent");
            settings.tell(terminal, "the capture agent", plan.agent(), () -> { });
        }
    }

    private void ready(String part, String about, long startedNanos) {
        terminal.ready(part, about, startedNanos);
        stop.check();
    }

    private int run(LocalCluster cluster, Plan plan, AgentRun agent) {
        long began = System.nanoTime();
        int exitCode = 0;
        // The agent first, so that the processors still see its last words.
        try (ProcessorsRun processors = ProcessorsRun.start(plan.processors(), terminal); agent) {
            processors.awaitReady(stop);
            ready("processors", "groups, storms and API on " + processors.api(), began);
            whereToLook(cluster, processors);
            Runnable watch = () -> {
                cluster.requireAlive();
                processors.requireAlive();
            };
            if (agent != null) {
                processors.alsoAnswer(agent::scrape);
                agent.start();
                exitCode = agent.untilEnd(stop, watch);
                if (plan.replays() && !stop.asked()) {
                    processed(processors, plan.agent().captureFile(), watch);
                }
            }
            while (!exitAfterReplay && !stop.await(LOOK)) {
                watch.run();
            }
        }
        return exitCode;
    }

    private void processed(ProcessorsRun processors, String file, Runnable watch) {
        long began = System.nanoTime();
        if (processors.awaitProcessed(stop, watch)) {
            terminal.out().println("processed all of " + file + ", " + Terminal.seconds(Terminal.since(began))
                + " after the last of it was published");
        }
    }

    private Path dataDirectory() {
        if (dataDirectory != null) {
            return dataDirectory;
        }
        String home = System.getenv("TIDEWATCH_HOME");
        return home != null && !home.isBlank() ? Path.of(home) : Path.of(System.getProperty("user.home"), ".tidewatch");
    }

    private void whereToLook(LocalCluster cluster, ProcessorsRun processors) {
        terminal.out().println("Tidewatch is up after " + Terminal.seconds(Terminal.since(startedNanos)));
        terminal.out().println("  Kafka      " + cluster.broker().bootstrapServers());
        terminal.out().println("  registry   " + cluster.registry().url());
        terminal.out().println("  API        " + processors.api());
        terminal.out().println("  console    " + processors.api() + "/console/");
    }

    private void brokerFault(String fault, Path log) {
        terminal.err().println("tidewatch: The embedded Kafka broker has ended on a fault that it can't survive. It "
            + "says: " + fault + ". The lines before that in " + log + " say why, often a full or failing disk; start "
            + "again when it is mended, the data is kept.");
        terminal.err().flush();
    }
}
