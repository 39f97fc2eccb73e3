package io.tidewatch.capture.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The committed inputs of each target, one a line, hexadecimal: what past runs found worth keeping. */
final class FuzzCorpus {
    private static final Path SOURCES = Path.of("src/test/resources/fuzz");
    /** What is kept for one target, bytes in all. */
    private static final int MOST_BYTES = 4096;

    private FuzzCorpus() {
    }

    /** The committed inputs; none for a target that has no file yet. */
    static List<byte[]> committed(FuzzTarget target) {
        URL file = FuzzCorpus.class.getResource("/fuzz/" + target.label() + ".hex");
        if (file == null) {
            return List.of();
        }
        try {
            return new String(file.openStream().readAllBytes(), StandardCharsets.US_ASCII).lines()
                .map(HexFormat.of()::parseHex).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Committed inputs and seeds. */
    static List<byte[]> all(FuzzTarget target) {
        List<byte[]> all = new ArrayList<>(committed(target));
        all.addAll(target.seeds());
        return all;
    }

    /** Lays them out as files, as the fuzzer reads them. */
    static void layOut(FuzzTarget target, Path folder) throws IOException {
        Files.createDirectories(folder);
        int number = 0;
        for (byte[] input : all(target)) {
            Files.write(folder.resolve(Integer.toString(number++)), input);
        }
    }

    /** Takes the shortest inputs of a folder into the sources, beside those that are there. */
    static void keep(FuzzTarget target, Path folder) throws IOException {
        List<byte[]> inputs = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                inputs.add(Files.readAllBytes(file));
            }
        }
        inputs.sort(Comparator.comparingInt(input -> input.length));
        Set<String> lines = new LinkedHashSet<>();
        committed(target).forEach(input -> lines.add(HexFormat.of().formatHex(input)));
        int bytes = committed(target).stream().mapToInt(input -> input.length).sum();
        for (byte[] input : inputs) {
            bytes += input.length;
            if (bytes > MOST_BYTES) {
                break;
            }
            if (input.length > 0) {
                lines.add(HexFormat.of().formatHex(input));
            }
        }
        Files.createDirectories(SOURCES);
        Files.write(SOURCES.resolve(target.label() + ".hex"), lines);
    }
}
