package io.tidewatch.simulate;

import io.tidewatch.capture.wire.Icmp4;
import io.tidewatch.capture.wire.Icmp6;

/** What an error message tells, with its type and code in both families. */
enum Failure {
    HOP_LIMIT(Icmp4.TIME_EXCEEDED, 0, Icmp6.TIME_EXCEEDED, 0),
    REASSEMBLY(Icmp4.TIME_EXCEEDED, 1, Icmp6.TIME_EXCEEDED, 1),
    NETWORK(Icmp4.UNREACHABLE, 0, Icmp6.UNREACHABLE, 0),
    HOST(Icmp4.UNREACHABLE, 1, Icmp6.UNREACHABLE, 3),
    PORT(Icmp4.UNREACHABLE, 3, Icmp6.UNREACHABLE, 4),
    PROHIBITED(Icmp4.UNREACHABLE, 13, Icmp6.UNREACHABLE, 1),
    TOO_BIG(Icmp4.UNREACHABLE, Icmp4.FRAGMENTATION_NEEDED, Icmp6.PACKET_TOO_BIG, 0),
    PARAMETER(Icmp4.PARAMETER_PROBLEM, 0, Icmp6.PARAMETER_PROBLEM, 0),
    /** IPv4 alone. */
    SOURCE_QUENCH(Icmp4.SOURCE_QUENCH, 0, -1, -1),
    /** IPv4 alone: a redirect of IPv6 is another kind of message. */
    REDIRECT(Icmp4.REDIRECT, 1, -1, -1);

    private final int type4;
    private final int code4;
    private final int type6;
    private final int code6;

    Failure(int type4, int code4, int type6, int code6) {
        this.type4 = type4;
        this.code4 = code4;
        this.type6 = type6;
        this.code6 = code6;
    }

    int type(int version) {
        return version == 4 ? type4 : type6;
    }

    int code(int version) {
        return version == 4 ? code4 : code6;
    }
}
