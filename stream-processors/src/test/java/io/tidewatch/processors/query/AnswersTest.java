package io.tidewatch.processors.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidewatch.processors.SampleAlerts;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Several questions in one request are answered as each is by itself. */
class AnswersTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private final ServedState api = new ServedState("");

    @AfterEach
    void stop() {
        api.close();
    }

    private static String target(String... asks) {
        return "/api/v1/answers?" + Stream.of(asks).map(ask -> "ask=" + URLEncoder.encode(ask, StandardCharsets.UTF_8))
            .collect(Collectors.joining("&"));
    }

    private JsonNode answers(String... asks) throws IOException {
        HttpResponse<String> answer = api.get(target(asks));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body()).path("answers");
    }

    /** Every resource that answers in JSON, in fours. */
    @Test
    void eachIsAnsweredAsByItself() throws IOException {
        List<String> asks = List.of("segments?limit=2", "segments/a%2Fb/groups?limit=1&family=ipv4", "groups?limit=2",
            "segments/a%2Fb/groups/239.1.1.1", "segments/a%2Fb/groups/239.1.1.1/members?host=10.0.0.5",
            "segments/a%2Fb/groups/239.1.1.1/history", "segments/a%2Fb/groups/239.1.1.1/windows?size=1h&limit=2",
            "segments/a%2Fb/windows", "segments/a%2Fb/querier", "windows?size=1h&segment=a/b", "coverage", "queriers",
            "hosts/10.0.0.5?asOf=2026-01-01T00%3A00%3A20%2B00:00", "hosts/02%3A00:00:00:00:05", "alerts?status=closed",
            "alerts/" + SampleAlerts.open().getAlertId(), "sensors",
            // Not one of these has an answer.
            "segments/nowhere/groups", "segments?limit=0", "segments?asof=1", "segments?limit=1&limit=2", "nothing",
            "segments/%zz/groups", "");
        List<JsonNode> told = new ArrayList<>();
        for (int i = 0; i < asks.size(); i += AnswersEndpoint.MOST) {
            answers(asks.subList(i, i + AnswersEndpoint.MOST).toArray(String[]::new)).forEach(told::add);
        }
        assertThat(told).hasSameSizeAs(asks);
        for (int i = 0; i < asks.size(); i++) {
            HttpResponse<String> alone = api.get("/api/v1/" + asks.get(i).replace("%zz", "%25zz"));
            assertThat(told.get(i).path("ask").asText()).isEqualTo(asks.get(i));
            if (!asks.get(i).contains("%zz")) {
                assertThat(told.get(i).path("status").asInt()).as(asks.get(i)).isEqualTo(alone.statusCode());
            }
            if (alone.statusCode() == 200) {
                assertThat(told.get(i).path("answer")).as(asks.get(i)).isEqualTo(JSON.readTree(alone.body()));
            } else {
                assertThat(told.get(i).path("answer").path("detail").asText()).as(asks.get(i)).isNotEmpty();
            }
        }
    }

    @Test
    void oneThatHasNoAnswerNowLeavesTheOthersTheirs() throws IOException {
        api.state.restoring = true;
        JsonNode answers = answers("segments", "sensors");
        assertThat(answers.at("/0/status").asInt()).isEqualTo(503);
        assertThat(answers.at("/0/answer/detail").asText()).contains("ask again");
        assertThat(answers.at("/1/status").asInt()).isEqualTo(200);
        assertThat(answers.at("/1/answer/items")).hasSize(2);
    }

    @Test
    void onlyAResourceOfTheApiThatAnswersInJsonCanBeAsked() throws IOException {
        Map<String, Integer> asks = Map.ofEntries(Map.entry("stream", 404), Map.entry("openapi.json", 404),
            Map.entry("answers?ask=segments", 404), Map.entry("segments/", 404), Map.entry("../metrics", 404),
            Map.entry("../../livez", 404), Map.entry("/segments", 404), Map.entry("segments//groups", 404),
            Map.entry("http://192.0.2.1/api/v1/segments", 404), Map.entry("segments?format=csv", 400),
            Map.entry("segments?limit=%", 400), Map.entry("segments/%/groups", 400));
        for (Map.Entry<String, Integer> ask : asks.entrySet()) {
            assertThat(answers(ask.getKey()).at("/0/status").asInt()).as(ask.getKey()).isEqualTo(ask.getValue());
        }
    }

    @Test
    void noMoreThanFourAtOnce() throws IOException {
        assertThat(answers("sensors", "sensors", "sensors", "sensors")).hasSize(4);
        HttpResponse<String> refused = api.get(target("sensors", "sensors", "sensors", "sensors", "sensors"));
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("5 questions are asked");
    }

    @Test
    void theTokenIsDemandedOnce() {
        try (ServedState guarded = new ServedState("a-token-of-some-length")) {
            assertThat(guarded.get(target("sensors")).statusCode()).isEqualTo(401);
            assertThat(guarded.get(target("sensors"), "Authorization", "Bearer a-token-of-some-length").body())
                .contains("\"status\":200");
        }
    }
}
