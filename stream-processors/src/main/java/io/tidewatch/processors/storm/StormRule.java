package io.tidewatch.processors.storm;

/** What kinds of storms there are. Each has its own alerts; the order is part of the persisted form. */
public enum StormRule {
    /** Errors. */
    ICMP_STORM("icmp.storm", "ICMP error storm"),
    /** Echo requests and replies. */
    ECHO_FLOOD("icmp.echo.flood", "ICMP echo flood"),
    /** IGMP and MLD queries. */
    QUERY_FLOOD("gmp.query.flood", "Multicast query flood"),
    /** IGMP and MLD reports and leaves. */
    REPORT_FLOOD("gmp.report.flood", "Multicast report flood");

    private final String id;
    private final String title;

    StormRule(String id, String title) {
        this.id = id;
        this.title = title;
    }

    /** Stable, as in alerts. */
    public String id() {
        return id;
    }

    /** For people, constant. */
    public String title() {
        return title;
    }

    /**
     * Whether messages of all its classes in one such scope are one storm. A router may fail in two ways at once, and a
     * segment is a place, not a party.
     */
    boolean joinsClasses(ScopeKind kind) {
        return this != ICMP_STORM || switch (kind) {
            case RECEIVER, QUOTED_SOURCE, QUOTED_HOST, QUOTED_PREFIX, QUOTED_NETWORK -> true;
            case SEGMENT, REPORTER -> false;
        };
    }

    /** About membership protocols, which no router forwards: what a segment sees, it alone sees. */
    public boolean isLocal() {
        return this == QUERY_FLOOD || this == REPORT_FLOOD;
    }
}
