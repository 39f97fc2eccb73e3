package io.tidewatch.processors.topology;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is answered from memory, and until when. That the memory is no older than the store: RowMemoryTest. */
class RememberingStoreTest {
    private static final long ROOM = 1 << 20;
    private static final Bytes KEY = Bytes.wrap("lan|239.1.1.1|10.0.0.1".getBytes(US_ASCII));
    private static final byte[] ROW = {1};
    private static final byte[] NEXT_ROW = {2};

    @TempDir
    Path folder;
    private final HeapShare room = new HeapShare(ROOM);
    private final List<Boolean> asked = new ArrayList<>();
    private MockProcessorContext<Void, Void> context;
    private RememberingStore store;
    private KeyValueStore<Bytes, byte[]> beneath;

    @BeforeEach
    void open() {
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:1");
        context = new MockProcessorContext<>(properties, new TaskId(0, 0), folder.toFile());
        store = RememberingStore.of(new RememberingStore.Supplier(Stores.persistentKeyValueStore("rows")).get());
        store.init(context.getStateStoreContext(), store);
        beneath = store.wrapped();
        store.remember(room, asked::add);
    }

    @AfterEach
    void close() {
        store.close();
        assertThat(room.left()).isEqualTo(ROOM);
    }

    @Test
    void whatWasWrittenIsNotReadAgain() {
        assertThat(store.get(KEY)).isNull();
        store.put(KEY, ROW);
        assertThat(store.get(KEY)).isEqualTo(ROW);
        store.putAll(List.of(KeyValue.pair(KEY, NEXT_ROW)));
        assertThat(store.get(KEY)).isEqualTo(NEXT_ROW);
        assertThat(store.putIfAbsent(KEY, ROW)).isEqualTo(NEXT_ROW);
        assertThat(store.get(KEY)).isEqualTo(NEXT_ROW);
        assertThat(store.delete(KEY)).isEqualTo(NEXT_ROW);
        assertThat(store.get(KEY)).isNull();
        assertThat(asked).containsExactly(false, true, true, true, false);
    }

    @Test
    void whatWasThereBeforeIsReadUntilItIsWritten() {
        beneath.put(KEY, ROW);
        assertThat(store.get(KEY)).isEqualTo(ROW);
        assertThat(store.get(KEY)).isEqualTo(ROW);
        store.put(KEY, NEXT_ROW);
        assertThat(store.get(KEY)).isEqualTo(NEXT_ROW);
        assertThat(asked).containsExactly(false, false, true);
    }

    @Test
    void readersOnOtherThreadsAreAnsweredByTheStore() {
        store.put(KEY, ROW);
        assertThat(CompletableFuture.supplyAsync(() -> store.get(KEY)).join()).isEqualTo(ROW);
        assertThat(asked).isEmpty();
    }

    /** Kafka Streams keeps a store whose task becomes a standby, which then restores what another instance writes. */
    @Test
    void aStandbyRemembersNothing() {
        store.put(KEY, ROW);
        store.clearCache();
        assertThat(room.left()).isEqualTo(ROOM);
        beneath.put(KEY, NEXT_ROW);
        assertThat(store.get(KEY)).isEqualTo(NEXT_ROW);
        store.remember(room, asked::add);
        assertThat(store.get(KEY)).isEqualTo(NEXT_ROW);
        assertThat(asked).containsExactly(false);
    }

    @Test
    void anAbortedTransactionIsForgotten() {
        store.put(KEY, ROW);
        store.close();
        assertThat(room.left()).isEqualTo(ROOM);
        store.init(context.getStateStoreContext(), store);
        store.wrapped().delete(KEY);
        assertThat(store.get(KEY)).isNull();
    }
}
