package io.tidewatch.processors.topology;

import io.tidewatch.processors.storm.IcmpError;
import io.tidewatch.processors.storm.StepCodec;
import io.tidewatch.processors.storm.StormStep;
import io.tidewatch.processors.topology.state.FindingRow;
import io.tidewatch.processors.topology.state.StormRow;
import io.tidewatch.schemas.GmpEvent;
import io.tidewatch.schemas.RecordOrigin;
import io.tidewatch.schemas.SensorStatus;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.StoreBuilder;

/**
 * Events and clocks of segments in, what each segment has to tell out: steps of alerts by dedupe key, and how far
 * the segments are. Event time alone decides; the wall clock only tells that a sensor has fallen silent.
 */
final class StormProcessor implements Processor<String, Object, String, FindingRow> {
    /** segment, or segment|gmp, and pages of their recent messages -> StormRow; it names a changelog topic. */
    static final String SEGMENTS = "storm-segments";
    private static final Duration SILENCE_CHECK = Duration.ofSeconds(1);
    /**
     * How far the segments are is told so often at most: nobody sees it before the commit, and who reads what has
     * happened long ago goes on by minutes until then.
     */
    private static final Duration TELLING = Duration.ofMillis(100);
    /** Segments in memory; beyond, those without open alerts are read again when they are needed. */
    private static final int MOST_SEGMENTS = 10_000;

    private static final long NEVER = Long.MIN_VALUE;
    /** Alerts are kept for so many clocks of a segment. */
    private static final int CLOCKS = 100;

    private final StormSettings settings;
    private ProcessorContext<String, FindingRow> context;
    private WriteBackStore<String, StormRow> store;
    private Map<String, StormSegment> segments;
    private SegmentTimes times;
    private long passedTold;
    private long passedToldAt;
    private Listening listening;

    private StormProcessor(StormSettings settings) {
        this.settings = settings;
    }

    /** With the stores it needs. */
    static ProcessorSupplier<String, Object, String, FindingRow> supplier(StormSettings settings) {
        return new ProcessorSupplier<>() {
            @Override
            public Processor<String, Object, String, FindingRow> get() {
                return new StormProcessor(settings);
            }

            @Override
            public Set<StoreBuilder<?>> stores() {
                return Set.of(WriteBackStore.builder(SEGMENTS, Serdes.String(), new StateSerde<>(StormRow.class)));
            }
        };
    }

    /** Everything that is held in fields begins here: a task may be initialised again after an aborted transaction. */
    @Override
    public void init(ProcessorContext<String, FindingRow> taskContext) {
        context = taskContext;
        store = WriteBackStore.of(taskContext.getStateStore(SEGMENTS));
        segments = new LinkedHashMap<>();
        times = new SegmentTimes();
        passedTold = NEVER;
        passedToldAt = 0;
        listening = new Listening(taskContext.currentSystemTimeMs());
        loadAttended();
        store.beforeCommit(this::writeChanged);
        taskContext.schedule(SILENCE_CHECK, PunctuationType.WALL_CLOCK_TIME, this::checkSilence);
        taskContext.schedule(TELLING, PunctuationType.WALL_CLOCK_TIME, now -> {
            if (moved()) {
                tellPassed(finding());
            }
        });
    }

    private void loadAttended() {
        try (KeyValueIterator<String, StormRow> rows = store.all()) {
            while (rows.hasNext()) {
                KeyValue<String, StormRow> each = rows.next();
                if (each.value.getWatched() || each.value.getOpenAlerts() > 0) {
                    StormSegment segment = StormSegment.of(each.key, settings.policy(), store::get, listening);
                    segments.put(each.key, segment);
                    if (segment.joins()) {
                        times.at(each.key, segment.told());
                    }
                }
            }
        }
    }

