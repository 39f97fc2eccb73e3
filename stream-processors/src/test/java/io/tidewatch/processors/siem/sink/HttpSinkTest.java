package io.tidewatch.processors.siem.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.tidewatch.processors.SampleAlerts;
import io.tidewatch.processors.siem.EcsAlert;
import io.tidewatch.schemas.Alert;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpSinkTest {
    private static final HttpSink.Credentials NOBODY = new HttpSink.Credentials(null, null);
    private static final List<Message> STEPS = Stream.of(SampleAlerts.open(), SampleAlerts.close())
        .map(step -> new Message("alert", step.getEventId(), step.getWindowEnd(), EcsAlert.json(step))).toList();

    private final List<Request> requests = new ArrayList<>();
    private final Deque<Answer> answers = new ArrayDeque<>();
    private HttpServer server;

    private record Request(String type, String authorization, String signature, String key, String body) {
    }

    private record Answer(int status, String body) {
    }

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private synchronized void answer(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        requests.add(new Request(header(exchange, "Content-Type"), header(exchange, "Authorization"),
            header(exchange, "X-Tidewatch-Signature"), header(exchange, "Idempotency-Key"), body));
        Answer answer = answers.isEmpty() ? new Answer(200, "{}") : answers.remove();
        byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private static String header(HttpExchange exchange, String name) {
        return exchange.getRequestHeaders().getFirst(name);
    }

    private HttpSink sink(HttpDialect dialect, HttpSink.Credentials credentials) {
        return new HttpSink(URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/in"), dialect,
            credentials, null);
    }

    private static String ecs(Alert alert) {
        return new String(EcsAlert.json(alert), StandardCharsets.UTF_8);
    }

    @Test
    void aWebhookGetsOneSignedDocumentAtATime() throws IOException {
        try (HttpSink sink = sink(HttpDialect.WEBHOOK, new HttpSink.Credentials("Bearer t", "key"))) {
            assertThat(sink.deliver(STEPS)).isEmpty();
        }
        assertThat(requests).hasSize(2);
        Request first = requests.get(0);
        assertThat(first.body()).isEqualTo(ecs(SampleAlerts.open()));
        assertThat(first.type()).isEqualTo("application/json");
        assertThat(first.authorization()).isEqualTo("Bearer t");
        assertThat(first.key()).isEqualTo(SampleAlerts.open().getEventId());
        assertThat(first.signature()).matches("sha256=[0-9a-f]{64}").isNotEqualTo(requests.get(1).signature());
    }

    @Test
    void bulkCreatesByIdAndTakesWhatIsThereAlready() throws IOException {
        answers.add(new Answer(200, "{\"errors\":true,\"items\":[{\"create\":{\"status\":409,\"error\":{}}},"
            + "{\"create\":{\"status\":201}}]}"));
        try (HttpSink sink = sink(HttpDialect.BULK, NOBODY)) {
            assertThat(sink.deliver(STEPS)).isEmpty();
        }
        assertThat(requests).hasSize(1);
        assertThat(requests.get(0).type()).isEqualTo("application/x-ndjson");
        assertThat(requests.get(0).body()).isEqualTo("{\"create\":{\"_id\":\"0b0b0b0b-0000-5000-8000-000000000000\"}}\n"
            + ecs(SampleAlerts.open()) + "\n{\"create\":{\"_id\":\"0b0b0b0b-0000-5000-8000-000000000002\"}}\n"
            + ecs(SampleAlerts.close()) + "\n");
    }

    @Test
    void bulkNamesTheDocumentThatDoesNotFit() throws IOException {
        answers.add(new Answer(200, "{\"errors\":true,\"items\":[{\"create\":{\"status\":201}},"
            + "{\"create\":{\"status\":400,\"error\":{\"type\":\"strict_dynamic_mapping_exception\"}}}]}"));
        try (HttpSink sink = sink(HttpDialect.BULK, NOBODY)) {
            assertThat(sink.deliver(STEPS)).containsExactly(
                new Sink.Rejection(1, "{\"type\":\"strict_dynamic_mapping_exception\"}"));
        }
    }

    @Test
    void bulkThatIsBusyIsTriedAgain() {
        answers.add(new Answer(200, "{\"items\":[{\"create\":{\"status\":429,\"error\":{}}}]}"));
        try (HttpSink sink = sink(HttpDialect.BULK, NOBODY)) {
            assertThatThrownBy(() -> sink.deliver(STEPS)).isInstanceOf(IOException.class).hasMessageContaining("busy");
        }
    }

    @Test
    void splunkGetsObjectsOneBehindTheOther() throws IOException {
        try (HttpSink sink = sink(HttpDialect.HEC, new HttpSink.Credentials("Splunk token", null))) {
            assertThat(sink.deliver(STEPS)).isEmpty();
        }
        String about = ",\"source\":\"tidewatch\",\"sourcetype\":\"tidewatch:alert\",\"event\":";
        assertThat(requests.get(0).body()).isEqualTo("{\"time\":1767225605.000" + about + ecs(SampleAlerts.open()) + "}"
            + "{\"time\":1767225695.000" + about + ecs(SampleAlerts.close()) + "}");
        assertThat(requests.get(0).authorization()).isEqualTo("Splunk token");
    }

    @Test
    void theOneOfABatchThatIsToBlameIsFound() throws IOException {
        answers.add(new Answer(400, "invalid"));
        answers.add(new Answer(200, ""));
        answers.add(new Answer(400, "invalid"));
        try (HttpSink sink = sink(HttpDialect.HEC, NOBODY)) {
            assertThat(sink.deliver(STEPS)).containsExactly(
                new Sink.Rejection(1, "the receiver answered 400: invalid"));
        }
        assertThat(requests).hasSize(3);
    }

    @Test
    void aWebhookThatHasItAlreadyIsContent() throws IOException {
        answers.add(new Answer(409, ""));
        try (HttpSink sink = sink(HttpDialect.WEBHOOK, NOBODY)) {
            assertThat(sink.deliver(STEPS)).isEmpty();
        }
    }

    /** A token, an address or a limit can be mended; the alerts wait for it. */
    @ParameterizedTest
    @ValueSource(ints = {301, 401, 403, 404, 408, 429, 500, 503})
    void whatCanBeMendedIsTriedAgain(int status) {
        answers.add(new Answer(status, "no"));
        try (HttpSink sink = sink(HttpDialect.WEBHOOK, NOBODY)) {
            assertThatThrownBy(() -> sink.deliver(STEPS)).isInstanceOf(IOException.class)
                .hasMessage("the receiver answered " + status + ": no");
        }
    }
}
