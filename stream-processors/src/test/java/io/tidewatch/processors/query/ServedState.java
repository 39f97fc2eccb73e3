package io.tidewatch.processors.query;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidewatch.processors.query.guard.Bounds;
import io.tidewatch.processors.query.guard.Guard;
import io.tidewatch.processors.query.guard.ServerTls;
import io.tidewatch.processors.query.guard.Tokens;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntConsumer;

/** The API over {@link KnownState} on a free port, and a client. */
final class ServedState implements AutoCloseable {
    /** Nothing that a test of something else could reach. */
    static final Bounds UNBOUNDED = new Bounds(1000, 1000, 0, Duration.ofMinutes(2));
    /** What the metrics are, where no test says otherwise. */
    static final String METRICS = "tidewatch_up 1.0\n";
    private static final ObjectMapper JSON = new ObjectMapper();

    final KnownState state = new KnownState();
    final FakeTopics topics = new FakeTopics();
    final List<Integer> answered = new CopyOnWriteArrayList<>();
    private final QueryServer server;
    private final HttpClient client = HttpClient.newHttpClient();

    ServedState(String token) {
        this(settings(0, token));
    }

    ServedState(ApiSettings settings) {
        server = new QueryServer(settings, sources(state, topics, answered::add), () -> KnownState.NOW);
        server.start();
    }

    static ApiSettings settings(int port, String token) {
        return settings(port, Tokens.of(token, null), null, UNBOUNDED);
    }

    static ApiSettings settings(int port, Tokens tokens, ServerTls tls, Bounds bounds) {
        return new ApiSettings("127.0.0.1", port, tokens, tls, bounds, 8, Duration.ofSeconds(5), 4,
            Duration.ofMillis(50));
    }

    static QueryServer.Sources sources(KnownState state, FakeTopics topics, IntConsumer answered) {
        return new QueryServer.Sources(new Application<>("membership", new Alone(), scope -> state),
            List.of(new Application<>("storms", new Alone(), scope -> state)), state, state, topics.source(),
            () -> METRICS.repeat(state.metrics), answered);
    }

    /** The resources that are served. */
    static List<Route> routes() {
        ApiSettings settings = settings(0, "");
        return new Routes(sources(new KnownState(), new FakeTopics(), status -> { }),
            new Router(new Neighbours(settings)), new StreamEndpoint(new FakeTopics().source(), 1,
                Duration.ofSeconds(1)),
            () -> KnownState.NOW).all();
    }

    /** The answer to a GET of this path, which begins with a slash. */
    HttpResponse<String> get(String path, String... headers) {
        return ask("GET", path, headers);
    }

    HttpResponse<String> ask(String method, String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server.address() + path))
            .method(method, HttpRequest.BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The first line of the answer to a request that an HTTP client would not send. */
    String raw(String request) throws IOException {
        return rawAnswer(request).lines().findFirst().orElse("");
    }

    /** All of the answer to a request that an HTTP client would not send, and that ends the connection. */
    String rawAnswer(String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", server.address().getPort())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    Guard guard() {
        return server.guard();
    }

    URI address() {
        return server.address();
    }

    /** JSON text as the server writes it, from one that is laid out for people. */
    static String compact(String json) {
        try {
            return JSON.writeValueAsString(JSON.readTree(json));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The cursor of the next page in an answer; null on the last. */
    static String next(HttpResponse<String> answer) {
        try {
            return JSON.readTree(answer.body()).path("next").asText(null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
