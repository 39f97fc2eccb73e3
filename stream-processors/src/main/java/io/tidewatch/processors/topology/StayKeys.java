package io.tidewatch.processors.topology;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;

/**
 * Keys of what is over. Text parts are ASCII without {@code |}, times are 8 bytes big-endian, so keys sort by end
 * within a group and within a host, and no two things share one: at any moment a host ends at most one stay that took
 * time.
 */
final class StayKeys {
    /** In place of an end: the stay lasts. */
    static final long LASTS = Long.MAX_VALUE;
    /** Behind a group: less than any character of an address, so that groups sort by their text. */
    private static final char BLANK = ' ';

    private StayKeys() {
    }

    /**
     * Where a stay is.
     *
     * @param segment segment
     * @param group group
     * @param host host, its {@link HostKey}; empty for the group's own
     * @param end when it ended; {@link #LASTS}
     */
    record Stay(String segment, String group, String host, long end) {
    }

    /** Key in the stays: segment|group, a blank, end, host. */
    static Bytes stay(String segment, String group, long end, String host) {
        return join(group(segment, group), end, host);
    }

    static Stay stay(Bytes key) {
        String text = new String(key.get(), StandardCharsets.ISO_8859_1);
        int first = text.indexOf('|');
        int second = text.indexOf(BLANK, first + 1);
        return new Stay(text.substring(0, first), text.substring(first + 1, second),
            text.substring(second + 1 + Long.BYTES), ByteBuffer.wrap(key.get()).getLong(second + 1));
    }

    /**
     * Keys in the index of hosts. One by address: address|, end, segment|group|MAC address; where the host has a MAC
     * address another by that: MAC address|, end, segment|group|address. Without one the last part is not there.
     */
    static List<Bytes> hosts(Stay stay) {
        String address = HostKey.address(stay.host());
        String mac = HostKey.mac(stay.host());
        String place = stay.segment() + '|' + stay.group();
        return mac == null ? List.of(join(address + '|', stay.end(), place))
            : List.of(join(address + '|', stay.end(), place + '|' + mac),
                join(mac + '|', stay.end(), place + '|' + address));
    }

    /** What a key of the index tells. */
    static Stay host(Bytes key) {
        String text = new String(key.get(), StandardCharsets.ISO_8859_1);
        int first = text.indexOf('|');
        String who = text.substring(0, first);
        String[] place = text.substring(first + 1 + Long.BYTES).split("\\|");
        String other = place.length > 2 ? place[2] : null;
        return new Stay(place[0], place[1], AddressText.mac(who) ? HostKey.of(other, who) : HostKey.of(who, other),
            ByteBuffer.wrap(key.get()).getLong(first + 1));
    }

    /** The first key in the stays of a group that end at a time or later. */
    static Bytes staysFrom(String segment, String group, long end) {
        return join(group(segment, group), end, "");
    }

    /** Behind the stays of a group that end by a time. */
    static Bytes staysUpTo(String segment, String group, long end) {
        return join(group(segment, group), end, "~");
    }

    /** The first key of a host, by its address or its MAC address, whose stays end at a time or later. */
    static Bytes hostFrom(String host, long end) {
        return join(host + '|', end, "");
    }

    /** What the keys of a group's stays begin with. */
    static String group(String segment, String group) {
        return segment + '|' + group + BLANK;
    }

    /** Behind all keys with a prefix. */
    static Bytes behind(String prefix) {
        byte[] text = prefix.getBytes(StandardCharsets.US_ASCII);
        text[text.length - 1]++;
        return Bytes.wrap(text);
    }

    /** The first key with a prefix. */
    static Bytes first(String prefix) {
        return Bytes.wrap(prefix.getBytes(StandardCharsets.US_ASCII));
    }

    private static Bytes join(String before, long end, String behind) {
        return Bytes.wrap(ByteBuffer.allocate(before.length() + Long.BYTES + behind.length())
            .put(before.getBytes(StandardCharsets.US_ASCII)).putLong(end)
            .put(behind.getBytes(StandardCharsets.US_ASCII)).array());
    }
}
