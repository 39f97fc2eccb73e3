package io.tidewatch.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code tidewatch standalone} as a process of its own, on free ports, its output in a file. Every wait is bounded. */
final class Standalone implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(120);
    static final Duration LOOK = Duration.ofMillis(50);

    private static final int LOG_LINES = 40;

    private final Background process;
    private final Path data;

    private Standalone(Background process, Path data) {
        this.process = process;
        this.data = data;
    }

    /** Starts it on a directory with more options, such as a file to replay. */
    static Standalone start(Path data, String... options) {
        return startIn(List.of(), data, options);
    }

    /** The same by another command, such as one that enters a network namespace. */
    static Standalone startIn(List<String> by, Path data, String... options) {
        List<String> command = new ArrayList<>(by);
        command.addAll(List.of(Command.LAUNCHER.toString(), "standalone", "--data-dir", data.toString()));
        if (!Files.exists(data)) {
            command.addAll(List.of("--broker-port", "0", "--registry-port", "0", "--api-port", "0"));
        }
        command.addAll(List.of(options));
        try {
            Files.createDirectories(data);
            return new Standalone(Background.start(data.getParent(), "standalone", command), data);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts it, replays a file into a segment, and comes back when the processors have done all of it. */
    static Standalone replay(Path data, Path file, String sensor, String segment, String... options) {
        List<String> all = new ArrayList<>(List.of("-r", file.toString(), "--sensor", sensor, "--segment", segment));
        all.addAll(List.of(options));
        Standalone standalone = start(data, all.toArray(String[]::new));
        try {
            standalone.awaitProcessed();
            return standalone;
        } catch (RuntimeException | AssertionError e) {
            standalone.close();
            throw e;
        }
    }

    /** Waits until everything is up. */
    void awaitUp() {
        await("^Tidewatch is up", LIMIT);
    }

    /** Waits until the replay is over and the processors have done all of it. */
    void awaitProcessed() {
        await("^processed", LIMIT);
    }

    String broker() {
        return await("^  Kafka +(\\S+)", LIMIT);
    }

    String registry() {
        return await("^  registry +(http\\S+)", LIMIT);
    }

    Api api() {
        return new Api(apiUrl());
    }

    String apiUrl() {
        return await("^  API +(http\\S+)", LIMIT);
    }

    TopicReader topics() {
        return new TopicReader(broker(), registry());
    }

    /** Waits for a line that holds this, and gives the first group of the match, or the match. */
    String await(String pattern, Duration limit) {
        Pattern wanted = Pattern.compile(pattern, Pattern.MULTILINE);
        long giveUpAt = System.nanoTime() + limit.toNanos();
        while (true) {
            boolean running = process.running();
            Matcher match = wanted.matcher(output());
            if (match.find()) {
                return match.groupCount() > 0 ? match.group(1) : match.group();
            }
            if (!running || System.nanoTime() > giveUpAt) {
                throw new AssertionError("no " + pattern + " in: " + evidence());
            }
            pause();
        }
    }

    static void pause() {
        pause(LOOK);
    }

    static void pause(Duration time) {
        try {
            TimeUnit.MILLISECONDS.sleep(time.toMillis());
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    String output() {
        return process.output();
    }

    /** What it printed, and the end of its log. */
    String evidence() {
        Path log = data.resolve("logs/tidewatch.log");
        try {
            List<String> lines = Files.exists(log) ? Files.readAllLines(log) : List.of();
            return output() + "the end of its log:\n" + String.join("\n",
                lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean running() {
        return process.running();
    }

    /** SIGTERM; gives the exit code. */
    int terminate() {
        return process.terminate();
    }

    /** SIGKILL, without a moment to say anything; its child ends by itself. */
    void kill() {
        process.kill();
    }

    /** Ends it and what it started, in any case. */
    @Override
    public void close() {
        process.close();
    }
}
