package io.tidewatch.capture.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidewatch.capture.event.CorpusTruth.Difference;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Every capture of the shared corpus against what tshark says of it, field by field. The corpus lies beside the
 * repository and is not part of it; without it the test is skipped. What differs must be in corpus-differences.txt
 * with the reason, and what is there must differ.
 */
class CorpusTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final CorpusTruth truth = new CorpusTruth();

    @Test
    void agreesWithTsharkButForTheNamedDifferences() throws IOException {
        Path corpus = Path.of(System.getProperty("tidewatch.root", ".."), "..", "shared", "corpus");
        assumeTrue(Files.isDirectory(corpus), "no corpus at " + corpus.normalize() + ": nothing to compare with");
        int captures = 0;
        int refused = 0;
        try (Stream<Path> files = Files.list(corpus.resolve("pcaps"))) {
            for (Path capture : files.sorted().toList()) {
                captures++;
                refused += compare(capture, corpus.resolve("truth").resolve(capture.getFileName() + ".jsonl")) ? 0 : 1;
            }
        }
        System.out.printf("corpus: %d captures, %d of other formats than pcap and pcapng%n%s", captures, refused,
            truth.report());
        List<String> found = truth.differences().stream().map(Difference::place).sorted().distinct().toList();
        assertThat(found).as("differences:%n%s", truth.differences()).isEqualTo(explained());
        assertThat(truth.compared()).isGreaterThan(200_000);
    }

    /** False if the file is in a format that we don't read. */
    private boolean compare(Path capture, Path expected) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        DecodeSummary summary = DecodeLines.decode(List.of(capture), "corpus",
            new PrintStream(out, false, StandardCharsets.UTF_8), new PrintStream(err, true, StandardCharsets.UTF_8));
        if (err.toString().contains("neither pcap nor pcapng")) {
            return false;
        }
        assertThat(summary.frames()).as("%s: %s", capture, err).isPositive();
        Map<Long, JsonNode> events = new HashMap<>();
        for (String line : out.toString(StandardCharsets.UTF_8).split("\n")) {
            if (!line.isEmpty()) {
                JsonNode event = JSON.readTree(line);
                events.put(event.get("frame").asLong(), event);
                assertThat(event.path("defect").asText()).isNotEqualTo("decoder.fault");
            }
        }
        for (String line : Files.readAllLines(expected)) {
            JsonNode frame = JSON.readTree(line);
            truth.compare(capture.getFileName().toString(), frame, events.get(frame.get("frame").asLong()));
        }
        return true;
    }

    private static List<String> explained() throws IOException {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
            CorpusTest.class.getResourceAsStream("/corpus-differences.txt"), StandardCharsets.UTF_8))) {
            return lines.lines().filter(line -> !line.isBlank() && !line.startsWith("#")).sorted().toList();
        }
    }
}
