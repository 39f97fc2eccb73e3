package io.tidewatch.processors.storm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DistinctCountTest {
    @Test
    void isExactUntilThereAreMany() {
        DistinctCount count = new DistinctCount();
        for (int i = 0; i < 3 * DistinctCount.EXACT; i++) {
            count.add(Hashing.of("host" + i % DistinctCount.EXACT));
        }

        assertThat(count.count()).isEqualTo(DistinctCount.EXACT);
        assertThat(count.approximate()).isFalse();
    }

    @Test
    void estimatesWithinItsError() {
        for (long seed = 1; seed <= 20; seed++) {
            Random random = new Random(seed);
            int upTo = 600 + random.nextInt(50_000);
            DistinctCount first = new DistinctCount();
            DistinctCount second = new DistinctCount();
            Set<Integer> exact = new HashSet<>();
            for (int i = 0; i < 2 * upTo; i++) {
                int key = random.nextInt(upTo);
                (random.nextBoolean() ? first : second).add(Hashing.of("10.0.0." + key));
                exact.add(key);
            }
            first.addAll(reread(second));

            assertThat(first.approximate()).isTrue();
            // Four standard errors: of 20 rounds none should be outside.
            assertThat((double) reread(first).count()).as("seed %d", seed).isCloseTo(exact.size(),
                within(4 * 0.033 * exact.size()));
        }
    }

    @Test
    void survivesWhateverItHolds() {
        Random random = new Random(99);
        DistinctCount count = new DistinctCount();
        for (int i = 0; i < 2000; i++) {
            count.add(random.nextLong());
            DistinctCount again = reread(count);
            assertThat(again.count()).isEqualTo(count.count());
            assertThat(bytes(again)).isEqualTo(bytes(count));
        }
    }

    private static byte[] bytes(DistinctCount count) {
        StateOutput out = new StateOutput();
        count.write(out);
        return out.toBytes();
    }

    private static DistinctCount reread(DistinctCount count) {
        return DistinctCount.read(new StateInput(bytes(count)));
    }
}
