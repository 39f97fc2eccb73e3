package io.tidewatch.processors.topology;

import io.tidewatch.processors.membership.MembershipRules;
import io.tidewatch.processors.topology.GmpMessage.Why;
import io.tidewatch.processors.topology.state.MemberRow;
import io.tidewatch.processors.topology.state.SegmentRow;
import io.tidewatch.schemas.RecordOrigin;
import io.tidewatch.schemas.SensorStatus;
import java.time.Duration;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Keeps the memberships of the segments of a task. Each record, event or clock, moves its segment's time and with it
 * whatever is due; an event then has its effect. The wall clock moves nothing: its tick goes on with segments that had
 * more due at once than may be done between two ticks.
 */
final class MembershipProcessor implements Processor<String, Received, String, Object> {
    private static final Duration TICK = Duration.ofMillis(100);

    private final MembershipSettings settings;
    private final Deserializer<MembershipEvent> events;
    private final Step step;
    private final Room room;
    private ProcessorContext<String, Object> context;
    private Listening listening;
    private Segments segments;
    private Timeline timeline;
    private Churn churn;
    private MembershipAlerts alerts;
    private MembershipCounts counts;

    /** {@code step} is this task's, as long as it is here. */
    MembershipProcessor(MembershipSettings settings, Deserializer<MembershipEvent> events, Step step, Room room) {
        this.settings = settings;
        this.events = events;
        this.step = step;
        this.room = room;
    }

    /** Nothing survives from before: after an aborted transaction the stores are older than the fields. */
    @Override
    public void init(ProcessorContext<String, Object> given) {
        context = given;
        counts = new MembershipCounts(given.metrics(), given.taskId().toString());
        WriteBackStore<String, SegmentRow> segmentRows = rows(MembershipStores.SEGMENTS);
        listening = new Listening(given.currentSystemTimeMs());
        segments = new Segments(segmentRows, listening, wall());
        MembershipRules rules = new MembershipRules(settings.limits());
        MembershipOutput output = new MembershipOutput(given, settings.alerts().documents());
        WriteBackStore<Bytes, byte[]> timers = rows(MembershipStores.TIMERS);
        DeadlineIndex deadlines = new DeadlineIndex(timers, room.moved());
        timers.beforeCommit(deadlines::write);
        segmentRows.beforeCommit(counts::tell);
        Stays stays = new Stays(rows(MembershipStores.STAYS), rows(MembershipStores.HOSTS), deadlines,
            settings.retention().toMillis());
        churn = new Churn(rows(MembershipStores.CHURN), settings.retention().toMillis());
        Windows windows = new Windows(remembered(MembershipStores.WINDOWS), rows(MembershipStores.LEAVES), deadlines,
            churn, output);
        WriteBackStore<String, MemberRow> members = remembered(MembershipStores.MEMBERS);
        Groups groups = new Groups(rows(MembershipStores.GROUPS), members, room.groups());
        Memberships memberships = new Memberships(groups, members, deadlines, stays, windows, output, counts);
        alerts = new MembershipAlerts(new AlertLedger(store(AlertStores.ALERTS), store(AlertStores.STEPS),
            settings.alerts()), settings.alerts(), output);
        timeline = new Timeline(store(MembershipStores.WAITING), events,
            new Expiry(rules, deadlines, memberships, stays, windows, output, counts),
            new Hearing(rules, memberships, output), output, counts, step);
        step.begin();
        given.schedule(TICK, PunctuationType.WALL_CLOCK_TIME, now -> catchUp());
    }

    private <K, V> KeyValueStore<K, V> store(String name) {
        return context.getStateStore(name);
    }

    private <K extends Comparable<K>, V> WriteBackStore<K, V> rows(String name) {
        return WriteBackStore.of(context.getStateStore(name));
    }

    private <V> WriteBackStore<String, V> remembered(String name) {
        WriteBackStore<String, V> rows = rows(name);
        RememberingStore.of(rows).remember(room.rows(), counts::row);
        return rows;
    }

    @Override
    public void process(Record<String, Received> record) {
        step.record();
        try {
            if (record.value().value() instanceof SensorStatus status) {
                clock(record.key(), status);
            } else {
                counts.event();
                event(record, (MembershipEvent) record.value().value());
            }
        } catch (RuntimeException e) {
            segments.drop(record.key());
            throw e;
        }
    }

    private void event(Record<String, Received> record, MembershipEvent event) {
        if (event == null || !BySegment.named(record.key()) || !record.key().equals(event.segment())) {
            counts.ignored(event == null ? Why.NO_VALUE : Why.SEGMENT);
            return;
        }
        boolean untimed = CaptureTime.damaged(event.capturedMs(), record.timestamp());
        SegmentState segment = segments.get(event.segment());
        if (!segment.progress().accept(event.sensor(), event.captureInterface(), RecordOrigin.read(record.headers()),
                untimed ? SensorProgress.NOTHING : event.capturedMs(), wall())) {
            counts.duplicate();
            return;
        }
        segment.listen(settings.retention().toMillis());
        if (untimed) {
            counts.ignored(Why.TIME);
        } else {
            timeline.hear(segment, new Heard(event, record.value().bytes(), record.headers(), record.timestamp(),
                context.recordMetadata().map(Heard::origin).orElseThrow()));
        }
        followRecord(segment);
    }

    private void clock(String name, SensorStatus status) {
        counts.clock();
        SegmentState segment = segments.get(name);
        segment.progress().heard(status, wall());
        segment.listen(settings.retention().toMillis());
        followRecord(segment);
    }

    private void followRecord(SegmentState segment) {
        if (follow(segment)) {
            step.other();
        }
    }

    /** Whether nothing is left to do. */
    private boolean follow(SegmentState segment) {
        boolean done = timeline.follow(segment, segment.progress().watermark(wall()));
        alerts.tell(segment);
        if (!segment.kept()) {
            churn.begin(segment);
        }
        segments.behind(segment, !done);
        step.shares(segments.behind() != null);
        segments.put(segment);
        return done;
    }

    private void catchUp() {
        wall();
        step.begin();
        for (String name = segments.behind(); name != null && step.lasts(); name = segments.behind()) {
            step.turn();
            follow(segments.get(name));
        }
    }

    private long wall() {
        return listening.look(context.currentSystemTimeMs());
    }

    @Override
    public void close() {
        step.shares(false);
        if (counts != null) {
            counts.close();
        }
    }
}
