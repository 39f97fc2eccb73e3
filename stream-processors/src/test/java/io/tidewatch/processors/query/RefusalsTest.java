package io.tidewatch.processors.query;

import static io.tidewatch.processors.query.ServedState.compact;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewatch.schemas.OperatorError;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RefusalsTest {
    private final ServedState api = new ServedState("");

    @AfterEach
    void stop() {
        api.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
        "/api/v1/segments?asof=1|There is no parameter 'asof' here; there is cursor, format, limit.",
        "/api/v1/alerts/x?limit=1|There is no parameter 'limit' here; there is none.",
        "/api/v1/segments?limit=1&limit=2|limit is given more than once.",
        "/api/v1/segments?limit=0|limit is '0', but can only be 1 to 1000.",
        "/api/v1/segments?limit=1001|limit is '1001', but can only be 1 to 1000.",
        "/api/v1/segments?limit=-1|limit is '-1', but can only be 1 to 1000.",
        "/api/v1/segments?cursor=%21|cursor is '!', which none of our answers gave: take it from next of "
            + "the page before.",
        "/api/v1/alerts?status=open|status is 'open', but can only be active or closed.",
        "/api/v1/segments/a%2Fb/groups?family=5|family is '5', but can only be ipv4 or ipv6.",
        "/api/v1/segments/a%2Fb/groups?asOf=yesterday|asOf is 'yesterday', which is not a time: give ISO 8601, like "
            + "2026-01-31T12:00:00Z, or milliseconds since 1970.",
        "/api/v1/segments/a%2Fb/groups?asOf=2026-01-01T00:01:00.001Z|asOf lies in the future: the latest time on this "
            + "segment is 2026-01-01T00:01:00.000Z.",
        "/api/v1/segments/a%2Fb/groups/239.1.1|'239.1.1' is not an IP address: give one like 239.1.2.3 or ff05::1:3.",
        "/api/v1/hosts/example.net|'example.net' is not an IP address: give one like 239.1.2.3 or ff05::1:3.",
        "/api/v1/hosts/10.0.0.5?asOf=1&from=2|Give either asOf or from and to.",
        "/api/v1/hosts/10.0.0.5?from=2&to=1|from (1970-01-01T00:00:00.002Z) lies behind to (1970-01-01T00:00:00.001Z).",
        "/api/v1/segments/%20/groups|' ' is not a segment name: up to 200 letters, digits and . _ : @ / -, with / "
            + "written %2F."})
    void whatIsNotUnderstood(String path, String detail) {
        HttpResponse<String> answer = api.get(path);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(answer.body()).isEqualTo(compact("{\"type\":\"about:blank\",\"title\":\"Bad Request\","
            + "\"status\":400,\"detail\":\"" + detail + "\"}"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
        "/api/v1/segments/nowhere/groups|There is no segment nowhere; /api/v1/segments lists them.",
        "/api/v1|There is no such resource; /api/v1/openapi.json lists them.",
        "/nowhere|There is no such resource; /api/v1/openapi.json lists them."})
    void whatIsNotThere(String path, String detail) {
        HttpResponse<String> answer = api.get(path);
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).isEqualTo(compact("{\"type\":\"about:blank\",\"title\":\"Not Found\",\"status\":404,"
            + "\"detail\":\"" + detail + "\"}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/segments", "/api/v1/segments/a%2Fb/groups", "/api/v1/hosts/10.0.0.5",
        "/api/v1/alerts"})
    void stateThatIsBeingRestored(String path) {
        api.state.restoring = true;
        HttpResponse<String> answer = api.get(path);
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).contains("1");
        assertThat(answer.body()).isEqualTo(compact("""
            {"type":"about:blank","title":"Service Unavailable","status":503,
             "detail":"The state is being loaded or moved; ask again in a moment."}"""));
    }

    @Test
    void aFaultOfOursTellsNothingOfTheInside() {
        api.state.broken = true;
        HttpResponse<String> answer = api.get("/api/v1/alerts");
        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body()).isEqualTo(compact("""
            {"type":"about:blank","title":"Internal Server Error","status":500,
             "detail":"The question was fine, the answer failed; the log of the processors tells why."}"""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "OPTIONS"})
    void onlyQuestions(String method) {
        HttpResponse<String> answer = api.ask(method, "/api/v1/segments");
        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().firstValue("Allow")).contains("GET, HEAD");
        assertThat(answer.body()).contains("The API only answers questions: use GET.");
    }

    @Test
    void headIsGetWithoutABody() {
        HttpResponse<String> head = api.ask("HEAD", "/api/v1/segments");
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(head.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(api.ask("HEAD", "/api/v1/segments/nowhere/groups").statusCode()).isEqualTo(404);
    }

    @Test
    void addressesThatAreTooLong() {
        assertThat(api.get("/api/v1/segments?cursor=" + "A".repeat(2100)).statusCode()).isEqualTo(414);
        assertThat(api.get("/api/v1/alerts/" + "A".repeat(1100)).statusCode()).isEqualTo(414);
    }

    @Test
    void halfAnEscapeIsRefused() throws IOException {
        assertThat(api.raw("GET /api/v1/segments?cursor=%4 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
            .contains("400");
    }

    @Test
    void everyAnswerIsCounted() {
        api.get("/livez");
        api.get("/api/v1/alerts/nothing");
        assertThat(api.answered).isEqualTo(List.of(200, 404));
    }

    @Test
    void aPortInUse() {
        try (QueryServer second = new QueryServer(ServedState.settings(api.address().getPort(), ""),
            ServedState.sources(api.state, api.topics, status -> { }), () -> KnownState.NOW)) {
            assertThatThrownBy(second::start).isInstanceOf(OperatorError.class)
                .hasMessageStartingWith("The API can't listen on 127.0.0.1:" + api.address().getPort() + ".")
                .hasMessageEndingWith("Stop the process that does, or choose another port with api.port.");
        }
    }
}
