package io.tidewatch.capture.source;

import java.io.IOException;
import java.io.InputStream;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Where the bytes of a capture come from: a mapped file, a stream of unknown length, or what either has compressed. */
interface Feed extends AutoCloseable {
    /** Copies up to {@code length} bytes; returns how many, 0 only at the end. */
    int read(byte[] into, int offset, int length) throws IOException;

    /** Passes over up to {@code count} bytes; returns how many, less only at the end. */
    long skip(long count) throws IOException;

    /** Length of the whole as it is stored, or -1 when it is not known. */
    long total();

    /** Bytes of the whole as it is stored that are behind a reader who stands at {@code position}. */
    default long consumed(long position) {
        return position;
    }

    /** At the end: the bytes end where they must not, which what they hold may not show. */
    default boolean cut() {
        return false;
    }

    /** How to skip where bytes can only be read. */
    static long skipByReading(Feed feed, long count) throws IOException {
        long left = count;
        byte[] scratch = new byte[(int) Math.min(left, 1 << 16)];
        while (left > 0) {
            int read = feed.read(scratch, 0, (int) Math.min(left, scratch.length));
            if (read <= 0) {
                break;
            }
            left -= read;
        }
        return count - left;
    }

    @Override
    void close() throws IOException;

    /**
     * A regular file, mapped a window at a time, since a mapping can't exceed 2 GB. The length is fixed at the moment
     * of opening: what is appended later is not read.
     */
    final class Mapped implements Feed {
        /** Large enough that mapping costs nothing beside reading, small enough for many at once. */
        static final long WINDOW = 256L << 20;

        private final FileChannel channel;
        private final long windowSize;
        private final long total;
        private long position;
        private MappedByteBuffer window;
        private long windowStart;

        /** Reads at most the first {@code limit} bytes. */
        Mapped(Path path, long windowSize, long limit) throws IOException {
            this.windowSize = windowSize;
            channel = FileChannel.open(path, StandardOpenOption.READ);
            total = Math.min(channel.size(), limit);
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (position >= total) {
                return 0;
            }
            if (window == null || position - windowStart >= window.limit() || position < windowStart) {
                windowStart = position;
                window = channel.map(FileChannel.MapMode.READ_ONLY, position, Math.min(windowSize, total - position));
            }
            int from = (int) (position - windowStart);
            int count = Math.min(length, window.limit() - from);
            try {
                window.get(from, into, offset, count);
            } catch (InternalError gone) {
                // What the JVM makes of a page that vanished because the file was shortened after mapping.
                throw new IOException("the file shrank while it was read", gone);
            }
            position += count;
            return count;
        }

        @Override
        public long skip(long count) {
            long skipped = Math.min(count, total - position);
            position += skipped;
            return skipped;
        }

        @Override
        public long total() {
            return total;
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    /** Standard input, a pipe, anything that can only be read forward. */
    final class Stream implements Feed {
        private final InputStream stream;
        private final boolean owned;

        /** An {@code owned} stream is closed with the feed. */
        Stream(InputStream stream, boolean owned) {
            this.stream = stream;
            this.owned = owned;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            return Math.max(0, stream.read(into, offset, length));
        }

        @Override
        public long skip(long count) throws IOException {
            return skipByReading(this, count);
        }

        @Override
        public long total() {
            return -1;
        }

        @Override
        public void close() throws IOException {
            if (owned) {
                stream.close();
            }
        }
    }
}
