package io.tidewatch.processors.topology;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
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
     * @param host host; empty for the group's own
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

    /** Key in the index by host: host|, end, segment|group. */
    static Bytes host(String host, long end, String segment, String group) {
        return join(host + '|', end, segment + '|' + group);
    }

    static Stay host(Bytes key) {
        String text = new String(key.get(), StandardCharsets.ISO_8859_1);
        int first = text.indexOf('|');
        int place = first + 1 + Long.BYTES;
        int second = text.indexOf('|', place);
        return new Stay(text.substring(place, second), text.substring(second + 1), text.substring(0, first),
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

    /** The first key of a host whose stays end at a time or later. */
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
