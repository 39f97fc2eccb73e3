package io.tidewatch.capture.source;

import java.io.IOException;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * What a gzip stream (RFC 1952) holds: any number of members, one behind the other, as rotation and appending leave
 * them. Holds one buffer however far the stream expands, so a bomb costs time only.
 *
 * <pre>
 *  member:  1f 8b | method 1 (8) | flags 1 | time 4 | extra flags 1 | system 1 | [extra: length 2, bytes]
 *           [name, ending in 0] | [comment, ending in 0] | [header CRC 2] | deflated data | CRC-32 4 | length 4
 * </pre>
 *
 * <p>The JDK's own stream takes a cut in a later member's header for the end, and overlooks later members on a pipe
 * that has nothing to read at that moment; neither may go unseen here.
 */
final class GzipFeed implements Feed {
    private static final int MAGIC_1 = 0x1f;
    private static final int MAGIC_2 = 0x8b;
    private static final int DEFLATE = 8;
    private static final int HEADER_CRC = 0x02;
    private static final int EXTRA = 0x04;
    private static final int NAME = 0x08;
    private static final int COMMENT = 0x10;
    private static final int RESERVED = 0xe0;
    private static final int UNREAD_HEADER = 6;
    private static final int CHUNK = 1 << 14;

    private final Feed compressed;
    private final Inflater inflater = new Inflater(true);
    private final CRC32 crc = new CRC32();
    private final byte[] input = new byte[CHUNK];
    private int at;
    private int end;
    /** Position in the compressed stream of the first byte of {@link #input}. */
    private long base;
    /** Bytes that came out so far. */
    private long held;
    private boolean inMember;
    private boolean first = true;
    private boolean ended;
    private boolean cut;
    private String damage;

    /** Reads on in {@code compressed}, of which the first bytes are already read. */
    GzipFeed(Feed compressed, byte[] first) {
        this.compressed = compressed;
        System.arraycopy(first, 0, input, 0, first.length);
        end = first.length;
    }

    static boolean begins(byte[] head) {
        return (head[0] & 0xff) == MAGIC_1 && (head[1] & 0xff) == MAGIC_2;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (damage != null) {
            throw new CaptureFileException(damage);
        }
        try {
            while (!ended && (inMember || beginMember())) {
                int count = inflate(into, offset, length);
                if (count > 0) {
                    crc.update(into, offset, count);
                    return count;
                }
                if (inflater.finished()) {
                    endMember();
                } else if (inflater.needsDictionary()) {
                    throw corrupt("it asks for a dictionary");
                } else if (fill()) {
                    inflater.setInput(input, 0, end);
                } else {
                    throw new CutException();
                }
            }
        } catch (CutException e) {
            cut = true;
        }
        ended = true;
        return 0;
    }

    /** Inflates some; 0 when that takes more input. What came out before an error is handed on before it is told. */
    private int inflate(byte[] into, int offset, int length) throws IOException {
        long before = inflater.getBytesWritten();
        int count;
        try {
            count = inflater.inflate(into, offset, length);
        } catch (DataFormatException e) {
            count = (int) (inflater.getBytesWritten() - before);
            held += count;
            CaptureFileException corrupt = corrupt(e.getMessage() == null ? "the data is damaged" : e.getMessage());
            if (count == 0) {
                throw corrupt;
            }
            return count;
        }
        at = end - inflater.getRemaining();
        held += count;
        return count;
    }

    /** Reads a member's header; false at the end, behind which there may be zeros. */
    private boolean beginMember() throws IOException {
        int magic = next();
        while (!first && magic == 0) {
            magic = next();
        }
        if (magic < 0) {
            return false;
        }
        if (magic != MAGIC_1 || u8() != MAGIC_2) {
            throw corrupt("what follows is no gzip");
        }
        first = false;
        if (u8() != DEFLATE) {
            throw corrupt("its compression method is unknown");
        }
        int flags = u8();
        if ((flags & RESERVED) != 0) {
            throw corrupt("its flags are unknown");
        }
        pass(UNREAD_HEADER);
        if ((flags & EXTRA) != 0) {
            pass(u8() | u8() << 8);
        }
        passText((flags & NAME) != 0);
        passText((flags & COMMENT) != 0);
        pass((flags & HEADER_CRC) != 0 ? 2 : 0);
        inflater.reset();
        inflater.setInput(input, at, end - at);
        crc.reset();
        inMember = true;
        return true;
    }

    private void pass(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            u8();
        }
    }

    private void passText(boolean there) throws IOException {
        while (there && u8() != 0) {
            continue;
        }
    }

    private void endMember() throws IOException {
        inMember = false;
        if (u32() != crc.getValue()) {
            throw corrupt("the checksum is wrong");
        }
        if (u32() != (inflater.getBytesWritten() & 0xffffffffL)) {
            throw corrupt("the length is wrong");
        }
    }

    private long u32() throws IOException {
        return u8() | u8() << 8 | u8() << 16 | (long) u8() << 24;
    }

    private int u8() throws IOException {
        int octet = next();
        if (octet < 0) {
            throw new CutException();
        }
        return octet;
    }

    /** The next compressed byte, or -1 at the end. */
    private int next() throws IOException {
        return at == end && !fill() ? -1 : input[at++] & 0xff;
    }

    private boolean fill() throws IOException {
        base += end;
        at = 0;
        end = 0;
        end = compressed.read(input, 0, CHUNK);
        return end > 0;
    }

    private CaptureFileException corrupt(String why) {
        damage = "its gzip stream is corrupt behind the first " + held + " bytes that it holds: " + why;
        return new CaptureFileException(damage);
    }

    @Override
    public long skip(long count) throws IOException {
        return Feed.skipByReading(this, count);
    }

    @Override
    public long total() {
        return compressed.total();
    }

    /** Compressed bytes behind us. */
    @Override
    public long consumed(long position) {
        return base + at;
    }

    @Override
    public boolean cut() {
        return cut;
    }

    @Override
    public void close() throws IOException {
        inflater.end();
        compressed.close();
    }

    /** The compressed stream ends where it must not. */
    private static final class CutException extends IOException {
        private static final long serialVersionUID = 1L;
    }
}
