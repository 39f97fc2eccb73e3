package io.tidewatch.e2e.lab;

import java.util.List;

/** Who is asked, and which rules may explain that he differs. */
public enum Witness {
    FRR_GROUPS("frr_groups", false, List.of(Rule.FRR_LINK_LOCAL, Rule.FRR_SOURCE_SPECIFIC,
        Rule.FRR_MEMBERSHIP_INTERVAL, Rule.FRR_LOWERS_ANEW, Rule.FRR_SETS_AT_A_QUERY,
        Rule.FRR_FORGETS_AT_AN_EMPTY_LIST, Rule.FRR_DEAF_TO_VERSION_1, Rule.FRR_NO_COMPATIBILITY,
        Rule.FRR_LISTS_NOTHING, Rule.FRR_ASKS_BEFORE_IT_READS)),
    FRR_SOURCES("frr_sources", false, List.of(Rule.FRR_LINK_LOCAL, Rule.FRR_SOURCE_SPECIFIC,
        Rule.FRR_MEMBERSHIP_INTERVAL, Rule.FRR_LOWERS_ANEW, Rule.FRR_SETS_AT_A_QUERY,
        Rule.FRR_FORGETS_AT_AN_EMPTY_LIST, Rule.FRR_DEAF_TO_VERSION_1, Rule.FRR_NO_COMPATIBILITY,
        Rule.FRR_ASKS_BEFORE_IT_READS)),
    QUERIER_BRIDGE("querier_bridge", true, List.of(Rule.BRIDGE_LINK_LOCAL, Rule.BRIDGE_OWN,
        Rule.BRIDGE_MEMBERSHIP_INTERVAL, Rule.BRIDGE_LOWERS_AT_THE_LEAVE, Rule.BRIDGE_DEAF_TO_SOURCE_QUERIES,
        Rule.BRIDGE_HEARS_THE_UNSPECIFIED, Rule.BRIDGE_OLD_REPORT_REFRESHES, Rule.BRIDGE_NO_COMPATIBILITY,
        Rule.BRIDGE_QUERIER_LOWERS_AT_DONE, Rule.BRIDGE_FIRES_LATE)),
    ACCESS_BRIDGE("access_bridge", true, List.of(Rule.BRIDGE_LINK_LOCAL, Rule.BRIDGE_KEEPS_A_PORT,
        Rule.BRIDGE_MEMBERSHIP_INTERVAL, Rule.BRIDGE_LOWERS_AT_THE_LEAVE, Rule.BRIDGE_DEAF_TO_SOURCE_QUERIES,
        Rule.BRIDGE_HEARS_THE_UNSPECIFIED, Rule.BRIDGE_OLD_REPORT_REFRESHES, Rule.BRIDGE_NO_COMPATIBILITY,
        Rule.BRIDGE_FIRES_LATE)),
    SOCKETS("sockets", true, List.of(Rule.SOCKETS_FORGET_AT_DEATH, Rule.SOCKETS_TELL_A_PART,
        Rule.SOCKETS_LEAVE_WITHOUT_A_WORD, Rule.SOCKETS_SILENCED, Rule.SOCKETS_ASKED_LATE, Rule.SOCKETS_ANSWER_LATE));

    private final String part;
    private final boolean mld;
    private final List<Rule> rules;

    Witness(String part, boolean mld, List<Rule> rules) {
        this.part = part;
        this.mld = mld;
        this.rules = rules;
    }

    /** Its name in a snapshot. */
    String part() {
        return part;
    }

    /** Whether it knows of this group's family. */
    boolean knows(String group) {
        return mld || !group.contains(":");
    }

    List<Rule> rules() {
        return rules;
    }
}
