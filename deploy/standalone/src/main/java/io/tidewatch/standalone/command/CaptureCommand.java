package io.tidewatch.standalone.command;

import io.tidewatch.capture.AgentConfig;
import io.tidewatch.capture.CaptureCheck;
import io.tidewatch.schemas.OperatorError;
import io.tidewatch.standalone.console.StopRequest;
import io.tidewatch.standalone.console.Terminal;
import io.tidewatch.standalone.query.Format;
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
        + "$TIDEWATCH_… are listed in deploy/settings.md.")
public final class CaptureCommand implements Callable<Integer> {
    private final Terminal terminal;
    private final StopRequest stop;

    @Mixin private CaptureOptions capture;

    @Mixin private ClusterOptions cluster;

    @Option(names = "--check", order = 13,
        description = "Only looks whether this process can capture on the interfaces, and says what is missing.")
    private boolean check;

    @Option(names = "--list-interfaces", order = 14,
        description = "Only lists the interfaces, and whether this process can capture on them.")
    private boolean list;

    @Option(names = "--output", paramLabel = "FORMAT", defaultValue = "table", order = 15,
        description = "Of that list: one of ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private Format format;

    @Mixin private SettingsOptions settings;

    public CaptureCommand(Terminal terminal, StopRequest stop) {
        this.terminal = terminal;
        this.stop = stop;
    }

    @Override
    public Integer call() {
        if (list) {
            return InterfaceTable.print(terminal.out(), format);
        }
        SettingsOptions.warnOfStrangers(List.of(AgentConfig.definition()), terminal);
        Map<String, String> merged = cluster.merge(settings, AgentConfig.definition(), capture.flags());
        AgentConfig config = SettingsOptions.parse("the capture agent", merged, AgentConfig::of);
        if (settings.only()) {
            settings.tell(terminal, "the capture agent", config, () -> { });
            return 0;
        }
        if (check) {
            return check(config);
        }
        stop.listen();
        try (AgentRun run = AgentRun.prepare(config, terminal)) {
            run.start();
            return run.untilEnd(stop, () -> { });
        }
    }

    private int check(AgentConfig config) {
        if (config.interfaces().isEmpty()) {
            throw OperatorError.misused("--check is about live capture", "A file needs neither rights nor libpcap",
                "Name interfaces with -i");
        }
        List<CaptureCheck.Finding> findings = CaptureCheck.of(config);
        findings.forEach(finding -> terminal.out().printf("%-8s %s: %s%n", finding.fine() ? "ok" : "MISSING",
            finding.part(), finding.about()));
        return findings.stream().allMatch(CaptureCheck.Finding::fine) ? 0 : OperatorError.FAILED;
    }
}