    @Override
    public void process(Record<String, Object> record) {
        if (record.value() instanceof StormMessage message) {
            message(record, message);
        } else if (record.value() instanceof GmpEvent event) {
            message(record, event);
        } else if (record.value() instanceof SensorStatus status) {
            heard(segment(record.key()), status);
            heard(segment(StormSegment.membership(record.key())), status);
        }
    }

    private void heard(StormSegment segment, SensorStatus status) {
        segment.heard(status, wall());
        advance(segment, new ArrayList<>(0));
    }

    private void message(Record<String, Object> record, StormMessage message) {
        StormSegment segment = segment(StormEvents.segment(record.key(), message));
        if (fresh(segment, message.sensor(), message.captureInterface(), record)) {
            observe(segment, message.errors(record.timestamp()));
        }
    }

    private void message(Record<String, Object> record, GmpEvent event) {
        String name = StormEvents.segment(record.key(), event);
        if (name == null) {
            return;
        }
        StormSegment segment = segment(StormSegment.membership(name));
        if (fresh(segment, event.getSensor(), event.getInterface$(), record)) {
            IcmpError message = StormEvents.membership(event, record.timestamp());
            observe(segment, message == null ? List.of() : List.of(message));
        }
    }

    /** Noted even if what follows is refused: the record was seen, and clocks wait for its number. */
    private boolean fresh(StormSegment segment, String sensor, String captureInterface,
                          Record<String, Object> record) {
        return segment.accept(sensor, captureInterface, RecordOrigin.read(record.headers()), record.timestamp(),
            wall());
    }

    private void observe(StormSegment segment, List<IcmpError> messages) {
        List<StormStep> steps = new ArrayList<>(0);
        for (IcmpError message : messages) {
            segment.observe(message, steps);
        }
        advance(segment, steps);
    }

    private void advance(StormSegment segment, List<StormStep> steps) {
        segment.advance(wall(), steps);
        for (StormStep step : steps) {
            context.forward(new Record<>(step.identity().dedupeKey(), finding()
                .setStep(ByteBuffer.wrap(StepCodec.bytes(step))).build(), step.times().windowEnd()));
        }
        if (segment.moves() && segment.joins()) {
            times.at(segment.name(), segment.told());
        } else {
            times.gone(segment.name());
        }
        boolean clock = segment.clockDue(Math.max(1000, settings.retention().toMillis() / CLOCKS));
        if (clock || !steps.isEmpty() || moved() && wall() - passedToldAt >= TELLING.toMillis()) {
            tellPassed(clock ? finding().setSegment(segment.segment()).setTime(segment.told()) : finding());
        }
    }

    /** Further than was told, to the second: so are the steps of all that is not lost. */
    private boolean moved() {
        return Math.floorDiv(times.slowest(), 1000L) != Math.floorDiv(passedTold, 1000L);
    }

    private FindingRow.Builder finding() {
        return FindingRow.newBuilder().setPartition(context.taskId().partition()).setPassed(passedTold);
    }

    private void tellPassed(FindingRow.Builder finding) {
        passedTold = times.slowest();
        passedToldAt = wall();
        context.forward(new Record<>("", finding.setPassed(passedTold).build(), wall()));
    }

    private void checkSilence(long now) {
        wall();
        for (StormSegment segment : new ArrayList<>(segments.values())) {
            if (segment.attended()) {
                advance(segment, new ArrayList<>(0));
            }
        }
        if (passedTold == NEVER) {
            tellPassed(finding());
        }
        if (segments.size() > MOST_SEGMENTS) {
            writeChanged();
            segments.values().removeIf(segment -> !segment.attended());
        }
    }

    private StormSegment segment(String name) {
        StormSegment known = segments.get(name);
        if (known == null) {
            known = StormSegment.of(name, settings.policy(), store::get, listening);
            segments.put(name, known);
        }
        return known;
    }

    private void writeChanged() {
        for (StormSegment segment : segments.values()) {
            if (segment.changed()) {
                segment.keep(store::keep);
            }
        }
    }

    private long wall() {
        return listening.look(context.currentSystemTimeMs());
    }
}
