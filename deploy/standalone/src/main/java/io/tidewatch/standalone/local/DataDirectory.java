package io.tidewatch.standalone.local;

import io.tidewatch.schemas.OperatorError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Properties;

/**
 * Where one machine's Tidewatch keeps everything: {@code kafka}, {@code registry}, {@code state}, {@code logs}, the
 * ports it was started with, and a lock, since two brokers on one directory would destroy it.
 */
public final class DataDirectory implements AutoCloseable {
    private static final String LOCK = "tidewatch.lock";
    private static final String PORTS = "ports.properties";
    private static final int PID_DIGITS = 32;

    private final Path root;
    private final FileChannel channel;
    private final boolean endedUncleanly;

    private DataDirectory(Path root, FileChannel channel, boolean endedUncleanly) {
        this.root = root;
        this.channel = channel;
        this.endedUncleanly = endedUncleanly;
    }

    /**
     * Makes the directory if need be and locks it.
     *
     * @throws OperatorError when it can't be written or another process has it
     */
    public static DataDirectory open(Path root) {
        Path path = root.toAbsolutePath().normalize();
        try {
            Files.createDirectories(path);
            FileChannel channel = FileChannel.open(path.resolve(LOCK), StandardOpenOption.CREATE,
                StandardOpenOption.READ, StandardOpenOption.WRITE);
            String pid = readPid(channel);
            if (!lock(channel)) {
                channel.close();
                throw OperatorError.failed("The data directory " + path + " is in use", pid.isEmpty()
                    ? "Another Tidewatch has locked it" : "The Tidewatch with process id " + pid + " has locked it",
                    "Stop that one, or choose another directory with --data-dir and other ports with --broker-port, "
                        + "--registry-port and --api-port", null);
            }
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid())
                .getBytes(StandardCharsets.UTF_8)), 0);
            Files.createDirectories(path.resolve("logs"));
            return new DataDirectory(path, channel, !pid.isEmpty());
        } catch (IOException e) {
            throw OperatorError.failed("The data directory " + path + " can't be used", reason(e),
                "Choose a directory that " + System.getProperty("user.name") + " may write, with --data-dir", e);
        }
    }

    private static String reason(IOException e) {
        return e.getClass().getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", " ").replaceAll(" Exception$", "") + ": "
            + e.getMessage();
    }

    private static boolean lock(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    private static String readPid(FileChannel channel) throws IOException {
        ByteBuffer text = ByteBuffer.allocate(PID_DIGITS);
        channel.read(text, 0);
        return new String(text.array(), 0, text.position(), StandardCharsets.UTF_8).strip();
    }

    /** The directory itself, absolute. */
    public Path root() {
        return root;
    }

    /** A part's own place below it. */
    public Path part(String name) {
        return root.resolve(name);
    }

    /** The process that had it before was killed, so its children may still be ending. */
    public boolean endedUncleanly() {
        return endedUncleanly;
    }

    /** The ports of the last start; empty at the first. */
    public Properties ports() {
        Properties ports = new Properties();
        Path file = root.resolve(PORTS);
        if (Files.exists(file)) {
            try (var reader = Files.newBufferedReader(file)) {
                ports.load(reader);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return ports;
    }

    /** Keeps them for the next start, which then needs no flags to have the same addresses. */
    public void keep(Properties ports) {
        try (var writer = Files.newBufferedWriter(root.resolve(PORTS))) {
            ports.store(writer, "Ports of the last start; flags override them.");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Unlocks it. */
    @Override
    public void close() {
        try {
            channel.truncate(0);
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
