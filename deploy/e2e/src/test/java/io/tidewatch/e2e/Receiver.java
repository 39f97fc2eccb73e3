package io.tidewatch.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A receiver of ECS documents over HTTP, one a request, as a sink's webhook sends them. It keeps each that it has
 * acknowledged, also while it is down, as one does that writes to a disk.
 */
final class Receiver implements AutoCloseable {
    private static final int TAKEN = 204;

    private final Map<String, JsonNode> documents = new ConcurrentHashMap<>();
    private final AtomicLong received = new AtomicLong();
    private final int port = Command.freePort();
    private HttpServer server;

    private Receiver() {
        start();
    }

    static Receiver open() {
        return new Receiver();
    }

    /** Begins to listen, where it did before. */
    void start() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
            server.createContext("/", this::take);
            server.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Breaks every connection and listens no more. */
    void stop() {
        server.stop(0);
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            JsonNode document = Command.JSON.readTree(exchange.getRequestBody());
            documents.put(document.at("/event/id").asText(), document);
            received.incrementAndGet();
            exchange.sendResponseHeaders(TAKEN, -1);
        }
    }

    String url() {
        return "http://127.0.0.1:" + port + "/alerts";
    }

    /** What came in so far, by the id of the step. */
    Map<String, JsonNode> documents() {
        return Map.copyOf(documents);
    }

    /** How often a step came, also one that was known. */
    long received() {
        return received.get();
    }

    @Override
    public void close() {
        stop();
    }
}
