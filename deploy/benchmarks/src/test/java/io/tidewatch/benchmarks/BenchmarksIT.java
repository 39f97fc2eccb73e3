package io.tidewatch.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** The command as a person runs it, quickly: it runs, its counts add up, it says what it measured. Nothing of speed. */
@Timeout(1200)
@EnabledIfSystemProperty(named = "tidewatch.require", matches = "all",
    disabledReason = "it takes a minute and more: -Dtidewatch.require=all runs it")
class BenchmarksIT {
    private static final Path ROOT = Path.of(System.getProperty("tidewatch.root"));

    @Test
    void everythingRunsQuickly() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(ROOT.resolve("deploy/benchmarks/run").toString(), "all", "--quick")
            .redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        String kept = said.substring(said.lastIndexOf("Kept in ") + "Kept in ".length()).strip();
        List<String> sections = Files.readAllLines(Path.of(kept)).stream().filter(line -> line.startsWith("## "))
            .toList();
        assertThat(sections).as(said).contains("## Stages, one thread, mixed traffic", "## Garbage of decoding",
            "## Decoding a file to JSON beside tshark", "## Membership beside get-and-put of the same events",
            "## Answers and changes while events come", "## All memberships end at once",
            "## Storms application beside a stateless pass",
            "## Heap under random keys, after collections",
            "## Replay into Kafka beside a bare producer of the same records", "## Storms found and explained",
            "## Storms by scenario", "## Confusers");
        if (!said.contains("Not measured: the console")) {
            assertThat(sections).as(said).anyMatch(line -> line.startsWith("## The console: 1,500 groups"))
                .anyMatch(line -> line.startsWith("## The console while changes come"));
        } else {
            assertThat(System.getProperty("tidewatch.require")).as("the console was skipped").isNotEqualTo("all");
        }
        if (!said.contains("Not measured: live capture")) {
            assertThat(sections).contains("## Live capture of a flood beside tcpdump -w");
        } else if ("all".equals(System.getProperty("tidewatch.require"))) {
            throw new AssertionError("live capture was skipped, and -Dtidewatch.require=all forbids to skip it");
        }
    }
}
