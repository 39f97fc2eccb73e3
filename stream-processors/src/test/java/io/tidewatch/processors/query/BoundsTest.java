package io.tidewatch.processors.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.processors.query.guard.Bounds;
import io.tidewatch.processors.query.guard.Cut;
import io.tidewatch.processors.query.guard.Tokens;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What callers may take of the server, tried by callers who take more. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BoundsTest {
    private static final String TOKEN = "a-token-of-some-length";
    private static final Duration SHORT = Duration.ofSeconds(1);

    private static ServedState serving(Bounds bounds, String token) {
        return new ServedState(ServedState.settings(0, Tokens.of(token, null), null, bounds));
    }

    private static Socket connect(ServedState api) throws IOException {
        return new Socket("127.0.0.1", api.address().getPort());
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        for (int i = 0; i < 1200 && !condition.getAsBoolean(); i++) {
            Thread.sleep(50);
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }

    /** Whether the server has ended a connection on which it owes nothing. */
    private static boolean ended(Socket socket) {
        try {
            return socket.getInputStream().read() < 0;
        } catch (IOException reset) {
            return true;
        }
    }

    @Test
    void headersThatAreTooLong() throws IOException {
        try (ServedState api = new ServedState(TOKEN)) {
            String answer = api.rawAnswer("GET /api/v1/segments HTTP/1.1\r\nHost: localhost\r\nX-Long: "
                + "A".repeat(20_000) + "\r\nConnection: close\r\n\r\n");
            assertThat(answer).startsWith("HTTP/1.1 431 ").contains("application/problem+json",
                "X-Content-Type-Options: nosniff", "\"status\":431").doesNotContain("AAAA", "Jetty");
            assertThat(api.raw("GET /" + "A".repeat(20_000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n"))
                .startsWith("HTTP/1.1 414 ");
            assertThat(api.get("/livez").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void headersThatAreTooMany() throws IOException {
        try (ServedState api = new ServedState(TOKEN)) {
            StringBuilder request = new StringBuilder("GET /api/v1/segments HTTP/1.1\r\nHost: localhost\r\n");
            for (int i = 0; i < 2000; i++) {
                request.append("X-").append(i).append(": a\r\n");
            }
            assertThat(api.raw(request.append("\r\n").toString())).startsWith("HTTP/1.1 431 ");
            assertThat(api.get("/livez").statusCode()).isEqualTo(200);
        }
    }

    /** What one server takes for a body and another for the next request. */
    @Test
    void requestsWithinRequestsAreNoRequests() throws IOException {
        try (ServedState api = new ServedState(TOKEN)) {
            for (String head : List.of("Content-Length: 4\r\nTransfer-Encoding: chunked",
                    "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity", "Content-Length: +4",
                    "Content-Length: 4, 4")) {
                assertThat(api.rawAnswer("GET /livez HTTP/1.1\r\nHost: localhost\r\n" + head + "\r\n\r\n"
                    + "0\r\n\r\nGET /metrics HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + TOKEN
                    + "\r\n\r\n")).as(head).matches("(?s)HTTP/1.1 (400|413|501) .*")
                    .doesNotContain(ServedState.METRICS);
            }
        }
    }

    @Test
    void bodiesAreNotTaken() throws IOException {
        try (ServedState api = new ServedState("")) {
            for (String head : List.of("Content-Length: 1000000000", "Transfer-Encoding: chunked")) {
                assertThat(api.rawAnswer("GET /api/v1/segments HTTP/1.1\r\nHost: localhost\r\n" + head + "\r\n\r\n"))
                    .startsWith("HTTP/1.1 413 ").contains("The API takes no body.", "Connection: close");
            }
        }
    }

    @Test
    void whatIsNoRequestIsAProblemToo() throws IOException {
        try (ServedState api = new ServedState("")) {
            for (String request : List.of("GET\r\n\r\n", "<script>alert(1)</script>\r\n\r\n",
                    "GET /api HTTP/9.9\r\n\r\n", "GET /livez HTTP/1.1\r\n\r\n",
                    "GET /livez HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
                    "GET /livez HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
                    "GET /livez HTTP/1.1\r\nHost: localhost\r\nX y: 1\r\n\r\n")) {
                assertThat(api.rawAnswer(request)).as(request).matches("(?s)HTTP/1.1 (400|505) .*")
                    .contains("application/problem+json", "nosniff").doesNotContain("script>", "Jetty");
            }
        }
    }

    @Test
    void oneClientMayAskOnlySoOften() {
        try (ServedState api = serving(new Bounds(100, 100, 1, SHORT), TOKEN)) {
            HttpResponse<String> answer = null;
            for (int i = 0; i < 50 && (answer == null || answer.statusCode() != 429); i++) {
                answer = api.get("/livez");
            }
            assertThat(answer.statusCode()).isEqualTo(429);
            assertThat(answer.headers().firstValue("Retry-After")).contains("1");
            assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
            assertThat(answer.body()).contains("api.client.rate");
            // What another instance passes on is many clients'; who only says that it is one is not believed.
            for (int i = 0; i < 10; i++) {
                assertThat(api.get("/api/v1/segments", Neighbours.PARTITIONS, "membership/0", "Authorization",
                    "Bearer " + TOKEN).statusCode()).isEqualTo(200);
            }
            int refused = 0;
            for (int i = 0; i < 10; i++) {
                refused += api.get("/api/v1/segments", Neighbours.PARTITIONS, "membership/0", "Authorization",
                    "Bearer another-token-than-that").statusCode() == 429 ? 1 : 0;
            }
            assertThat(refused).isPositive();
        }
    }

    @Test
    void oneClientMayHaveOnlySoManyConnections() throws IOException, InterruptedException {
        List<Socket> sockets = new ArrayList<>();
        try (ServedState api = serving(new Bounds(100, 3, 0, Duration.ofMinutes(1)), "")) {
            for (int i = 0; i < 3; i++) {
                sockets.add(connect(api));
            }
            await(() -> api.guard().connections() == 3);
            try (Socket fourth = connect(api)) {
                assertThat(ended(fourth)).isTrue();
            }
            assertThat(api.guard().cut(Cut.CLIENT)).isEqualTo(1);
            sockets.remove(0).close();
            await(() -> api.guard().connections() == 2);
            assertThat(api.get("/livez").statusCode()).isEqualTo(200);
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    @Test
    void allTogetherMayHaveOnlySoManyConnections() throws IOException, InterruptedException {
        try (ServedState api = serving(new Bounds(1, 100, 0, Duration.ofMinutes(1)), "");
             Socket first = connect(api)) {
            await(() -> api.guard().connections() == 1);
            try (Socket second = connect(api)) {
                assertThat(ended(second)).isTrue();
            }
            assertThat(api.guard().cut(Cut.ALL)).isEqualTo(1);
            first.getOutputStream().write("GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(
                StandardCharsets.US_ASCII));
            assertThat((char) first.getInputStream().read()).isEqualTo('H');
        }
    }

    /** Never silent for long, never done: silence alone would not give it away. */
    @Test
    void whoSendsARequestByteByByteIsCut() throws IOException, InterruptedException {
        try (ServedState api = serving(new Bounds(100, 100, 0, SHORT), ""); Socket slow = connect(api)) {
            OutputStream out = slow.getOutputStream();
            out.write("GET /livez HTTP/1.1\r\nHost: localhost\r\nX: ".getBytes(StandardCharsets.US_ASCII));
            await(() -> {
                try {
                    out.write('a');
                    out.flush();
                } catch (IOException cut) {
                    return true;
                }
                return api.guard().cut(Cut.REQUEST) == 1;
            });
            await(() -> api.guard().cut(Cut.REQUEST) == 1);
            assertThat(api.get("/livez").statusCode()).isEqualTo(200);
        }
    }

    /** More of them than there are threads: an answer that nobody takes would hold one for ever. */
    @Test
    void whoDoesNotTakeTheAnswerIsCut() throws IOException, InterruptedException {
        List<Socket> sockets = new ArrayList<>();
        try (ServedState api = serving(new Bounds(100, 100, 0, SHORT), "")) {
            api.state.metrics = 3_000_000;
            for (int i = 0; i < 10; i++) {
                Socket socket = new Socket();
                socket.setReceiveBufferSize(4096);
                socket.connect(new InetSocketAddress("127.0.0.1", api.address().getPort()));
                socket.getOutputStream().write("GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(
                    StandardCharsets.US_ASCII));
                sockets.add(socket);
            }
            await(() -> api.guard().cut(Cut.ANSWER) + api.guard().cut(Cut.REQUEST) == 10);
            assertThat(api.guard().cut(Cut.ANSWER)).isPositive();
            assertThat(api.get("/livez").statusCode()).isEqualTo(200);
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    @Test
    void theStreamOfChangesMayGoOn() throws InterruptedException {
        try (ServedState api = serving(new Bounds(100, 100, 0, SHORT), "");
             Listening client = new Listening(api.address(), "", null)) {
            assertThat(client.next().name()).isEqualTo("begin");
            try (Socket idle = connect(api)) {
                // Cut after the stream would have been.
                assertThat(ended(idle)).isTrue();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
            api.topics.change("late", "lan", "239.1.1.1", "10.0.0.1");
            assertThat(client.next().name()).isEqualTo("change");
            assertThat(api.guard().cut(Cut.ANSWER)).isZero();
        }
    }
}
