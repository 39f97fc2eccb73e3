package io.tidewatch.standalone.command;

import io.tidewatch.processors.siem.sink.SinkConfig;
import io.tidewatch.processors.siem.sink.SinkCounts;
import io.tidewatch.processors.siem.sink.SinkProcess;
import io.tidewatch.standalone.console.StopRequest;
import io.tidewatch.standalone.console.Terminal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tidewatch sink}: alerts to one receiver outside of Kafka. */
@Command(name = "sink", sortOptions = false, sortSynopsis = false,
    header = "Sends alerts to a security product: syslog or HTTP.",
    description = "Reads the alert topic with offsets of its own and sends each step to one receiver, at least once; "
        + "with --set sink.of=changes every change of a membership instead. A receiver that is away is waited for. "
        + "Ctrl-C or SIGTERM ends it in order; a start under the same name goes on where it was. The "
        + "settings for --set, --config and $TIDEWATCH_… are listed in deploy/settings.md.")
public final class SinkCommand implements Callable<Integer> {
    private static final Duration LOOK = Duration.ofMillis(500);

    private final Terminal terminal;
    private final StopRequest stop;

    @Option(names = "--name", paramLabel = "NAME", order = 1,
        description = "Name of the sink; what is delivered is remembered under it.")
    private String name;

    @Option(names = "--to", paramLabel = "ADDRESS", order = 2,
        description = "tls://HOST:PORT, tcp://HOST:PORT or udp://HOST:PORT for syslog, or an https or http address.")
    private String to;

    @Option(names = "--format", paramLabel = "FORMAT", order = 3,
        description = "rfc5424, cef, leef, ecs or ocsf. Default: rfc5424 for syslog, ecs for HTTP.")
    private String format;

    @Mixin private ClusterOptions cluster;

    @Option(names = "--from-beginning", order = 13,
        description = "A sink of a new name begins with all alerts that are kept, not with what comes from now on.")
    private boolean fromBeginning;

    @Mixin private SettingsOptions settings;

    public SinkCommand(Terminal terminal, StopRequest stop) {
        this.terminal = terminal;
        this.stop = stop;
    }

    @Override
    public Integer call() {
        SettingsOptions.warnOfStrangers(List.of(SinkConfig.definition()), terminal);
        Map<String, String> merged = cluster.merge(settings, SinkConfig.definition(), flags());
        SinkConfig config = SettingsOptions.parse("the sink", merged, SinkConfig::of);
        if (settings.only()) {
            settings.tell(terminal, "the sink", config, config::tls);
            return 0;
        }
        stop.listen();
        long startedNanos = System.nanoTime();
        SinkProcess sink = SinkProcess.create(config);
        try (sink) {
            sink.start();
            terminal.ready("sink", "to " + config.getString(SinkConfig.TO), startedNanos);
            while (!stop.await(LOOK)) {
                sink.requireAlive();
            }
        }
        SinkCounts counts = sink.counts();
        terminal.out().printf("%,d delivered, %,d refused, %,d unreadable, %,d attempts failed%n",
            counts.delivered(), counts.rejected(), counts.unreadable(), counts.failures());
        return 0;
    }

    private Map<String, String> flags() {
        Map<String, String> flags = new LinkedHashMap<>();
        flags.put(SinkConfig.NAME, name);
        flags.put(SinkConfig.TO, to);
        flags.put(SinkConfig.FORMAT, format);
        flags.put(SinkConfig.FROM, fromBeginning ? "beginning" : null);
        return flags;
    }
}
