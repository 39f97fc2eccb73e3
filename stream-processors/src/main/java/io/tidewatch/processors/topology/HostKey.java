package io.tidewatch.processors.topology;

/**
 * A host in the keys of the stores: its address and, where its link has such, behind a blank its MAC address. Two hosts
 * may have one address, by mistake or because neither has one yet; one host may have several. A blank is less than any
 * character of an address, so hosts come in the order of the text of their addresses.
 *
 * <p>What was kept when the address alone told hosts apart is kept under it still: such a host has that key until it is
 * no member any more ({@link Memberships#member(SegmentState, String, io.tidewatch.processors.membership.Reporter)}).
 */
final class HostKey {
    private static final char BLANK = ' ';

    private HostKey() {
    }

    /** {@code mac} is null where the link has none. */
    static String of(String address, String mac) {
        return mac == null ? address : address + BLANK + mac;
    }

    static String address(String key) {
        int end = key.indexOf(BLANK);
        return end < 0 ? key : key.substring(0, end);
    }

    /** Null where the key has none. */
    static String mac(String key) {
        int end = key.indexOf(BLANK);
        return end < 0 ? null : key.substring(end + 1);
    }
}
