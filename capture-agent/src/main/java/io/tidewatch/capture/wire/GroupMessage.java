package io.tidewatch.capture.wire;

import java.util.List;

/**
 * What a message of IGMP or MLD means, the same for both: RFC 9777 is RFC 9776 with wider addresses and finer times.
 * {@link Igmp} and {@link Mld} know how each looks on the wire.
 */
public sealed interface GroupMessage {
    /** A time or number that the message has no field for. */
    int ABSENT = -1;

    /** The type octet. */
    int type();

    /**
     * A question to all, to the members of a group, or to those who want sources of it.
     *
     * @param version 1 to 3 of IGMP, 1 to 2 of MLD
     * @param type type octet
     * @param group the unspecified address in a general query
     * @param maxResponseMs time to answer within, milliseconds; {@link #ABSENT} in IGMPv1, which says none
     * @param suppress S flag: other routers shall not lower their timers; false before IGMPv3 and MLDv2
     * @param robustness the querier's robustness variable, 0 for "above 7"; {@link #ABSENT} before IGMPv3 and MLDv2
     * @param queryIntervalS the querier's query interval, seconds; {@link #ABSENT} before IGMPv3 and MLDv2
     * @param sources sources asked for
     */
    record Query(int version, int type, IpAddress group, int maxResponseMs, boolean suppress, int robustness,
                 int queryIntervalS, List<IpAddress> sources) implements GroupMessage {
        public Query {
            sources = ArrayRow.copyOf(sources);
        }

        public boolean general() {
            return group.isUnspecified();
        }
    }

    /** A member of one group speaks up: IGMPv1, IGMPv2, MLDv1. */
    record Report(int version, int type, IpAddress group) implements GroupMessage {
    }

    /** A member of one group goes: IGMPv2 leave, MLDv1 done. */
    record Leave(int version, int type, IpAddress group) implements GroupMessage {
    }

    /** The state of a host, or its change, group by group: IGMPv3, MLDv2. */
    record StateReport(int version, int type, List<GroupRecord> records) implements GroupMessage {
        public StateReport {
            records = ArrayRow.copyOf(records);
        }
    }

    /**
     * Multicast router discovery (RFC 4286).
     *
     * @param kind advertisement, solicitation or termination
     * @param type type octet
     * @param advertisementIntervalS seconds between advertisements; {@link #ABSENT} but in an advertisement
     * @param queryIntervalS query interval of the router, seconds; {@link #ABSENT} but in an advertisement
     * @param robustness robustness variable of the router; {@link #ABSENT} but in an advertisement
     */
    record RouterDiscovery(Kind kind, int type, int advertisementIntervalS, int queryIntervalS, int robustness)
        implements GroupMessage {
        /** The three messages. */
        public enum Kind { ADVERTISEMENT, SOLICITATION, TERMINATION }
    }

    /**
     * Another protocol under IGMP's number: named, not decoded.
     *
     * @param kind which
     * @param type type octet
     * @param code code octet, which tells DVMRP and PIM messages apart
     * @param group group address where the message has one at octet 4, else null
     */
    record Neighbour(Kind kind, int type, int code, IpAddress group) implements GroupMessage {
        /** Who shares IP protocol 2. */
        public enum Kind {
            /** RFC 1075. */
            DVMRP,
            /** The first PIM. */
            PIM_V1,
            /** Multicast traceroute, its query and its response, and Cisco's own. */
            MTRACE,
            /** RFC 3488. */
            RGMP,
            /** A type that no standard assigns. */
            UNKNOWN
        }
    }
}
