package io.tidewatch.processors.storm;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.processors.storm.StepOrder.Entry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StepOrderTest {
    private static final long NOW = 1_700_000_000_000L;
    private static final long MUCH_LATER = NOW + 86_400_000;

    private static Entry entry(long at, String key, String name, long since) {
        return new Entry(at, key, name, null, since);
    }

    @Test
    void whateverTheInterleavingAllComesInOrder() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int run = 0; run < 200; run++) {
            int partitions = 1 + random.nextInt(4);
            StepOrder order = new StepOrder(partitions);
            List<Entry> all = new ArrayList<>();
            List<Entry> taken = new ArrayList<>();
            long[] time = new long[partitions];
            int[] left = new int[partitions];
            Arrays.fill(left, 20);
            for (int rest = 20 * partitions; rest > 0; rest--) {
                int partition = random.nextInt(partitions);
                while (left[partition] == 0) {
                    partition = (partition + 1) % partitions;
                }
                time[partition] += random.nextInt(3);
                Entry entry = entry(time[partition], "k" + random.nextInt(3), partition + "-" + left[partition], 0);
                all.add(entry);
                order.add(entry);
                left[partition]--;
                // Further entries of the same time may follow.
                order.passed(partition, left[partition] == 0 ? StepOrder.IDLE : time[partition] - 1);
                for (Entry next = order.next(); next != null; next = order.next()) {
                    taken.add(next);
                }
            }

            all.sort(Comparator.comparingLong(Entry::atMs).thenComparing(Entry::name));
            assertThat(taken).as("seed %d run %d", seed, run).isEqualTo(all);
        }
    }

    @Test
    void whatHasJustHappenedWaitsForAStandingPartitionForItsPatienceOnly() {
        StepOrder order = new StepOrder(2);
        order.passed(0, StepOrder.IDLE);
        order.add(entry(NOW, "k", "a", NOW + 100));

        assertThat(order.next()).isNull();
        assertThat(order.impatient(NOW + 100 + StepOrder.PATIENCE_MS - 1)).isEmpty();
        assertThat(order.impatient(NOW + 100 + StepOrder.PATIENCE_MS)).hasSize(1);
        assertThat(order.impatient(NOW + 100 + StepOrder.PATIENCE_MS)).isEmpty();
    }

    @Test
    void whatIsReadLateWaitsForAPartitionAsLongAsThatCatchesUp() {
        StepOrder order = new StepOrder(2);
        order.passed(0, StepOrder.IDLE);
        Entry old = entry(NOW, "k", "a", MUCH_LATER);
        order.add(old);
        // An hour of event time each second.
        for (int second = 0; second < 10; second++) {
            order.passed(1, NOW - 86_400_000 + second * 3_600_000L);
            assertThat(order.impatient(MUCH_LATER + second * 1000L)).as("second %d", second).isEmpty();
        }
        // Now as slow as time itself.
        order.passed(1, NOW - 86_400_000 + 10 * 3_600_000L);
        order.impatient(MUCH_LATER + 10_000);
        order.passed(1, NOW - 86_400_000 + 10 * 3_600_000L + 1000);

        assertThat(order.impatient(MUCH_LATER + 11_000)).containsExactly(old);
    }

    @Test
    void whatWaitsNoLongerTakesAlongWhatIsBeforeItOnTheSameCause() {
        StepOrder order = new StepOrder(1);
        order.passed(0, NOW - 10_000);
        Entry first = entry(NOW, "k", "a", NOW + 2000);
        Entry second = entry(NOW + 1000, "k", "b", NOW + 1000);
        Entry other = entry(NOW + 500, "other", "c", NOW + 2000);
        order.add(second);
        order.add(other);
        order.add(first);

        assertThat(order.impatient(NOW + 1000 + StepOrder.PATIENCE_MS)).containsExactly(first, second);
        assertThat(order.holds(other)).isTrue();
    }

    @Test
    void holdsNoMoreThanItsBound() {
        StepOrder order = new StepOrder(1);
        for (int i = 0; i <= StepOrder.MOST; i++) {
            order.add(entry(NOW + i, "k", "a", MUCH_LATER));
        }

        assertThat(order.next()).isEqualTo(entry(NOW, "k", "a", MUCH_LATER));
        assertThat(order.next()).isNull();
    }
}
