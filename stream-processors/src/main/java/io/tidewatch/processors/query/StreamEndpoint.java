package io.tidewatch.processors.query;

import io.javalin.http.Context;
import jakarta.servlet.ServletOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/**
 * The stream of changes: each client has a thread and a consumer of its own while it listens, and there are only so
 * many at a time.
 */
final class StreamEndpoint implements AutoCloseable {
    private static final String EVENTS = "text/event-stream";
    private static final Duration STOP = Duration.ofSeconds(3);

    private final StreamSource source;
    private final Semaphore places;
    private final int most;
    private final Duration heartbeat;
    private final Map<StreamClient, Thread> clients = new ConcurrentHashMap<>();
    private volatile boolean closed;

    StreamEndpoint(StreamSource source, int most, Duration heartbeat) {
        this.source = source;
        this.most = most;
        this.heartbeat = heartbeat;
        this.places = new Semaphore(most);
    }

    void stream(Context request, Route route) {
        Parameters parameters = Parameters.of(Question.of(request), route.parameters());
        Filters filters = Filters.of(parameters);
        String after = parameters.text(Param.LAST_EVENT_ID) == null ? request.header("Last-Event-ID")
            : parameters.text(Param.LAST_EVENT_ID);
        if (closed || !places.tryAcquire()) {
            throw Problem.notReady("As many clients as api.stream.clients allows, " + most + ", listen already.");
        }
        StreamClient client = null;
        boolean begun = false;
        try {
            client = new StreamClient(source, filters, after == null || after.isEmpty() ? null : after,
                heartbeat);
            request.contentType(EVENTS).header("X-Accel-Buffering", "no");
            if (request.req().getMethod().equals("HEAD")) {
                return;
            }
            ServletOutputStream out = request.res().getOutputStream();
            StreamClient told = client;
            CompletableFuture<Void> done = new CompletableFuture<>();
            Thread thread = new Thread(() -> tell(told, out, done), "tidewatch-stream");
            thread.setDaemon(true);
            request.future(() -> {
                clients.put(told, thread);
                thread.start();
                return done;
            });
            begun = true;
        } catch (IOException e) {
            throw Problem.notReady("The connection is gone.");
        } finally {
            if (!begun) {
                places.release();
                if (client != null) {
                    client.close();
                }
            }
        }
    }

    private void tell(StreamClient client, ServletOutputStream out, CompletableFuture<Void> done) {
        try {
            source.ended().accept(client.tell(out));
        } finally {
            clients.remove(client);
            places.release();
            done.complete(null);
        }
    }

    /** Clients that listen now. */
    int clients() {
        return clients.size();
    }

    /** Ends all, each with a word to its client. */
    @Override
    public void close() {
        closed = true;
        clients.keySet().forEach(StreamClient::stop);
        long giveUpAt = System.nanoTime() + STOP.toNanos();
        for (Thread thread : clients.values()) {
            try {
                thread.join(Math.max(1, (giveUpAt - System.nanoTime()) / 1_000_000));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
