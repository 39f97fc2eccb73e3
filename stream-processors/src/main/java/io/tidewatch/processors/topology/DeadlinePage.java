package io.tidewatch.processors.topology;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;

/**
 * A row of the deadline index: entries of one segment and one second that one commit has brought. In memory an entry is
 * its key ({@link DeadlineIndex#key}): segment, {@code |}, deadline in 8 bytes, what is due.
 *
 * <p>The row's key is that of an entry at the start of the second whose text is {@code #} and a number. Its value has
 * of each entry the milliseconds since then in 4 bytes (less than 0 for what came late), the length of what is due in
 * 2, then what is due. A row without a value is of a version that had a row for each entry; its key is the entry.
 */
final class DeadlinePage {
    static final long SECOND_MS = 1000;
    /** No entry's text begins so. */
    private static final char PAGE = '#';
    private static final int HEAD = Integer.BYTES + Short.BYTES;

    private DeadlinePage() {
    }

    /** The start of a moment's second. */
    static long second(long at) {
        return Math.floorDiv(at, SECOND_MS) * SECOND_MS;
    }

    /** A new row. */
    static KeyValue<Bytes, byte[]> of(String segment, long second, Collection<Bytes> entries) {
        int start = segment.length() + 1 + Long.BYTES;
        int length = 0;
        for (Bytes entry : entries) {
            length += HEAD + entry.get().length - start;
        }
        ByteBuffer value = ByteBuffer.allocate(length);
        for (Bytes entry : entries) {
            int text = entry.get().length - start;
            value.putInt(Math.toIntExact(DeadlineIndex.at(segment, entry) - second)).putShort((short) text)
                .put(entry.get(), start, text);
        }
        // Any number that no other row of this second has. A random one need not be remembered.
        return KeyValue.pair(Bytes.wrap(ByteBuffer.allocate(start + 1 + Long.BYTES)
            .put(segment.getBytes(StandardCharsets.US_ASCII)).put((byte) '|').putLong(second).put((byte) PAGE)
            .putLong(ThreadLocalRandom.current().nextLong()).array()), value.array());
    }

    /** Hands over the entries of a row. */
    static void read(String segment, KeyValue<Bytes, byte[]> row, Consumer<Bytes> to) {
        if (row.value.length == 0) {
            to.accept(row.key);
            return;
        }
        int prefix = segment.length() + 1;
        ByteBuffer value = ByteBuffer.wrap(row.value);
        long second = DeadlineIndex.at(segment, row.key);
        while (value.hasRemaining()) {
            long at = second + value.getInt();
            int text = value.getShort();
            byte[] entry = new byte[prefix + Long.BYTES + text];
            ByteBuffer.wrap(entry).put(row.key.get(), 0, prefix).putLong(at).put(row.value, value.position(), text);
            value.position(value.position() + text);
            to.accept(Bytes.wrap(entry));
        }
    }
}
