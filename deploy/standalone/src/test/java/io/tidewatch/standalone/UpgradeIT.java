package io.tidewatch.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidewatch.processors.ProcessorsConfig;
import io.tidewatch.processors.StreamProcessors;
import io.tidewatch.schemas.OperatorError;
import io.tidewatch.simulate.Retiming;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * This build goes on with what version 1 has written. {@code -Dtidewatch.snapshot=write} writes the snapshot anew: for
 * a new major version, and for no other, since what is in the field has been written already.
 */
@Timeout(300)
@EnabledIfSystemProperty(named = "tidewatch.require", matches = "all",
    disabledReason = "it takes a minute: -Dtidewatch.require=all runs it")
class UpgradeIT {
    private static final Path SNAPSHOT = Launched.ROOT.resolve(
        "stream-processors/src/test/resources/upgrade/version-1.json.gz");
    private static final Path DEMO = Launched.ROOT.resolve("deploy/lab/demo.pcap");
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final String CHANGED = "version 1 told this, and this build, which was given its topics, does not. "
        + "State that was kept must be read as it was meant: StateLayoutTest says how; an answer may get more fields, "
        + "but keeps those it has";

    @TempDir
    private Path folder;

    @Test
    void goesOnWhereVersionOneStopped() throws Exception {
        if ("write".equals(System.getProperty("tidewatch.snapshot"))) {
            record();
        }
        Snapshot snapshot = Snapshot.read(SNAPSHOT);
        try (KeptCluster cluster = new KeptCluster(folder.resolve("cluster"))) {
            cluster.put(snapshot);
            cluster.prepare();
            try (StreamProcessors processors = processors(cluster, "tidewatch-")) {
                processors.start();
                awaitCaughtUp(processors);
                assertTold(snapshot, processors.api());
                replay(cluster, anHourLater(snapshot));
                awaitCaughtUp(processors);
                assertWentOn(snapshot, processors.api());
            }
            assertStateOfAnotherVersionIsRefused(cluster, snapshot);
        }
    }

    private void record() throws Exception {
        try (KeptCluster cluster = new KeptCluster(folder.resolve("recorded"))) {
            cluster.prepare();
            Map<String, JsonNode> answers;
            try (StreamProcessors processors = processors(cluster, "tidewatch-")) {
                processors.start();
                replay(cluster, DEMO);
                awaitCaughtUp(processors);
                answers = KeptAnswers.of(processors.api());
            }
            cluster.take(answers).write(SNAPSHOT);
        }
    }

    private StreamProcessors processors(KeptCluster cluster, String prefix) {
        return StreamProcessors.create(ProcessorsConfig.of(Map.of(
            ProcessorsConfig.BOOTSTRAP_SERVERS, cluster.bootstrapServers(),
            ProcessorsConfig.SCHEMA_REGISTRY_URL, cluster.registryUrl(),
            ProcessorsConfig.STATE_DIR, folder.resolve(prefix + System.nanoTime()).toString(),
            ProcessorsConfig.APPLICATION_ID_PREFIX, prefix,
            ProcessorsConfig.API_PORT, "0", ProcessorsConfig.START_TIMEOUT_MS, "60000")));
    }

    private static void awaitCaughtUp(StreamProcessors processors) {
        long giveUpAt = System.nanoTime() + PATIENCE.toNanos();
        while (!processors.awaitReady(Duration.ofSeconds(1)) || !processors.awaitCaughtUp(Duration.ofSeconds(1))) {
            processors.requireAlive();
            assertThat(System.nanoTime()).as("still at work").isLessThan(giveUpAt);
        }
    }

    private static void replay(KeptCluster cluster, Path recording) {
        Run run = Run.of("capture", "-r", recording.toString(), "--pace", "max", "--sensor", "demo", "--segment", "lab",
            "--bootstrap-server", cluster.bootstrapServers(), "--schema-registry", cluster.registryUrl());
        assertThat(run.exitCode()).as(run.err()).isZero();
    }

    private static void assertTold(Snapshot snapshot, URI api) throws IOException, InterruptedException {
        assertThat(snapshot.answers()).hasSizeGreaterThan(30);
        for (Map.Entry<String, JsonNode> kept : snapshot.answers().entrySet()) {
            assertThat(KeptAnswers.difference("answer", kept.getValue(), KeptAnswers.get(api, kept.getKey())))
                .as(kept.getKey() + ": " + CHANGED).isNull();
        }
    }

