package io.tidewatch.processors.topology;

import io.tidewatch.processors.topology.state.StormRow;
import java.util.Map;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.internals.WrappedStateStore;

/**
 * Detectors live in memory, and their rows are written once for each commit, not for each message. A commit of Kafka
 * Streams asks every store to write back what it caches before the producer is flushed and the offsets join the
 * transaction (4.3.1: StreamTask.prepareCommit, ProcessorStateManager.flushCache). This store has no cache of its own:
 * it passes the request on to whoever holds the state. So the changelog has, in the same transaction, what came of the
 * messages that the transaction consumed, or neither has anything.
 *
 * <p>A task is asked also after its processor was closed: what is held must outlive the close. After an aborted
 * transaction the processor is initialised anew and takes everything from the restored store.
 *
 * <p>The only class here that rests on an internal type of Kafka Streams; StormTopologyTest shows that it is called.
 */
final class StormStateStore extends WrappedStateStore<KeyValueStore<String, StormRow>, String, StormRow> {
    /** segment, or segment|gmp -> StormRow; the name is that of a changelog topic. */
    static final String NAME = "storm-segments";

    private Runnable beforeCommit = () -> { };

    private StormStateStore(KeyValueStore<String, StormRow> rows) {
        super(rows);
    }

    /** What writes the rows; replaces the one of an earlier life of the task. */
    void beforeCommit(Runnable write) {
        beforeCommit = write;
    }

    KeyValueStore<String, StormRow> rows() {
        return wrapped();
    }

    @Override
    public void flushCache() {
        beforeCommit.run();
        super.flushCache();
    }

    static StoreBuilder<StormStateStore> builder() {
        return new Builder(MembershipStores.store(NAME, Serdes.String(), new StateSerde<>(StormRow.class)));
    }

    /** Builds the plain store and puts this around it. */
    private record Builder(StoreBuilder<KeyValueStore<String, StormRow>> plain)
            implements StoreBuilder<StormStateStore> {

        @Override
        public StormStateStore build() {
            return new StormStateStore(plain.build());
        }

        @Override
        public StoreBuilder<StormStateStore> withCachingEnabled() {
            throw new UnsupportedOperationException("rows are cached by the processor");
        }

        @Override
        public StoreBuilder<StormStateStore> withCachingDisabled() {
            return this;
        }

        @Override
        public StoreBuilder<StormStateStore> withLoggingEnabled(Map<String, String> settings) {
            plain.withLoggingEnabled(settings);
            return this;
        }

        @Override
        public StoreBuilder<StormStateStore> withLoggingDisabled() {
            throw new UnsupportedOperationException("the state would be lost");
        }

        @Override
        public Map<String, String> logConfig() {
            return plain.logConfig();
        }

        @Override
        public boolean loggingEnabled() {
            return plain.loggingEnabled();
        }

        @Override
        public String name() {
            return plain.name();
        }
    }
}
