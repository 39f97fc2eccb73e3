package io.tidewatch.processors.storm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SpaceSavingTest {
    @Test
    void fewKeysAreCountedExactly() {
        SpaceSaving sketch = new SpaceSaving(4);
        sketch.add("b", 3);
        sketch.add("a", 3);
        sketch.add("c", 1);
        sketch.add("b", 1);

        assertThat(sketch.top(3)).containsExactly(new Ranked("b", 4, 0.5), new Ranked("a", 3, 0.375),
            new Ranked("c", 1, 0.125));
        assertThat(sketch.atLeast("b")).isEqualTo(4);
        assertThat(sketch.atLeast("z")).isZero();
    }

    @Test
    void ofVeryManyRareKeysNoneIsFrequent() {
        SpaceSaving sketch = new SpaceSaving(16);
        for (int i = 0; i < 10_000; i++) {
            sketch.add("key" + i, 1);
        }

        assertThat(sketch.top(10)).isEmpty();
        assertThat(sketch.total()).isEqualTo(10_000);
    }

    @Test
    void boundsHoldForSkewedStreams() {
        for (int round = 0; round < 30; round++) {
            long seed = 4711 + round;
            Random random = new Random(seed);
            int capacity = 8 + random.nextInt(60);
            SpaceSaving sketch = new SpaceSaving(capacity);
            Map<String, Long> exact = new HashMap<>();
            long total = 0;
            for (int i = 0; i < 5000; i++) {
                String key = "k" + (int) Math.abs(random.nextGaussian() * random.nextInt(200));
                long weight = 1 + random.nextInt(3);
                sketch.add(key, weight);
                exact.merge(key, weight, Long::sum);
                total += weight;
                if (i == 2500) {
                    sketch = reread(sketch, capacity);
                }
            }
            check(sketch, exact, total / capacity, seed);
        }
    }

    private static void check(SpaceSaving sketch, Map<String, Long> exact, long error, long seed) {
        List<Ranked> top = sketch.top(Integer.MAX_VALUE);
        for (Ranked each : top) {
            long truth = exact.get(each.value());
            assertThat(each.count()).as("seed %d key %s", seed, each.value()).isBetween(truth, truth + error);
            assertThat(sketch.atLeast(each.value())).as("seed %d", seed).isLessThanOrEqualTo(truth);
        }
        exact.forEach((key, truth) -> {
            if (truth > 2 * error) {
                assertThat(top).as("seed %d", seed).extracting(Ranked::value).contains(key);
            }
        });
    }

    private static SpaceSaving reread(SpaceSaving sketch, int capacity) {
        StateOutput out = new StateOutput();
        sketch.write(out);
        return SpaceSaving.read(new StateInput(out.toBytes()), capacity);
    }
}
