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

/** A receiver of ECS documents over HTTP, one a request, as a sink's webhook sends them. It takes each and keeps it. */
final class Receiver implements AutoCloseable {
    private static final int TAKEN = 204;

    private final HttpServer server;
    /** Documents by the id of their step. */
    private final Map<String, JsonNode> documents = new ConcurrentHashMap<>();

    private Receiver(HttpServer server) {
        this.server = server;
    }

    static Receiver start() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            Receiver receiver = new Receiver(server);
            server.createContext("/", receiver::take);
            server.start();
            return receiver;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            JsonNode document = Command.JSON.readTree(exchange.getRequestBody());
            documents.put(document.at("/event/id").asText(), document);
            exchange.sendResponseHeaders(TAKEN, -1);
        }
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/alerts";
    }

    /** What came in so far, by the id of the step. */
    Map<String, JsonNode> documents() {
        return Map.copyOf(documents);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
