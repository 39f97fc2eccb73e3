package io.tidewatch.processors.topology;

import java.util.Map;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;

/** Builds a {@link WriteBackStore}: the plain store, and that around it. */
record WriteBackBuilder<K extends Comparable<K>, V>(StoreBuilder<KeyValueStore<K, V>> plain, boolean sorted)
        implements StoreBuilder<WriteBackStore<K, V>> {

    @Override
    public WriteBackStore<K, V> build() {
        return new WriteBackStore<>(plain.build(), sorted);
    }

    @Override
    public StoreBuilder<WriteBackStore<K, V>> withCachingEnabled() {
        throw new UnsupportedOperationException("rows are held here");
    }

    @Override
    public StoreBuilder<WriteBackStore<K, V>> withCachingDisabled() {
        return this;
    }

    @Override
    public StoreBuilder<WriteBackStore<K, V>> withLoggingEnabled(Map<String, String> settings) {
        plain.withLoggingEnabled(settings);
        return this;
    }

    @Override
    public StoreBuilder<WriteBackStore<K, V>> withLoggingDisabled() {
        plain.withLoggingDisabled();
        return this;
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
