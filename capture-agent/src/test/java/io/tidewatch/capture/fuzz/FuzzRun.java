package io.tidewatch.capture.fuzz;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One run of one target by Jazzer's own main, in a child process: it puts its marks into the classes while they are
 * loaded, which must not touch the tests around it, and a child has a heap and an end of its own.
 */
final class FuzzRun {
    private static final String INSTRUMENTED = String.join(File.pathSeparator,
        "io.tidewatch.capture.wire.**", "io.tidewatch.capture.source.**", "io.tidewatch.capture.event.**");
    /** Hooks that look for what databases and shells are made to do; nothing here speaks to any. */
    private static final String HOOKED = "io.tidewatch.capture.wire.**";
    private static final String HEAP_LIMIT = "-Xmx256m";
    /** In shorter runs the optimising compiler costs more than it brings. */
    private static final long LONG = 1_000_000;
    /** Seconds that one input may take: it takes microseconds, but a busy machine may not let it begin. */
    private static final int UNIT_TIMEOUT = 60;
    private static final int RSS_LIMIT_MB = 1536;
    private static final Pattern STATISTIC = Pattern.compile("stat::(\\w+): +(\\d+)");
    private static final Pattern COVERAGE = Pattern.compile("cov: (\\d+) ft: (\\d+) corp: (\\d+)");
    private static final Pattern HEAP = Pattern.compile("^" + FuzzEntry.HEAP + "(\\d+) (\\d+)$", Pattern.MULTILINE);

    private final FuzzTarget target;
    private final Path folder;

    /** A run that leaves its corpus, findings and log in a folder of its own. */
    FuzzRun(FuzzTarget target, Path parent) {
        this.target = target;
        this.folder = parent.resolve(target.label());
    }

    /**
     * What came of it.
     *
     * @param exitCode of Jazzer; 0 when there was no finding
     * @param executions inputs tried
     * @param perSecond inputs tried in a second
     * @param edges edges of the control flow reached
     * @param features edges and how often each
     * @param corpus inputs that reached something new
     * @param heapKb what was left of the heap after each tenth of the run, KB
     * @param findings names of files with inputs that failed
     */
    record Result(FuzzTarget target, int exitCode, long executions, long perSecond, long edges, long features,
                  long corpus, List<Long> heapKb, List<String> findings) {
        static final String HEADER = String.format("%-12s %12s %10s %7s %9s %7s %15s %15s %9s", "target", "executions",
            "per second", "edges", "features", "corpus", "heap at 1/5, KB", "heap at end, KB", "findings");

        @Override
        public String toString() {
            return String.format(Locale.ROOT, "%-12s %,12d %,10d %,7d %,9d %,7d %,15d %,15d %9d", target.label(),
                executions, perSecond, edges, features, corpus, early(), last(), findings.size());
        }

        /** After a fifth of the run: what is loaded and cached once is there. */
        long early() {
            return heapKb.size() < 2 ? 0 : heapKb.get(1);
        }

        long last() {
            return heapKb.isEmpty() ? 0 : heapKb.get(heapKb.size() - 1);
        }
    }

    Result run(long runs, long seed, Duration longest) throws IOException, InterruptedException {
        clear();
        FuzzCorpus.layOut(target, folder.resolve("seeds"));
        Files.createDirectories(folder.resolve("corpus"));
        Files.createDirectories(folder.resolve("findings"));
        int exit = jazzer(longest, runs, "-runs=" + runs, "-seed=" + seed, "-timeout=" + UNIT_TIMEOUT,
            "-report_slow_units=" + UNIT_TIMEOUT, "-rss_limit_mb=" + RSS_LIMIT_MB,
            "-max_len=" + target.maxLength(), "-print_final_stats=1",
            "-artifact_prefix=" + folder.resolve("findings") + "/", folder.resolve("corpus").toString(),
            folder.resolve("seeds").toString());
        return result(exit, Files.readString(log()));
    }

    /** What an earlier run left would be taken for this one's. */
    private void clear() throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> old = Files.walk(folder)) {
                for (Path path : old.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }

    /** Brings the corpus down to inputs that each add something; returns where they are. */
    Path minimise(Duration longest) throws IOException, InterruptedException {
        Path least = Files.createDirectories(folder.resolve("least"));
        jazzer(longest, 1, "-merge=1", "-max_len=" + target.maxLength(), least.toString(),
            folder.resolve("corpus").toString(), folder.resolve("seeds").toString());
        return least;
    }

    Path log() {
        return folder.resolve("log.txt");
    }

    private int jazzer(Duration longest, long runs, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java")
            .toString(), HEAP_LIMIT, "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=" + (runs < LONG ? 1 : 4),
            "-D" + FuzzEntry.TARGET + "=" + target.name(),
            "-D" + FuzzEntry.RUNS + "=" + runs, "-cp", System.getProperty("java.class.path"),
            "com.code_intelligence.jazzer.Jazzer", "--target_class=" + FuzzEntry.class.getName(),
            "--instrumentation_includes=" + INSTRUMENTED, "--custom_hook_includes=" + HOOKED,
            "--reproducer_path=" + folder.resolve("findings")));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true)
            .redirectOutput(Redirect.appendTo(log().toFile())).start();
        try {
            if (!process.waitFor(longest.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError(target + " did not end within " + longest + ", see " + log());
            }
            return process.exitValue();
        } finally {
            process.destroyForcibly();
        }
    }

    private Result result(int exit, String log) {
        long[] reached = new long[3];
        Matcher coverage = COVERAGE.matcher(log);
        while (coverage.find()) {
            for (int i = 0; i < reached.length; i++) {
                reached[i] = Long.parseLong(coverage.group(i + 1));
            }
        }
        List<Long> heap = new ArrayList<>();
        HEAP.matcher(log).results().forEach(found -> heap.add(Long.parseLong(found.group(2)) / 1024));
        return new Result(target, exit, statistic(log, "number_of_executed_units"),
            statistic(log, "average_exec_per_sec"), reached[0], reached[1], reached[2], heap, findings());
    }

    private static long statistic(String log, String name) {
        return STATISTIC.matcher(log).results().filter(found -> found.group(1).equals(name))
            .mapToLong(found -> Long.parseLong(found.group(2))).max().orElse(0);
    }

    private List<String> findings() {
        try (Stream<Path> files = Files.list(folder.resolve("findings"))) {
            return files.map(file -> file.getFileName().toString()).filter(name -> !name.endsWith(".java")).sorted()
                .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
