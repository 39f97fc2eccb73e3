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

    /** An address is kept in logs, histories and referrers; a cookie is sent by any page. */
    @ParameterizedTest
    @CsvSource({"?token=" + TOKEN + ",X-Nothing,", "?access_token=" + TOKEN + ",X-Nothing,", "'',Cookie,token=",
        "'',X-Api-Key,", "'',Proxy-Authorization,Bearer "})
    void aTokenInAnotherPlaceIsNone(String query, String header, String before) throws IOException {
        try (ServedState api = new ServedState(TOKEN)) {
            assertThat(api.raw("GET /api/v1/segments" + query + " HTTP/1.1\r\nHost: localhost\r\n" + header + ": "
                + (before == null ? "" : before) + TOKEN + "\r\nConnection: close\r\n\r\n")).contains(" 401 ");
            assertThat(api.state.asked).isEmpty();
        }
    }

    /** However the address is written: what is answered without the token is health alone. */
    @ParameterizedTest
    @ValueSource(strings = {"//api/v1/segments", "/api//v1/segments", "/./api/v1/segments", "/livez/../api/v1/segments",
        "/livez/..%2fapi/v1/segments", "/livez%2f..%2fapi%2fv1%2fsegments", "/livez;/../api/v1/segments",
        "/api/v1/segments;x=1", "/api;/v1/segments", "/API/V1/SEGMENTS", "/api/v1/segments/", "/%61pi/v1/segments",
        "/api/v1/%73egments", "/api/v1/segments%00", "/api/v1/segments%3f", "/api/v1/segments?/livez",
        "/api/v1/segments#/livez", "/metrics/", "/metrics;", "//metrics", "/%6detrics", "/livez/metrics",
        "http://localhost/api/v1/segments", "http://localhost/livez/../metrics", "\\\\api\\v1\\segments",
        "/api/v1/segments/a%2Fb/groups", "/api/v1/segments/..%2F..%2Flivez/groups", "*", "/nowhere",
        "/api/v1/openapi.json", "/api/v1/stream"})
    void noPathGoesRoundTheToken(String target) throws IOException {
        try (ServedState api = new ServedState(TOKEN)) {
            String line = api.raw("GET " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            assertThat(line).matches("HTTP/1.1 (400|401) .*");
            assertThat(api.state.asked).isEmpty();
        }
    }

    /** What a browser says of a page of another site, which must not even make us work. */
    @ParameterizedTest
    @CsvSource({"cross-site,cors,403", "same-site,no-cors,403", "same-origin,cors,200", "none,navigate,200",
        "cross-site,navigate,200"})
    void pagesOfOtherSitesGetNothing(String site, String mode, int status) {
        try (ServedState api = new ServedState("")) {
            HttpResponse<String> answer = api.get("/api/v1/segments", "Sec-Fetch-Site", site, "Sec-Fetch-Mode", mode,
                "Origin", "https://evil.example");
            assertThat(answer.statusCode()).isEqualTo(status);
            assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
        }
    }

    /** Names that would be a script on a page are told as text, of a kind that no browser takes for a page. */
    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/segments/%3Cscript%3Ealert(1)%3C%2Fscript%3E/groups",
        "/api/v1/segments/a%2Fb/groups?host=%3Cscript%3Ealert(1)%3C/script%3E",
        "/api/v1/hosts/%3Cimg%20src=x%20onerror=alert(1)%3E", "/api/v1/alerts/%3Cscript%3E",
        "/api/v1/segments?%3Cscript%3E=1", "/%3Cscript%3E"})
    void aScriptInANameIsText(String path) {
        try (ServedState api = new ServedState("")) {
            HttpResponse<String> answer = api.get(path);
            assertThat(answer.statusCode()).isIn(400, 404);
            assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
            assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
            assertThat(answer.body()).startsWith("{\"type\":\"about:blank\"");
        }
    }

    /** Names of groups, hosts and sensors are what others put on the wire. */
    @ParameterizedTest
    @ValueSource(strings = {"json", "csv", "ndjson"})
    void noListIsAPage(String format) {
        try (ServedState api = new ServedState("")) {
            for (String list : new String[] {"segments", "segments/a%2Fb/groups", "queriers", "alerts", "sensors"}) {
                HttpResponse<String> answer = api.get("/api/v1/" + list + "?format=" + format);
                assertThat(answer.statusCode()).as(list).isEqualTo(200);
                assertThat(answer.headers().firstValue("Content-Type").orElse("")).as(list)
                    .containsAnyOf("application/json", "text/csv", "application/x-ndjson", "application/jsonl");
                assertThat(answer.headers().firstValue("X-Content-Type-Options")).as(list).contains("nosniff");
            }
        }
    }

    @Test
    void aScriptInTheHostHeaderIsNotTold() throws IOException {
        try (ServedState api = new ServedState("")) {
            assertThat(api.rawAnswer("GET /api/v1/segments HTTP/1.1\r\nHost: <script>alert(1)</script>\r\n"
                + "Connection: close\r\n\r\n")).contains(" 400 ", "application/problem+json").doesNotContain("script>");
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
        assertThat(ServedState.settings(8787, TOKEN)).hasToString("ApiSettings[http, 127.0.0.1:8787, with token]");
    }
}
