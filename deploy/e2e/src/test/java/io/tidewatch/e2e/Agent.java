package io.tidewatch.e2e;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code tidewatch capture -r -} as a process of its own: frames through its standard input, meters over HTTP. */
final class Agent implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(180);
    private static final Pattern METER = Pattern.compile("^(tidewatch_\\w+)(?:\\{([^}]*)})? ([0-9.Ee+]+)$",
        Pattern.MULTILINE);

    private final Background process;
    private final int port;
    private final HttpClient client = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    private Agent(Background process, int port) {
        this.process = process;
        this.port = port;
    }

    static Agent start(Path folder, int port, String... options) {
        List<String> command = new ArrayList<>(List.of(Command.LAUNCHER.toString(), "capture", "-r", "-", "--set",
            "metrics.listen=127.0.0.1:" + port));
        command.addAll(List.of(options));
        return new Agent(Background.start(folder, "agent", command), port);
    }

    /** Its standard input. */
    OutputStream input() {
        return process.input();
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
            if (System.nanoTime() > giveUpAt || !process.running()) {
                throw new AssertionError("not " + what + ": " + meters + "\n" + output());
            }
            Standalone.pause();
            meters = meters();
        }
        return meters;
    }

    String output() {
        return process.output();
    }

    /** Waits until it has said this. */
    void awaitOutput(String words) {
        process.await("saying \"" + words + '"', () -> output().contains(words));
    }

    /** SIGKILL. */
    void kill() {
        process.kill();
    }

    int exitCode() {
        return process.exitCode();
    }

    @Override
    public void close() {
        process.close();
    }
}
