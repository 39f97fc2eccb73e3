package io.tidewatch.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.Test;

class TopicsTest {
    private final Topics topics = new Topics(Topics.DEFAULT_PREFIX);

    @Test
    void theReadmeListsTheCatalogueAsItIs() throws IOException {
        List<String> listed = Files.readAllLines(Path.of(System.getProperty("tidewatch.root"), "schemas/README.md"))
            .stream().filter(line -> line.startsWith("| `tidewatch.")).toList();
        assertThat(listed).containsExactlyElementsOf(topics.all().stream().map(TopicsTest::row).toList());
    }

    private static String row(Topic<? extends SpecificRecord> topic) {
        Duration kept = topic.retention();
        return "| `%s` | %s | %s | %s | %s | %s |".formatted(topic.name(), topic.key().replace("|", "\\|"),
            topic.avro() ? topic.recordType().getSimpleName() : "bytes",
            topic.keying() == Topic.Keying.SEGMENT ? "segment" : "key",
            topic.cleanup() == Topic.Cleanup.COMPACT ? "compact" : "delete " + kept.toDays() + " d", topic.about());
    }

    @Test
    void aPrefixMovesThemAll() {
        assertThat(new Topics("lab.").all()).allSatisfy(topic -> assertThat(topic.name()).startsWith("lab."));
        assertThat(new Topics("lab.").gmp().subject()).isEqualTo("lab.gmp.v1-value");
    }

    @Test
    void allKeysOfASegmentShareItsPartition() {
        for (String segment : List.of("lan", "edge1:eth0:100.7", "größer")) {
            int expected = Utils.toPositive(Utils.murmur2(Utils.utf8(segment))) % 12;
            assertThat(List.of(segment, segment + "|239.1.1.1", segment + "|ff05::1|fe80::1").stream()
                .map(key -> Topics.segmentPartition(key, 12)).collect(Collectors.toSet())).containsExactly(expected);
        }
    }

    @Test
    void theBrokersClockDecidesWhatIsOld() {
        assertThat(topics.all()).allSatisfy(topic ->
            assertThat(topic.settings()).containsEntry("message.timestamp.type", "LogAppendTime"));
        assertThat(topics.gmp().settings()).containsEntry("retention.ms", "259200000")
            .containsEntry("cleanup.policy", "delete");
        assertThat(topics.members().settings()).containsEntry("cleanup.policy", "compact");
    }
}
