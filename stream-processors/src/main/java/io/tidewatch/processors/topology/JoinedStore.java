package io.tidewatch.processors.topology;

import io.tidewatch.processors.storm.JoinedAlert;
import io.tidewatch.processors.storm.StepCodec;
import io.tidewatch.processors.storm.StepOrder;
import io.tidewatch.processors.storm.StormPolicy;
import io.tidewatch.processors.storm.StormStep;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;

/**
 * What is kept of joining, in one store: open alerts ({@code alert|dedupe key}), what each segment said of them last
 * ({@code segment|dedupe key|segment}), steps that wait for their turn ({@code held|name}), and how far each partition
 * is ({@code passed|partition}). Neither a key nor the name of a segment holds a bar.
 */
final class JoinedStore {
    /** The name is that of a changelog topic. */
    static final String NAME = "storm-causes";
    private static final String ALERT = "alert|";
    private static final String SEGMENT = "segment|";
    private static final String HELD = "held|";
    private static final String PASSED = "passed|";

    private final KeyValueStore<String, byte[]> rows;
    private final Set<String> held = new HashSet<>();

    JoinedStore(KeyValueStore<String, byte[]> rows) {
        this.rows = rows;
    }

    /** This store, and those of alerts. */
    static Set<StoreBuilder<?>> builders() {
        Set<StoreBuilder<?>> stores = new LinkedHashSet<>(AlertStores.builders());
        stores.add(MembershipStores.store(NAME, Serdes.String(), Serdes.ByteArray()));
        return stores;
    }

    /** The open alerts by dedupe key; what waited waits again. */
    Map<String, JoinedAlert> load(StormPolicy.Life life, StepOrder order, long wall) {
        Map<String, JoinedAlert> alerts = new TreeMap<>();
        // Rows of alerts come before those of their segments.
        try (KeyValueIterator<String, byte[]> all = rows.all()) {
            while (all.hasNext()) {
                KeyValue<String, byte[]> row = all.next();
                String name = row.key.substring(row.key.indexOf('|') + 1);
                if (row.key.startsWith(ALERT)) {
                    alerts.put(name, JoinedAlert.restore(row.value, life));
                } else if (row.key.startsWith(SEGMENT)) {
                    alerts.get(name.substring(0, name.indexOf('|'))).restoreSegment(row.value);
                } else if (row.key.startsWith(HELD)) {
                    order.add(StepOrder.Entry.of(StepCodec.step(row.value), wall));
                    held.add(row.key);
                } else {
                    order.passed(Integer.parseInt(name), ByteBuffer.wrap(row.value).getLong());
                }
            }
        }
        return alerts;
    }

    void passed(int partition, long atMs) {
        rows.put(PASSED + partition, ByteBuffer.allocate(Long.BYTES).putLong(atMs).array());
    }

    void hold(StepOrder.Entry entry) {
        held.add(HELD + entry.name());
        rows.put(HELD + entry.name(), StepCodec.bytes(entry.step()));
    }

    void release(StepOrder.Entry entry) {
        if (held.remove(HELD + entry.name())) {
            rows.delete(HELD + entry.name());
        }
    }

    void write(JoinedAlert alert) {
        rows.put(ALERT + alert.dedupeKey(), alert.toBytes());
    }

    /** After a step of a segment. */
    void write(JoinedAlert alert, StormStep step) {
        write(alert);
        rows.put(SEGMENT + alert.dedupeKey() + '|' + step.segment(), alert.toBytes(step.segment()));
    }

    void forget(JoinedAlert alert) {
        rows.delete(ALERT + alert.dedupeKey());
        alert.segments().forEach(segment -> rows.delete(SEGMENT + alert.dedupeKey() + '|' + segment));
    }
}
