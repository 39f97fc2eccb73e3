package io.tidewatch.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewatch.capture.wire.Decoded;
import io.tidewatch.capture.wire.LinkType;
import io.tidewatch.capture.wire.PacketDecoder;
import io.tidewatch.simulate.Scenario.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SimulationTest {
    static final Instant START = Instant.parse("2026-01-05T00:00:00Z");

    @TempDir
    private Path folder;

    static Simulation.Settings settings(long seed, Duration length, int segments, List<Scenario> scenarios) {
        return new Simulation.Settings(seed, START, length, segments, scenarios, 1);
    }

    @Test
    void theSameSeedMakesTheSameFilesAndAnotherOneOthers() throws IOException {
        byte[] first = written("a", 5);

        assertThat(written("b", 5)).isEqualTo(first);
        assertThat(written("c", 6)).isNotEqualTo(first);
    }

    private byte[] written(String name, long seed) throws IOException {
        Path file = folder.resolve(name).resolve("made.pcap");
        Files.createDirectory(file.getParent());
        Simulation simulation = Simulation.of(settings(seed, Duration.ofMinutes(30), 3,
            List.of(Scenario.ROUTING_LOOP, Scenario.SENSOR_DIES, Scenario.SEVERAL_AT_ONCE, Scenario.SMURF)));
        assertThat(SimulationFiles.writePcap(simulation, file)).isGreaterThan(1000);
        Path labels = file.resolveSibling("labels");
        SimulationFiles.writeLabels(simulation, labels, file);
        byte[] packets = Files.readAllBytes(file);
        byte[] truth = Files.readAllBytes(labels);
        byte[] both = Arrays.copyOf(packets, packets.length + truth.length);
        System.arraycopy(truth, 0, both, packets.length, truth.length);
        return both;
    }

    @ParameterizedTest
    @EnumSource(Scenario.class)
    void everyScenarioHasItsLabelAndSoundFramesOfIt(Scenario scenario) {
        Duration length = scenario.room();
        Simulation simulation = Simulation.of(settings(11, length, 5, List.of(scenario)));

        assertThat(simulation.labels()).as("%s", scenario).hasSizeBetween(scenario == Scenario.BACKGROUND ? 0 : 1, 3)
            .allMatch(label -> label.scenario() == scenario && label.end() > label.start()
                && label.truth().frames() > 0);
        Set<Integer> seen = new HashSet<>();
        PacketDecoder decoder = new PacketDecoder();
        long before = START.toEpochMilli() * 1000;
        for (Iterator<TimedFrame> each = simulation.frames(); each.hasNext();) {
            TimedFrame frame = each.next();
            assertThat(frame.at()).isBetween(before, before + Duration.ofHours(1).toMillis() * 1000);
            before = frame.at();
            seen.add(frame.label());
            Decoded decoded = decoder.decode(LinkType.ETHERNET, frame.bytes(), 0, frame.bytes().length,
                frame.bytes().length);
            assertThat(decoded instanceof Decoded.Icmp icmp ? icmp.envelope().anomalies()
                : ((Decoded.GroupMembership) decoded).envelope().anomalies()).as("%s", scenario).isEmpty();
        }
        assertThat(before).isLessThan((START.toEpochMilli() + length.toMillis()) * 1000);
        simulation.labels().forEach(label -> assertThat(seen).contains(label.number()));
    }

    @Test
    void storm() {
        for (Scenario scenario : Scenario.of(Kind.STORM)) {
            Label label = Simulation.of(settings(3, Duration.ofMinutes(25), 1, List.of(scenario))).labels().get(0);

            assertThat(label.truth().errors()).as("%s", scenario).isEqualTo(label.truth().frames());
            assertThat(label.truth().crossed()).as("%s", scenario).isBetween(label.start(), label.end());
            assertThat(label.truth().sufficient()).as("%s", scenario).isBetween(label.truth().crossed() + 2_000_000,
                label.end());
        }
    }

    @Test
    void whatDoesNotFitIsRefused() {
        assertThatThrownBy(() -> Simulation.of(settings(1, Duration.ofMinutes(5), 1, List.of(Scenario.values()))))
            .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("on one segment");
    }
}
