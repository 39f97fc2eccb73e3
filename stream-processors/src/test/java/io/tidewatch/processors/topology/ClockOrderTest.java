package io.tidewatch.processors.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.schemas.Coverage;
import io.tidewatch.schemas.GmpEvent;
import io.tidewatch.schemas.MembershipChange;
import io.tidewatch.schemas.MembershipWindow;
import io.tidewatch.schemas.RecordOrigin;
import io.tidewatch.schemas.SensorState;
import io.tidewatch.schemas.SensorStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Events and clocks come on two topics, and Kafka Streams merges them as they happen to be there (max.task.idle.ms is
 * -1): in any order that keeps each topic's own. What is told is the same.
 */
class ClockOrderTest {
    private static final int EVENTS = 400;
    private static final Duration WHOLE = Duration.ofHours(3);

    @TempDir
    Path state;

    /** What one topic has, in order. */
    private sealed interface Input {
    }

    private record Event(GmpEvent event, RecordOrigin origin) implements Input {
    }

    private record Clock(SensorStatus status) implements Input {
    }

    @ParameterizedTest
    @ValueSource(longs = {51, 52, 53, 54})
    void anyOrderTellsTheSame(long seed) {
        List<Input> made = made(seed);
        List<Input> events = made.stream().filter(Event.class::isInstance).toList();
        List<Input> clocks = made.stream().filter(Clock.class::isInstance).toList();
        Told inOrder = told("in order", made);
        assertThat(inOrder.changes).hasSize(2);
        Random random = new Random(seed);
        for (int turn = 0; turn < 3; turn++) {
            assertThat(told("mixed-" + turn, mixed(events, clocks, random))).as("seed %d, mixed %d", seed, turn)
                .isEqualTo(inOrder);
        }
        assertThat(told("clocks first", mixed(clocks, events, null))).as("seed %d, clocks first", seed)
            .isEqualTo(inOrder);
        assertThat(told("events first", mixed(events, clocks, null))).as("seed %d, events first", seed)
            .isEqualTo(inOrder);
    }

    /** Two segments of one sensor, which tells now and then how far it is; at last that all is over. */
    private static List<Input> made(long seed) {
        Random random = new Random(seed);
        List<Input> made = new ArrayList<>();
        Map<String, Long> last = new TreeMap<>();
        Instant now = MembershipBench.T0;
        long sequence = 0;
        for (GmpEvent event : new RandomHistory(seed, false).events(EVENTS)) {
            now = event.getCapturedAt();
            if (random.nextInt(3) == 0) {
                for (Map.Entry<String, Long> segment : last.entrySet()) {
                    made.add(clock(segment.getKey(), now.minusMillis(1), segment.getValue()));
                }
            }
            made.add(new Event(event, new RecordOrigin(Wire.BOOT, ++sequence)));
            last.put(event.getSegment(), sequence);
        }
        for (Map.Entry<String, Long> segment : last.entrySet()) {
            made.add(clock(segment.getKey(), now.plus(WHOLE), segment.getValue()));
        }
        return made;
    }

    private static Clock clock(String segment, Instant watermark, long sequence) {
        return new Clock(Wire.status(SensorState.RUNNING, Wire.BOOT, Wire.clock(segment, watermark, sequence)));
    }

    /** Each in its own order: at random, or the first before the second. */
    private static List<Input> mixed(List<Input> one, List<Input> other, Random random) {
        List<Input> mixed = new ArrayList<>();
        int at = 0;
        for (Input input : one) {
            while (random != null && at < other.size() && random.nextInt(8) != 0) {
                mixed.add(other.get(at++));
            }
            mixed.add(input);
        }
        mixed.addAll(other.subList(at, other.size()));
        return mixed;
    }

    /** By segment: the changes, and the newest record of each window but for its coverage, which is what was known. */
    private record Told(Map<String, List<MembershipChange>> changes, Map<String, MembershipWindow> windows) {
    }

    private Told told(String name, List<Input> inputs) {
        try (MembershipBench bench = new MembershipBench(state.resolve(name), MembershipSettings.DEFAULT)) {
            for (Input input : inputs) {
                if (input instanceof Event event) {
                    bench.hear(event.event(), event.origin());
                } else if (input instanceof Clock clock) {
                    bench.clock(clock.status());
                }
            }
            Map<String, List<MembershipChange>> changes = new TreeMap<>();
            bench.changes().forEach(change ->
                changes.computeIfAbsent(change.getSegment(), segment -> new ArrayList<>()).add(change));
            Map<String, MembershipWindow> windows = new HashMap<>();
            bench.windows.readValuesToList().forEach(window -> windows.put(String.join(" ", window.getSegment(),
                window.getGroup(), window.getWindowStart().toString(), window.getWindowEnd().toString()),
                MembershipWindow.newBuilder(window).setCoverage(Coverage.FULL).build()));
            return new Told(changes, windows);
        }
    }
}
