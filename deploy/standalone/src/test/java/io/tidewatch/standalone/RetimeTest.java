package io.tidewatch.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code tidewatch retime} as a person runs it: what comes out decodes to the same events at other times. */
class RetimeTest {
    private static final Path DEMO = Path.of("../lab/demo.pcap");

    @TempDir
    private Path folder;

    private static List<ObjectNode> events(Path file) {
        ObjectMapper json = new ObjectMapper();
        return Run.of("decode", file.toString()).lines().stream().map(line -> {
            try {
                return (ObjectNode) json.readTree(line);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }).toList();
    }

    private static Instant at(JsonNode event) {
        return Instant.parse(event.path("captured_at").asText());
    }

    /** What a packet was, without what tells where and when. */
    private static List<JsonNode> timeless(List<ObjectNode> events) {
        return events.stream().map(event -> (JsonNode) event.deepCopy().remove(List.of("file", "frame", "event_id",
            "captured_at", "first_at", "last_at", "interface", "segment"))).toList();
    }

    @Test
    void theSameFramesTwiceUpToNow() {
        Path twice = folder.resolve("twice.pcap");
        Run run = Run.of("retime", DEMO.toString(), twice.toString(), "--times", "2");
        assertThat(run.exitCode()).as(run.err()).isZero();
        List<ObjectNode> once = events(DEMO);
        List<ObjectNode> made = events(twice);
        assertThat(made).hasSize(2 * once.size());
        List<JsonNode> expected = new ArrayList<>(timeless(once));
        expected.addAll(timeless(once));
        assertThat(timeless(made)).isEqualTo(expected);
        Duration shift = Duration.between(at(once.get(0)), at(made.get(0)));
        for (int i = 0; i < once.size(); i++) {
            assertThat(Duration.between(at(once.get(i)), at(made.get(i)))).isCloseTo(shift, Duration.ofNanos(1000));
            assertThat(at(made.get(i + once.size()))).isAfter(at(made.get(once.size() - 1)));
        }
        assertThat(at(made.get(made.size() - 1))).isBetween(Instant.now().minusSeconds(120), Instant.now());
    }

    @Test
    void itMayBeginNow() {
        Path live = folder.resolve("live.pcap");
        Instant before = Instant.now().minusSeconds(1);
        assertThat(Run.of("retime", "--starts-now", DEMO.toString(), live.toString()).exitCode()).isZero();
        assertThat(at(events(live).get(0))).isBetween(before, Instant.now().plusSeconds(30));
    }

    @Test
    void whatCantBeDoneIsSaid() throws IOException {
        Path text = Files.writeString(folder.resolve("text"), "no capture at all");
        Run run = Run.of("retime", text.toString(), folder.resolve("out.pcap").toString());
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.paragraph()).contains("it is neither pcap nor pcapng");
        assertThat(Run.of("retime", DEMO.toString(), folder.resolve("x").toString(), "--times", "0").exitCode())
            .isEqualTo(2);
    }
}
