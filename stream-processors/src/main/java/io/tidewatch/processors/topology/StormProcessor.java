package io.tidewatch.processors.topology;

import io.tidewatch.processors.storm.IcmpError;
import io.tidewatch.processors.storm.StormStep;
import io.tidewatch.processors.topology.state.StormRow;
import io.tidewatch.schemas.Alert;
import io.tidewatch.schemas.IcmpEvent;
import io.tidewatch.schemas.RecordOrigin;
import io.tidewatch.schemas.SensorStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.StoreBuilder;

/**
 * ICMP events and clocks of segments in, steps of alerts out: key alert id. A key without value is a dedupe key that
 * has ended. Event time alone decides; the wall clock only tells that a sensor has fallen silent.
 */
final class StormProcessor implements Processor<String, SpecificRecord, String, Alert> {
    private static final Duration SILENCE_CHECK = Duration.ofSeconds(1);
    /** Segments in memory; beyond, those without open alerts are read again when they are needed. */
    private static final int MOST_SEGMENTS = 10_000;

    private final StormSettings settings;
    private final AlertRecords records;
    private ProcessorContext<String, Alert> context;
    private StormStateStore store;
    private AlertLedger ledger;
    private Map<String, StormSegment> segments;
    private long runningSince;

    private StormProcessor(StormSettings settings) {
        this.settings = settings;
        this.records = new AlertRecords(settings);
    }

    /** With the stores it needs. */
    static ProcessorSupplier<String, SpecificRecord, String, Alert> supplier(StormSettings settings) {
        return new ProcessorSupplier<>() {
            @Override
            public Processor<String, SpecificRecord, String, Alert> get() {
                return new StormProcessor(settings);
            }

            @Override
            public Set<StoreBuilder<?>> stores() {
                Set<StoreBuilder<?>> stores = new LinkedHashSet<>(AlertStores.builders());
                stores.add(StormStateStore.builder());
                return stores;
            }
        };
    }

    /** Everything that is held in fields begins here: a task may be initialised again after an aborted transaction. */
    @Override
    public void init(ProcessorContext<String, Alert> taskContext) {
        context = taskContext;
        store = taskContext.getStateStore(StormStateStore.NAME);
        ledger = new AlertLedger(taskContext.getStateStore(AlertStores.ALERTS),
            taskContext.getStateStore(AlertStores.STEPS), AlertSettings.of(settings));
        segments = new LinkedHashMap<>();
        runningSince = taskContext.currentSystemTimeMs();
        loadAttended();
        store.beforeCommit(this::writeChanged);
        taskContext.schedule(SILENCE_CHECK, PunctuationType.WALL_CLOCK_TIME, this::checkSilence);
    }

    private void loadAttended() {
        try (KeyValueIterator<String, StormRow> rows = store.rows().all()) {
            while (rows.hasNext()) {
                KeyValue<String, StormRow> each = rows.next();
                if (each.value.getWatched() || each.value.getOpenAlerts() > 0) {
                    segments.put(each.key, StormSegment.of(each.key, settings.policy(), each.value, runningSince));
                }
            }
        }
    }

    @Override
    public void process(Record<String, SpecificRecord> record) {
        if (record.value() instanceof IcmpEvent event) {
            message(record, event);
        } else if (record.value() instanceof SensorStatus status) {
            StormSegment segment = segment(record.key());
            segment.heard(status, wall());
            advance(segment, new ArrayList<>(0));
        }
    }

    private void message(Record<String, SpecificRecord> record, IcmpEvent event) {
        StormSegment segment = segment(StormEvents.segment(record.key(), event));
        RecordOrigin origin = RecordOrigin.read(record.headers());
        // Noted even if what follows is refused: the record was seen, and clocks wait for its number.
        if (!segment.accept(event.getSensor(), event.getInterface$(), origin, record.timestamp(), wall())) {
            return;
        }
        List<StormStep> steps = new ArrayList<>(0);
        if (event.getIsError()) {
            for (IcmpError error : StormEvents.errors(event, record.timestamp())) {
                segment.observe(error, steps);
            }
        }
        advance(segment, steps);
    }

    private void advance(StormSegment segment, List<StormStep> steps) {
        long watermark = segment.advance(wall(), steps);
        for (StormStep step : steps) {
            Alert alert = records.of(step);
            long at = step.times().windowEnd();
            context.forward(new Record<>(alert.getAlertId(), alert, at));
            ended(ledger.add(alert), at);
        }
        if (watermark >= 0) {
            ended(ledger.expire(segment.name(), watermark), watermark);
        }
    }

    private void ended(List<String> dedupeKeys, long at) {
        for (String key : dedupeKeys) {
            context.forward(new Record<>(key, null, at));
        }
    }

    private void checkSilence(long now) {
        for (StormSegment segment : new ArrayList<>(segments.values())) {
            if (segment.attended()) {
                advance(segment, new ArrayList<>(0));
            }
        }
        if (segments.size() > MOST_SEGMENTS) {
            writeChanged();
            segments.values().removeIf(segment -> !segment.attended());
        }
    }

    private StormSegment segment(String name) {
        StormSegment known = segments.get(name);
        if (known == null) {
            known = StormSegment.of(name, settings.policy(), store.rows().get(name), runningSince);
            segments.put(name, known);
        }
        return known;
    }

    private void writeChanged() {
        for (StormSegment segment : segments.values()) {
            if (segment.changed()) {
                store.rows().put(segment.name(), segment.row());
            }
        }
    }

    private long wall() {
        return context.currentSystemTimeMs();
    }
}
