package io.tidewatch.processors.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.tidewatch.processors.SampleAlerts;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The description of the API is held against the API: every path is called with every parameter, and every answer is
 * validated, with no field beyond those that are described.
 */
class OpenApiTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final SchemaRegistry SCHEMAS = SchemaRegistry.withDefaultDialect(
        SpecificationVersion.DRAFT_2020_12);
    private static final Map<String, String> VALUES = Map.ofEntries(Map.entry("limit", "10"),
        Map.entry("cursor", Parameters.cursor("000000000000000")), Map.entry("asOf", "2026-01-01T00:00:20Z"),
        Map.entry("group", "239.1.0.0/16"), Map.entry("host", "10.0.0.5"), Map.entry("source", "10.9.9.9"),
        Map.entry("since", "2026-01-01T00:00:00Z"), Map.entry("from", "0"), Map.entry("to", "1767225620000"),
        Map.entry("segment", "lab"), Map.entry("sensor", "demo:eth0"), Map.entry("lastEventId", ""),
        Map.entry("ask", "segments?limit=1"));
    private static final Map<String, String> VARIABLES = Map.of("{segment}", "a%2Fb", "{group}", "239.1.1.1",
        "{address}", "10.0.0.5", "{id}", SampleAlerts.open().getAlertId());

    private final ServedState api = new ServedState("");
    private JsonNode document;

    @BeforeEach
    void read() throws IOException {
        HttpResponse<String> answer = api.get("/api/v1/openapi.json");
        assertThat(answer.statusCode()).isEqualTo(200);
        document = JSON.readTree(answer.body());
    }

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void describesEveryResourceAndNoOther() {
        assertThat(document.path("openapi").asText()).isEqualTo("3.1.0");
        List<String> paths = new ArrayList<>();
        document.path("paths").fieldNames().forEachRemaining(paths::add);
        assertThat(paths).containsExactlyElementsOf(ServedState.routes().stream().map(Route::path).toList());
        Set<String> ids = new HashSet<>();
        document.path("paths").forEach(path -> assertThat(ids.add(path.at("/get/operationId").asText())).isTrue());
        for (JsonNode parameter : document.findValues("parameters").stream().flatMap(OpenApiTest::each).toList()) {
            assertThat(parameter.path("description").asText()).as(parameter.toString()).endsWith(".");
        }
        document.path("components").path("schemas").forEach(schema -> schema.path("properties").forEach(property ->
            assertThat(property.path("description").asText()).as(property.toString()).isNotEmpty()));
    }

    private static Stream<JsonNode> each(JsonNode list) {
        List<JsonNode> nodes = new ArrayList<>();
        list.forEach(nodes::add);
        return nodes.stream();
    }

    @Test
    void everyAnswerIsAsDescribed() throws IOException {
        int asked = 0;
        for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
            JsonNode operation = path.getValue().path("get");
            if (operation.at("/responses/200/content").has("text/event-stream")) {
                continue;
            }
            String target = path.getKey();
            for (Map.Entry<String, String> variable : VARIABLES.entrySet()) {
                target = target.replace(variable.getKey(), variable.getValue());
            }
            requireAnswer(target, operation, 200);
            requireAnswer(target + "?nonsense=1", operation, target.startsWith("/api") ? 400 : 200);
            asked += 2;
            for (JsonNode parameter : operation.path("parameters")) {
                if (parameter.path("in").asText().equals("query")) {
                    asked += requireParameter(target, operation, parameter);
                }
            }
        }
        assertThat(asked).isGreaterThan(100);
    }

    private int requireParameter(String target, JsonNode operation, JsonNode parameter) throws IOException {
        String name = parameter.path("name").asText();
        List<String> good = new ArrayList<>();
        parameter.at("/schema/enum").forEach(word -> good.add(word.asText()));
        if (good.isEmpty()) {
            assertThat(VALUES).containsKey(name);
            good.add(VALUES.get(name));
        } else {
            requireAnswer(target + '?' + name + "=nonsense", operation, 400);
        }
        for (String value : good) {
            requireAnswer(target + '?' + name + '=' + URLEncoder.encode(value, StandardCharsets.UTF_8), operation, 200);
        }
        if (parameter.at("/schema/type").asText().equals("integer")) {
            for (long wrong : new long[] {parameter.at("/schema/minimum").asLong() - 1,
                parameter.at("/schema/maximum").asLong() + 1}) {
                requireAnswer(target + '?' + name + '=' + wrong, operation, 400);
            }
        }
        return good.size();
    }

    private void requireAnswer(String target, JsonNode operation, int status) throws IOException {
        HttpResponse<String> answer = api.get(target);
        assertThat(answer.statusCode()).as(target + ' ' + answer.body()).isEqualTo(status);
        JsonNode described = status == 200 ? operation.path("responses").path("200")
            : document.at("/components/responses/Problem");
        String type = answer.headers().firstValue("Content-Type").orElseThrow().replaceAll(";.*", "");
        assertThat(described.path("content").has(type)).as(target + " is " + type).isTrue();
        JsonNode schema = described.path("content").path(type).path("schema");
        switch (type) {
            case "text/csv" -> assertThat(answer.body().lines().findFirst().orElseThrow()).as(target)
                .isEqualTo(String.join(",", fields(items(operation))));
            case "application/x-ndjson" -> {
                for (String line : answer.body().lines().toList()) {
                    requireValid(target, items(operation), JSON.readTree(line));
                }
            }
            case "text/plain" -> assertThat(answer.body()).isNotEmpty();
            default -> requireValid(target, schema, JSON.readTree(answer.body()));
        }
    }

    private static JsonNode items(JsonNode operation) {
        return operation.path("responses").path("200").path("content").path("application/json")
            .at("/schema/properties/items/items");
    }

    private static List<String> fields(JsonNode schema) {
        List<String> names = new ArrayList<>();
        schema.path("properties").fieldNames().forEachRemaining(names::add);
        return names;
    }

    private void requireValid(String target, JsonNode schema, JsonNode value) {
        ObjectNode whole = schema.deepCopy();
        whole.set("components", document.path("components").deepCopy());
        closed(whole);
        Schema validator = SCHEMAS.getSchema(whole);
        assertThat(validator.validate(value, context -> context.executionConfig(
            config -> config.formatAssertionsEnabled(true)))).as(target + ' ' + value).isEmpty();
    }

    /** Clients must live with more fields; here each must be described. */
    private static void closed(JsonNode schema) {
        if (schema instanceof ObjectNode object && object.path("properties").isObject()
                && object.path("type").asText().equals("object")) {
            object.put("additionalProperties", false);
        }
        schema.forEach(OpenApiTest::closed);
    }

    @Test
    void aDescriptionThatLiesWouldBeFound() throws IOException {
        ObjectNode schema = document.at("/paths").path("/api/v1/sensors").at("/get/responses/200/content")
            .path("application/json").path("schema").deepCopy();
        JsonNode answer = JSON.readTree(api.get("/api/v1/sensors").body());
        requireValid("as it is", schema, answer);
        ((ObjectNode) schema.at("/properties/items/items/properties")).remove("sensor");
        ObjectNode whole = schema.deepCopy();
        whole.set("components", document.path("components").deepCopy());
        closed(whole);
        assertThat(SCHEMAS.getSchema(whole).validate(answer)).isNotEmpty();
    }
}
