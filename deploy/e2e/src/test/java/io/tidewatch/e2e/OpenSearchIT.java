package io.tidewatch.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * OpenSearch with the index templates of deploy/siem, which know every field and take no other, and a sink for each
 * kind of document.
 */
@Timeout(240)
@ExtendWith(Demo.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OpenSearchIT {
    private static final String ECS = "logs-tidewatch.alerts-default";
    private static final String OCSF = "tidewatch-ocsf-alerts";
    private static final String CHANGES = "tidewatch-ocsf-changes";

    private final List<Background> sinks = new ArrayList<>();
    private Demo.Run demo;
    private AlertTopic alerts;
    private OpenSearch search;

    @BeforeAll
    void deliver(Demo.Run run) throws IOException {
        demo = run;
        search = OpenSearch.start(Files.createDirectories(run.folder().resolve("opensearch")));
        alerts = AlertTopic.create(run, "opensearch.");
        search.awaitUp();
        template("alerts-ecs");
        template("alerts-ocsf");
        template("changes-ocsf");
        sink("ecs", "ecs", ECS);
        sink("ocsf", "ocsf", OCSF);
        sinks.add(AlertTopic.sink(run, "tidewatch.", "changes", search.address(CHANGES + "/_bulk"), "ocsf",
            List.of("--set", "sink.dialect=bulk", "--set", "sink.of=changes")));
        search.await(ECS, alerts.steps().size());
        search.await(OCSF, alerts.steps().size());
    }

    @AfterAll
    void end() {
        sinks.forEach(Background::close);
        search.close();
        alerts.close();
    }

    private void template(String name) throws IOException {
        OpenSearch.Answer answer = search.ask("PUT", "_index_template/tidewatch-" + name,
            Files.readString(Command.ROOT.resolve("deploy/siem/opensearch").resolve(name + ".json")));
        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
    }

    private Background sink(String name, String format, String index) {
        Background sink = alerts.sink(name, search.address(index + "/_bulk"), format, List.of("--set",
            "sink.dialect=bulk"));
        sinks.add(sink);
        return sink;
    }

    private Map<String, JsonNode> documents(String index) {
        Map<String, JsonNode> documents = new TreeMap<>();
        search.ask("POST", index + "/_search", "{\"size\":10000}").body().at("/hits/hits")
            .forEach(hit -> documents.put(hit.path("_id").asText(), hit.path("_source")));
        return documents;
    }

    /** The documents are those of the JSON topic, and their ids those of the steps. */
    @Test
    void ecsDocumentsAreThoseOfTheTopic() throws IOException {
        Map<String, JsonNode> expected = new TreeMap<>();
        try (TopicReader topics = demo.standalone().topics()) {
            for (ConsumerRecord<String, byte[]> record : topics.readBytes("tidewatch.siem.alerts.ecs-json.v1")) {
                JsonNode document = Command.JSON.readTree(record.value());
                expected.put(document.at("/event/id").asText(), document);
            }
        }
        assertThat(documents(ECS)).isEqualTo(expected).hasSize(alerts.steps().size());
    }

    @Test
    void ocsfFindingsTellTheSteps() {
        Map<String, JsonNode> documents = documents(OCSF);
        assertThat(documents).hasSize(alerts.steps().size());
        for (GenericRecord step : alerts.steps()) {
            JsonNode finding = documents.get(step.get("event_id").toString());
            assertThat(finding.at("/metadata/uid").asText()).isEqualTo(step.get("event_id").toString());
            assertThat(finding.at("/finding_info/uid").asText()).isEqualTo(step.get("alert_id").toString());
            assertThat(finding.path("count").asLong()).isEqualTo(step.get("window_count"));
        }
    }

    /** Every join, leave and expiry of the demo; a host is found by its network. */
    @Test
    void changesOfMembershipsAreNetworkActivity() {
        Map<String, String> expected = new TreeMap<>();
        try (TopicReader topics = demo.standalone().topics()) {
            topics.read("tidewatch.membership.changes.v1").forEach(entry -> expected.put(entry.text("change_id"),
                entry.text("type") + " " + entry.text("host") + " " + entry.text("group")));
        }
        search.await(CHANGES, expected.size());
        Map<String, String> told = new TreeMap<>();
        documents(CHANGES).forEach((id, activity) -> told.put(id, activity.path("status_code").asText() + " "
            + activity.at("/src_endpoint/ip").asText("null") + " " + activity.at("/dst_endpoint/ip").asText()));
        assertThat(told).isEqualTo(expected);
        assertThat(search.count(CHANGES, "{\"term\":{\"src_endpoint.ip\":\"10.0.0.0/8\"}}"))
            .isEqualTo(expected.values().stream().filter(each -> each.contains(" 10.")).count()).isPositive();
    }

    /** What failed in the loop of the demo was on its way to 198.51.100.0/24. */
    @Test
    void anAlertIsFoundByThePrefixOfAnAddress() {
        long expected = alerts.steps().stream().filter(step -> Plain.of(step).path("top_quoted_destinations")
            .findValuesAsText("value").stream().anyMatch(each -> each.matches("198\\.51\\.100\\.[0-9]+"))).count();
        assertThat(expected).isPositive().isLessThan(alerts.steps().size());
        assertThat(search.count(ECS, "{\"term\":{\"related.ip\":\"198.51.100.0/24\"}}")).isEqualTo(expected);
        assertThat(search.count(OCSF, "{\"term\":{\"observables.value.ip\":\"198.51.100.0/24\"}}"))
            .isEqualTo(expected);
        assertThat(search.count(ECS, "{\"term\":{\"related.ip\":\"240.0.0.0/4\"}}")).isZero();
    }

    @Test
    void aFieldThatNobodyKnowsIsRefused() {
        for (String index : List.of(ECS, OCSF)) {
            ObjectNode document = documents(index).values().iterator().next().deepCopy();
            document.put("tidewatch_new", 1);
            OpenSearch.Answer answer = search.ask("PUT", index + "/_create/with-a-new-field", document.toString());
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.body().at("/error/type").asText()).isEqualTo("strict_dynamic_mapping_exception");
        }
    }

    /** A sink of another name begins at the beginning. */
    @Test
    void whatIsSentAgainIsThereOnce() {
        Map<String, JsonNode> before = documents(ECS);
        String id = before.keySet().iterator().next();
        assertThat(search.ask("PUT", ECS + "/_create/" + id, before.get(id).toString()).status()).isEqualTo(409);
        Background again = sink("again", "ecs", ECS);
        again.await("delivered", () -> alerts.isDelivered("again"));
        assertThat(again.terminate()).as(again::output).isZero();
        assertThat(again.output()).contains(before.size() + " delivered, 0 refused");
        search.ask("POST", ECS + "/_refresh", "");
        assertThat(documents(ECS)).isEqualTo(before);
    }
}
