package io.tidewatch.processors.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidewatch.processors.SampleAlerts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever instance is asked, the answer is the same: three instances over HTTP, the metadata faked. */
@Timeout(60)
class AnyInstanceTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<List<Integer>> EACH_ITS_OWN = List.of(List.of(0), List.of(1), List.of(2));
    private static final List<List<Integer>> WITH_COPIES = List.of(List.of(0, 1), List.of(1, 2), List.of(2, 0));
    private static final String TOKEN = "0123456789abcdef";

    private static ServedCluster three(List<List<Integer>> holders) {
        return new ServedCluster(holders, "", "", "");
    }

    private static JsonNode json(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        try {
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new AssertionError(answer.body(), e);
        }
    }

    @Test
    void aSegmentIsAnsweredForByWhoeverIsAsked() {
        try (ServedCluster cluster = three(EACH_ITS_OWN)) {
            for (String path : List.of("/api/v1/segments/s4/groups?limit=2&group=239.1.1.", "/api/v1/segments/s4/groups"
                    + "/239.1.1.1", "/api/v1/segments/s4/groups?limit=2&format=csv",
                    "/api/v1/segments/s4/groups?asOf=2025-01-01T00%3A00%3A00%2B01:00")) {
                HttpResponse<String> here = cluster.get(1, path);
                assertThat(here.statusCode()).isEqualTo(200);
                for (int other : new int[] {0, 2}) {
                    HttpResponse<String> elsewhere = cluster.get(other, path);
                    assertThat(elsewhere.body()).isEqualTo(here.body());
                    assertThat(elsewhere.headers().firstValue("Content-Type"))
                        .isEqualTo(here.headers().firstValue("Content-Type"));
                    assertThat(elsewhere.headers().firstValue("Link")).isEqualTo(here.headers().firstValue("Link"));
                }
            }
        }
    }

    @Test
    void aRefusalOfTheOwnerIsPassedOnAsItIs() {
        try (ServedCluster cluster = three(EACH_ITS_OWN)) {
            HttpResponse<String> unknown = cluster.get(0, "/api/v1/segments/s10/groups");
            assertThat(unknown.statusCode()).isEqualTo(404);
            assertThat(unknown.headers().firstValue("Content-Type")).contains("application/problem+json");
            assertThat(unknown.body()).contains("There is no segment s10");
            assertThat(cluster.get(0, "/api/v1/segments/s4/groups?asOf=soon").statusCode()).isEqualTo(400);
        }
    }

    @Test
    void listsOverAllSegmentsArePutTogether() {
        try (ServedCluster cluster = three(EACH_ITS_OWN)) {
            for (int instance = 0; instance < 3; instance++) {
                JsonNode segments = json(cluster.get(instance, "/api/v1/segments"));
                assertThat(segments.findValuesAsText("segment")).containsExactly("s0", "s1", "s2", "s3", "s4", "s5",
                    "s6", "s7", "s8", "s9");
                assertThat(segments.path("watermark").asText()).isEqualTo("2026-01-01T00:00:00.000Z");
                assertThat(segments.path("coverage").asText()).isEqualTo("PARTIAL");
                assertThat(segments.path("final").asBoolean()).isFalse();
                assertThat(segments.path("stale").asBoolean()).isFalse();
                assertThat(segments.has("keys")).isFalse();
            }
        }
    }

    @Test
    void pagesOverAllSegmentsMissNothingAndDoubleNothing() {
        try (ServedCluster cluster = three(EACH_ITS_OWN)) {
            for (int limit = 1; limit <= 11; limit++) {
                List<String> order = new ArrayList<>();
                String next = "";
                for (int page = 0; next != null; page++) {
                    JsonNode answer = json(cluster.get(page % 3, "/api/v1/hosts/10.0.0.1?limit=" + limit
                        + (next.isEmpty() ? "" : "&cursor=" + next)));
                    answer.path("items").forEach(item -> order.add(item.path("segment").asText()));
                    assertThat(answer.path("items")).hasSizeLessThanOrEqualTo(limit);
                    assertThat(answer.path("segments")).hasSameSizeAs(answer.path("items"));
                    next = answer.path("next").asText(null);
                }
                // By their start: segment i began at 7 i modulo 10.
                assertThat(order).as("limit " + limit).containsExactly("s0", "s3", "s6", "s9", "s2", "s5", "s8", "s1",
                    "s4", "s7");
            }
        }
    }

    @Test
    void windowsAndCoverageOfAllSegmentsAreOnPagesToo() {
        try (ServedCluster cluster = three(EACH_ITS_OWN)) {
            for (String path : List.of("/api/v1/windows?from=1767225300000", "/api/v1/coverage?to=1767225660000")) {
                List<JsonNode> whole = new ArrayList<>();
                json(cluster.get(0, path + "&limit=1000")).path("items").forEach(whole::add);
                assertThat(whole.stream().map(item -> item.path("segment").asText()).distinct()).hasSize(10);
                for (int limit = 1; limit <= 8; limit++) {
                    List<JsonNode> told = new ArrayList<>();
                    String next = "";
                    for (int page = 0; next != null; page++) {
                        JsonNode answer = json(cluster.get(page % 3, path + "&limit=" + limit
                            + (next.isEmpty() ? "" : "&cursor=" + next)));
                        answer.path("items").forEach(told::add);
                        assertThat(answer.path("segments").findValuesAsText("segment")).isSubsetOf(
                            answer.path("items").findValuesAsText("segment"));
                        next = answer.path("next").asText(null);
                    }
                    assertThat(told).as(path + " by " + limit).isEqualTo(whole);
                }
            }
        }
    }

    @Test
    void groupsOfAllSegmentsAreOnPagesToo() {
        try (ServedCluster cluster = three(EACH_ITS_OWN)) {
            List<String> all = new ArrayList<>();
            for (int segment = 0; segment < PartedState.SEGMENTS; segment++) {
                for (int group = 1; group < 6; group++) {
                    all.add("s" + segment + " 239.1.1." + group);
                }
            }
            for (int limit : new int[] {1, 4, 5, 6, 49, 50, 51}) {
                List<String> told = new ArrayList<>();
                String next = "";
                for (int page = 0; next != null; page++) {
                    JsonNode answer = json(cluster.get(page % 3, "/api/v1/groups?limit=" + limit
                        + (next.isEmpty() ? "" : "&cursor=" + next)));
                    answer.path("items").forEach(item -> told.add(item.path("segment").asText() + ' '
                        + item.path("group").asText()));
                    assertThat(answer.path("segments").findValuesAsText("segment")).isEqualTo(answer.path("items")
                        .findValuesAsText("segment").stream().distinct().toList());
                    next = answer.path("next").asText(null);
                }
                assertThat(told).as("limit " + limit).isEqualTo(all);
            }
        }
    }

    @Test
    void severalQuestionsInOneAreAnsweredByWhoeverIsAsked() {
        try (ServedCluster cluster = three(EACH_ITS_OWN)) {
            String path = "/api/v1/answers?ask=segments%3Flimit%3D3&ask=segments/s4/groups/239.1.1.1"
                + "&ask=segments/s10/groups&ask=hosts/10.0.0.1%3FasOf%3D2026-01-01T00%253A00%253A00%252B00%253A00";
            JsonNode here = json(cluster.get(1, path)).path("answers");
            assertThat(here.findValuesAsText("status")).startsWith("200", "200", "404");
            assertThat(here.at("/1/answer/segment").asText()).isEqualTo("s4");
            assertThat(here.at("/3/answer/items")).hasSize(PartedState.SEGMENTS);
            for (int other : new int[] {0, 2}) {
                assertThat(json(cluster.get(other, path)).path("answers")).isEqualTo(here);
            }
            cluster.stop(1);
            JsonNode without = json(cluster.get(0, path)).path("answers");
            assertThat(without.at("/0/status").asInt()).isEqualTo(503);
            assertThat(json(cluster.get(0, "/api/v1/answers?ask=segments/s3/groups")).at("/answers/0/status").asInt())
                .isEqualTo(200);
        }
    }

    @Test
    void queriersOfAllSegmentsAreOnPagesToo() {
        try (ServedCluster cluster = three(EACH_ITS_OWN)) {
            for (int limit = 1; limit <= 10; limit++) {
                List<String> told = new ArrayList<>();
                String next = "";
                for (int page = 0; next != null; page++) {
                    JsonNode answer = json(cluster.get(page % 3, "/api/v1/queriers?limit=" + limit
                        + (next.isEmpty() ? "" : "&cursor=" + next)));
                    answer.path("items").forEach(item -> told.add(item.path("segment").asText()));
                    assertThat(answer.path("segments").findValuesAsText("segment"))
                        .isEqualTo(answer.path("items").findValuesAsText("segment"));
                    next = answer.path("next").asText(null);
                }
                // On s5 no query was heard.
                assertThat(told).as("limit " + limit).containsExactly("s0", "s1", "s2", "s3", "s4", "s6", "s7", "s8",
                    "s9");
            }
        }
    }

    @Test
    void theStandingOfAPageIsThatOfTheSegmentsOnIt() {
        try (ServedCluster cluster = three(EACH_ITS_OWN)) {
            JsonNode two = json(cluster.get(0, "/api/v1/hosts/10.0.0.1?limit=2"));
            assertThat(two.path("segments").findValuesAsText("segment")).containsExactly("s0", "s3");
            assertThat(two.path("watermark").asText()).isEqualTo("2026-01-01T00:00:00.000Z");
            assertThat(two.path("coverage").asText()).isEqualTo("FULL");
            JsonNode past = json(cluster.get(0, "/api/v1/hosts/10.0.0.1?limit=2&asOf=2026-01-01T00:00:00Z"));
            assertThat(past.path("final").asBoolean()).isTrue();
        }
    }

    @Test
    void anAlertIsFoundWhereverItIs() {
        try (ServedCluster cluster = three(EACH_ITS_OWN)) {
            String path = "/api/v1/alerts/" + SampleAlerts.open().getAlertId();
            for (int instance = 0; instance < 3; instance++) {
                assertThat(json(cluster.get(instance, path)).path("alert_id").asText())
                    .isEqualTo(SampleAlerts.open().getAlertId());
                assertThat(json(cluster.get(instance, "/api/v1/alerts")).path("items")).hasSize(1);
                assertThat(cluster.get(instance, "/api/v1/alerts/none").statusCode()).isEqualTo(404);
            }
            cluster.stop(1);
            assertThat(cluster.get(0, path).statusCode()).isEqualTo(503);
        }
    }

    @Test
    void aCopyAnswersForAnOwnerThatIsAwayAndSaysSo() {
        try (ServedCluster cluster = three(WITH_COPIES)) {
            cluster.stop(1);
            for (int instance : new int[] {0, 2}) {
                JsonNode group = json(cluster.get(instance, "/api/v1/segments/s4/groups/239.1.1.1"));
                assertThat(group.path("stale").asBoolean()).isTrue();
                assertThat(group.path("lag").asLong()).isEqualTo(7);
                JsonNode fresh = json(cluster.get(instance, "/api/v1/segments/s3/groups/239.1.1.1"));
                assertThat(fresh.path("stale").asBoolean()).isFalse();
                JsonNode segments = json(cluster.get(instance, "/api/v1/segments"));
                assertThat(segments.path("items")).hasSize(PartedState.SEGMENTS);
                assertThat(segments.path("stale").asBoolean()).isTrue();
                assertThat(segments.path("lag").asLong()).isEqualTo(7);
            }
        }
    }

    @Test
    void withoutACopyTheCallerIsToldToComeBack() {
        try (ServedCluster cluster = three(EACH_ITS_OWN)) {
            cluster.stop(1);
            for (String path : List.of("/api/v1/segments/s4/groups", "/api/v1/segments", "/api/v1/hosts/10.0.0.1")) {
                HttpResponse<String> answer = cluster.get(0, path);
                assertThat(answer.statusCode()).isEqualTo(503);
                assertThat(answer.headers().firstValue("Retry-After")).contains("1");
                assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
                assertThat(answer.body()).contains("is away");
            }
            assertThat(cluster.get(0, "/api/v1/segments/s3/groups").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void anInstanceThatHangsIsNotWaitedForLongerThanTheLimit() throws IOException {
        try (ServedCluster cluster = three(EACH_ITS_OWN);
             ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            cluster.replace(1, silent.getLocalPort());
            long began = System.nanoTime();
            assertThat(cluster.get(0, "/api/v1/segments/s4/groups").statusCode()).isEqualTo(503);
            assertThat(System.nanoTime() - began).isLessThan(10 * ServedCluster.LIMIT.toNanos());
        }
    }

    @Test
    void anInstanceThatHangsLeavesTimeForACopy() throws IOException {
        try (ServedCluster cluster = three(WITH_COPIES);
             ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            cluster.replace(1, silent.getLocalPort());
            assertThat(json(cluster.get(0, "/api/v1/segments/s4/groups")).path("stale").asBoolean()).isTrue();
            assertThat(json(cluster.get(0, "/api/v1/segments")).path("items")).hasSize(PartedState.SEGMENTS);
        }
    }

    @Test
    void whatIsPassedOnIsNeverPassedOnAgain() {
        // Everybody believes that another one holds it.
        List<List<Integer>> holders = new ArrayList<>(EACH_ITS_OWN);
        try (ServedCluster cluster = three(holders)) {
            holders.set(0, List.of(1));
            HttpResponse<String> answer = cluster.get(0, "/api/v1/segments/s0/groups", Neighbours.PARTITIONS,
                "membership/0");
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(cluster.asked.stream().map(AtomicInteger::get)).containsExactly(1, 0, 0);
            assertThat(cluster.get(0, "/api/v1/segments", Neighbours.PARTITIONS, "membership/0").statusCode())
                .isEqualTo(503);
            assertThat(cluster.asked.stream().map(AtomicInteger::get)).containsExactly(2, 0, 0);
        }
    }

    @Test
    void theHeaderOfInstancesIsChecked() {
        try (ServedCluster cluster = three(EACH_ITS_OWN)) {
            for (String value : List.of("membership/3", "0", "storms/0", "membership/-1",
                "membership/0,", "all", "/0", "membership/99999")) {
                assertThat(cluster.get(0, "/api/v1/segments", Neighbours.PARTITIONS, value).statusCode())
                    .as(value).isEqualTo(400);
            }
        }
    }

    @Test
    void theTokenIsPassedOn() {
        try (ServedCluster cluster = new ServedCluster(EACH_ITS_OWN, TOKEN, TOKEN, "another-token-of-16")) {
            assertThat(cluster.get(0, "/api/v1/segments/s4/groups").statusCode()).isEqualTo(200);
            assertThat(cluster.get(0, "/api/v1/segments/s5/groups").statusCode()).isEqualTo(503);
            assertThat(cluster.get(0, "/api/v1/segments/s4/groups", "Accept", "text/csv").body())
                .startsWith("segment,group,family,");
        }
    }
}
