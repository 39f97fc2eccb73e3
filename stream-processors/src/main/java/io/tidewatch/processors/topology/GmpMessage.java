package io.tidewatch.processors.topology;

import io.tidewatch.processors.membership.GroupRecord;
import io.tidewatch.processors.membership.Query;
import io.tidewatch.processors.membership.Reporter;
import java.util.List;

/** What an event means to the membership of its segment. */
sealed interface GmpMessage {

    /**
     * A report or leave.
     *
     * @param reporter who
     * @param records about which groups, in the order of the message; at least one
     * @param leftOut records of the message that say nothing usable
     */
    record Report(Reporter reporter, List<GroupRecord> records, int leftOut) implements GmpMessage {
        public Report {
            records = List.copyOf(records);
        }
    }

    /**
     * A query.
     *
     * @param query the query
     */
    record Asking(Query query) implements GmpMessage {
    }

    /**
     * Nothing.
     *
     * @param why which rule
     */
    record Ignored(Why why) implements GmpMessage {
    }

    /** Why an event changes no membership. */
    enum Why {
        /** The record has no value. */
        NO_VALUE,
        /** The key is no segment, or not that of the event. */
        SEGMENT,
        /** The capture time is negative or lies in the future. */
        TIME,
        /** The checksum is wrong. */
        CHECKSUM,
        /** Not a query, report or leave of IGMP or MLD. */
        KIND,
        /** The sender may not say this: MLD that is not from a link-local address, a multicast address. */
        SENDER,
        /** MLD with another hop limit than 1 or without router alert, RFC 9777 sections 6.2 and 7.4. */
        HOP_LIMIT,
        /** The group is no multicast address, or one that is never reported. */
        GROUP,
        /** A field is missing or has a value that no message can have. */
        MALFORMED,
        /** A report without records of a known type. */
        EMPTY
    }
}
