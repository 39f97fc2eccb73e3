package io.tidewatch.processors.topology;

import io.tidewatch.processors.membership.Change;
import io.tidewatch.processors.membership.HostState;
import io.tidewatch.schemas.QuerierState;
import io.tidewatch.schemas.Topics;
import java.util.function.LongSupplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** What the membership application tells: its four topics. Timestamps are event time. */
final class MembershipOutput {
    static final String CHANGES = "changes";
    static final String GROUPS = "groups";
    static final String MEMBERS = "members";
    static final String QUERIERS = "queriers";

    private final ProcessorContext<String, SpecificRecord> context;
    private final LongSupplier wall;

    MembershipOutput(ProcessorContext<String, SpecificRecord> context) {
        this.context = context;
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

    void member(SegmentState segment, String group, HostState host, long at) {
        forward(Topics.key(segment.name(), group, host.host()), MembershipRecords.member(segment.name(), group, host,
            at, at), at, MEMBERS);
    }

    void memberEnded(SegmentState segment, String group, String host, long at) {
        forward(Topics.key(segment.name(), group, host), null, at, MEMBERS);
    }

    void queriers(SegmentState segment, long at) {
        QuerierState state = QuerierRows.state(segment);
        forward(segment.name(), state, at, QUERIERS);
    }

    private void forward(String key, SpecificRecord value, long at, String topic) {
        context.forward(new Record<>(key, value, at), topic);
    }
}
