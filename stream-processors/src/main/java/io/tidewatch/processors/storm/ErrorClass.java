package io.tidewatch.processors.storm;

/**
 * What kind of failure an error message tells of (RFC 792, RFC 1812 §5.2.7, RFC 4443), and what other messages come in
 * floods. Storms of different classes have different causes, so each class is watched by itself. The order is part of
 * the persisted form.
 */
public enum ErrorClass {
    TIME_EXCEEDED, UNREACHABLE, TOO_BIG, REDIRECT, SOURCE_QUENCH, REASSEMBLY, PARAMETER_PROBLEM, OTHER,
    ECHO_REQUEST, ECHO_REPLY, QUERY, REPORT;

    /** Which alerts it makes. */
    StormRule rule() {
        return switch (this) {
            case TIME_EXCEEDED, UNREACHABLE, TOO_BIG, REDIRECT, SOURCE_QUENCH, REASSEMBLY, PARAMETER_PROBLEM,
                OTHER -> StormRule.ICMP_STORM;
            case ECHO_REQUEST, ECHO_REPLY -> StormRule.ECHO_FLOOD;
            case QUERY -> StormRule.QUERY_FLOOD;
            case REPORT -> StormRule.REPORT_FLOOD;
        };
    }

    /** The other half of an exchange of echo messages; null for all else. */
    ErrorClass answer() {
        return switch (this) {
            case ECHO_REQUEST -> ECHO_REPLY;
            case ECHO_REPLY -> ECHO_REQUEST;
            default -> null;
        };
    }

    /** Why something is unreachable. The order is part of the persisted form. */
    enum Reach { PORT, PROHIBITED, NET_OR_HOST, OTHER }

    static ErrorClass of(Family family, int type, int code) {
        return family == Family.IPV4 ? v4(type, code) : v6(type, code);
    }

    private static ErrorClass v4(int type, int code) {
        return switch (type) {
            case 3 -> code == 4 ? TOO_BIG : UNREACHABLE;
            case 4 -> SOURCE_QUENCH;
            case 5 -> REDIRECT;
            case 11 -> code == 1 ? REASSEMBLY : TIME_EXCEEDED;
            case 12 -> PARAMETER_PROBLEM;
            case 8 -> ECHO_REQUEST;
            case 0 -> ECHO_REPLY;
            // Types of IGMP; those of ICMP with these numbers are no errors and not looked at.
            case 0x11 -> QUERY;
            case 0x12, 0x16, 0x17, 0x22 -> REPORT;
            default -> OTHER;
        };
    }

    private static ErrorClass v6(int type, int code) {
        return switch (type) {
            case 1 -> UNREACHABLE;
            case 2 -> TOO_BIG;
            case 3 -> code == 1 ? REASSEMBLY : TIME_EXCEEDED;
            case 4 -> PARAMETER_PROBLEM;
            case 137 -> REDIRECT;
            case 128 -> ECHO_REQUEST;
            case 129 -> ECHO_REPLY;
            case 130 -> QUERY;
            case 131, 132, 143 -> REPORT;
            default -> OTHER;
        };
    }

    /** Splits UNREACHABLE by code: who can say so, and why, differs. */
    static Reach reach(Family family, int code) {
        if (family == Family.IPV4) {
            return switch (code) {
                case 3 -> Reach.PORT;
                case 9, 10, 13 -> Reach.PROHIBITED;
                case 0, 1, 5, 6, 7, 8, 11, 12 -> Reach.NET_OR_HOST;
                default -> Reach.OTHER;
            };
        }
        return switch (code) {
            case 4 -> Reach.PORT;
            case 1, 5, 6 -> Reach.PROHIBITED;
            case 0, 2, 3 -> Reach.NET_OR_HOST;
            default -> Reach.OTHER;
        };
    }
}
