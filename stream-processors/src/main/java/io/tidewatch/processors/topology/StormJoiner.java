package io.tidewatch.processors.topology;

import io.tidewatch.processors.storm.JoinedAlert;
import io.tidewatch.processors.storm.StepCodec;
import io.tidewatch.processors.storm.StepOrder;
import io.tidewatch.processors.storm.StormPolicy;
import io.tidewatch.processors.storm.StormStep;
import io.tidewatch.processors.topology.state.FindingRow;
import io.tidewatch.schemas.Alert;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.StoreBuilder;

/**
 * What detectors tell in, steps of alerts out: key alert id. A key without value is a dedupe key that has ended. All
 * about one cause is in one task, and is put in the order of event time first.
 */
final class StormJoiner implements Processor<String, FindingRow, String, Alert> {
    private static final Duration PATIENCE_CHECK = Duration.ofMillis(250);

    private final StormSettings settings;
    private final int partitions;
    private final AlertRecords records;
    private ProcessorContext<String, Alert> context;
    private JoinedStore store;
    private AlertLedger ledger;
    private StepOrder order;
    /** By dedupe key; null until the state is read. */
    private Map<String, JoinedAlert> open;

    private StormJoiner(StormSettings settings, int partitions) {
        this.settings = settings;
        this.partitions = partitions;
        this.records = new AlertRecords(settings);
    }

    /** With the stores it needs; {@code partitions} are those of the detectors. */
    static ProcessorSupplier<String, FindingRow, String, Alert> supplier(StormSettings settings, int partitions) {
        return new ProcessorSupplier<>() {
            @Override
            public Processor<String, FindingRow, String, Alert> get() {
                return new StormJoiner(settings, partitions);
            }

            @Override
            public Set<StoreBuilder<?>> stores() {
                return JoinedStore.builders();
            }
        };
    }

    /** Everything that is held in fields begins here: a task may be initialised again after an aborted transaction. */
    @Override
    public void init(ProcessorContext<String, Alert> taskContext) {
        context = taskContext;
        open = null;
        taskContext.schedule(PATIENCE_CHECK, PunctuationType.WALL_CLOCK_TIME, now -> {
            load();
            order.impatient(now).forEach(this::join);
        });
    }

    private void load() {
        if (open != null) {
            return;
        }
        ledger = new AlertLedger(context.getStateStore(AlertStores.ALERTS), context.getStateStore(AlertStores.STEPS),
            AlertSettings.of(settings));
        store = new JoinedStore(context.getStateStore(JoinedStore.NAME));
        order = new StepOrder(partitions);
        open = store.load(life(), order, wall());
        open.values().forEach(alert -> await(alert, alert.due()));
    }

    private StormPolicy.Life life() {
        return settings.policy().life();
    }

    private long wall() {
        return context.currentSystemTimeMs();
    }

    @Override
    public void process(Record<String, FindingRow> record) {
        load();
        FindingRow row = record.value();
        StepOrder.Entry entry = null;
        if (row.getStep() != null) {
            StormStep step = StepCodec.step(StateSerde.bytes(row.getStep()));
            if (settings.policy().correlation().joins(step)) {
                entry = StepOrder.Entry.of(step, wall());
                order.add(entry);
            } else {
                join(open.get(step.identity().dedupeKey()), step);
            }
        }
        if (row.getPartition() >= 0 && row.getPartition() < partitions) {
            order.passed(row.getPartition(), row.getPassed());
            store.passed(row.getPartition(), row.getPassed());
        }
        for (StepOrder.Entry next = order.next(); next != null; next = order.next()) {
            join(next);
        }
        if (entry != null && order.holds(entry)) {
            store.hold(entry);
        }
        if (row.getSegment() != null) {
            ended(ledger.expire(row.getSegment(), row.getTime()), row.getTime());
        }
    }

    private void join(StepOrder.Entry entry) {
        store.release(entry);
        JoinedAlert alert = open.get(entry.dedupeKey());
        if (entry.step() != null) {
            join(alert, entry.step());
        } else if (alert != null && alert.due() == entry.atMs()) {
            tell(alert.tellDue());
            store.write(alert);
        }
    }

    private void join(JoinedAlert known, StormStep step) {
        String key = step.identity().dedupeKey();
        JoinedAlert alert = known != null ? known : JoinedAlert.of(step, ledger.closedSince(key,
            step.times().openedAt() - life().reopenWithin().toMillis()), life());
        StormStep told = alert.tell(step);
        if (told != null) {
            tell(told);
        }
        if (alert.closed()) {
            open.remove(key);
            store.forget(alert);
        } else {
            open.put(key, alert);
            store.write(alert, step);
            await(alert, step.times().windowEnd());
        }
    }

    private void await(JoinedAlert alert, long nowMs) {
        if (alert.due() != Long.MAX_VALUE) {
            order.add(StepOrder.Entry.due(alert.due(), alert.dedupeKey(), nowMs, wall()));
        }
    }

    private void tell(StormStep step) {
        Alert alert = records.of(step);
        long at = step.times().windowEnd();
        context.forward(new Record<>(alert.getAlertId(), alert, at));
        ended(ledger.add(alert), at);
    }

    private void ended(List<String> dedupeKeys, long at) {
        for (String key : dedupeKeys) {
            context.forward(new Record<>(key, null, at));
        }
    }
}
