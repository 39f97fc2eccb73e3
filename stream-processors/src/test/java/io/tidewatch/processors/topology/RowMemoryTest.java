package io.tidewatch.processors.topology;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Held against a map; where there is too little room a row may be missing, but is never an older one. */
class RowMemoryTest {
    private static final long SEED = 20261127;
    private static final int STEPS = 400_000;
    private static final long PLENTY = 1 << 30;

    private final Random random = new Random(SEED);
    private final Map<String, byte[]> wanted = new HashMap<>();

    private byte[] row(int longest) {
        byte[] row = new byte[random.nextInt(longest + 1)];
        random.nextBytes(row);
        return row;
    }

    private String key(int keys) {
        int number = random.nextInt(keys);
        return "floor|239.1.1.1|" + "0".repeat(number % 40) + number;
    }

    private void step(RowMemory memory, int keys, int longest, int removals) {
        String key = key(keys);
        byte[] row = random.nextInt(100) < removals ? null : row(longest);
        memory.put(key.getBytes(US_ASCII), row);
        wanted.put(key, row);
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 100, 1400})
    void asWritten(int longest) {
        HeapShare share = new HeapShare(PLENTY);
        RowMemory memory = new RowMemory(share);
        for (int step = 0; step < STEPS; step++) {
            // It grows, is emptied but for little, and grows again.
            step(memory, 20_000, longest, step / (STEPS / 4) % 2 == 0 ? 20 : 90);
            if (step % 10 == 0) {
                String key = key(20_000);
                byte[] row = wanted.get(key);
                boolean kept = row != null && key.length() + row.length <= RowPages.LONGEST;
                assertThat(memory.get(key.getBytes(US_ASCII))).as("seed %d, step %d, %s", SEED, step, key)
                    .isEqualTo(kept ? row : null);
            }
        }
        wanted.forEach((key, row) -> assertThat(memory.get(key.getBytes(US_ASCII))).isEqualTo(
            row == null || key.length() + row.length > RowPages.LONGEST ? null : row));
        wanted.keySet().forEach(key -> memory.put(key.getBytes(US_ASCII), null));
        assertThat(memory.size()).isZero();
        memory.clear();
        assertThat(share.left()).isEqualTo(PLENTY);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 70_000, 1 << 20})
    void withinItsShareAndNeverOlder(long bytes) {
        HeapShare share = new HeapShare(bytes);
        RowMemory memory = new RowMemory(share);
        int found = 0;
        for (int step = 0; step < STEPS; step++) {
            step(memory, 20_000, 200, 30);
            assertThat(share.left()).isBetween(0L, bytes);
            String key = key(20_000);
            byte[] row = memory.get(key.getBytes(US_ASCII));
            if (row != null) {
                found++;
                assertThat(row).as("seed %d, step %d, %s", SEED, step, key).isEqualTo(wanted.get(key));
            }
        }
        assertThat(found > 0).isEqualTo(bytes > 1 << 16);
        memory.clear();
        assertThat(share.left()).isEqualTo(bytes);
    }

    /** What long rows had taken is there for short ones when they are gone. */
    @ParameterizedTest
    @ValueSource(ints = {900, 20})
    void roomThatIsGivenBackIsForRowsOfAnySize(int first) {
        HeapShare share = new HeapShare(4 << 20);
        RowMemory memory = new RowMemory(share);
        List<Long> sizes = new ArrayList<>();
        for (int length : new int[] {first, 80, first, 80}) {
            for (int i = 0; i < 100_000; i++) {
                memory.put(("key-" + i).getBytes(US_ASCII), new byte[length]);
            }
            sizes.add(memory.size());
            for (int i = 0; i < 100_000; i++) {
                memory.put(("key-" + i).getBytes(US_ASCII), null);
            }
            assertThat(memory.size()).isZero();
        }
        assertThat(sizes.get(1)).isGreaterThan(30_000);
        assertThat(sizes.subList(2, 4)).isEqualTo(sizes.subList(0, 2));
    }
}
