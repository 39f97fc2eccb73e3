package io.tidewatch.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidewatch.capture.event.DecodeLines;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Labels against what a stranger reads: the pcap file, decoded by the agent, beside the labels as JSON. */
class LabelsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long AWAY_MS = 600_000;

    @TempDir
    private static Path folder;

    private static final List<JsonNode> LABELS = new ArrayList<>();
    /** By segment, in order of time. */
    private static final Map<String, List<Seen>> SEEN = new HashMap<>();

    /** What the tests need of one event. */
    private record Seen(long at, boolean error, Map<String, String> scopes) { }

    @BeforeAll
    static void simulated() throws IOException {
        Path packets = folder.resolve("all.pcap");
        Path labels = folder.resolve("all.labels");
        Path events = folder.resolve("all.jsonl");
        Simulation simulation = Simulation.of(SimulationTest.settings(42, Duration.ofMinutes(70), 12,
            Arrays.stream(Scenario.values()).filter(each -> each != Scenario.BOILING_FROG).toList()));
        long frames = SimulationFiles.writePcap(simulation, packets);
        SimulationFiles.writeLabels(simulation, labels, packets);
        try (PrintStream out = new PrintStream(Files.newOutputStream(events), false, StandardCharsets.UTF_8)) {
            assertThat(DecodeLines.decode(List.of(packets), SimulationFiles.SENSOR, out, System.err).frames())
                .isEqualTo(frames);
        }
        for (String line : Files.readAllLines(labels)) {
            LABELS.add(JSON.readTree(line));
        }
        try (BufferedReader lines = Files.newBufferedReader(events)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode event = JSON.readTree(line);
                SEEN.computeIfAbsent(event.get("segment").asText(), segment -> new ArrayList<>()).add(seen(event));
            }
        }
    }

    private static Seen seen(JsonNode event) {
        Map<String, String> scopes = new HashMap<>();
        scopes.put("SEGMENT", "");
        scopes.put("REPORTER", event.get("source").asText());
        scopes.put("RECEIVER", event.get("destination").asText());
        if (event.path("quoted").isObject()) {
            scopes.put("QUOTED_SOURCE", event.get("quoted").get("source").asText());
            scopes.put("QUOTED_HOST", event.get("quoted").get("destination").asText());
            scopes.put("QUOTED_PREFIX", event.get("quoted").get("destination").asText());
        }
        return new Seen(Instant.parse(event.get("captured_at").asText()).toEpochMilli(),
            event.path("is_error").asBoolean(), scopes);
    }

    private static boolean about(JsonNode scope, Seen seen) {
        String value = seen.scopes().get(scope.get("kind").asText());
        String wanted = scope.get("value").asText();
        return value != null && (wanted.endsWith("/24") || wanted.endsWith("/64")
            ? value.startsWith(wanted.replaceFirst("(\\.0/24|:/64)$", "")) : value.equals(wanted));
    }

    private static long time(JsonNode label, String field) {
        return label.get(field).isNull() ? -1 : Instant.parse(label.get(field).asText()).toEpochMilli();
    }

    private static List<Seen> between(JsonNode label, int segment, long from, long to) {
        return SEEN.getOrDefault(label.get("segments").get(segment).asText(), List.of()).stream()
            .filter(seen -> seen.at() >= from && seen.at() <= to).toList();
    }

    @Test
    void countsAndTimesAreThoseOfThePackets() {
        assertThat(LABELS).hasSizeGreaterThan(40);
        int counted = 0;
        for (JsonNode label : LABELS) {
            long errors = label.get("errors").asLong();
            if (errors == 0 || label.get("scopes").isEmpty()) {
                continue;
            }
            long found = 0;
            for (int i = 0; i < label.get("segments").size(); i++) {
                List<Seen> during = between(label, i, time(label, "start_at"), time(label, "end_at"));
                found += during.stream()
                    .filter(seen -> seen.error() && about(label.get("scopes").get(0), seen)).count();
            }
            // Strays of the background may be about the same; other storms at once are about something else.
            boolean apart = !label.get("scenario").asText().equals("several_at_once")
                || !label.get("scopes").get(0).get("kind").asText().equals("SEGMENT");
            assertThat(found).as("%s", label).isGreaterThanOrEqualTo(share(label, errors))
                .isLessThanOrEqualTo(apart ? errors + errors / 10 + 100 : Long.MAX_VALUE);
            counted++;
        }
        assertThat(counted).isGreaterThan(30);
    }

    /** Several hosts or routers report where the best scope names one of them. */
    private static long share(JsonNode label, long errors) {
        return label.get("scopes").get(0).get("kind").asText().equals("REPORTER") ? errors / 6 : errors;
    }

    @Test
    void theFloorIsCrossedAndStaysSoWhereTheLabelSays() {
        int checked = 0;
        for (JsonNode label : LABELS) {
            long crossed = time(label, "crossed_at");
            long sufficient = time(label, "sufficient_at");
            if (crossed < 0 || !label.get("kind").asText().equals("STORM")) {
                continue;
            }
            assertThat(errors(label, crossed - 1000, crossed)).as("%s", label).isGreaterThan(20);
            for (long second = 0; second < 3; second++) {
                assertThat(errors(label, sufficient - 1000 * (second + 1), sufficient - 1000 * second))
                    .as("%s, %d s before", label, second).isGreaterThan(20);
            }
            // Not before, as far as the storm alone goes: in the first second there is no second yet.
            assertThat(crossed).as("%s", label).isBetween(time(label, "start_at"), time(label, "start_at") + 2000);
            assertThat(sufficient).isGreaterThanOrEqualTo(crossed + 2000);
            checked++;
        }
        assertThat(checked).isGreaterThanOrEqualTo(18);
    }

    @Test
    void whatCreepsUpSufficesWhenItsRateDoesAndNotInThreeLuckySeconds() {
        List<JsonNode> ramps = LABELS.stream().filter(label -> label.get("scenario").asText().equals("slow_ramp"))
            .toList();

        assertThat(ramps).hasSize(1).allSatisfy(label -> {
            long sufficient = time(label, "sufficient_at");
            assertThat(errors(label, sufficient - 10_000, sufficient)).isGreaterThan(150);
            assertThat(sufficient).isGreaterThan(time(label, "crossed_at"));
        });
    }

    private static long errors(JsonNode label, long from, long to) {
        return between(label, 0, from, to).stream().filter(Seen::error).count();
    }

    @Test
    void aDeadSensorSeesNothing() {
        List<JsonNode> dying = LABELS.stream().filter(label -> time(label, "sensor_lost_at") >= 0).toList();

        assertThat(dying).hasSize(1);
        JsonNode label = dying.get(0);
        long lost = time(label, "sensor_lost_at");
        assertThat(time(label, "end_at")).isLessThanOrEqualTo(lost);
        assertThat(errors(label, lost - 1000, lost)).isGreaterThan(20);
        assertThat(between(label, 0, lost + 1, lost + AWAY_MS - 1)).isEmpty();
        assertThat(SEEN.get(label.get("segments").get(0).asText())).anyMatch(seen -> seen.at() > lost + AWAY_MS);
    }

    @Test
    void whatIsNoErrorIsNone() {
        for (JsonNode label : LABELS) {
            if (label.get("kind").asText().equals("FLOOD")) {
                assertThat(label.get("errors").asLong()).as("%s", label).isZero();
                assertThat(label.get("crossed_at").isNull()).isTrue();
                assertThat(between(label, 0, time(label, "start_at"), time(label, "end_at")).stream()
                    .filter(seen -> !seen.error()).count()).isGreaterThanOrEqualTo(label.get("frames").asLong());
            }
        }
    }
}
