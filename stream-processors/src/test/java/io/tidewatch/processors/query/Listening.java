package io.tidewatch.processors.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;

/** A client of server-sent events, as the HTML standard reads them. */
final class Listening implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final InputStream body;
    private final BufferedReader lines;
    private String lastId;

    /** An event; {@code id} is the last one seen with it or before. */
    record Event(String name, JsonNode data, String id) {
    }

    Listening(URI api, String query, String lastEventId) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(api + "/api/v1/stream" + query));
        if (lastEventId != null) {
            request.header("Last-Event-ID", lastEventId);
        }
        try {
            HttpClient client = HttpClient.newHttpClient();
            HttpResponse<InputStream> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            // A place is free only when the server has noticed that another client is gone.
            for (int again = 0; again < 200 && answer.statusCode() == 503; again++) {
                Thread.sleep(50);
                answer = client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            }
            if (answer.statusCode() != 200
                    || !answer.headers().firstValue("Content-Type").orElse("").startsWith("text/event-stream")) {
                throw new AssertionError(answer.statusCode() + " " + answer.headers().map());
            }
            body = answer.body();
            lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Waits for the next event; null when the stream has ended. */
    Event next() {
        try {
            String name = "message";
            String data = "";
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("id: ")) {
                    lastId = line.substring(4);
                } else if (line.startsWith("event: ")) {
                    name = line.substring(7);
                } else if (line.startsWith("data: ")) {
                    data += line.substring(6);
                } else if (line.isEmpty() && !data.isEmpty()) {
                    return new Event(name, JSON.readTree(data), lastId);
                }
            }
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            body.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
