package io.tidewatch.capture.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidewatch.capture.source.CapturedFrame;
import io.tidewatch.capture.wire.GoldenPacket;
import io.tidewatch.schemas.Topics;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each golden packet against its whole expected event, as JSON. */
class GoldenEventsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    static List<GoldenPacket> packets() {
        return GoldenPacket.all();
    }

    static String event(GoldenPacket packet) throws IOException {
        PacketEvents events = new PacketEvents(new Topics("tidewatch."), "golden", "eth0",
            new Segments("golden", Map.of()));
        byte[] bytes = packet.frame();
        CapturedFrame frame = new CapturedFrame(1, packet.timeNanos(), null, packet.linkType(), bytes, 0,
            bytes.length, packet.wireLength());
        PacketEvent event = events.of(frame, packet.decode());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        JsonLines lines = new JsonLines(out);
        lines.write(packet.name(), 1, event.topic().name(), event.value());
        lines.flush();
        return out.toString();
    }

    /** Of the sources: what a build has copied may hold what is gone. */
    @Test
    void everyPacketHasAnEventAndEveryEventAPacket() throws IOException {
        assertThat(names(".json")).isEqualTo(names(".hex")).isNotEmpty();
    }

    private static List<String> names(String suffix) throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src", "test", "resources", "packets"))) {
            return files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(suffix))
                .map(name -> name.substring(0, name.length() - suffix.length())).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("packets")
    void isTheExpectedEvent(GoldenPacket packet) throws IOException {
        JsonNode expected = JSON.readTree(packet.expected().toFile());
        assertThat(JSON.readTree(event(packet)).toPrettyString()).isEqualTo(expected.toPrettyString());
    }
}
