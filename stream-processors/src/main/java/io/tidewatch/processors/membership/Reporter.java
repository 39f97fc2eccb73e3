package io.tidewatch.processors.membership;

/**
 * Who sent a report or leave. Its address and its MAC address together say which host it is.
 *
 * @param family protocol family
 * @param host its address; 0.0.0.0 where it has none yet (RFC 9776 section 4.2.14)
 * @param mac its MAC address; null when the link has none
 * @param version version of the message: IGMP 1 to 3, MLD 1 or 2
 * @param leave true for an IGMPv2 Leave or MLDv1 Done, which tells of no older member: it was the last one
 */
public record Reporter(Family family, String host, String mac, int version, boolean leave) {
}
