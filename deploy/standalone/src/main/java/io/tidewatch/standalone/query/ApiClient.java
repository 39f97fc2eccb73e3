package io.tidewatch.standalone.query;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidewatch.schemas.OperatorError;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;

/** The query API: resources by path, lists put together from their pages, failures in words for people. */
public final class ApiClient {
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(30);
    private static final String ROOT = "/api/v1/";
    private static final int UNAUTHORIZED = 401;
    private static final int NOT_FOUND = 404;
    private static final int BAD_REQUEST = 400;
    private static final int SERVER_ERROR = 500;

    private final HttpClient http;
    private final ObjectMapper json = new ObjectMapper();
    private final URI api;
    private final String token;

    /**
     * A client of the API under this address, such as {@code http://127.0.0.1:8787}.
     *
     * @param token bearer token, or null
     * @param trust whom an https API must be known by; null: by those whom Java trusts
     */
    public ApiClient(URI api, String token, SSLContext trust) {
        if (api.getScheme() == null || api.getHost() == null || !api.getScheme().matches("https?")) {
            throw OperatorError.misused("The API address " + api + " is not understood", "It is no http address",
                "Give --api like http://127.0.0.1:8787");
        }
        this.api = api;
        this.token = token;
        HttpClient.Builder client = HttpClient.newBuilder().connectTimeout(CONNECT_LIMIT);
        this.http = (trust == null ? client : client.sslContext(trust)).build();
    }

    /** A path under {@code /api/v1/}: each part is encoded, since segments may hold slashes. */
    public static String path(String... parts) {
        return Arrays.stream(parts).map(ApiClient::encode).collect(Collectors.joining("/"));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /**
     * A resource, with all pages of it in {@code items} where it is a list.
     *
     * @param parameters of the query; null values are left out
     * @throws OperatorError when the API can't be reached or refuses
     */
    public ObjectNode get(String path, Map<String, String> parameters) {
        Answer first = ask(path, parameters);
        if (first.status() >= BAD_REQUEST) {
            throw refused(first);
        }
        return whole(path, parameters, first);
    }

    /** The same, or null when the API knows no such thing. */
    public ObjectNode find(String path, Map<String, String> parameters) {
        Answer first = ask(path, parameters);
        if (first.status() == NOT_FOUND) {
            return null;
        }
        if (first.status() >= BAD_REQUEST) {
            throw refused(first);
        }
        return whole(path, parameters, first);
    }

    /**
     * Listens to server-sent events until the stream ends or {@code each} has had enough.
     *
     * @param lastId id of the last event seen; null: from now on
     * @param each is given the name of an event, its data and its id; says whether to go on
     * @throws OperatorError when the API refuses
     * @throws IOException when it can't be reached or the connection is lost
     */
    public void listen(Map<String, String> parameters, String lastId, Listener each) throws IOException {
        HttpRequest.Builder request = request(address("stream", parameters), "text/event-stream");
        if (lastId != null) {
            request.header("Last-Event-ID", lastId);
        }
        HttpResponse<InputStream> response;
        try {
            response = http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(response.body(),
                StandardCharsets.UTF_8))) {
            if (response.statusCode() >= SERVER_ERROR) {
                throw new IOException("status " + response.statusCode());
            }
            if (response.statusCode() >= BAD_REQUEST) {
                throw refused(new Answer(response.uri(), response.statusCode(),
                    (ObjectNode) json.readTree(lines)));
            }
            read(lines, lastId, each);
        }
    }

