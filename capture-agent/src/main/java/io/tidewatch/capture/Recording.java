package io.tidewatch.capture;

import io.tidewatch.capture.source.CaptureDirectory;
import io.tidewatch.capture.source.CaptureFileException;
import io.tidewatch.capture.source.CaptureFiles;
import io.tidewatch.capture.source.CaptureFiles.Part;
import io.tidewatch.capture.source.Pace;
import io.tidewatch.schemas.ReplayPosition;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is to be replayed: a file, or the files of a directory one after the other, as they were when this was made.
 *
 * <p>It is recognised by a digest over its bytes, files in order, so that the digest of its beginning can be compared
 * with that of an earlier replay: a recording that has grown since, by frames or by files, goes on where that ended.
 *
 * @param parts its files, in order
 * @param directory they are what a directory holds
 * @param name what it is called: the name of the interface for frames that do not name theirs
 * @param digest SHA-256 of its bytes, hexadecimal; between two files stands the length of all before, 8 bytes
 * @param pace how fast it is replayed
 */
record Recording(List<Part> parts, boolean directory, String name, String digest, Pace pace) {
    private static final Logger LOG = LoggerFactory.getLogger(Recording.class);
    /** Small enough for the cache, and for the compiler to see the loop early. */
    private static final int CHUNK = 1 << 16;

    Recording {
        parts = List.copyOf(parts);
    }

    /** Reads all of it once, for its digest. Says what it passes over in a directory. */
    static Recording of(Path path, Pace pace) throws CaptureFileException {
        boolean directory = Files.isDirectory(path);
        List<Path> files = directory ? files(path) : List.of(path);
        List<Part> parts = new ArrayList<>();
        try {
            for (Path file : files) {
                parts.add(new Part(file, Files.size(file)));
            }
        } catch (IOException e) {
            throw unreadable(e);
        }
        long total = total(parts);
        return new Recording(parts, directory, name(path), digests(parts, List.of(total)).get(total), pace);
    }

    private static List<Path> files(Path directory) throws CaptureFileException {
        CaptureDirectory listed = CaptureDirectory.list(directory);
        listed.passedOver().forEach(other -> LOG.warn("{} is passed over: {}", other.path(), other.why()));
        return listed.captures();
    }

    /**
     * The digests of beginnings of it, by their lengths.
     *
     * @param lengths bytes, each at most {@link #totalBytes}
     */
    Map<Long, String> beginnings(Collection<Long> lengths) throws CaptureFileException {
        return digests(parts, lengths);
    }

    private static Map<Long, String> digests(List<Part> parts, Collection<Long> lengths) throws CaptureFileException {
        Map<Long, String> digests = new TreeMap<>();
        TreeSet<Long> wanted = new TreeSet<>(lengths);
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            long done = 0;
            for (Part part : parts) {
                if (done > 0) {
                    digest.update(ByteBuffer.allocate(Long.BYTES).putLong(0, done));
                }
                long end = done + part.length();
                try (InputStream stream = Files.newInputStream(part.path())) {
                    while (!wanted.isEmpty() && wanted.first() <= end) {
                        done += update(digest, stream, wanted.first() - done);
                        digests.put(wanted.pollFirst(), hex((MessageDigest) digest.clone()));
                    }
                    if (wanted.isEmpty()) {
                        return digests;
                    }
                    done += update(digest, stream, end - done);
                }
            }
            // Of nothing at all, when no file holds a frame.
            for (long length : wanted) {
                digests.put(length, hex((MessageDigest) digest.clone()));
            }
            return digests;
        } catch (IOException e) {
            throw unreadable(e);
        } catch (NoSuchAlgorithmException | CloneNotSupportedException e) {
            throw new AssertionError("every Java platform has SHA-256, and can copy its state", e);
        }
    }

    private static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }

    private static long update(MessageDigest digest, InputStream stream, long count) throws IOException {
        byte[] chunk = new byte[(int) Math.min(CHUNK, count)];
        long left = count;
        while (left > 0) {
            int read = stream.read(chunk, 0, (int) Math.min(chunk.length, left));
            if (read < 0) {
                throw new EOFException("a file became shorter while it was read");
            }
            digest.update(chunk, 0, read);
            left -= read;
        }
        return count;
    }

    private static CaptureFileException unreadable(IOException e) {
        return new CaptureFileException("it can't be read: " + e.getMessage(), e);
    }

    /** The file's or the directory's own name. */
    static String name(Path path) {
        Path last = path.toAbsolutePath().normalize().getFileName();
        return last == null ? path.toString() : last.toString();
    }

    /** Its size. */
    long totalBytes() {
        return total(parts);
    }

    private static long total(List<Part> parts) {
        return parts.stream().mapToLong(Part::length).sum();
    }

    /** The same recording as it was called when its replay began. */
    Recording called(String earlier) {
        return new Recording(parts, directory, earlier, digest, pace);
    }

    CaptureFiles open() throws CaptureFileException {
        return new CaptureFiles(parts, directory);
    }

    ReplayPosition position(long frames, long bytes, boolean finished) {
        return new ReplayPosition(name, digest, frames, bytes, totalBytes(), finished);
    }
}
