package io.tidewatch.processors.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.schemas.Alert;
import io.tidewatch.schemas.AlertAction;
import io.tidewatch.schemas.SensorState;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.apache.kafka.streams.KeyValue;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Messages and clocks come on two topics, and Kafka Streams merges them as they happen to be there (max.task.idle.ms is
 * -1): in any order that keeps each topic's own. The same alerts are told, with the same ids.
 */
class StormClockOrderTest {
    private static final int SECONDS = 200;
    private static final int AT_LAST = 400;

    private final List<Consumer<StormDriver>> messages = new ArrayList<>();
    private final List<Consumer<StormDriver>> clocks = new ArrayList<>();
    private final List<Consumer<StormDriver>> inOrder = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(longs = {61, 62, 63})
    void anyOrderTellsTheSame(long seed) {
        Random random = new Random(seed);
        make(random);
        List<KeyValue<String, Alert>> told = told(inOrder);
        assertThat(told).extracting(step -> step.value.getAction()).contains(AlertAction.OPEN, AlertAction.CLOSE);
        for (int turn = 0; turn < 3; turn++) {
            assertThat(told(mixed(random))).as("seed %d, mixed %d", seed, turn).isEqualTo(told);
        }
        assertThat(told(chained(messages, clocks))).as("seed %d, messages first", seed).isEqualTo(told);
        assertThat(told(chained(clocks, messages))).as("seed %d, clocks first", seed).isEqualTo(told);
    }

    /** Few messages, and two storms; a clock now and then, which names the last message. */
    private void make(Random random) {
        int first = 20 + random.nextInt(20);
        int second = 100 + random.nextInt(60);
        long sequence = 0;
        for (int at = 0; at < SECONDS; at++) {
            boolean storm = at >= first && at < first + 8 || at >= second && at < second + 8;
            int count = storm ? 40 + random.nextInt(60) : at == 0 ? 1 : random.nextInt(3);
            int now = at;
            sequence += count;
            add(messages, driver -> driver.loop(now, 1, count));
            if (random.nextInt(4) == 0) {
                long last = sequence;
                add(clocks, driver -> driver.clock(SensorState.RUNNING, now + 1, last));
            }
        }
        long all = sequence;
        add(clocks, driver -> driver.clock(SensorState.RUNNING, AT_LAST, all));
    }

    private void add(List<Consumer<StormDriver>> topic, Consumer<StormDriver> input) {
        topic.add(input);
        inOrder.add(input);
    }

    private static List<Consumer<StormDriver>> chained(List<Consumer<StormDriver>> one,
                                                       List<Consumer<StormDriver>> other) {
        List<Consumer<StormDriver>> both = new ArrayList<>(one);
        both.addAll(other);
        return both;
    }

    private List<Consumer<StormDriver>> mixed(Random random) {
        List<Consumer<StormDriver>> mixed = new ArrayList<>();
        int clock = 0;
        for (Consumer<StormDriver> message : messages) {
            while (clock < clocks.size() && random.nextInt(5) == 0) {
                mixed.add(clocks.get(clock++));
            }
            mixed.add(message);
        }
        mixed.addAll(clocks.subList(clock, clocks.size()));
        return mixed;
    }

    private static List<KeyValue<String, Alert>> told(List<Consumer<StormDriver>> inputs) {
        try (StormDriver driver = new StormDriver(StormSettings.DEFAULT)) {
            inputs.forEach(input -> input.accept(driver));
            return driver.events();
        }
    }
}
