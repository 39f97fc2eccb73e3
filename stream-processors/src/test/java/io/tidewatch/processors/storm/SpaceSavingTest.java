package io.tidewatch.processors.storm;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.processors.storm.SpaceSaving.Keys;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SpaceSavingTest {
    @Test
    void fewKeysAreCountedExactly() {
        SpaceSaving sketch = new SpaceSaving(Keys.TEXT, 4);
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
        SpaceSaving sketch = new SpaceSaving(Keys.TEXT, 16);
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
            SpaceSaving sketch = new SpaceSaving(Keys.TEXT, capacity);
            Map<String, Long> exact = new HashMap<>();
            long total = 0;
            for (int i = 0; i < 5000; i++) {
                String key = "k" + (int) Math.abs(random.nextGaussian() * random.nextInt(200));
                long weight = 1 + random.nextInt(3);
                sketch.add(key, weight);
                exact.merge(key, weight, Long::sum);
                total += weight;
                if (i == 2500) {
                    sketch = reread(sketch, Keys.TEXT, capacity);
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

    private static SpaceSaving reread(SpaceSaving sketch, Keys keys, int capacity) {
        return SpaceSaving.read(new StateInput(bytes(sketch)), keys, capacity);
    }

    private static byte[] bytes(SpaceSaving sketch) {
        StateOutput out = new StateOutput();
        sketch.write(out);
        return out.toBytes();
    }

    /** The same keys as texts, as numbers and as a letter with a text: one is as the other, ties and all. */
    @Test
    void allKindsOfKeysAreCountedAlikeAndAlsoAcrossRestarts() {
        for (long seed = 1; seed <= 20; seed++) {
            Random random = new Random(seed);
            int capacity = 1 + random.nextInt(40);
            int different = 1 + random.nextInt(200);
            SpaceSaving texts = new SpaceSaving(Keys.TEXT, capacity);
            SpaceSaving numbers = new SpaceSaving(Keys.NUMBER, capacity);
            SpaceSaving letters = new SpaceSaving(Keys.LETTER_AND_TEXT, capacity);
            SpaceSaving goesOn = new SpaceSaving(Keys.LETTER_AND_TEXT, capacity);
            for (int i = 0; i < 3000; i++) {
                int key = random.nextInt(different);
                long weight = 1 + random.nextInt(3);
                texts.add(letter(key) + key / 3, weight);
                numbers.add(key, weight);
                letters.add(key % 3, Integer.toString(key / 3), weight);
                goesOn.add(key % 3, new String(Integer.toString(key / 3)), weight);
                if (random.nextInt(100) == 0) {
                    goesOn = reread(goesOn, Keys.LETTER_AND_TEXT, capacity);
                }
                if (random.nextInt(1000) == 0) {
                    for (SpaceSaving sketch : List.of(texts, numbers, letters, goesOn)) {
                        sketch.clear();
                    }
                }
            }
            assertThat(bytes(letters)).as("seed %d", seed).isEqualTo(bytes(texts)).isEqualTo(bytes(goesOn));
            assertThat(letters.top(8)).as("seed %d", seed).isEqualTo(texts.top(8));
            assertThat(letters.first()).as("seed %d", seed).isEqualTo(texts.first());
            assertThat(numbers.top(capacity)).as("seed %d", seed).extracting(Ranked::count)
                .isEqualTo(texts.top(capacity).stream().map(Ranked::count).toList());
            for (int key = 0; key < different; key++) {
                assertThat(letters.atLeast(key % 3, Integer.toString(key / 3))).as("seed %d, key %d", seed, key)
                    .isEqualTo(texts.atLeast(letter(key) + key / 3)).isEqualTo(numbers.atLeast(key, ""));
            }
        }
    }

    private static String letter(int key) {
        return String.valueOf((char) ('A' + key % 3));
    }

    @Test
    void whatIsBelowALeastIsLeftOut() {
        SpaceSaving sketch = new SpaceSaving(Keys.NUMBER, 8);
        for (int key = 1; key <= 6; key++) {
            sketch.add(key, key);
        }

        assertThat(sketch.top(8, 3.5)).extracting(Ranked::value).containsExactly("6", "5", "4");
    }
}
