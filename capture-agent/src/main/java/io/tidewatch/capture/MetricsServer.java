package io.tidewatch.capture;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers {@code GET /metrics} in the Prometheus text format. That it can't listen is no reason not to capture. */
final class MetricsServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MetricsServer.class);
    private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;
    private static final int METHOD_NOT_ALLOWED = 405;

    private final InetSocketAddress listen;
    private final AgentMetrics metrics;
    private HttpServer server;
    private ExecutorService thread;

    /** Nothing listens yet. */
    MetricsServer(InetSocketAddress listen, AgentMetrics metrics) {
        this.listen = listen;
        this.metrics = metrics;
    }

    void start() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getByName(listen.getHostString()),
                listen.getPort()), 0);
        } catch (IOException e) {
            LOG.warn("Metrics can't be answered at {}:{}. {}. Capture goes on without; set {} to another HOST:PORT, or "
                + "to off.", listen.getHostString(), listen.getPort(), e.getMessage(), AgentConfig.METRICS_LISTEN);
            return;
        }
        metrics.addProcess();
        thread = Executors.newSingleThreadExecutor(work -> {
            Thread made = new Thread(work, "metrics");
            made.setDaemon(true);
            return made;
        });
        server.setExecutor(thread);
        server.createContext("/", this::answer);
        server.start();
        LOG.info("metrics at http://{}:{}/metrics", listen.getHostString(), server.getAddress().getPort());
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (!exchange.getRequestURI().getPath().equals("/metrics")) {
                exchange.sendResponseHeaders(NOT_FOUND, -1);
            } else if (exchange.getRequestMethod().equals("GET")) {
                byte[] text = metrics.text().getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().set("Content-Type", TEXT);
                exchange.sendResponseHeaders(OK, text.length);
                exchange.getResponseBody().write(text);
            } else {
                exchange.getResponseHeaders().set("Allow", "GET");
                exchange.sendResponseHeaders(METHOD_NOT_ALLOWED, -1);
            }
        }
    }

    /** Where it answers, once started; null when it can't. */
    InetSocketAddress address() {
        return server == null ? null : server.getAddress();
    }

    @Override
    public void close() {
        if (server != null) {
            server.stop(0);
            thread.shutdownNow();
        }
        metrics.close();
    }
}
