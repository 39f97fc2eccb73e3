package io.tidewatch.capture.wire;

import java.util.List;

/**
 * One group record of an IGMPv3 or MLDv2 report (RFC 9776 §4.2, RFC 9777 §5.2).
 *
 * @param type record type
 * @param rawType the octet, for types that no standard assigns
 * @param group multicast address
 * @param sources source addresses in wire order
 * @param auxiliary auxiliary data, of which no standard defines any; null when there is none or not all of it
 */
public record GroupRecord(Type type, int rawType, IpAddress group, List<IpAddress> sources, OctetString auxiliary) {

    /** Record types; the ordinal is the number on the wire (RFC 9776 §4.2.13, RFC 9777 §5.2.13). */
    public enum Type {
        /** A number that no standard assigns. */
        UNKNOWN,
        /** MODE_IS_INCLUDE. */
        IS_IN,
        /** MODE_IS_EXCLUDE. */
        IS_EX,
        /** CHANGE_TO_INCLUDE_MODE. */
        TO_IN,
        /** CHANGE_TO_EXCLUDE_MODE. */
        TO_EX,
        /** ALLOW_NEW_SOURCES. */
        ALLOW,
        /** BLOCK_OLD_SOURCES. */
        BLOCK;

        private static final Type[] ALL = values();

        static Type of(int raw) {
            return raw < ALL.length ? ALL[raw] : UNKNOWN;
        }
    }

    public GroupRecord {
        sources = ArrayRow.copyOf(sources);
    }

    /** A record of an assigned type. */
    public static GroupRecord of(Type type, IpAddress group, List<IpAddress> sources) {
        return new GroupRecord(type, type.ordinal(), group, sources, null);
    }
}
