package io.tidewatch.processors.siem;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidewatch.processors.SampleAlerts;
import io.tidewatch.schemas.Alert;
import io.tidewatch.schemas.AlertAction;
import io.tidewatch.schemas.RankedValue;
import io.tidewatch.schemas.Severity;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class EcsAlertTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    static Stream<Alert> steps() {
        return Stream.of(SampleAlerts.open(), SampleAlerts.escalate(), SampleAlerts.close(), SampleAlerts.scan());
    }

    @Test
    void openWithADominantReporter() throws IOException {
        assertThat(text(SampleAlerts.open())).isEqualTo(golden("open.json"));
    }

    @Test
    void closeTellsWhyAndWhen() throws IOException {
        assertThat(text(SampleAlerts.close())).isEqualTo(golden("close.json"));
    }

    @Test
    void ipv6WithoutADominantReporter() throws IOException {
        assertThat(text(SampleAlerts.scan())).isEqualTo(golden("ipv6-no-dominant-reporter.json"));
    }

    @ParameterizedTest
    @CsvSource({"OPEN,alert,2026-01-01T00:00:05.000Z", "ESCALATE,alert,2026-01-01T00:00:05.000Z",
        "UPDATE,event,2026-01-01T00:00:05.000Z", "CLOSE,event,2026-01-01T00:00:05.000Z"})
    void onlyWhatWantsAttentionIsAnAlert(AlertAction action, String kind, String time) throws IOException {
        JsonNode document = JSON.readTree(EcsAlert.json(Alert.newBuilder(SampleAlerts.open()).setAction(action)
            .build()));
        assertThat(document.at("/event/kind").asText()).isEqualTo(kind);
        assertThat(document.at("/event/action").asText())
            .isEqualTo("icmp-error-storm-" + action.name().toLowerCase(Locale.ROOT));
        assertThat(document.at("/@timestamp").asText()).isEqualTo(time);
    }

    @ParameterizedTest
    @CsvSource({"INFO,0", "LOW,21", "MEDIUM,47", "HIGH,73", "CRITICAL,99"})
    void severitiesOfElasticsRules(Severity severity, long number) throws IOException {
        JsonNode document = JSON.readTree(EcsAlert.json(Alert.newBuilder(SampleAlerts.open()).setSeverity(severity)
            .build()));
        assertThat(document.at("/event/severity").longValue()).isEqualTo(number);
    }

    @ParameterizedTest
    @CsvSource({"0.8,true", "0.7999,false"})
    void aPartyIsNamedFromFourFifths(double share, boolean named) throws IOException {
        JsonNode document = JSON.readTree(EcsAlert.json(Alert.newBuilder(SampleAlerts.open())
            .setTopReporters(List.of(new RankedValue("192.0.2.1", 800L, share))).build()));
        assertThat(document.path("source").path("ip").asText(null)).isEqualTo(named ? "192.0.2.1" : null);
    }

    @Test
    void whatIsNoNumberIsLeftOut() throws IOException {
        JsonNode document = JSON.readTree(EcsAlert.json(Alert.newBuilder(SampleAlerts.open())
            .setRatio(Double.POSITIVE_INFINITY).setBaselinePps(Double.NaN).build()));
        assertThat(document.at("/tidewatch/alert").has("ratio")).isFalse();
        assertThat(document.at("/tidewatch/alert").has("baseline_pps")).isFalse();
        assertThat(document.at("/tidewatch/alert").has("rate_pps")).isTrue();
    }

    /** Names, types and array-or-not as ECS has them, so that a strict index template takes the document. */
    @ParameterizedTest
    @MethodSource("steps")
    void fieldsOfTheSchema(Alert step) throws IOException {
        Map<String, String> known = knownFields();
        List<String> wrong = new ArrayList<>();
        JSON.readTree(EcsAlert.json(step)).properties().forEach(field -> {
            if (!field.getKey().equals("tidewatch")) {
                check(field.getKey(), field.getValue(), known, wrong);
            }
        });
        assertThat(wrong).isEmpty();
    }

    private static void check(String name, JsonNode value, Map<String, String> known, List<String> wrong) {
        if (value.isObject()) {
            value.properties().forEach(field ->
                check(name + '.' + field.getKey(), field.getValue(), known, wrong));
            return;
        }
        String expected = known.getOrDefault(name, name.startsWith("labels.") ? known.get("labels.*") : "unknown");
        JsonNode one = value.isArray() ? value.get(0) : value;
        String shape = value.isArray() ? "array" : "one";
        if (!Stream.of(typesOf(one)).map(type -> type + ',' + shape).toList().contains(expected)) {
            wrong.add(name + " is " + value + " but should be " + expected);
        }
    }

    private static String[] typesOf(JsonNode value) {
        if (value.isIntegralNumber()) {
            return new String[] {"long"};
        }
        if (value.isFloatingPointNumber()) {
            return new String[] {"float"};
        }
        if (value.isTextual() && value.asText().matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z")) {
            return new String[] {"date"};
        }
        return value.isTextual() ? new String[] {"keyword", "constant_keyword", "match_only_text", "ip"}
            : new String[] {"boolean"};
    }

    private static Map<String, String> knownFields() throws IOException {
        Map<String, String> fields = new HashMap<>();
        resource("ecs-9.4-fields.csv").lines().filter(line -> !line.startsWith("#")).forEach(line -> {
            String[] parts = line.split(",", 2);
            fields.put(parts[0], parts[1]);
        });
        return fields;
    }

    private static String text(Alert alert) {
        return new String(EcsAlert.json(alert), StandardCharsets.UTF_8);
    }

    /** The golden files are indented for people; the documents are not. */
    private static String golden(String name) throws IOException {
        return JSON.writeValueAsString(JSON.readTree(resource(name)));
    }

    private static String resource(String name) throws IOException {
        try (InputStream stream = EcsAlertTest.class.getResourceAsStream(name)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
