package io.tidewatch.processors.topology;

import static io.tidewatch.processors.topology.MembershipBench.T0;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.schemas.RecordOrigin;
import io.tidewatch.schemas.RecordType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.StoreBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MembershipProcessorTest {
    @TempDir
    Path first;
    @TempDir
    Path second;

    /** After an aborted transaction the same processor is given stores that know nothing of what it did. */
    @Test
    void nothingButTheStoresOutlivesInit() {
        MembershipProcessor processor = new MembershipProcessor(MembershipSettings.DEFAULT, (topic, bytes) -> null);
        List<List<Record<? extends String, ?>>> told = new ArrayList<>();
        for (Path folder : List.of(first, second)) {
            MockProcessorContext<String, Object> context = context(folder);
            processor.init(context);
            processor.process(join(1));
            processor.process(join(1));
            told.add(context.forwarded().stream().<Record<? extends String, ?>>map(
                MockProcessorContext.CapturedForward::record).toList());
            processor.close();
            stores.forEach(StateStore::close);
        }
        assertThat(told.get(0)).hasSize(4);
        assertThat(told.get(1)).isEqualTo(told.get(0));
    }

    private final List<StateStore> stores = new ArrayList<>();

    private MockProcessorContext<String, Object> context(Path folder) {
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "membership");
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:1");
        MockProcessorContext<String, Object> context = new MockProcessorContext<>(properties,
            new TaskId(0, 0), folder.toFile());
        context.setCurrentSystemTimeMs(T0.toEpochMilli());
        context.setRecordMetadata("tidewatch.gmp.v1", 0, 0);
        stores.clear();
        for (StoreBuilder<?> builder : MembershipStores.builders()) {
            StateStore store = builder.withLoggingDisabled().build();
            store.init(context.getStateStoreContext(), store);
            stores.add(store);
        }
        return context;
    }

    private static Record<String, Received> join(long sequence) {
        RecordHeaders headers = new RecordHeaders();
        new RecordOrigin(Wire.BOOT, sequence).write(headers);
        return new Record<>("lan", new Received(Wire.report("lan", T0, "10.0.0.5",
            Wire.record(RecordType.TO_EX, "239.1.1.1")), new byte[0]),
            T0.toEpochMilli(), headers);
    }
}
