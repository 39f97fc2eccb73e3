package io.tidewatch.standalone.command;

import io.tidewatch.schemas.OperatorError;
import io.tidewatch.simulate.Scenario;
import io.tidewatch.simulate.Simulation;
import io.tidewatch.simulate.SimulationFiles;
import io.tidewatch.standalone.console.Terminal;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** {@code tidewatch simulate}: a network with labelled storms, as packets or events. */
@Command(name = "simulate", header = "Makes up a network with storms, and tells what is true of it.",
    description = "Writes packets or events of simulated segments, with storms in them, and beside them labels: which "
    + "storm, of which cause, where, from when to when, and when there was evidence enough. The same seed makes the "
    + "same files. Needs neither Kafka nor privileges.")
public final class SimulateCommand implements Callable<Integer> {
    private static final String PCAP = ".pcap";
    private static final String EVENTS = ".jsonl";

    private final Terminal terminal;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1",
        description = "Decides all that is left to chance (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--out", paramLabel = "FILE", description = "Where to: FILE.pcap for packets, FILE.jsonl for "
        + "events as decode prints them.")
    private Path out;

    @Option(names = "--labels", paramLabel = "FILE", description = "Where the labels go, one JSON line each. Default: "
        + "beside the other file, with .labels.jsonl instead of its ending.")
    private Path labels;

    @Option(names = "--scenario", paramLabel = "NAME", split = ",", description = "What happens; several with commas. "
        + "Default: everything that there is time for.")
    private List<String> scenarios;

    @Option(names = "--each", paramLabel = "N", defaultValue = "1",
        description = "How often each scenario comes (default: ${DEFAULT-VALUE}).")
    private int each;

    @Option(names = "--length", paramLabel = "TIME", defaultValue = "1h", converter = Length.class,
        description = "How long, such as 90s, 30m, 1h or 7d (default: ${DEFAULT-VALUE}).")
    private Duration length;

    @Option(names = "--segments", paramLabel = "N", defaultValue = "12",
        description = "How many segments; each is a VLAN (default: ${DEFAULT-VALUE}).")
    private int segments;

    @Option(names = "--start", paramLabel = "TIME", defaultValue = "2026-01-05T00:00:00Z",
        description = "Time of the beginning (default: ${DEFAULT-VALUE}).")
    private Instant start;

    @Option(names = "--list", description = "Lists the scenarios instead.")
    private boolean list;

    public SimulateCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        if (list) {
            for (Scenario each : Scenario.values()) {
                terminal.out().printf("%-28s%-10s%s%n", each.id(), each.kind().name(), each.description());
            }
            return 0;
        }
        if (out == null || !out.toString().endsWith(PCAP) && !out.toString().endsWith(EVENTS)) {
            throw OperatorError.misused("Nothing can be simulated", out == null ? "There is no --out"
                : "The name " + out + " does not say what it is to hold", "Give --out FILE.pcap for packets or --out "
                + "FILE.jsonl for events");
        }
        Simulation simulation = simulation();
        Path beside = labels != null ? labels
            : Path.of(out.toString().replaceFirst("\\.(pcap|jsonl)$", ".labels.jsonl"));
        try {
            long frames = out.toString().endsWith(PCAP) ? SimulationFiles.writePcap(simulation, out)
                : SimulationFiles.writeEvents(simulation, out);
            SimulationFiles.writeLabels(simulation, beside, out);
            terminal.out().printf("%,d frames in %s, %d labels in %s%n", frames, out, simulation.labels().size(),
                beside);
        } catch (IOException e) {
            throw OperatorError.failed("The simulation could not be written to " + out + " and " + beside,
                "The system says: " + e, "Name files in directories that can be written to", e);
        }
        return 0;
    }

    private Simulation simulation() {
        List<Scenario> wanted = scenarios == null ? fitting()
            : scenarios.stream().map(SimulateCommand::scenario).toList();
        try {
            return Simulation.of(new Simulation.Settings(seed, start, length, segments, wanted, each));
        } catch (IllegalArgumentException e) {
            throw OperatorError.misused("This can't be simulated", e.getMessage(),
                "Give a longer --length, other --segments, or fewer of --scenario and --each");
        }
    }

    private static Scenario scenario(String name) {
        Scenario scenario = Scenario.of(name);
        if (scenario == null) {
            throw OperatorError.misused("There is no scenario " + name, "It is none of those listed",
                "See tidewatch simulate --list");
        }
        return scenario;
    }

    private List<Scenario> fitting() {
        List<Scenario> fitting = Arrays.stream(Scenario.values())
            .filter(scenario -> scenario.room().compareTo(length) <= 0).toList();
        for (Scenario scenario : Scenario.values()) {
            if (!fitting.contains(scenario)) {
                terminal.err().printf("%s is left out: it takes %d min%n", scenario.id(), scenario.room().toMinutes());
            }
        }
        return fitting;
    }

    /** Such as {@code 90s}, {@code 30m}, {@code 1h} or {@code 7d}. */
    static final class Length implements ITypeConverter<Duration> {
        private static final Pattern FORM = Pattern.compile("([0-9]{1,6})([smhd])");

        @Override
        public Duration convert(String text) {
            Matcher matcher = FORM.matcher(text);
            if (!matcher.matches()) {
                throw new TypeConversionException("'" + text + "' is not a time like 90s, 30m, 1h or 7d");
            }
            long number = Long.parseLong(matcher.group(1));
            return switch (matcher.group(2)) {
                case "s" -> Duration.ofSeconds(number);
                case "m" -> Duration.ofMinutes(number);
                case "h" -> Duration.ofHours(number);
                default -> Duration.ofDays(number);
            };
        }
    }
}
