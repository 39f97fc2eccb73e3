package io.tidewatch.processors.membership;

/**
 * A router heard querying.
 *
 * @param address its address
 * @param mac its MAC address; null when unknown
 * @param version version of its queries
 * @param firstQueryAt its first query
 * @param lastQueryAt its last query
 * @param proxy it asks from no address and never wins an election (RFC 4541 section 2.1.1)
 * @param announced what its last general query tells of timers
 */
public record QuerierCandidate(String address, String mac, int version, long firstQueryAt, long lastQueryAt,
                               boolean proxy, Announced announced) {
}
