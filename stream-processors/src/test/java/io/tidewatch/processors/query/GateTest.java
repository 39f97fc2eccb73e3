package io.tidewatch.processors.query;

import static io.tidewatch.processors.query.ServedState.compact;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GateTest {
    private static final String TOKEN = "a-token-of-some-length";

    /** A web page that points its own name at this machine gets no answer through its visitor's browser. */
    @ParameterizedTest
    @CsvSource({"localhost,200", "localhost:8787,200", "127.0.0.1,200", "127.1.2.3:1,200", "[::1]:8787,200",
        "evil.example,421", "localhost.evil.example,421", "127.0.0.1.evil.example,421", "192.0.2.1,421", "'',400"})
    void withoutATokenOnlyThisMachineIsAnswered(String host, String status) throws IOException {
        try (ServedState api = new ServedState("")) {
            assertThat(api.raw("GET /api/v1/segments HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n"))
                .contains(' ' + status + ' ');
        }
    }

    @Test
    void theTokenOpens() {
        try (ServedState api = new ServedState(TOKEN)) {
            assertThat(api.get("/api/v1/segments", "Authorization", "Bearer " + TOKEN).statusCode()).isEqualTo(200);
            assertThat(api.get("/metrics", "Authorization", "Bearer " + TOKEN).statusCode()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer a-token-of-some-lengt", "Bearer", "Basic " + TOKEN, TOKEN})
    void anotherTokenDoesNot(String authorization) {
        try (ServedState api = new ServedState(TOKEN)) {
            HttpResponse<String> answer = api.get("/api/v1/segments", "Authorization", authorization);
            assertThat(answer.statusCode()).isEqualTo(401);
            assertThat(answer.headers().firstValue("WWW-Authenticate")).contains("Bearer realm=\"tidewatch\"");
            assertThat(answer.body()).isEqualTo(compact("""
                {"type":"about:blank","title":"Unauthorized","status":401,
                 "detail":"Send the token of api.token as Authorization: Bearer TOKEN."}"""));
        }
    }

    @Test
    void healthIsToldToAnybodyMetricsAreNot() {
        try (ServedState api = new ServedState(TOKEN)) {
            assertThat(api.get("/livez").statusCode()).isEqualTo(200);
            assertThat(api.get("/readyz").statusCode()).isEqualTo(200);
            assertThat(api.get("/metrics").statusCode()).isEqualTo(401);
            assertThat(api.get("/nowhere").statusCode()).isEqualTo(401);
        }
    }

    @Test
    void everyAnswerIsKeptFromPagesAndCaches() {
        try (ServedState api = new ServedState("")) {
            for (String path : new String[] {"/api/v1/segments", "/nowhere", "/livez"}) {
                Map<String, String> expected = Map.of("X-Content-Type-Options", "nosniff", "X-Frame-Options", "DENY",
                    "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'",
                    "Referrer-Policy", "no-referrer", "Cross-Origin-Resource-Policy", "same-origin",
                    "Cache-Control", "no-store");
                HttpResponse<String> answer = api.get(path);
                expected.forEach((name, value) ->
                    assertThat(answer.headers().firstValue(name)).as(path + ' ' + name).contains(value));
                assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
            }
        }
    }

    @Test
    void theTokenIsNotPrinted() {
        assertThat(ServedState.settings(8787, TOKEN)).hasToString("ApiSettings[127.0.0.1:8787, with token]");
    }
}
