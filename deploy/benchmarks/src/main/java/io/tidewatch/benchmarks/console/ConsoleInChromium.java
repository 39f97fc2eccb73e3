package io.tidewatch.benchmarks.console;

import io.tidewatch.benchmarks.Cluster;
import io.tidewatch.benchmarks.Report;
import io.tidewatch.benchmarks.Run;
import io.tidewatch.benchmarks.applications.CommittedOffsets;
import io.tidewatch.benchmarks.applications.EventProducer;
import io.tidewatch.benchmarks.applications.OurApplication;
import io.tidewatch.benchmarks.beside.Tool;
import io.tidewatch.processors.StreamProcessors;
import io.tidewatch.schemas.GmpEvent;
import io.tidewatch.schemas.SensorStatus;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The console as a person has it: the processors with much state behind it, a real browser before it, and nothing in
 * between. What the browser does and measures is in {@code deploy/benchmarks/console}.
 */
public final class ConsoleInChromium {
    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final Duration READY = Duration.ofMinutes(10);
    private static final int RATE = 10_000;
    /** As long as only whether it works matters. */
    private static final int QUICK_RATE = 1000;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final List<String> COLUMNS = List.of("console in Chromium", "value", "target");

    private final Run run;
    private final ManyGroups state;
    private final int liveSeconds;
    private final Path programs;

    private ConsoleInChromium(Run run, ManyGroups state, int liveSeconds) {
        this.run = run;
        this.state = state;
        this.liveSeconds = liveSeconds;
        this.programs = run.work().resolve("console");
    }

    /**
     * Measures, where there is a browser.
     *
     * @param groups how many are live
     * @param intervals memberships that are over
     * @param liveSeconds how long changes come
     */
    public static void measure(Run run, int groups, int intervals, int liveSeconds)
            throws IOException, InterruptedException {
        if (!Tool.installed("node") || !Tool.installed("npm") || !Files.isExecutable(CHROMIUM)) {
            run.report().line("Not measured: the console, which takes node, npm and chromium.");
            return;
        }
        new ConsoleInChromium(run, new ManyGroups(groups, intervals, Instant.now()), liveSeconds).measure();
    }

    private void measure() throws IOException, InterruptedException {
        install();
        try (Cluster cluster = Cluster.start(run.work().resolve("console-cluster"));
             CommittedOffsets offsets = new CommittedOffsets(cluster, cluster.topics().gmp().name());
             EventProducer<GmpEvent> producer = new EventProducer<>(cluster, cluster.topics().gmp());
             EventProducer<SensorStatus> sensors = new EventProducer<>(cluster, cluster.topics().sensors())) {
            OurApplication application = new OurApplication(cluster, run.work().resolve("console-state"),
                "membership");
            state.send(producer, sensors);
            try (StreamProcessors processors = application.processors()) {
                Run.require(processors.awaitReady(READY), "the processors are not ready within " + READY);
                offsets.await(application.id(), 0, state.events());
                String heading = String.format("%,d groups, %,d intervals, %,d lanes", state.groups(),
                    state.intervals(), state.lanes());
                run.report().table("The console: " + heading + ", load " + load(), COLUMNS,
                    browse(processors.api(), "still.mjs"));
                try (ChangeFlood flood = ChangeFlood.start(cluster, rate())) {
                    long began = System.nanoTime();
                    List<List<String>> rows = browse(processors.api(), "live.mjs");
                    double seconds = (System.nanoTime() - began) / NANOS_PER_SECOND;
                    rows.add(List.of("changes sent a second", Report.number(flood.sent() / seconds),
                        Integer.toString(rate())));
                    run.report().table("The console while changes come, load " + load(), COLUMNS, rows);
                }
            }
        }
    }

    private int rate() {
        return run.quick() ? QUICK_RATE : RATE;
    }

    private static String load() {
        return String.format("%.1f", ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    }

    /** The programs, and the driver of the browser as the end-to-end tests have it. */
    private void install() throws IOException, InterruptedException {
        Files.createDirectories(programs);
        Path tests = run.root().resolve("deploy/e2e/console");
        List<Path> files = new ArrayList<>(List.of(tests.resolve("package.json"), tests.resolve("package-lock.json")));
        try (Stream<Path> own = Files.list(run.root().resolve("deploy/benchmarks/console"))) {
            own.filter(file -> file.toString().endsWith(".mjs")).forEach(files::add);
        }
        for (Path file : files) {
            Files.copy(file, programs.resolve(file.getFileName()));
        }
        output(Map.of(), run.root().resolve("deploy/e2e/npm-ci").toString());
    }

    /** What a program measured: a name, a value and a target in each line, with tabs between. */
    private List<List<String>> browse(URI api, String program) throws IOException, InterruptedException {
        List<List<String>> rows = new ArrayList<>();
        for (String line : output(Map.of("BASE", api.toString(), "CHROMIUM", CHROMIUM.toString(),
            "SEGMENT", ManyGroups.segment(0), "GROUP", ManyGroups.BUSY_GROUP,
            "LANES", Integer.toString(state.lanes()), "FRAMES", run.quick() ? "30" : "300",
            "SECONDS", Integer.toString(liveSeconds), "RATE", Integer.toString(rate())), "node", program)) {
            List<String> cells = List.of(line.split("\t", -1));
            Run.require(cells.size() == COLUMNS.size(), program + " says " + line);
            rows.add(cells);
        }
        return rows;
    }

    private List<String> output(Map<String, String> environment, String... command)
            throws IOException, InterruptedException {
        Path log = programs.resolve("log");
        Path out = programs.resolve("out");
        ProcessBuilder builder = new ProcessBuilder(command).directory(programs.toFile())
            .redirectOutput(out.toFile()).redirectError(log.toFile());
        builder.environment().putAll(environment);
        Tool.await(builder.start(), log, List.of(command));
        return Files.readAllLines(out);
    }
}
