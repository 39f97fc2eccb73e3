package io.tidewatch.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Two processes share the work of one application: either answers for all, also when the other has been killed. */
@Timeout(600)
@EnabledIfSystemProperty(named = "tidewatch.require", matches = "all",
    disabledReason = "it takes a minute: -Dtidewatch.require=all runs it")
class SharedWorkIT {
    private static final List<String> SEGMENTS = List.of("hall", "lab", "north", "yard");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(180);
    private static final int PARTITIONS = 4;

    @TempDir
    private Path folder;
    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void eitherAnswersForAllAndACopyForOneThatWasKilled() throws IOException, InterruptedException {
        try (Launched standalone = Launched.start(folder.resolve("standalone.out"), "standalone", "--data-dir",
                folder.resolve("data").toString(), "--broker-port", "0", "--registry-port", "0", "--api-port", "0")) {
            standalone.await("Tidewatch is up");
            String broker = standalone.await("Kafka +(\\S+)$");
            String registry = standalone.await("registry +(http\\S+)$");
            CompletableFuture<Run> changes = changesOf("yard", standalone.await("API +(http\\S+)$"));
            for (String segment : SEGMENTS) {
                assertThat(Run.of("capture", "-r", Launched.ROOT.resolve("deploy/lab/demo.pcap").toString(), "--pace",
                    "max", "--sensor", "sensor-" + segment, "--segment", segment, "--bootstrap-server", broker,
                    "--schema-registry", registry).exitCode()).isZero();
            }
            assertThat(changes).succeedsWithin(PATIENCE).satisfies(run -> {
                assertThat(run.err()).isEmpty();
                assertThat(run.lines()).hasSize(6).element(1).asString().contains(",GROUP_STARTED,", ",yard,");
                assertThat(run.lines().subList(1, 6)).allMatch(line -> line.contains(",yard,"));
            });
            try (Launched one = process("one", broker, registry); Launched two = process("two", broker, registry)) {
                String first = api(one);
                String second = api(two);
                shareTheWork(first, second);
                JsonNode whole = asked(first, "/api/v1/segments");
                assertThat(whole.findValuesAsText("segment")).containsExactlyElementsOf(SEGMENTS);
                assertSameAnswers(first, second);
                two.kill();
                two.exitCode();
                assertAnswersThroughout(first, whole);
                try (Launched again = process("two", broker, registry)) {
                    awaitHeld(api(again));
                }
                one.terminate();
                assertThat(one.exitCode()).isZero();
            }
            standalone.terminate();
            assertThat(standalone.exitCode()).isZero();
        }
    }

    /** Listens to the committed changes of a segment, until the first five. */
    private CompletableFuture<Run> changesOf(String segment, String api) throws IOException, InterruptedException {
        CompletableFuture<Run> changes = CompletableFuture.supplyAsync(() -> Run.of("query", "changes", "--segment",
            segment, "--count", "5", "--output", "csv", "--api", api));
        long giveUpAt = System.nanoTime() + PATIENCE.toNanos();
        while (!get(api, "/metrics").body().matches("(?s).*tidewatch_query_streams 1(\\.0)?\n.*")) {
            assertThat(System.nanoTime()).as("nobody listens").isLessThan(giveUpAt);
            Thread.sleep(100);
        }
        return changes;
    }

    private Launched process(String name, String broker, String registry) throws IOException {
        return Launched.start(folder.resolve(name + ".out"), "process", "--bootstrap-server", broker,
            "--schema-registry", registry, "--state-dir", folder.resolve(name).toString(), "--api-port", "0", "--set",
            "application.id.prefix=pair-", "--set", "standby.replicas=1", "--set", "start.timeout.ms=60000");
    }

    private static String api(Launched process) throws InterruptedException {
        return process.await("^processors ready after .* API on (http\\S+)$");
    }

