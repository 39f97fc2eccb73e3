package io.tidewatch.e2e.lab;

/**
 * Where a witness does something else than RFC 9776 and RFC 9777 tell a router that is not the querier, as narrow as it
 * was found. deploy/lab/README.md has them in its words.
 */
public enum Rule {
    FRR_LINK_LOCAL("FRR: 224.0.0.0/24 is not tracked."),
    FRR_SOURCE_SPECIFIC("FRR: in 232.0.0.0/8, IS_EX, TO_EX and version 2 reports are ignored (RFC 4604)."),
    FRR_MEMBERSHIP_INTERVAL("FRR: the group membership interval has one response interval, as in RFC 3376; RFC 9776 "
        + "section 8.4 has two."),
    FRR_LOWERS_ANEW("FRR: each TO_IN sets the group timer to the last member query time, though less may be left since "
        + "the one before; by RFC 9776 section 6.6.3.1 it is only lowered."),
    FRR_SETS_AT_A_QUERY("FRR: another querier's Q(G) and Q(G,S) set the timers to the last member query time, also "
        + "those that are lower and those of blocked sources; by RFC 9776 section 6.6.1 they are only lowered."),
    FRR_DEAF_WHILE_ASKING("FRR: while it is to ask about any group again, it ignores queries of a lower address (it "
        + "follows RFC 2236 section 3), and after the other-querier-present interval it is a second querier."),
    FRR_FORGETS_AT_AN_EMPTY_LIST("FRR: IS_IN({}) and ALLOW({}) end a group in INCLUDE with all its sources; by RFC "
        + "9776 section 6.4.1 they change nothing."),
    FRR_DEAF_TO_VERSION_1("FRR: an IGMPv1 report is ignored."),
    FRR_LISTS_NOTHING("FRR: of a group that it does not know, an IGMPv1 report or a BLOCK makes INCLUDE({}), which it "
        + "lists until a member has come and gone or one says IS_IN({}) or ALLOW({})."),
    FRR_ASKS_BEFORE_IT_READS("FRR: it lowers timers when it asks about a report; what came after that and is on the "
        + "wire before its query raises them again, and the query does not lower them."),
    FRR_NO_COMPATIBILITY("FRR: BLOCK, the list of TO_EX and TO_IN count although an IGMPv2 host is there; RFC 9776 "
        + "section 7.3.2 ignores them."),

    BRIDGE_LINK_LOCAL("Bridge: 224.0.0.0/24 and ff02::1 are not in the table."),
    BRIDGE_OWN("Bridge mq0: what it reports itself is not on its port, but the bridge's own."),
    BRIDGE_MEMBERSHIP_INTERVAL("Bridge: the membership interval is set to what RFC 3376 and RFC 3810 say, with one "
        + "response interval."),
    BRIDGE_LOWERS_AT_THE_LEAVE("Bridge: timers of what a BLOCK, TO_IN or TO_EX gives up are lowered to 2 s at that "
        + "message, on that port, whether a query follows or not."),
    BRIDGE_DEAF_TO_SOURCE_QUERIES("Bridge: a Q(G,S) heard lowers no timer."),
    BRIDGE_HEARS_THE_UNSPECIFIED("Bridge: an MLD report from :: counts; RFC 9777 section 5.2.14 has it discarded."),
    BRIDGE_OLD_REPORT_REFRESHES("Bridge: an IGMPv2 or MLDv1 report for a known group refreshes the group timer alone, "
        + "mode and sources stay; only for a new group it is IS_EX({})."),
    BRIDGE_NO_COMPATIBILITY("Bridge: BLOCK, the list of TO_EX and TO_IN count although an older host is there."),
    BRIDGE_QUERIER_LOWERS_AT_DONE("Bridge mq0, while it hears no other MLD querier: an MLDv1 done lowers the "
        + "group timer at once."),
    BRIDGE_FIRES_LATE("Bridge: timers fire up to 2 s late, and an old report in that gap keeps what was over."),
    BRIDGE_KEEPS_A_PORT("Bridge: a port is a listener with timers of its own: what its host gives up stays for the "
        + "last member query time. A host of ours is what it last said."),

    SOCKETS_FORGET_AT_DEATH("Sockets: a host that died and came back holds nothing of what it held; on the wire it "
        + "never left, so it is a member until that expires."),
    SOCKETS_TELL_A_PART("Sockets: asked about sources by Q(G,S), a Linux host in EXCLUDE answers IS_EX with only those "
        + "of its blocked sources that were asked for, which nobody can tell from a change."),
    SOCKETS_LEAVE_WITHOUT_A_WORD("Sockets: an IGMPv1 host says nothing when it leaves; on the wire it is a member "
        + "until that expires."),
    SOCKETS_SILENCED("Sockets: while the bridge knows no querier it floods reports, and an older host that hears "
        + "another's does not answer, nor say that it leaves (RFC 2236 section 3, RFC 2710 section 4)."),
    SOCKETS_ASKED_LATE("Sockets: a bridge takes over late, so that what a host answered to the other's last query "
        + "expires before it answers again; it was not asked in between, and is a member."),
    SOCKETS_ANSWER_LATE("Sockets: an IGMPv1 host takes each query for a general one and answers it within 10 s; asked "
        + "by Q(G) for less, it counts as gone until then.");

    private final String sentence;

    Rule(String sentence) {
        this.sentence = sentence;
    }

    String sentence() {
        return sentence;
    }
}