    private void read(BufferedReader lines, String lastId, Listener each) throws IOException {
        String id = lastId;
        String event = "message";
        StringBuilder data = new StringBuilder();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith("id: ")) {
                id = line.substring("id: ".length());
            } else if (line.startsWith("event: ")) {
                event = line.substring("event: ".length());
            } else if (line.startsWith("data: ")) {
                data.append(line, "data: ".length(), line.length());
            } else if (line.isEmpty()) {
                if (!each.event(event, data.length() == 0 ? MissingNode.getInstance()
                        : json.readTree(data.toString()), id)) {
                    return;
                }
                event = "message";
                data.setLength(0);
            }
        }
    }

    /** Is told of events. */
    public interface Listener {
        /** One event, without data where only its id goes on; says whether to go on. */
        boolean event(String name, JsonNode data, String id);
    }

    private ObjectNode whole(String path, Map<String, String> parameters, Answer first) {
        ObjectNode answer = first.body();
        JsonNode next = answer.path("next");
        while (answer.path("items") instanceof ArrayNode items && next.isTextual()) {
            Map<String, String> more = new LinkedHashMap<>(parameters);
            more.put("cursor", next.textValue());
            ObjectNode page = ask(path, more).body();
            page.path("items").forEach(items::add);
            next = page.path("next");
        }
        answer.remove("next");
        return answer;
    }

    /** What one request brought. */
    private record Answer(URI address, int status, ObjectNode body) {
    }

    private Answer ask(String path, Map<String, String> parameters) {
        URI address = address(path, parameters);
        HttpRequest.Builder request = request(address, "application/json").timeout(ANSWER_LIMIT);
        try {
            HttpResponse<byte[]> response = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            return new Answer(address, response.statusCode(), parse(response, address));
        } catch (IOException e) {
            throw OperatorError.failed("The query API can't be reached at " + api, reason(e),
                e instanceof SSLException ? "Give the file of the authority that its certificate comes from with --ca, "
                + "and a name with --api that stands in the certificate; http:// where it speaks no TLS"
                : "Start it (tidewatch standalone or tidewatch process), or name another with --api URL", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private URI address(String path, Map<String, String> parameters) {
        String query = parameters.entrySet().stream().filter(each -> each.getValue() != null)
            .map(each -> encode(each.getKey()) + '=' + encode(each.getValue())).collect(Collectors.joining("&"));
        return URI.create(api.toString().replaceAll("/+$", "") + ROOT + path + (query.isEmpty() ? "" : "?" + query));
    }

    private HttpRequest.Builder request(URI address, String accept) {
        HttpRequest.Builder request = HttpRequest.newBuilder(address).header("Accept", accept);
        if (token != null && !token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        return request;
    }

    private ObjectNode parse(HttpResponse<byte[]> response, URI address) {
        try {
            if (json.readTree(response.body()) instanceof ObjectNode body) {
                return body;
            }
        } catch (JsonProcessingException e) {
            throw strange(address, response.statusCode(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw strange(address, response.statusCode(), null);
    }

    private static OperatorError strange(URI address, int status, IOException cause) {
        return OperatorError.failed("What answers at " + address + " is not Tidewatch's query API",
            "It answers with status " + status + " and no JSON object",
            "Name the API with --api URL; standalone prints it at its start", cause);
    }

    /** Problem details of RFC 9457, as far as they are there. */
    private static OperatorError refused(Answer answer) {
        int status = answer.status();
        String title = answer.body().path("title").asText("status " + status);
        String detail = answer.body().path("detail").asText("The API says no more");
        return OperatorError.failed("The query API did not answer " + answer.address().getPath() + ": " + title, detail,
            status == UNAUTHORIZED ? "Give --token or --token-file"
                : status == NOT_FOUND ? "tidewatch query segments and tidewatch query groups list what there is"
                : status < SERVER_ERROR ? "See tidewatch query --help"
                : "Ask again in a moment; /readyz of the API says what it waits for", null);
    }

    private static String reason(IOException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause.getMessage() != null && !cause.getMessage().isBlank()) {
                return cause.getMessage();
            }
        }
        // The client's ConnectException says nothing of its own where the connection is refused.
        return e instanceof java.net.ConnectException ? "Nobody listens there" : e.toString();
    }
}