    /** Waits until both own some partition, each has a copy of what the other owns, and all is told. */
    private void shareTheWork(String first, String second) throws IOException, InterruptedException {
        long giveUpAt = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            List<Integer> ofFirst = owned(first);
            List<Integer> ofSecond = owned(second);
            HttpResponse<String> all = get(first, "/api/v1/segments");
            if (!ofFirst.isEmpty() && !ofSecond.isEmpty() && ofFirst.size() + ofSecond.size() == PARTITIONS
                    && all.statusCode() == 200 && JSON.readTree(all.body()).path("items").size() == SEGMENTS.size()
                    && held(first) && settled(first)) {
                return;
            }
            assertThat(System.nanoTime()).as("the first owns " + ofFirst + ", the second " + ofSecond + ", told: "
                + all.body()).isLessThan(giveUpAt);
            Thread.sleep(500);
        }
    }

    /** Whether every recording was processed to its end. */
    private boolean settled(String api) throws IOException, InterruptedException {
        for (JsonNode segment : JSON.readTree(get(api, "/api/v1/segments").body()).path("items")) {
            if (!segment.path("final").asBoolean()) {
                return false;
            }
        }
        return true;
    }

    private List<Integer> owned(String api) throws IOException, InterruptedException {
        List<Integer> owned = new ArrayList<>();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            HttpResponse<String> part = get(api, "/api/v1/segments", "Tidewatch-Partitions", "membership/" + partition);
            if (part.statusCode() == 200 && !JSON.readTree(part.body()).path("stale").asBoolean()) {
                owned.add(partition);
            }
        }
        return owned;
    }

    /** Whether an instance answers for each partition by itself, also where it holds no more than a copy. */
    private boolean held(String api) throws IOException, InterruptedException {
        for (int partition = 0; partition < PARTITIONS; partition++) {
            if (get(api, "/api/v1/segments", "Tidewatch-Partitions", "membership/" + partition).statusCode() != 200
                    || get(api, "/api/v1/alerts", "Tidewatch-Partitions", "storms/" + partition).statusCode() != 200) {
                return false;
            }
        }
        return true;
    }

    /** One that is back with the state it had holds all of it again, though nothing more comes. */
    private void awaitHeld(String api) throws IOException, InterruptedException {
        long giveUpAt = System.nanoTime() + PATIENCE.toNanos();
        while (!held(api)) {
            assertThat(System.nanoTime()).as("no copy is whole").isLessThan(giveUpAt);
            Thread.sleep(500);
        }
    }

    private void assertSameAnswers(String first, String second) throws IOException, InterruptedException {
        String host = asked(first, "/api/v1/segments/lab/groups").path("items").get(0).path("group").asText();
        String member = asked(first, "/api/v1/segments/lab/groups/" + host + "/history").path("items").get(0)
            .path("host").asText();
        List<String> paths = new ArrayList<>(List.of("/api/v1/segments", "/api/v1/alerts?limit=1000", "/api/v1/hosts/"
            + member + "?limit=1000"));
        SEGMENTS.forEach(segment -> paths.addAll(List.of("/api/v1/segments/" + segment + "/groups",
            "/api/v1/segments/" + segment + "/querier", "/api/v1/segments/" + segment + "/groups/" + host
            + "/windows")));
        for (String path : paths) {
            JsonNode one = asked(first, path);
            assertThat(asked(second, path).path("items")).as(path).isEqualTo(one.path("items"));
        }
        JsonNode everywhere = asked(first, "/api/v1/hosts/" + member + "?limit=1000");
        assertThat(everywhere.path("segments").findValuesAsText("segment")).containsExactlyElementsOf(SEGMENTS);
        assertPages(first, second, "/api/v1/hosts/" + member, everywhere.path("items"));
    }

    /** Page by page from both in turn it is the same list. */
    private void assertPages(String first, String second, String path, JsonNode wanted)
            throws IOException, InterruptedException {
        List<JsonNode> items = new ArrayList<>();
        String cursor = "";
        for (int page = 0; cursor != null; page++) {
            JsonNode answer = asked(page % 2 == 0 ? first : second, path + "?limit=3" + cursor);
            answer.path("items").forEach(items::add);
            cursor = answer.path("next").isTextual() ? "&cursor=" + answer.path("next").asText() : null;
        }
        assertThat(items).containsExactlyElementsOf(wanted);
    }

    /** From the kill until the survivor owns all: each answer is whole, or says 503; some come from copies. */
    private void assertAnswersThroughout(String api, JsonNode wanted) throws IOException, InterruptedException {
        long giveUpAt = System.nanoTime() + PATIENCE.toNanos();
        int fromCopies = 0;
        int refused = 0;
        while (true) {
            HttpResponse<String> answer = get(api, "/api/v1/segments");
            if (answer.statusCode() == 503) {
                refused++;
                assertThat(answer.headers().firstValue("Retry-After")).isPresent();
            } else {
                JsonNode told = JSON.readTree(answer.body());
                assertThat(answer.statusCode()).isEqualTo(200);
                assertThat(told.path("items").findValuesAsText("segment"))
                    .containsExactlyElementsOf(wanted.path("items").findValuesAsText("segment"));
                assertThat(told.path("items").findValuesAsText("group_count"))
                    .containsExactlyElementsOf(wanted.path("items").findValuesAsText("group_count"));
                fromCopies += told.path("stale").asBoolean() ? 1 : 0;
                if (!told.path("stale").asBoolean() && owned(api).size() == PARTITIONS) {
                    break;
                }
            }
            assertThat(System.nanoTime()).as("still not all its own: " + owned(api)).isLessThan(giveUpAt);
            Thread.sleep(100);
        }
        assertThat(fromCopies).as("answers from copies; " + refused + " were refused").isPositive();
    }

    private JsonNode asked(String api, String path) throws IOException, InterruptedException {
        HttpResponse<String> answer = get(api, path);
        assertThat(answer.statusCode()).as(path + ": " + answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    private HttpResponse<String> get(String api, String path, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(api + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
