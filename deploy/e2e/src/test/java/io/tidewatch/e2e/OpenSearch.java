package io.tidewatch.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A real OpenSearch of one node, a process with libraries of its own, on loopback. */
final class OpenSearch implements AutoCloseable {
    private static final Path LIBRARIES = Command.ROOT.resolve("deploy/e2e/opensearch/target/lib");
    private static final Duration LIMIT = Duration.ofSeconds(60);
    /** It looks for a free port itself. */
    private static final Pattern PORT = Pattern.compile("^HTTP Port: +([0-9]+)$", Pattern.MULTILINE);
    private static final String CONFIGURATION = """
        network.host: 127.0.0.1
        discovery.type: single-node
        cluster.routing.allocation.disk.threshold_enabled: false
        """;

    private final HttpClient client = HttpClient.newBuilder().connectTimeout(LIMIT).build();
    private final Background process;
    private String base;

    private OpenSearch(Background process) {
        this.process = process;
    }

    /** What it answered. */
    record Answer(int status, JsonNode body) {
    }

    /** Starts it and comes back at once. */
    static OpenSearch start(Path folder) {
        try {
            Path configuration = Files.createDirectories(folder.resolve("config"));
            Files.writeString(configuration.resolve("opensearch.yml"), CONFIGURATION);
            return new OpenSearch(Background.start(folder, "opensearch", List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(), "-Xmx256m", "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1", "-cp", LIBRARIES + "/*", "org.codelibs.opensearch.runner.OpenSearchRunner",
                "-basePath", folder.toString(), "-confPath", configuration.toString(), "-numOfNode", "1",
                "-disableESLogger")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void awaitUp() {
        process.await("up", () -> PORT.matcher(process.output()).find());
        Matcher port = PORT.matcher(process.output());
        port.find();
        base = "http://127.0.0.1:" + port.group(1) + "/";
        process.await("answering", this::answers);
    }

    private boolean answers() {
        try {
            return client.send(HttpRequest.newBuilder(URI.create(base)).timeout(LIMIT).build(),
                HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (ConnectException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    /** The address of a path. */
    String address(String path) {
        return base + path;
    }

    Answer ask(String method, String path, String body) {
        try {
            HttpResponse<byte[]> answer = client.send(HttpRequest.newBuilder(URI.create(base + path)).timeout(LIMIT)
                .header("Content-Type", "application/json").method(method, HttpRequest.BodyPublishers.ofString(body))
                .build(), HttpResponse.BodyHandlers.ofByteArray());
            return new Answer(answer.statusCode(), Command.JSON.readTree(answer.body()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    /** How many documents an index has, of those that a query finds. */
    long count(String index, String query) {
        ask("POST", index + "/_refresh", "");
        return ask("POST", index + "/_count", "{\"query\":" + query + "}").body().path("count").asLong();
    }

    /** Waits for so many documents. */
    void await(String index, long documents) {
        process.await(documents + " documents in " + index, () -> count(index, "{\"match_all\":{}}") == documents);
    }

    @Override
    public void close() {
        process.close();
    }
}
