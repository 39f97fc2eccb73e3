package io.tidewatch.processors.topology;

import io.tidewatch.processors.membership.Change;
import io.tidewatch.processors.membership.MemberWindow;
import io.tidewatch.processors.siem.AlertFormat;
import io.tidewatch.schemas.Alert;
import io.tidewatch.schemas.Coverage;
import io.tidewatch.schemas.QuerierState;
import io.tidewatch.schemas.Topics;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** What the membership application tells: its topics, and the dead letters. Timestamps are event time. */
final class MembershipOutput {
    static final String CHANGES = "changes";
    static final String GROUPS = "groups";
    static final String MEMBERS = "members";
    static final String QUERIERS = "queriers";
    static final String WINDOWS = "windows";
    static final String ALERT_EVENTS = "alert-events";
    static final String ALERT_STATE = "alert-state";
    static final String DEAD_LETTERS = "dead-letters";

    private final ProcessorContext<String, Object> context;
    private final Consumer<DeadLetter.Stage> deadLetters;
    private final Set<AlertFormat> documents;
    private final LongSupplier wall;

    /** {@code documents} are those that alerts are published as beside their records. */
    MembershipOutput(ProcessorContext<String, Object> context, Set<AlertFormat> documents) {
        this.context = context;
        this.documents = documents;
        this.deadLetters = DeadLetter.listener(context.appConfigs());
        this.wall = context::currentSystemTimeMs;
    }

    void change(String segment, String group, long startedAt, Change change, Occasion occasion) {
        forward(Topics.key(segment, group), MembershipRecords.change(segment, group, startedAt, change,
            occasion.eventId(), occasion.late()), occasion.at(), CHANGES);
    }

    void group(SegmentState segment, String group, GroupEntry entry, long at) {
        forward(Topics.key(segment.name(), group), MembershipRecords.group(segment.name(), group, entry,
            segment.coverage(entry.group().family(), at, wall.getAsLong()), at), at, GROUPS);
    }

    void groupEnded(SegmentState segment, String group, long at) {
        forward(Topics.key(segment.name(), group), null, at, GROUPS);
    }

    void member(SegmentState segment, String group, MemberEntry entry, long at) {
        forward(memberKey(segment, group, entry.key()), MembershipRecords.member(segment.name(), group, entry.host(),
            at, at), at, MEMBERS);
    }

    void memberEnded(SegmentState segment, String group, String hostKey, long at) {
        forward(memberKey(segment, group, hostKey), null, at, MEMBERS);
    }

    private static String memberKey(SegmentState segment, String group, String hostKey) {
        return Topics.memberKey(segment.name(), group, HostKey.address(hostKey), HostKey.mac(hostKey));
    }

    /** A window of a group that is over. */
    void window(SegmentState segment, String group, MemberWindow window, boolean settled, long at) {
        Coverage coverage = segment.coverage(GroupEntry.family(group), window.start(), window.end() - 1,
            wall.getAsLong());
        forward(Topics.key(segment.name(), group), MembershipRecords.window(segment.name(), group, window, coverage,
            settled), at, WINDOWS);
    }

    void queriers(SegmentState segment, long at) {
        QuerierState state = QuerierRows.state(segment);
        forward(segment.name(), state, at, QUERIERS);
    }

    /** A step of an alert. */
    void alert(Alert step, long at) {
        forward(step.getAlertId(), step, at, ALERT_EVENTS);
        forward(step.getDedupeKey(), step, at, ALERT_STATE);
        for (AlertFormat document : documents) {
            context.forward(new Record<>(step.getAlertId(), document.encode(step), at), AlertOutput.sink(document));
        }
    }

    /** Nothing is kept of the alerts of a dedupe key any more. */
    void alertEnded(String dedupeKey, long at) {
        forward(dedupeKey, null, at, ALERT_STATE);
    }

    /** Of the record itself; the key of its record is the segment. */
    void deadLetter(String segment, Heard heard, Exception error) {
        deadLetters.accept(DeadLetter.Stage.PROCESS);
        context.forward(new Record<>(segment, heard.bytes(), Math.max(0, heard.timestamp()),
            DeadLetter.headers(heard.headers(), heard.origin(), error)), DEAD_LETTERS);
    }

    private void forward(String key, SpecificRecord value, long at, String topic) {
        context.forward(new Record<>(key, value, at), topic);
    }
}
