package io.tidewatch.capture;

import io.tidewatch.capture.source.CaptureFileException;
import io.tidewatch.capture.source.Pace;
import io.tidewatch.schemas.ReplayPosition;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A file to replay.
 *
 * @param path where it is
 * @param name what it is called: the name of the interface for frames that do not name theirs
 * @param digest SHA-256 of its bytes, hexadecimal: by it a replay is recognised
 * @param totalBytes its size
 * @param pace how fast it is replayed
 */
record Recording(Path path, String name, String digest, long totalBytes, Pace pace) {
    private static final int CHUNK = 1 << 20;

    /** Reads the whole file once, for its digest. */
    static Recording of(Path path, Pace pace) throws CaptureFileException {
        try (InputStream stream = Files.newInputStream(path)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] chunk = new byte[CHUNK];
            long total = 0;
            for (int read = stream.read(chunk); read >= 0; read = stream.read(chunk)) {
                digest.update(chunk, 0, read);
                total += read;
            }
            return new Recording(path, name(path), HexFormat.of().formatHex(digest.digest()), total, pace);
        } catch (IOException e) {
            throw new CaptureFileException("it can't be read: " + e.getMessage(), e);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

    static String name(Path path) {
        Path last = path.getFileName();
        return last == null ? path.toString() : last.toString();
    }

    /** The same recording as it was called when its replay began. */
    Recording called(String earlier) {
        return new Recording(path, earlier, digest, totalBytes, pace);
    }

    ReplayPosition position(long frames, long bytes, boolean finished) {
        return new ReplayPosition(name, digest, frames, bytes, totalBytes, finished);
    }
}
