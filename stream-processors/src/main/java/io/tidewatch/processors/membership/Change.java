package io.tidewatch.processors.membership;

/**
 * One change of a membership.
 *
 * @param type what happened
 * @param cause what brought it about
 * @param at event time
 * @param host the host; null when the change is the group's own
 * @param mac its MAC address; null when unknown
 * @param before before; null when there was nothing
 * @param after after; null when nothing is left
 * @param members hosts known to be members after the change
 * @param sequence number of the change within the life of the group, from 1; 0 for a group that a limit kept out
 * @param detail LIMIT_REACHED: which limit; else null
 */
public record Change(ChangeType type, ChangeCause cause, long at, String host, String mac, Filter before, Filter after,
                     int members, long sequence, String detail) {
}
