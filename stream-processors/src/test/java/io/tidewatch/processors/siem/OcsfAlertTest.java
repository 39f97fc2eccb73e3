package io.tidewatch.processors.siem;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidewatch.processors.SampleAlerts;
import io.tidewatch.schemas.Alert;
import io.tidewatch.schemas.AlertAction;
import io.tidewatch.schemas.CloseReason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class OcsfAlertTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    static Stream<Alert> steps() {
        return Stream.of(SampleAlerts.open(), SampleAlerts.escalate(), SampleAlerts.close(), SampleAlerts.scan());
    }

    @Test
    void openWithADominantReporter() throws IOException {
        assertThat(new String(OcsfAlert.json(SampleAlerts.open()), StandardCharsets.UTF_8))
            .isEqualTo(JSON.writeValueAsString(JSON.readTree(resource("ocsf-open.json"))));
    }

    /** The attributes that class 2004 and the objects in it require, by path; {@code *} is every item of a list. */
    @ParameterizedTest
    @MethodSource("steps")
    void whatTheClassRequires(Alert step) throws IOException {
        JsonNode finding = JSON.readTree(OcsfAlert.json(step));
        List<String> missing = new ArrayList<>();
        resource("ocsf-1.8-finding-required.txt").lines().filter(line -> !line.startsWith("#"))
            .forEach(path -> require(finding, path, missing));
        assertThat(missing).isEmpty();
        assertThat(finding.path("type_uid").intValue())
            .isEqualTo(finding.path("class_uid").intValue() * 100 + finding.path("activity_id").intValue());
    }

    private static void require(JsonNode node, String path, List<String> missing) {
        int dot = path.indexOf('.');
        String name = dot < 0 ? path : path.substring(0, dot);
        if (name.equals("*")) {
            node.forEach(item -> require(item, path.substring(dot + 1), missing));
        } else if (name.endsWith("?")) {
            JsonNode part = node.path(name.substring(0, name.length() - 1));
            if (!part.isMissingNode()) {
                require(part, path.substring(dot + 1), missing);
            }
        } else if (node.path(name).isMissingNode()) {
            missing.add(path + " in " + node);
        } else if (dot >= 0) {
            require(node.path(name), path.substring(dot + 1), missing);
        }
    }

    @ParameterizedTest
    @CsvSource({"OPEN,1,true", "ESCALATE,2,true", "UPDATE,2,false", "CLOSE,3,false"})
    void activities(AlertAction action, int activity, boolean alerts) throws IOException {
        JsonNode finding = JSON.readTree(OcsfAlert.json(Alert.newBuilder(SampleAlerts.open()).setAction(action)
            .build()));
        assertThat(finding.path("activity_id").intValue()).isEqualTo(activity);
        assertThat(finding.path("is_alert").asBoolean(false)).isEqualTo(alerts);
        assertThat(finding.path("time").longValue()).isEqualTo(1_767_225_605_000L);
    }

    @ParameterizedTest
    @CsvSource({"QUIET,4", "MAX_DURATION,4", "CONFIG,4", "MANUAL,4", "SUPPRESSED,3", "SENSOR_LOST,1"})
    void aSensorThatIsLostSolvesNothing(CloseReason reason, int status) throws IOException {
        JsonNode finding = JSON.readTree(OcsfAlert.json(Alert.newBuilder(SampleAlerts.close()).setCloseReason(reason)
            .build()));
        assertThat(finding.path("status_id").intValue()).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({"100,3", "80,3", "79,2", "50,2", "49,1", "0,1"})
    void confidence(int score, int level) throws IOException {
        JsonNode finding = JSON.readTree(OcsfAlert.json(Alert.newBuilder(SampleAlerts.open()).setCauseConfidence(score)
            .build()));
        assertThat(finding.path("confidence_id").intValue()).isEqualTo(level);
    }

    private static String resource(String name) throws IOException {
        try (InputStream stream = OcsfAlertTest.class.getResourceAsStream(name)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
