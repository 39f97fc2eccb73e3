package io.tidewatch.capture.source;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;

/**
 * A capture in pcap or pcapng format, plain or compressed with gzip, read forward once. No native library. Work and
 * memory are bounded whatever the file says of itself: lengths are checked before they are used and every step moves
 * on.
 *
 * <p>A file that ends in the middle of a record, or of its gzip stream, yields what is before the cut and says so in
 * {@link #cut}; one that is corrupt elsewhere throws {@link CaptureFileException} from {@link #next} at that point.
 */
public final class CaptureFile implements AutoCloseable {
    private static final int MAGIC_LENGTH = 4;

    private final Feed feed;
    private final RecordBuffer buffer;
    private final FrameReader reader;
    private long frameNumber;

    private CaptureFile(Feed feed, RecordBuffer buffer) throws IOException {
        this.feed = feed;
        this.buffer = buffer;
        reader = recognise(buffer);
    }

    /** Opens a file; the exception's message says what is wrong with it, without naming it. */
    public static CaptureFile open(Path path) throws CaptureFileException {
        return open(path, Long.MAX_VALUE);
    }

    /** Opens a file of which only the first {@code limit} bytes count. */
    static CaptureFile open(Path path, long limit) throws CaptureFileException {
        if (Files.isDirectory(path)) {
            throw new CaptureFileException("it is a directory, not a capture file");
        }
        try {
            // A pipe or a device has no length to map.
            return open(Files.exists(path) && !Files.isRegularFile(path)
                ? new Feed.Stream(Files.newInputStream(path), true) : new Feed.Mapped(path, Feed.Mapped.WINDOW, limit));
        } catch (CaptureFileException e) {
            throw e;
        } catch (NoSuchFileException e) {
            throw new CaptureFileException("there is no such file", e);
        } catch (AccessDeniedException e) {
            throw new CaptureFileException("no permission to read it", e);
        } catch (IOException e) {
            throw new CaptureFileException("it can't be read: " + e.getMessage(), e);
        }
    }

    static CaptureFile open(Feed stored) throws IOException {
        Feed feed = stored;
        try {
            byte[] head = new byte[MAGIC_LENGTH];
            int count = fill(feed, head);
            if (count < MAGIC_LENGTH) {
                throw new CaptureFileException(count == 0 ? "it is empty"
                    : "it has " + count + " bytes: too few for a capture");
            }
            if (GzipFeed.begins(head)) {
                feed = new GzipFeed(stored, head);
                count = fill(feed, head);
                if (count < MAGIC_LENGTH) {
                    throw new CaptureFileException(feed.cut() ? "its gzip stream is cut off before a capture begins"
                        : "its gzip stream holds " + count + " bytes: too few for a capture");
                }
            }
            return new CaptureFile(feed, new RecordBuffer(feed, head));
        } catch (IOException | RuntimeException e) {
            feed.close();
            throw e;
        }
    }

    private static int fill(Feed feed, byte[] into) throws IOException {
        int count = 0;
        int read = 1;
        while (count < into.length && read > 0) {
            read = feed.read(into, count, into.length - count);
            count += read;
        }
        return count;
    }

    /** Reads from a stream, such as standard input; closing the stream is the caller's business. */
    public static CaptureFile open(InputStream stream) throws CaptureFileException {
        try {
            return open(new Feed.Stream(stream, false));
        } catch (CaptureFileException e) {
            throw e;
        } catch (IOException e) {
            throw new CaptureFileException("it can't be read: " + e.getMessage(), e);
        }
    }

    /** What else captures are compressed with, by the first four bytes. */
    private enum Compression {
        ZSTD(0x28b52ffd), XZ(0xfd377a58), LZ4(0x04224d18);

        private final int magic;

        Compression(int magic) {
            this.magic = magic;
        }
    }

    private static FrameReader recognise(RecordBuffer buffer) throws IOException {
        FrameReader reader = PcapReader.open(buffer);
        if (reader == null) {
            reader = PcapngReader.open(buffer);
        }
        if (reader == null) {
            buffer.bigEndian(true);
            for (Compression other : Compression.values()) {
                if (buffer.i32(0) == other.magic) {
                    throw new CaptureFileException("it is compressed with " + other.name().toLowerCase(Locale.ROOT)
                        + ": decompress it first, or use gzip");
                }
            }
            throw new CaptureFileException(String.format(
                "it is neither pcap nor pcapng: it begins with the bytes %02x %02x %02x %02x",
                buffer.u8(0), buffer.u8(1), buffer.u8(2), buffer.u8(3)));
        }
        return reader;
    }

    /**
     * Hands the next frame to the handler.
     *
     * @return false at the end
     * @throws CaptureFileException where the file is corrupt or can't be read; frames before that were handed out
     */
    public boolean next(FrameHandler handler) throws CaptureFileException {
        try {
            boolean more = reader.next(handler);
            frameNumber += more ? 1 : 0;
            return more;
        } catch (CaptureFileException e) {
            throw e;
        } catch (IOException e) {
            throw new CaptureFileException("it can't be read on from byte " + buffer.position() + ": "
                + e.getMessage(), e);
        }
    }

    /** Number of the frame handed out or passed over last; 0 before the first. */
    public long frameNumber() {
        return frameNumber;
    }

    /** Bytes behind us, of the file as it is stored. */
    public long bytesRead() {
        return feed.consumed(buffer.position());
    }

    /** Bytes of the whole file as it is stored, or -1 when it comes from a stream. */
    public long bytesTotal() {
        return feed.total();
    }

    /** The cut record that ended the reading; null while reading and after a clean end. */
    Truncation truncation() {
        return reader.truncation();
    }

    /** For people: where a cut ended the reading; null while reading and after a clean end. */
    public String cut() {
        if (feed.cut()) {
            return "its gzip stream is cut off at byte " + bytesRead() + ", and with it the capture at byte "
                + buffer.position();
        }
        Truncation cut = truncation();
        return cut == null ? null : "it ends in the middle of the record at byte " + cut.offset() + "; at least "
            + cut.missing() + " bytes are missing";
    }

    @Override
    public void close() throws IOException {
        feed.close();
    }
}
