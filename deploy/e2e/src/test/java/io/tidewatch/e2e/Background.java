package io.tidewatch.e2e;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A process that goes on beside the test, its output in a file. Every wait is bounded. */
final class Background implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private final Process process;
    private final Path output;

    private Background(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    static Background start(Path folder, String name, List<String> command) {
        try {
            Path output = Files.createTempFile(folder, name + "-", ".out");
            return new Background(new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(output.toFile()).start(), output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String output() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its standard input. */
    OutputStream input() {
        return process.getOutputStream();
    }

    boolean running() {
        return process.isAlive();
    }

    /** Waits until this holds, while the process runs. */
    void await(String what, BooleanSupplier condition) {
        await(what, condition, Standalone.LOOK);
    }

    /** The same where looking takes processes of its own: once a second. */
    void awaitSlowly(String what, BooleanSupplier condition) {
        await(what, condition, Duration.ofSeconds(1));
    }

    private void await(String what, BooleanSupplier condition, Duration between) {
        long giveUpAt = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            if (!process.isAlive() || System.nanoTime() > giveUpAt) {
                throw new AssertionError("not " + what + ": " + output());
            }
            Standalone.pause(between);
        }
    }

    /** SIGTERM; gives the exit code. */
    int terminate() {
        process.destroy();
        return exitCode();
    }

    /** SIGKILL, without a moment to say anything. */
    void kill() {
        process.destroyForcibly();
        exitCode();
    }

    /** Waits until it has ended by itself. */
    int exitCode() {
        try {
            if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("it does not end: " + output());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    /** Ends it and what it started, in any case. */
    @Override
    public void close() {
        List<ProcessHandle> children = process.descendants().toList();
        kill();
        for (ProcessHandle child : children) {
            child.destroyForcibly();
            // Its files are deleted next.
            child.onExit().orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS).join();
        }
    }
}
