package io.tidewatch.processors.topology;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;

/**
 * A row of the deadline index: entries of one segment and one second that one commit has brought, of very many a part.
 * In memory an entry is its key ({@link DeadlineIndex#key}): segment, {@code |}, deadline in 8 bytes, what is due.
 *
 * <p>The row's key is that of an entry at the start of the second whose text is {@code #} and a number. Its value has
 * of each entry the milliseconds since then and the length of what is due, each in two bytes, then what is due. Other
 * rows are of a version that had one for each entry: their key is the entry, and they have no value.
 */
final class DeadlinePage {
    static final long SECOND_MS = 1000;
    /** Of a row that is written: at 120 bytes each, the most there are, half of what a broker takes as one record. */
    static final int MOST_ENTRIES = 4096;
    /** No entry's text begins so. */
    private static final char PAGE = '#';
    private static final int HEAD = 2 * Short.BYTES;

    private DeadlinePage() {
    }

    /** The start of a moment's second. */
    static long second(long at) {
        return Math.floorDiv(at, SECOND_MS) * SECOND_MS;
    }

    /** The key of a new row. */
    static Bytes key(String segment, long second) {
        // Any number that no other row of this second has. A random one need not be remembered.
        return Bytes.wrap(ByteBuffer.allocate(segment.length() + 1 + Long.BYTES + 1 + Long.BYTES)
            .put(segment.getBytes(StandardCharsets.US_ASCII)).put((byte) '|').putLong(second).put((byte) PAGE)
            .putLong(ThreadLocalRandom.current().nextLong()).array());
    }

    /** The value of a row with these entries; others may be adding to them. */
    static byte[] value(String segment, long second, Collection<Bytes> entries) {
        Bytes[] now = entries.toArray(new Bytes[0]);
        int start = segment.length() + 1 + Long.BYTES;
        int length = 0;
        for (Bytes entry : now) {
            length += HEAD + entry.get().length - start;
        }
        ByteBuffer value = ByteBuffer.allocate(length);
        for (Bytes entry : now) {
            int text = entry.get().length - start;
            value.putShort((short) (DeadlineIndex.at(segment, entry) - second)).putShort((short) text)
                .put(entry.get(), start, text);
        }
        return value.array();
    }

    /** Hands over the entries of a row. */
    static void read(String segment, KeyValue<Bytes, byte[]> row, Consumer<Bytes> to) {
        int prefix = segment.length() + 1;
        if (row.key.get()[prefix + Long.BYTES] != PAGE) {
            to.accept(row.key);
            return;
        }
        ByteBuffer value = ByteBuffer.wrap(row.value);
        long second = DeadlineIndex.at(segment, row.key);
        while (value.hasRemaining()) {
            long at = second + value.getShort();
            int text = value.getShort();
            byte[] entry = new byte[prefix + Long.BYTES + text];
            ByteBuffer.wrap(entry).put(row.key.get(), 0, prefix).putLong(at).put(row.value, value.position(), text);
            value.position(value.position() + text);
            to.accept(Bytes.wrap(entry));
        }
    }
}
