package io.tidewatch.processors.storm;

import java.util.Locale;

/**
 * What can make an ICMP error storm. The order is part of the persisted form and decides between equal scores;
 * new ones go to the end.
 */
public enum Cause {
    ROUTING_LOOP("routing loop", ScopeKind.REPORTER, null),
    UNREACHABLE_PREFIX("unreachable prefix", ScopeKind.REPORTER, null),
    ADMIN_PROHIBITED("administratively prohibited", ScopeKind.REPORTER, null),
    PMTUD_BLACKHOLE("path MTU discovery fails", ScopeKind.REPORTER, null),
    FORGED_PTB("forged packet too big", ScopeKind.RECEIVER, Attack.FORGED_ERRORS),
    REDIRECT_STORM("redirects", ScopeKind.REPORTER, null),
    SOURCE_QUENCH("source quench", ScopeKind.REPORTER, null),
    REASSEMBLY_TIMEOUT("reassembly timeouts", ScopeKind.REPORTER, null),
    PARAMETER_PROBLEM("parameter problems", ScopeKind.REPORTER, null),
    UDP_SCAN_BACKSCATTER("backscatter of a UDP scan", ScopeKind.RECEIVER, Attack.UDP_SCAN),
    SCAN_BY_INTERNAL_HOST("one host scans", ScopeKind.RECEIVER, Attack.INTERNAL_SCAN),
    SPOOFED_DDOS_BACKSCATTER("backscatter of a denial of service with forged sources", ScopeKind.REPORTER,
        Attack.REFLECTION),
    REFLECTION_ATTEMPT_ON_HOST("reflection against one host", ScopeKind.RECEIVER, Attack.REFLECTION),
    TRACEROUTE_STORM("traceroutes", ScopeKind.RECEIVER, Attack.TOPOLOGY),
    BROKEN_CLIENT("broken client", ScopeKind.RECEIVER, null),
    MULTICAST_ERROR("errors about multicast", ScopeKind.REPORTER, null),
    ECHO_FLOOD("echo flood", ScopeKind.RECEIVER, Attack.FLOOD),
    SMURF("echo replies that nobody asked for", ScopeKind.RECEIVER, Attack.REFLECTION),
    IGMP_QUERY_FLOOD("query flood", ScopeKind.REPORTER, Attack.MULTICAST_FLOOD),
    REPORT_FLOOD("report flood", ScopeKind.REPORTER, Attack.MULTICAST_FLOOD),
    /** No score reached 50. */
    UNCLASSIFIED("unclassified", ScopeKind.SEGMENT, null),
    REDIRECT_ATTACK("forged redirects", ScopeKind.REPORTER, Attack.IN_THE_MIDDLE);

    private final String title;
    private final ScopeKind behind;
    private final Attack attack;

    Cause(String title, ScopeKind behind, Attack attack) {
        this.title = title;
        this.behind = behind;
        this.attack = attack;
    }

    /** As in alerts: lower case with underscores. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** For people, constant. */
    public String title() {
        return title;
    }

    /** In which dimension the one who is at fault shows; SEGMENT when nobody knows. */
    ScopeKind behind() {
        return behind;
    }

    /** Null for what is no attack. */
    public Attack attack() {
        return attack;
    }
}
