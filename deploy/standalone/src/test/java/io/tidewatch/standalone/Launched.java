package io.tidewatch.standalone;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The command as a process of its own, by its launcher, what it prints in a file. */
final class Launched implements AutoCloseable {
    static final Path ROOT = Path.of(System.getProperty("tidewatch.root"));
    static final Path LAUNCHER = ROOT.resolve("deploy/bin/tidewatch");
    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final long LOOK_MS = 50;

    private final Process process;
    private final Path output;

    private Launched(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    static Launched start(Path output, String... arguments) throws IOException {
        return start(LAUNCHER, output, Map.of(), arguments);
    }

    static Launched start(Path launcher, Path output, Map<String, String> environment, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(launcher.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile())
            .directory(output.getParent().toFile());
        builder.environment().putAll(environment);
        return new Launched(builder.start(), output);
    }

    /** Waits for a line that holds this, and gives the first group of the match, or the match. */
    String await(String pattern) throws InterruptedException {
        Pattern wanted = Pattern.compile(pattern, Pattern.MULTILINE);
        long giveUpAt = System.nanoTime() + LIMIT.toNanos();
        while (true) {
            boolean running = process.isAlive();
            Matcher match = wanted.matcher(output());
            if (match.find()) {
                return match.groupCount() > 0 ? match.group(1) : match.group();
            }
            if (!running || System.nanoTime() > giveUpAt) {
                throw new AssertionError("no " + pattern + " in: " + output());
            }
            process.waitFor(LOOK_MS, TimeUnit.MILLISECONDS);
        }
    }

    String output() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The processes that it started. */
    List<ProcessHandle> children() {
        return process.descendants().toList();
    }

    void terminate() {
        process.destroy();
    }

    void kill() {
        process.destroyForcibly();
    }

    int exitCode() throws InterruptedException {
        if (!process.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("it does not end: " + output());
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