    private static Instant watermark(Map<String, JsonNode> answers) {
        return Instant.parse(answers.get("/api/v1/segments?limit=1000").path("items").get(0).path("watermark")
            .asText());
    }

    /** The same hosts do the same again. */
    private Path anHourLater(Snapshot snapshot) throws IOException {
        Path later = folder.resolve("later.pcap");
        Retiming.of(DEMO).write(later, watermark(snapshot.answers()).plus(Duration.ofHours(1)), 1);
        return later;
    }

    /** What was there is still told; what came is told as well. */
    private static void assertWentOn(Snapshot snapshot, URI api) throws IOException, InterruptedException {
        Map<String, JsonNode> now = KeptAnswers.of(api);
        assertThat(watermark(now)).isAfter(watermark(snapshot.answers()).plus(Duration.ofHours(1)));
        int more = 0;
        for (Map.Entry<String, JsonNode> kept : snapshot.answers().entrySet()) {
            if (kept.getKey().contains("/history")) {
                List<JsonNode> stays = items(now.get(kept.getKey()));
                more += stays.size() - items(kept.getValue()).size();
                for (JsonNode stay : items(kept.getValue())) {
                    assertThat(stays).as(kept.getKey()).anyMatch(each -> each.get("host").equals(stay.get("host"))
                        && each.get("from").equals(stay.get("from")));
                }
            }
        }
        // A host that was still a member when the sensor went is one until the sensor is back: that is no new stay.
        assertThat(more).isPositive();
        List<JsonNode> before = items(snapshot.answers().get("/api/v1/alerts?limit=1000"));
        List<JsonNode> alerts = items(now.get("/api/v1/alerts?limit=1000"));
        assertThat(before).isNotEmpty();
        assertThat(alerts).hasSizeGreaterThan(before.size());
        assertThat(alerts).extracting(alert -> alert.path("alert_id").asText())
            .containsAll(before.stream().map(alert -> alert.path("alert_id").asText()).toList());
    }

    private static List<JsonNode> items(JsonNode answer) {
        List<JsonNode> items = new ArrayList<>();
        answer.path("items").forEach(items::add);
        return items;
    }

    /** It is not misread, its records are not set aside one by one: the application stops and says what to do. */
    private void assertStateOfAnotherVersionIsRefused(KeptCluster cluster, Snapshot snapshot) throws Exception {
        String changelog = "storms-storm-segments-changelog";
        List<Snapshot.Kept> topic = new ArrayList<>();
        snapshot.topics().stream().filter(each -> each.name().equals("tidewatch-" + changelog)).forEach(each ->
            topic.add(new Snapshot.Kept("old-" + changelog, each.partitions(), each.settings(), List.of())));
        List<Snapshot.Entry> rows = new ArrayList<>();
        snapshot.records().stream().filter(each -> each.topic().equals("tidewatch-" + changelog)
            && each.value() != null).forEach(each -> rows.add(new Snapshot.Entry("old-" + changelog, each.partition(),
                each.timestamp(), each.key(), older(each.value()), each.headers())));
        assertThat(rows).isNotEmpty();
        cluster.putTopics(topic, rows);
        try (StreamProcessors processors = processors(cluster, "old-")) {
            processors.start();
            assertThatThrownBy(() -> awaitCaughtUp(processors)).isInstanceOf(OperatorError.class)
                .hasMessageStartingWith("The state of storms was kept by another version of Tidewatch, and this one "
                    + "can't read it. storm state of version 3, this is ")
                .hasMessageContaining("kafka-streams-groups --delete --group old-storms");
        }
    }

    /** As the version before kept it: the header of the row and the length, both as they are, then another version. */
    private static byte[] older(byte[] row) {
        byte[] older = row.clone();
        ByteBuffer bytes = ByteBuffer.wrap(older);
        bytes.position(10);
        while (bytes.get() < 0) {
            assertThat(bytes.hasRemaining()).isTrue();
        }
        older[bytes.position()] = 3 << 1;
        return older;
    }
}
