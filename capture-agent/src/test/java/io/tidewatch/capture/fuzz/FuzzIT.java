package io.tidewatch.capture.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/**
 * The fuzzer on every target: a short run in each build, a long one on request. How to ask for one, and what the last
 * one found, is in README.md beside the committed corpus.
 */
@Order(1)
class FuzzIT {
    private static final Path FOLDER = Path.of("target/fuzz").toAbsolutePath();
    private static final String DRIVERS = "/com/code_intelligence/jazzer/driver/jazzer_driver_";
    private static final long SHORT = 20_000;
    /** A heap that holds so much more at the end than early in the run has grown. */
    private static final long GROWTH_KB = 16 << 10;
    private static final Duration START = Duration.ofMinutes(10);
    /** No slower than this, or something hangs. */
    private static final long LEAST_PER_SECOND = 200;

    @BeforeEach
    void theFuzzerRunsHere() {
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT).replaceAll("^(mac|windows|linux).*", "$1");
        String machine = System.getProperty("os.arch").replace("amd64", "x86_64");
        String library = DRIVERS + (os.equals("mac") ? "macos" : os) + "_" + machine + "/"
            + System.mapLibraryName("jazzer_driver");
        boolean there = FuzzIT.class.getResource(library) != null;
        Assumptions.assumeTrue(there || "all".equals(System.getProperty("tidewatch.require")),
            () -> "Jazzer has no native library for this machine: " + library);
        assertThat(there).as("Jazzer has its native library %s", library).isTrue();
    }

    private static List<FuzzTarget> targets() {
        String named = System.getProperty("tidewatch.fuzz.targets", "");
        return named.isEmpty() ? List.of(FuzzTarget.values()) : Arrays.stream(named.split(","))
            .map(name -> FuzzTarget.valueOf(name.strip().toUpperCase(Locale.ROOT).replace('-', '_'))).toList();
    }

    @Test
    void nothingIsFound() throws IOException, InterruptedException {
        long runs = Long.getLong(FuzzEntry.RUNS, SHORT);
        long seed = Long.getLong("tidewatch.fuzz.seed", 1);
        boolean keep = Boolean.getBoolean("tidewatch.fuzz.keep");
        Duration longest = START.plusSeconds(runs / LEAST_PER_SECOND);
        List<String> report = new ArrayList<>(List.of("seed " + seed, FuzzRun.Result.HEADER));
        report.forEach(System.out::println);
        List<FuzzRun.Result> results = new ArrayList<>();
        for (FuzzTarget target : targets()) {
            FuzzRun run = new FuzzRun(target, FOLDER);
            FuzzRun.Result result = run.run(runs, seed, longest);
            results.add(result);
            report.add(result.toString());
            System.out.println(result);
            if (keep) {
                FuzzCorpus.keep(target, run.minimise(longest));
            }
        }
        Files.write(FOLDER.resolve("report.txt"), report);
        assertThat(results).allSatisfy(result -> {
            assertThat(result.findings()).as("findings in %s", FOLDER.resolve(result.target().label())).isEmpty();
            assertThat(result.exitCode()).as("exit code, see %s", new FuzzRun(result.target(), FOLDER).log()).isZero();
            assertThat(result.executions()).as("executions").isGreaterThanOrEqualTo(runs);
            assertThat(result.edges()).as("edges reached").isPositive();
            assertThat(result.last()).as("heap at the end, KB").isPositive().isLessThan(result.early() + GROWTH_KB);
        });
    }
}
