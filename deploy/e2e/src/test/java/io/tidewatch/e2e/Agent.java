package io.tidewatch.e2e;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code tidewatch capture -r -} as a process of its own: frames through its standard input, meters over HTTP. */
final class Agent implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(180);
    private static final Pattern METER = Pattern.compile("^(tidewatch_\\w+)(?:\\{([^}]*)})? ([0-9.Ee+]+)$",
        Pattern.MULTILINE);

    private final Process process;
    private final Path output;
    private final int port;
    private final HttpClient client = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    private Agent(Process process, Path output, int port) {
        this.process = process;
        this.output = output;
        this.port = port;
    }

    static Agent start(Path folder, int port, String... options) {
        List<String> command = new ArrayList<>(List.of(Command.LAUNCHER.toString(), "capture", "-r", "-", "--set",
            "metrics.listen=127.0.0.1:" + port));
        command.addAll(List.of(options));
        try {
            Path output = Files.createTempFile(folder, "agent-", ".out");
            return new Agent(new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile())
                .start(), output, port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its standard input. */
    OutputStream input() {
        return process.getOutputStream();
    }

    /** All meters now, by name and labels; empty while it does not answer. */
    Map<String, Double> meters() {
        try {
            HttpResponse<String> answer = client.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port
                + "/metrics")).timeout(Duration.ofSeconds(5)).build(), HttpResponse.BodyHandlers.ofString());
            Map<String, Double> meters = new TreeMap<>();
            Matcher line = METER.matcher(answer.body());
            while (line.find()) {
                meters.put(line.group(1) + (line.group(2) == null ? "" : "{" + line.group(2) + "}"),
                    Double.valueOf(line.group(3)));
            }
            return meters;
        } catch (IOException e) {
            return Map.of();
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    /** The sum of a meter over its labels. */
    static double sum(Map<String, Double> meters, String name) {
        return meters.entrySet().stream().filter(meter -> meter.getKey().equals(name)
            || meter.getKey().startsWith(name + "{")).mapToDouble(Map.Entry::getValue).sum();
    }

    /** Waits for meters of which this holds. */
    Map<String, Double> await(String what, Predicate<Map<String, Double>> condition) {
        long giveUpAt = System.nanoTime() + LIMIT.toNanos();
        Map<String, Double> meters = meters();
        while (!condition.test(meters)) {
            if (System.nanoTime() > giveUpAt || !process.isAlive()) {
                throw new AssertionError("not " + what + ": " + meters + "\n" + output());
            }
            Standalone.pause();
            meters = meters();
        }
        return meters;
    }

    String output() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** SIGKILL. */
    void kill() {
        process.destroyForcibly();
        exitCode();
    }

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

    @Override
    public void close() {
        process.destroyForcibly();
        exitCode();
    }
}
