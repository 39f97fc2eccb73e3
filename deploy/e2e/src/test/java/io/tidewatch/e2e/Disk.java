package io.tidewatch.e2e;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;

/** A disk of its own, which can be full and can be slow: a file with a file system in it, mounted. Root only. */
final class Disk implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final int BLOCK = 1 << 12;
    /** Nothing is written nine tenths of the time. */
    private static final String STUTTER = "while fsfreeze -f \"$0\"; do sleep 0.9; fsfreeze -u \"$0\"; sleep 0.1; done";

    private final Path image;
    private final Path place;
    private Background stutter;

    private Disk(Path image, Path place) {
        this.image = image;
        this.place = place;
    }

    /** Makes one of this size and mounts it. */
    static Disk mount(Path place, long bytes) {
        Disk disk = new Disk(place.resolveSibling(place.getFileName() + ".disk"), place);
        try (RandomAccessFile file = new RandomAccessFile(disk.image.toFile(), "rw")) {
            file.setLength(bytes);
            Files.createDirectories(place);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        disk.run("mkfs.ext4", "-q", "-m", "0", disk.image).succeeded();
        disk.run("mount", "-o", "loop", disk.image, place).succeeded();
        return disk;
    }

    private Command.Done run(Object... words) {
        return Command.run(image.getParent(), LIMIT, words);
    }

    private Path filler() {
        return place.resolve("filler");
    }

    /** Fills it to its last byte. */
    void fill() {
        run("fallocate", "-l", place.toFile().getUsableSpace(), filler());
        try {
            while (true) {
                Files.write(filler(), new byte[BLOCK], StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            }
        } catch (IOException e) {
            if (place.toFile().getUsableSpace() >= BLOCK) {
                throw new UncheckedIOException(e);
            }
        }
    }

    void free() {
        try {
            Files.delete(filler());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** From now on what is written waits up to nine tenths of a second. */
    void slow() {
        stutter = Background.start(image.getParent(), "stutter", List.of("bash", "-c", STUTTER, place.toString()));
    }

    void fast() {
        stutter.close();
        stutter = null;
        // Says so where it was not frozen just then.
        run("fsfreeze", "-u", place);
    }

    @Override
    public void close() {
        if (stutter != null) {
            fast();
        }
        // Who wrote to it may not be gone for a moment.
        if (!Waiting.until(LIMIT, () -> run("umount", place).exitCode() == 0)) {
            throw new AssertionError(place + " is in use");
        }
    }
}
