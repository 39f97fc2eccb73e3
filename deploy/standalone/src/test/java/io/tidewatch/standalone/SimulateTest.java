package io.tidewatch.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code tidewatch simulate} as a person runs it. What is in the files is tested where they are made. */
class SimulateTest {
    @TempDir
    private Path folder;

    @Test
    void packetsAndEventsAreTheSame() throws IOException {
        Path packets = folder.resolve("made.pcap");
        Path events = folder.resolve("made.jsonl");

        Run asPackets = simulate(packets, "--labels", folder.resolve("truth.jsonl").toString());
        Run asEvents = simulate(events);
        Run decoded = Run.of("decode", "--sensor", "simulate", packets.toString());

        assertThat(asPackets.exitCode()).as(asPackets.err()).isZero();
        assertThat(asPackets.out()).matches("[0-9,]+ frames in \\S+made.pcap, 1 labels in \\S+truth.jsonl\\R");
        assertThat(asEvents.exitCode()).as(asEvents.err()).isZero();
        assertThat(Files.readString(folder.resolve("made.labels.jsonl"))
            .replace("made.jsonl", "made.pcap")).isEqualTo(Files.readString(folder.resolve("truth.jsonl")))
            .contains("\"cause\":\"routing_loop\"");
        assertThat(nameless(Files.readAllLines(events))).isEqualTo(nameless(decoded.lines())).hasSizeGreaterThan(100);
    }

    private static Run simulate(Path out, String... more) {
        List<String> arguments = new ArrayList<>(List.of("simulate", "--seed", "7", "--length", "10m",
            "--segments", "2", "--scenario", "routing_loop", "--out", out.toString()));
        arguments.addAll(List.of(more));
        return Run.of(arguments.toArray(String[]::new));
    }

    /** The name of the file is in the interface, hence the segment, hence the id of each event. */
    private static List<String> nameless(List<String> events) {
        return events.stream().map(line -> line.replaceAll("made\\.(pcap|jsonl)", "made")
            .replaceFirst("\"event_id\":\"[^\"]*\"", "")).toList();
    }

    @Test
    void everyScenarioIsListed() {
        Run run = Run.of("simulate", "--list");

        assertThat(run.exitCode()).isZero();
        assertThat(run.lines()).hasSizeGreaterThan(40)
            .anyMatch(line -> line.matches("routing_loop +STORM +.*prefix.*"));
    }

    @Test
    void whatCantBeSimulatedIsSaid() {
        assertMisused("There is no --out", "simulate", "--scenario", "routing_loop");
        assertMisused("does not say what it is to hold", "simulate", "--out", folder.resolve("x.txt").toString());
        assertMisused("There is no scenario storms.", "simulate", "--scenario", "storms", "--out", "x.pcap");
        assertMisused("is not a time like", "simulate", "--length", "1 hour", "--out", "x.pcap");
        assertMisused("5000 segments", "simulate", "--scenario", "on_off", "--segments", "5000", "--out",
            "x.pcap");
        assertMisused("on one segment and have", "simulate", "--scenario", "routing_loop", "--each", "9", "--segments",
            "1", "--length", "10m", "--out", folder.resolve("x.pcap").toString());
    }

    @Test
    void theReadmeNamesEveryOption() throws IOException {
        List<String> told = Pattern.compile("^ +(?:-., )?(--[a-z]+)", Pattern.MULTILINE)
            .matcher(Run.of("simulate", "--help").out()).results().map(each -> each.group(1))
            .filter(option -> !List.of("--help", "--verbose").contains(option)).toList();
        String readme = Files.readString(Path.of(System.getProperty("tidewatch.root"), "deploy/simulate/README.md"));

        assertThat(Pattern.compile("^\\| `(--[a-z]+)`", Pattern.MULTILINE).matcher(readme).results()
            .map(each -> each.group(1)).toList()).hasSize(9).containsExactlyInAnyOrderElementsOf(told);
    }

    private static void assertMisused(String why, String... arguments) {
        Run run = Run.of(arguments);
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.paragraph()).contains(why);
    }

    @Test
    void directoryThatIsNotThere() {
        Run run = Run.of("simulate", "--scenario", "background", "--length", "10s", "--out",
            folder.resolve("gone/x.pcap").toString());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.paragraph()).startsWith("The simulation could not be written to ");
    }
}
