package io.tidewatch.benchmarks;

import io.tidewatch.benchmarks.beside.DecodeBesideTshark;
import io.tidewatch.benchmarks.beside.LiveBesideTcpdump;
import io.tidewatch.benchmarks.console.ConsoleInChromium;
import io.tidewatch.benchmarks.membership.MembershipBesideGetAndPut;
import io.tidewatch.benchmarks.replay.ReplayBesideProducer;
import io.tidewatch.benchmarks.stages.Stages;
import io.tidewatch.benchmarks.storms.StormLoad;
import io.tidewatch.benchmarks.storms.StormQuality;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What {@code deploy/benchmarks/run} runs. */
@Command(name = "run", mixinStandardHelpOptions = true, sortOptions = false,
    header = "Measures agent and processors, and writes down what came out.")
public final class Benchmarks implements Callable<Integer> {
    /** What can be measured. */
    enum What { JMH, REPLAY, TSHARK, LIVE, STORMS, LOAD, MEMBERSHIP, CONSOLE, ALL }

    @Spec
    private CommandSpec specification;

    @Parameters(arity = "1..*", paramLabel = "WHAT", description = "jmh: the stages, one thread. replay: a file into "
        + "Kafka beside a bare producer. tshark: decode beside tshark. live: a flood beside tcpdump. storms: "
        + "how well they are found and explained. load: the storms application beside a stateless pass, and its heap "
        + "under random keys. membership: the membership application beside a store that is read "
        + "and written. console: the console in Chromium on much state. all: each.")
    private List<What> wanted;

    @Option(names = "--quick", description = "Only tries whether everything works; the figures mean nothing.")
    private boolean quick;

    @Option(names = "--rounds", description = "How often each side is measured. Default: ${DEFAULT-VALUE}.")
    private int rounds = 5;

    @Option(names = "--frames", description = "Frames of the recording to replay. Default: ${DEFAULT-VALUE}.")
    private int frames = 1_000_000;

    @Option(names = "--seed", description = "Of the storms. Default: ${DEFAULT-VALUE}, which nothing was tuned on.")
    private long seed = StormQuality.REPORTING_SEED;

    @Option(names = "--days", description = "Simulated days of storms. Default: ${DEFAULT-VALUE}.")
    private int days = 7;

    @Option(names = "--segments", description = "Simulated segments. Default: ${DEFAULT-VALUE}.")
    private int segments = 100;

    @Option(names = "--each", description = "How often each scenario comes. Default: ${DEFAULT-VALUE}.")
    private int each = 8;

    @Option(names = "--memberships", split = ",", paramLabel = "N", description = "Memberships that are live; a round "
        + "of each size after the other. Default: ${DEFAULT-VALUE}.")
    private List<Integer> memberships = List.of(100_000, 1_000_000);

    @Option(names = "--of-segment", description = "Memberships of a segment, 1 to "
        + MembershipBesideGetAndPut.MOST_OF_SEGMENT + ". Default: ${DEFAULT-VALUE}.")
    private int ofSegment = 10_000;

    @Option(names = "--groups", description = "Of the console. Default: ${DEFAULT-VALUE}.")
    private int groups = 100_000;

    @Option(names = "--intervals", description = "Memberships that are over, of the console. Default: "
        + "${DEFAULT-VALUE}.")
    private int intervals = 1_000_000;

    @Option(names = "--minutes", description = "Of random keys, and of changes that the console shows. Default: "
        + "${DEFAULT-VALUE}.")
    private int minutes = 10;

    @Option(names = "--root", required = true, hidden = true)
    private Path root;

    @Option(names = "--wire", arity = "2", hidden = true)
    private List<String> wire;

    private static final int QUICK_FRAMES = 3_000;
    private static final int QUICK_HOURS = 3;
    private static final int QUICK_GROUPS = 1500;
    private static final int QUICK_INTERVALS = 5000;
    private static final int QUICK_SECONDS = 3;
    private static final int QUICK_SEGMENTS = 12;
    private static final List<Integer> QUICK_MEMBERSHIPS = List.of(1000, 2000);

    /** The process. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Benchmarks()).setCaseInsensitiveEnumValuesAllowed(true).execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (ofSegment < 1 || ofSegment > MembershipBesideGetAndPut.MOST_OF_SEGMENT) {
            throw new ParameterException(specification.commandLine(), "--of-segment takes 1 to "
                + MembershipBesideGetAndPut.MOST_OF_SEGMENT + ", not " + ofSegment);
        }
        Set<What> parts = wanted.contains(What.ALL) ? EnumSet.complementOf(EnumSet.of(What.ALL))
            : EnumSet.copyOf(wanted);
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        Path results = root.resolve("deploy/benchmarks/target/results");
        Files.createDirectories(results);
        Path work = Files.createTempDirectory("tidewatch-benchmarks");
        Report report = new Report(System.out);
        Run run = new Run(quick, quick ? 1 : rounds, quick ? QUICK_FRAMES : frames, root, work, results, report);
        try {
            report.line("# Benchmarks of " + now + (quick ? ", quick: the figures mean nothing" : ""));
            report.line(Machine.describe());
            measure(parts, run);
        } finally {
            Path file = results.resolve(now.toString().replace(':', '-') + ".md");
            report.write(file);
            System.out.println("Kept in " + file);
            Directories.delete(work);
        }
        return 0;
    }

    private void measure(Set<What> parts, Run run) throws IOException, InterruptedException {
        if (parts.contains(What.MEMBERSHIP)) {
            MembershipBesideGetAndPut.measure(run, quick ? QUICK_MEMBERSHIPS : memberships, ofSegment);
        }
        if (parts.contains(What.CONSOLE)) {
            ConsoleInChromium.measure(run, quick ? QUICK_GROUPS : groups, quick ? QUICK_INTERVALS : intervals,
                quick ? QUICK_SECONDS : (int) Duration.ofMinutes(minutes).toSeconds());
        }
        withABroker(parts, run);
        if (parts.contains(What.JMH)) {
            Stages.measure(run);
        }
        if (parts.contains(What.TSHARK)) {
            DecodeBesideTshark.measure(run);
        }
        if (parts.contains(What.STORMS)) {
            StormQuality.of(quick
                ? StormQuality.settings(seed, Duration.ofHours(QUICK_HOURS), QUICK_SEGMENTS, 1)
                : StormQuality.settings(seed, Duration.ofDays(days), segments, each)).report(run.report());
        }
    }

    /** Parts that don't mind what others have left on the same broker. */
    private void withABroker(Set<What> parts, Run run) throws IOException, InterruptedException {
        boolean live = parts.contains(What.LIVE) && wire != null;
        if (parts.contains(What.LIVE) && !live) {
            run.report().line("Not measured: live capture, which takes root, ip (Debian: iproute2) and libpcap0.8.");
        }
        if (!parts.contains(What.LOAD) && !parts.contains(What.REPLAY) && !live) {
            return;
        }
        try (Cluster cluster = Cluster.start(run.work())) {
            // It counts the events on a topic from its beginning.
            if (parts.contains(What.LOAD)) {
                StormLoad.measure(run, cluster, minutes);
            }
            if (parts.contains(What.REPLAY)) {
                ReplayBesideProducer.measure(run, cluster);
            }
            if (live) {
                LiveBesideTcpdump.measure(run, cluster, new LiveBesideTcpdump.Wire(wire.get(0), wire.get(1)));
            }
        }
    }
}
