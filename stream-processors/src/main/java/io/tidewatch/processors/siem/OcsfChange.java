package io.tidewatch.processors.siem;

import io.tidewatch.schemas.AddressFamily;
import io.tidewatch.schemas.ChangeType;
import io.tidewatch.schemas.FilterState;
import io.tidewatch.schemas.MembershipChange;
import java.io.IOException;

/**
 * One change of a membership as Network Activity (class 4001) of the Open Cybersecurity Schema Framework: the host is
 * the source, the group the destination; a membership that begins opens, one that ends closes. What the class has no
 * attribute for stands under {@code unmapped}.
 */
public final class OcsfChange {
    private static final int CLASS = 4001;
    private static final int CATEGORY = 4;
    private static final int INFORMATIONAL = 1;
    private static final int UNKNOWN_DIRECTION = 0;

    private OcsfChange() {
    }

    /** The document in UTF-8, without a newline. */
    public static byte[] json(MembershipChange change) {
        return JsonFields.document(fields -> write(fields, change));
    }

    private static void write(JsonFields fields, MembershipChange change) throws IOException {
        int activity = activity(change.getType());
        String event = AlertWords.lower(change.getType());
        fields.number("class_uid", CLASS).number("category_uid", CATEGORY).number("activity_id", activity)
            .number("type_uid", CLASS * 100 + activity).number("time", change.getAt().toEpochMilli())
            .text("message", "Multicast membership: " + event.replace('_', ' '))
            .number("severity_id", INFORMATIONAL).text("severity", "Informational")
            .text("status_code", change.getType().name()).word("status_detail", change.getCause())
            .object("metadata", metadata -> OcsfAlert.product(metadata).text("uid", change.getChangeId())
                .text("correlation_uid", change.getEventId()).number("sequence", change.getSequence())
                .text("event_code", "multicast.membership." + event))
            .object("connection_info", connection -> connection(connection, change));
        if (change.getHost() != null) {
            fields.object("src_endpoint", host -> host.text("ip", change.getHost()).text("mac", change.getMac()));
        }
        fields.object("dst_endpoint", group -> group.text("ip", change.getGroup()));
        fields.object("unmapped", rest -> rest.object("membership", own -> membership(own, change)));
    }

    /** Open, close, traffic; what we do not know the framework calls unknown. */
    private static int activity(ChangeType type) {
        return switch (type) {
            case GROUP_STARTED, HOST_JOINED -> 1;
            case GROUP_ENDED, HOST_LEFT, HOST_EXPIRED -> 2;
            case MODE_CHANGED, SOURCES_CHANGED, LIMIT_REACHED -> 6;
            case UNKNOWN -> 0;
        };
    }

    private static void connection(JsonFields connection, MembershipChange change) throws IOException {
        boolean ipv4 = change.getFamily() == AddressFamily.IPV4;
        connection.number("direction_id", UNKNOWN_DIRECTION).number("protocol_num", ipv4 ? 2 : 58)
            .text("protocol_name", ipv4 ? "igmp" : "ipv6-icmp").number("protocol_ver_id", ipv4 ? 4 : 6);
    }

    private static void membership(JsonFields own, MembershipChange change) throws IOException {
        own.text("segment", change.getSegment());
        state(own, "before", change.getBefore());
        state(own, "after", change.getAfter());
        own.number("member_count", change.getMemberCount()).flag("late", change.getLate())
            .text("detail", change.getDetail());
    }

    private static void state(JsonFields own, String name, FilterState state) throws IOException {
        if (state != null) {
            own.object(name, fields -> fields.word("filter_mode", state.getFilterMode())
                .texts("sources", state.getSources()).texts("blocked", state.getBlocked()));
        }
    }
}
