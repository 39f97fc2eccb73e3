package io.tidewatch.processors.topology;

import io.tidewatch.processors.membership.MembershipRules;
import io.tidewatch.processors.topology.GmpMessage.Ignored;
import io.tidewatch.processors.topology.GmpMessage.Why;
import io.tidewatch.processors.topology.state.MemberRow;
import io.tidewatch.processors.topology.state.SegmentRow;
import io.tidewatch.schemas.GmpEvent;
import io.tidewatch.schemas.RecordOrigin;
import io.tidewatch.schemas.SensorStatus;
import java.time.Duration;
import org.apache.kafka.common.serialization.Deserializer;
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
    private final Deserializer<GmpEvent> events;
    private final Step step;
    private final int groupsInMemory;
    private ProcessorContext<String, Object> context;
    private Listening listening;
    private Segments segments;
    private Timeline timeline;
    private Churn churn;
    private MembershipAlerts alerts;
    private MembershipCounts counts;

    /** {@code step} is this task's, as long as it is here. */
    MembershipProcessor(MembershipSettings settings, Deserializer<GmpEvent> events, Step step, int groupsInMemory) {
        this.settings = settings;
        this.events = events;
        this.step = step;
        this.groupsInMemory = groupsInMemory;
    }

    /** Nothing survives from before: after an aborted transaction the stores are older than the fields. */
    @Override
    public void init(ProcessorContext<String, Object> given) {
        context = given;
        counts = new MembershipCounts(given.metrics(), given.taskId().toString());
        WriteBackStore<String, SegmentRow> rows = WriteBackStore.of(given.getStateStore(MembershipStores.SEGMENTS));
        listening = new Listening(given.currentSystemTimeMs());
        segments = new Segments(rows, listening, wall());
        MembershipRules rules = new MembershipRules(settings.limits());
        MembershipOutput output = new MembershipOutput(given, settings.alerts().documents());
        DeadlineIndex deadlines = new DeadlineIndex(
            WriteBackStore.of(given.getStateStore(MembershipStores.TIMERS)));
        rows.beforeCommit(() -> {
            deadlines.write();
            counts.tell();
        });
        Stays stays = new Stays(store(MembershipStores.STAYS), store(MembershipStores.HOSTS), deadlines,
            settings.retention().toMillis());
        churn = new Churn(WriteBackStore.of(given.getStateStore(MembershipStores.CHURN)),
            settings.retention().toMillis());
        Windows windows = new Windows(store(MembershipStores.WINDOWS), store(MembershipStores.LEAVES), deadlines,
            churn, output);
        WriteBackStore<String, MemberRow> members = WriteBackStore.of(given.getStateStore(MembershipStores.MEMBERS));
        Groups groups = new Groups(WriteBackStore.of(given.getStateStore(MembershipStores.GROUPS)), members,
            groupsInMemory);
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

    @Override
    public void process(Record<String, Received> record) {
        step.record();
        try {
            if (record.value().value() instanceof SensorStatus status) {
                clock(record.key(), status);
            } else {
                counts.event();
                event(record, (GmpEvent) record.value().value());
            }
        } catch (RuntimeException e) {
            segments.drop(record.key());
            throw e;
        }
    }

    private void event(Record<String, Received> record, GmpEvent event) {
        GmpMessage message = message(record, event);
        if (message instanceof Ignored ignored && (ignored.why() == Why.NO_VALUE || ignored.why() == Why.SEGMENT)) {
            counts.ignored(ignored.why());
            return;
        }
        boolean untimed = message instanceof Ignored ignored && ignored.why() == Why.TIME;
        long captured = CaptureTime.millis(event.getCapturedAt());
        SegmentState segment = segments.get(record.key());
        if (!segment.progress().accept(event.getSensor(), event.getInterface$(), RecordOrigin.read(record.headers()),
                untimed ? SensorProgress.NOTHING : captured, wall())) {
            counts.duplicate();
            return;
        }
        segment.listen(settings.retention().toMillis());
        if (untimed) {
            counts.ignored(Why.TIME);
        } else {
            timeline.hear(segment, new Heard(event, record.value().bytes(), record.headers(), record.timestamp(),
                context.recordMetadata().map(Heard::origin).orElseThrow()), message);
        }
        followRecord(segment);
    }

    /** Checked wholly before anything changes. */
    private static GmpMessage message(Record<String, Received> record, GmpEvent event) {
        if (event == null) {
            return new Ignored(Why.NO_VALUE);
        }
        if (!BySegment.named(record.key()) || !record.key().equals(event.getSegment())) {
            return new Ignored(Why.SEGMENT);
        }
        if (CaptureTime.damaged(CaptureTime.millis(event.getCapturedAt()), record.timestamp())) {
            return new Ignored(Why.TIME);
        }
        return GmpMessages.of(event);
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
