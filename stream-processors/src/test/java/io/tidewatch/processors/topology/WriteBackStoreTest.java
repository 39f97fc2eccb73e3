package io.tidewatch.processors.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Properties;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Held against a map that takes each change at once. */
class WriteBackStoreTest {
    private static final long SEED = 20261126;
    private static final int STEPS = 20_000;
    private static final int KEYS = 40;

    @TempDir
    Path folder;
    private final Random random = new Random(SEED);
    private final NavigableMap<String, Long> wanted = new TreeMap<>();
    private WriteBackStore<String, Long> store;
    private MockProcessorContext<Void, Void> context;

    private void open(boolean sorted) {
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:1");
        context = new MockProcessorContext<>(properties, new TaskId(0, 0), folder.toFile());
        store = WriteBackStore.of((sorted ? WriteBackStore.builder("rows", Serdes.String(), Serdes.Long())
            : WriteBackStore.unsorted("rows", Serdes.String(), Serdes.Long())).withLoggingDisabled().build());
        store.init(context.getStateStoreContext(), store);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private String key() {
        return "key-" + (char) ('a' + random.nextInt(KEYS));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void readersSeeEachChangeAtOnceAndTheStoreEachWithTheCommit(boolean sorted) {
        open(sorted);
        for (int step = 0; step < STEPS; step++) {
            change(step);
            String key = key();
            assertThat(store.get(key)).as("seed %d, step %d, %s", SEED, step, key).isEqualTo(wanted.get(key));
            String from = key();
            String to = key();
            NavigableMap<String, Long> part = from.compareTo(to) > 0 ? new TreeMap<>()
                : wanted.subMap(from, true, to, true);
            assertThat(rows(store.range(from, to))).as("seed %d, step %d, %s to %s", SEED, step, from, to)
                .isEqualTo(rows(part));
            assertThat(rows(store.reverseRange(from, to))).as("seed %d, step %d, %s from %s", SEED, step, from, to)
                .isEqualTo(rows(part.descendingMap()));
        }
        store.flushCache();
        assertThat(rows(store.wrapped().all())).isEqualTo(rows(wanted)).isEqualTo(rows(store.all()));
    }

    private void change(long row) {
        String key = key();
        switch (random.nextInt(8)) {
            case 0 -> store.flushCache();
            case 1 -> remove(key);
            case 2 -> {
                store.put(key, row);
                wanted.put(key, row);
            }
            case 3 -> {
                store.make(key, () -> row);
                wanted.put(key, row);
            }
            case 4 -> {
                store.keep(key, row);
                wanted.put(key, row);
            }
            default -> {
                // Only a row that is there may be held.
                if (wanted.replace(key, row) != null) {
                    store.hold(key, row);
                }
            }
        }
    }

    private void remove(String key) {
        store.keep(key, null);
        wanted.remove(key);
    }

    private static List<KeyValue<String, Long>> rows(KeyValueIterator<String, Long> rows) {
        List<KeyValue<String, Long>> read = new ArrayList<>();
        try (rows) {
            while (rows.hasNext()) {
                String next = rows.peekNextKey();
                read.add(rows.next());
                assertThat(read.get(read.size() - 1).key).isEqualTo(next);
            }
        }
        return read;
    }

    private static List<KeyValue<String, Long>> rows(Map<String, Long> rows) {
        return rows.entrySet().stream().map(row -> KeyValue.pair(row.getKey(), row.getValue())).toList();
    }

    /** A reader on another thread may be in the middle of its rows when they are written, and new ones begun. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whoHasBegunToReadHasItWhole(boolean sorted) {
        open(sorted);
        for (int i = 0; i < KEYS; i++) {
            store.keep("key-" + (char) ('a' + i), 1L);
            if (i == KEYS / 2) {
                store.flushCache();
            }
        }
        try (KeyValueIterator<String, Long> rows = store.all()) {
            List<KeyValue<String, Long>> read = new ArrayList<>();
            while (rows.hasNext()) {
                read.add(rows.next());
                if (read.size() == 3) {
                    store.flushCache();
                    store.hold("key-b", 2L);
                    store.keep("key-d", null);
                }
            }
            assertThat(read).hasSize(KEYS).allMatch(row -> row.value == 1L);
        }
        assertThat(store.get("key-b")).isEqualTo(2L);
        assertThat(store.get("key-d")).isNull();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatWasNotWrittenIsGoneAfterAnAbort(boolean sorted) {
        open(sorted);
        store.keep("key-a", 1L);
        store.flushCache();
        store.hold("key-a", 2L);
        store.keep("key-b", 2L);
        store.show("key-a", () -> 3L);
        store.close();
        store.init(context.getStateStoreContext(), store);
        assertThat(rows(store.all())).containsExactly(KeyValue.pair("key-a", 1L));
    }

    /** Kafka Streams keeps the store of a task that becomes a standby; what others write goes beneath it. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatAProcessorShowedIsNotSeenOfAStandby(boolean sorted) {
        open(sorted);
        store.keep("key-a", 1L);
        store.show("key-a", () -> 2L);
        store.flushCache();
        assertThat(store.get("key-a")).isEqualTo(2L);
        store.clearCache();
        store.wrapped().put("key-a", 3L);
        assertThat(store.get("key-a")).isEqualTo(3L);
        assertThat(rows(store.all())).containsExactly(KeyValue.pair("key-a", 3L));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aRowThatIsMadeIsWrittenAsItIsThen(boolean sorted) {
        open(sorted);
        long[] row = {1};
        store.make("key-a", () -> row[0]);
        store.make("key-b", () -> row[0]);
        assertThat(store.get("key-a")).isEqualTo(1);
        row[0] = 2;
        store.withdraw("key-b");
        store.flushCache();
        row[0] = 3;
        assertThat(rows(store.all())).containsExactly(KeyValue.pair("key-a", 2L));
    }
}
