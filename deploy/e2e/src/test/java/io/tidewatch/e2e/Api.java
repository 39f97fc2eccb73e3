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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The query API as any HTTP client sees it. */
final class Api {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int NOT_FOUND = 404;
    /** State is on its way to an instance, or one client has asked much in a second. */
    private static final Set<Integer> ASK_AGAIN = Set.of(503, 429);
    private static final int OK = 200;

    private final HttpClient client = HttpClient.newBuilder().connectTimeout(LIMIT).build();
    private final String base;
    private final String token;

    Api(String base) {
        this(base, null);
    }

    /** One that wants a token. */
    Api(String base, String token) {
        this.base = base.replaceAll("/+$", "");
        this.token = token;
    }

    /** One segment of a path. */
    static String part(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** The answer to a target below {@code /api/v1/}; null where there is no such thing. */
    JsonNode find(String target) {
        try {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + "/api/v1/" + target)).timeout(LIMIT);
            if (token != null) {
                request.header("Authorization", "Bearer " + token);
            }
            HttpResponse<String> response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            long giveUpAt = System.nanoTime() + PATIENCE.toNanos();
            while (ASK_AGAIN.contains(response.statusCode()) && System.nanoTime() < giveUpAt) {
                Standalone.pause();
                response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            }
            if (response.statusCode() == NOT_FOUND) {
                return null;
            }
            if (response.statusCode() != OK) {
                throw new AssertionError(target + " was answered with " + response.statusCode() + " "
                    + response.body());
            }
            return Command.JSON.readTree(response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(target, e);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    /** The same, of something that must be there. */
    JsonNode get(String target) {
        JsonNode answer = find(target);
        if (answer == null) {
            throw new AssertionError("there is no " + target);
        }
        return answer;
    }

    /** All items of a list, over all its pages. */
    List<JsonNode> all(String target) {
        List<JsonNode> items = new ArrayList<>();
        String cursor = "";
        while (cursor != null) {
            JsonNode page = find(target + (target.contains("?") ? "&" : "?") + "limit=1000"
                + (cursor.isEmpty() ? "" : "&cursor=" + part(cursor)));
            if (page == null) {
                return items;
            }
            page.path("items").forEach(items::add);
            cursor = page.path("next").isTextual() ? page.path("next").asText() : null;
        }
        return items;
    }
}
