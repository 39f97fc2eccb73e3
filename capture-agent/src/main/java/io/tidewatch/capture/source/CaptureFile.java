package io.tidewatch.capture.source;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * A capture in pcap or pcapng format, read forward once. No native library. Work and memory are bounded whatever the
 * file says of itself: lengths are checked before they are used and every step moves on.
 *
 * <p>A file that ends in the middle of a record yields what is before the cut and says so in {@link #truncation}; one
 * that is corrupt elsewhere throws {@link CaptureFileException} from {@link #next} at that point.
 */
public final class CaptureFile implements AutoCloseable {
    private final Feed feed;
    private final RecordBuffer buffer;
    private final FrameReader reader;
    private long frameNumber;

    private CaptureFile(Feed feed) throws IOException {
        this.feed = feed;
        buffer = new RecordBuffer(feed);
        reader = recognise(buffer);
    }

    /** Opens a file; the exception's message says what is wrong with it, without naming it. */
    public static CaptureFile open(Path path) throws CaptureFileException {
        if (Files.isDirectory(path)) {
            throw new CaptureFileException("it is a directory, not a capture file");
        }
        try {
            // A pipe or a device has no length to map.
            return open(Files.exists(path) && !Files.isRegularFile(path)
                ? new Feed.Stream(Files.newInputStream(path), true) : new Feed.Mapped(path, Feed.Mapped.WINDOW));
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

    static CaptureFile open(Feed feed) throws IOException {
        try {
            return new CaptureFile(feed);
        } catch (IOException | RuntimeException e) {
            feed.close();
            throw e;
        }
    }

    /** Reads from a stream, such as standard input; closing the stream is the caller's business. */
    public static CaptureFile open(InputStream stream) throws CaptureFileException {
        try {
            return new CaptureFile(new Feed.Stream(stream, false));
        } catch (CaptureFileException e) {
            throw e;
        } catch (IOException e) {
            throw new CaptureFileException("it can't be read: " + e.getMessage(), e);
        }
    }

    private static FrameReader recognise(RecordBuffer buffer) throws IOException {
        if (!buffer.ensure(4)) {
            throw new CaptureFileException(buffer.available() == 0 ? "it is empty"
                : "it has " + buffer.available() + " bytes: too few for a capture");
        }
        FrameReader reader = PcapReader.open(buffer);
        if (reader == null) {
            reader = PcapngReader.open(buffer);
        }
        if (reader == null && buffer.u8(0) == 0x1f && buffer.u8(1) == 0x8b) {
            throw new CaptureFileException("it is compressed with gzip: decompress it first");
        }
        if (reader == null) {
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
        return step(handler);
    }

    /** Passes over frames until {@code number} is the next one; false when the capture has fewer. */
    public boolean skipTo(long number) throws CaptureFileException {
        while (frameNumber < number - 1) {
            if (!step(null)) {
                return false;
            }
        }
        return true;
    }

    private boolean step(FrameHandler handler) throws CaptureFileException {
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

    /** Bytes behind us. */
    public long bytesRead() {
        return buffer.position();
    }

    /** Bytes of the whole capture, or -1 when it comes from a stream. */
    public long bytesTotal() {
        return feed.total();
    }

    /** The cut record that ended the reading; null while reading and after a clean end. */
    public Truncation truncation() {
        return reader.truncation();
    }

    @Override
    public void close() throws IOException {
        feed.close();
    }
}
