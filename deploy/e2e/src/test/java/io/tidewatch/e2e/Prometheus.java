package io.tidewatch.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A Prometheus of its own with the configuration of deploy/prometheus, but other targets and a quicker scrape. */
final class Prometheus implements AutoCloseable {
    static final Path CONFIGURATION = Command.ROOT.resolve("deploy/prometheus");
    /** What it is told, and given to others. */
    static final List<String> FILES = List.of("prometheus.yml", "tidewatch.rules.yml", "tidewatch.rules.test.yml");

    private final Background process;
    private final URI address;
    private final HttpClient client = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    private Prometheus(Background process, URI address) {
        this.process = process;
        this.address = address;
    }

    /** Starts it in a folder, to scrape an agent and processors at these addresses. */
    static Prometheus start(Path folder, String agent, String processors) {
        try {
            for (String file : FILES) {
                Files.copy(CONFIGURATION.resolve(file), folder.resolve(file));
            }
            Path configuration = folder.resolve("prometheus.yml");
            Files.writeString(configuration, Files.readString(configuration).replace("127.0.0.1:9464", agent)
                .replace("127.0.0.1:8787", processors).replace("scrape_interval: 15s",
                    "scrape_interval: 1s\n  evaluation_interval: 1s"));
            String listen = "127.0.0.1:" + Command.freePort();
            return new Prometheus(Background.start(folder, "prometheus", List.of("prometheus", "--config.file="
                + configuration, "--storage.tsdb.path=" + folder.resolve("data"), "--web.listen-address=" + listen)),
                URI.create("http://" + listen));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The result of an expression now; an expression that is none fails. */
    JsonNode query(String expression) {
        JsonNode answer = get("/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8));
        if (!answer.path("status").asText().equals("success")) {
            throw new AssertionError(expression + ": " + answer);
        }
        return answer.path("data").path("result");
    }

    /** The data of a resource of its API. */
    JsonNode data(String path) {
        return get(path).path("data");
    }

    /**
     * Waits until an expression has a result. A busy machine may fail a scrape, which has the second between two to
     * answer: until the next one, what was scraped is not there.
     */
    void await(String expression) {
        process.await(expression, () -> running() && !query(expression).isEmpty());
    }

    private boolean running() {
        try {
            return ask("/-/ready").statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private JsonNode get(String path) {
        try {
            return Command.JSON.readTree(ask(path).body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private HttpResponse<String> ask(String path) throws IOException {
        try {
            return client.send(HttpRequest.newBuilder(URI.create(address + path)).timeout(Duration.ofSeconds(30))
                .build(), HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    @Override
    public void close() {
        process.close();
    }
}
