package io.tidewatch.processors.membership;

/** What can be wrong with the queriers of a family, or with what hosts make us remember. */
public enum Trouble {
    /** Nobody queries: all that was, or there are reports and never was a query. */
    QUERIER_MISSING,
    /** A router goes on querying though it must have heard one with a lower address (RFC 9776 section 6.6.2). */
    QUERIER_CONFLICT,
    /** Two routers query in different versions (RFC 9776 section 7.3.1). */
    QUERIER_VERSIONS,
    /** Two routers announce different timers (RFC 9776 section 8). */
    QUERIER_TIMERS,
    /** Another router was elected. */
    QUERIER_TAKEOVER,
    /** Who queries has changed, or the querier has fallen silent or come back, again and again. */
    QUERIER_FLAPPING,
    /** A limit of {@link Limits} keeps groups out. */
    GROUPS_LIMIT,
    /** Likewise sources. */
    SOURCES_LIMIT,
    /** Likewise hosts. */
    HOSTS_LIMIT
}
