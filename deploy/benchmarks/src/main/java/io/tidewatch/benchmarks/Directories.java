package io.tidewatch.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What is in directories. */
public final class Directories {
    private Directories() {
    }

    /** Removes one with all that is in it. */
    public static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** Bytes of the files in each directory that lies in one of this name, by the name of the directory. */
    public static Map<String, Long> bytesWithin(Path root, String name) throws IOException {
        Map<String, Long> bytes = new TreeMap<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path directory = file.getParent();
                if (directory.getParent().endsWith(name)) {
                    bytes.merge(directory.getFileName().toString(), Files.size(file), Long::sum);
                }
            }
        }
        return bytes;
    }
}
