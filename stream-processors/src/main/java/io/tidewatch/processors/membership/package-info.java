/**
 * Who is a member of which group: the router's side of IGMP (RFC 9776 section 6) and MLD (RFC 9777 section 7) as pure
 * functions of (state, message, now), and beside it what each host last said.
 *
 * <p>Two views that are kept apart on purpose. The <em>group</em> ({@link
 * io.tidewatch.processors.membership.GroupRules}) is what a router believes that is not the querier: reports raise
 * timers, leaves alone lower nothing, a query heard with a clear S flag does. The <em>host</em> ({@link
 * io.tidewatch.processors.membership.HostRules}) is what it last said itself. The group may outlive its last host: by
 * the last member query time after a query, by its membership interval when none is heard; a host never outlives its
 * group.
 *
 * <p>We listen and never query: all timers are those of the querier heard ({@link
 * io.tidewatch.processors.membership.QuerierRules}), the RFC's defaults until then. Addresses are RFC 5952 text, times
 * are milliseconds since the epoch, and time never goes back: callers apply {@code onTime} up to now before a message.
 * IGMP and MLD share every rule; reports of older versions come in as records of the newest (RFC 9776 section 7.3.2).
 */
package io.tidewatch.processors.membership;
