package io.tidewatch.processors.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is due comes at its time, in order and once, wherever commits, restarts and the ends of steps fall. */
class DeadlineIndexTest {
    private static final int ROUNDS = 3000;
    private static final int ROOM = 100;

    @TempDir
    Path folder;
    private WriteBackStore<Bytes, byte[]> store;
    private DeadlineIndex index;
    private SegmentState segment = SegmentState.of("lan", null, new Listening(0));
    /** What is armed, by what is due, and in the order in which it is due. */
    private final Map<String, Long> armed = new HashMap<>();
    private final TreeMap<String, Long> order = new TreeMap<>();

    @BeforeEach
    void open() {
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "membership");
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:1");
        MockProcessorContext<String, Object> context = new MockProcessorContext<>(properties, new TaskId(0, 0),
            folder.toFile());
        store = WriteBackStore.<Bytes, byte[]>unsorted("timers", Serdes.Bytes(), Serdes.ByteArray())
            .withLoggingDisabled().build();
        store.init(context.getStateStoreContext(), store);
        index = new DeadlineIndex(store, ROOM);
    }

    /** Nothing is left but what is in the stores. */
    private void restart(int room) {
        index = new DeadlineIndex(store, room);
        segment = SegmentState.of("lan", segment.row(), new Listening(0));
    }

    private void commit() {
        index.write();
        store.flushCache();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void itIsATableInOrder(long seed) {
        int room = seed % 2 == 0 ? 2 : ROOM;
        index = new DeadlineIndex(store, room);
        Random random = new Random(seed);
        long now = 1_000_000;
        for (int round = 0; round < ROUNDS; round++) {
            switch (random.nextInt(8)) {
                case 0 -> commit();
                case 1 -> {
                    // A restart: what was not committed is repeated by others; here all was.
                    commit();
                    restart(room);
                }
                case 2, 3 -> {
                    now += random.nextInt(random.nextInt(10) == 0 ? 20_000 : 700);
                    fire(now, random, true, "seed " + seed + " round " + round);
                }
                default -> arm("host" + random.nextInt(60), now - (random.nextInt(20) == 0 ? random.nextInt(3000) : 0)
                    + random.nextInt(random.nextBoolean() ? 1500 : 15_000));
            }
        }
        fire(now + 60_000, random, false, "seed " + seed + " at the end");
        assertThat(armed).isEmpty();
        commit();
        try (KeyValueIterator<Bytes, byte[]> rows = store.all()) {
            assertThat(rows.hasNext()).as("seed " + seed + ": rows are left").isFalse();
        }
    }

    private void arm(String who, long at) {
        disarm(who);
        index.put(segment, DeadlineIndex.host(at, "g", who));
        armed.put(who, at);
        order.put(String.format("%012d %s", at, who), at);
    }

    private void disarm(String who) {
        Long before = armed.remove(who);
        if (before != null) {
            index.delete(segment, DeadlineIndex.host(before, "g", who));
            order.remove(String.format("%012d %s", before, who));
        }
    }

    /** In steps of a few; {@code again}: some are armed again. */
    private void fire(long upTo, Random random, boolean again, String when) {
        AtomicInteger looks = new AtomicInteger();
        Step step = new Step(Duration.ofNanos(1 + random.nextInt(9)), new Step.Shared(), looks::getAndIncrement);
        while (segment.due() <= upTo) {
            step.begin();
            step.record();
            step.enter();
            index.fire(segment, upTo, step, due -> {
                String who = due.host();
                if (armed.getOrDefault(who, -1L) != due.at()) {
                    return 1;
                }
                assertThat(String.format("%012d %s", due.at(), who)).as(when).isEqualTo(order.firstKey());
                armed.remove(who);
                order.remove(order.firstKey());
                if (again && random.nextInt(4) == 0) {
                    arm(who, due.at() + 1 + random.nextInt(2500));
                }
                return 1;
            });
            step.leave();
            if (random.nextInt(5) == 0) {
                commit();
            }
        }
        assertThat(order.headMap(String.format("%012d~", upTo))).as(when).isEmpty();
    }

    /** What was moved before its time does not even fire, as long as it is remembered. */
    @ParameterizedTest
    @CsvSource({"100, 0", "30, 70"})
    void whatHasMovedCostsNothingWhereThereIsRoomToRememberIt(int room, int early) {
        index = new DeadlineIndex(store, room);
        for (int i = 0; i < 100; i++) {
            index.put(segment, DeadlineIndex.host(5000 + i, "g", "host" + i));
        }
        commit();
        for (int i = 0; i < 100; i++) {
            index.delete(segment, DeadlineIndex.host(5000 + i, "g", "host" + i));
            index.put(segment, DeadlineIndex.host(9000 + i, "g", "host" + i));
        }
        commit();
        List<String> fired = new ArrayList<>();
        fire(8000, fired);
        assertThat(fired).hasSize(early);
        fired.clear();
        fire(9099, fired);
        assertThat(fired).hasSize(100);
    }

    @Test
    void whatFewCommitsBringOfASecondIsOneRow() {
        for (int i = 0; i < 40; i++) {
            index.put(segment, DeadlineIndex.host(5000 + i, "g", "host" + i));
            commit();
            if (i == 10) {
                // What it would have joined is gone by the commit; the row stays as it was.
                index.put(segment, DeadlineIndex.host(5500, "g", "guest"));
                index.delete(segment, DeadlineIndex.host(5500, "g", "guest"));
                commit();
            }
        }
        assertThat(rows()).isEqualTo(3);
        restart(ROOM);
        List<String> fired = new ArrayList<>();
        fire(5010, fired);
        index.put(segment, DeadlineIndex.host(5600, "g", "late"));
        commit();
        assertThat(fired).hasSize(11).startsWith("host0").endsWith("host10");
        fire(6000, fired);
        commit();
        assertThat(fired).hasSize(41).endsWith("host39", "late");
        assertThat(rows()).isZero();
    }

    private void fire(long upTo, List<String> fired) {
        Step step = new Step(Duration.ofSeconds(1), new Step.Shared(), () -> 0);
        step.begin();
        step.record();
        index.fire(segment, upTo, step, due -> {
            fired.add(due.host());
            return 1;
        });
    }

    private int rows() {
        int rows = 0;
        try (KeyValueIterator<Bytes, byte[]> all = store.all()) {
            for (; all.hasNext(); rows++) {
                all.next();
            }
        }
        return rows;
    }

    /** One commit may bring more of a second than a broker takes as one record. */
    @Test
    void veryManyOfASecondAreSeveralRows() {
        int many = 3 * DeadlinePage.MOST_ENTRIES + 1;
        for (int i = 0; i < many; i++) {
            index.put(segment, DeadlineIndex.host(5000 + i % 1000, "ff05:1111:2222:3333:4444:5555:6666:7777",
                String.format("2001:db8:1111:2222:3333:4444:5555:%04x@02:00:00:00:%02x:%02x", i, i / 256, i % 256)));
        }
        commit();
        int rows = 0;
        try (KeyValueIterator<Bytes, byte[]> all = store.all()) {
            for (; all.hasNext(); rows++) {
                assertThat(all.next().value).hasSizeLessThan(1 << 19);
            }
        }
        assertThat(rows).isEqualTo(4);
        restart(ROOM);
        Step step = new Step(Duration.ofSeconds(1), new Step.Shared(), () -> 0);
        step.begin();
        step.record();
        AtomicInteger fired = new AtomicInteger();
        index.fire(segment, 6000, step, due -> fired.incrementAndGet());
        assertThat(fired).hasValue(many);
        commit();
        try (KeyValueIterator<Bytes, byte[]> all = store.all()) {
            assertThat(all.hasNext()).isFalse();
        }
    }
}
