package io.tidewatch.capture.source;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The captures of a directory in the order that they were recorded in, as rotation leaves them ({@code tcpdump -C},
 * {@code -G} and {@code -W}, {@code dumpcap -b}): by the time of each one's first frame, equal ones by name, numbers in
 * names by their value. The order is of whole files: what was recorded at the same time is not merged.
 *
 * @param captures those that hold a frame, in order
 * @param passedOver what else is there, by name; captures without a frame are not among it
 */
public record CaptureDirectory(List<Path> captures, List<PassedOver> passedOver) {
    public CaptureDirectory {
        captures = List.copyOf(captures);
        passedOver = List.copyOf(passedOver);
    }

    /**
     * What is not read.
     *
     * @param path where it is
     * @param why for people, without naming it
     */
    public record PassedOver(Path path, String why) {
    }

    private record Capture(Path path, long firstNanos) {
    }

    /**
     * Looks into a directory and at the first frame of each file in it. Hidden files do not count.
     *
     * @throws CaptureFileException when it or a file in it can't be read, or there is no capture in it
     */
    public static CaptureDirectory list(Path directory) throws CaptureFileException {
        List<Path> files;
        try (Stream<Path> entries = Files.list(directory)) {
            files = entries.filter(entry -> !entry.getFileName().toString().startsWith("."))
                .sorted(Comparator.comparing(CaptureDirectory::name, CaptureDirectory::compareNames)).toList();
        } catch (AccessDeniedException e) {
            throw new CaptureFileException("no permission to read it", e);
        } catch (IOException e) {
            throw new CaptureFileException("it can't be read: " + e.getMessage(), e);
        }
        List<Capture> captures = new ArrayList<>();
        List<PassedOver> passedOver = new ArrayList<>();
        int empty = 0;
        for (Path file : files) {
            if (Files.isRegularFile(file) && !Files.isReadable(file)) {
                throw new CaptureFileException("no permission to read " + name(file) + " in it");
            }
            long[] first = {0, 0};
            String wrong = Files.isDirectory(file) ? "it is a directory: what is in it is not read" : look(file, first);
            if (first[0] > 0) {
                captures.add(new Capture(file, first[1]));
            } else if (wrong != null) {
                passedOver.add(new PassedOver(file, wrong));
            } else {
                empty++;
            }
        }
        if (captures.isEmpty() && empty == 0) {
            throw new CaptureFileException("there is no pcap or pcapng file in it");
        }
        // The sort is stable, so that names decide between equal times.
        captures.sort(Comparator.comparingLong(Capture::firstNanos));
        return new CaptureDirectory(captures.stream().map(Capture::path).toList(), passedOver);
    }

    /** Tells in {@code first} whether there is a frame and its time; returns what is wrong where there is none. */
    private static String look(Path file, long[] first) {
        if (!Files.isRegularFile(file)) {
            return "it is no file";
        }
        // A mapping would stay until it is collected, and a directory may hold very many files.
        try (CaptureFile capture = CaptureFile.open(new Feed.Stream(Files.newInputStream(file), true))) {
            capture.next(frame -> {
                first[0] = frame.number();
                first[1] = frame.timestampNanos();
            });
            return capture.cut();
        } catch (CaptureFileException e) {
            return e.getMessage();
        } catch (IOException e) {
            return "it can't be read: " + e.getMessage();
        }
    }

    private static String name(Path file) {
        return file.getFileName().toString();
    }

    /** Runs of digits compare as numbers: trace9 comes before trace10, and trace before both. */
    static int compareNames(String one, String other) {
        int i = 0;
        int j = 0;
        while (i < one.length() && j < other.length()) {
            int endOne = digitsEnd(one, i);
            int endOther = digitsEnd(other, j);
            int order;
            if (endOne > i && endOther > j) {
                order = compareNumbers(one.substring(i, endOne), other.substring(j, endOther));
                i = endOne;
                j = endOther;
            } else {
                order = Character.compare(one.charAt(i++), other.charAt(j++));
            }
            if (order != 0) {
                return order;
            }
        }
        int order = Integer.compare(one.length() - i, other.length() - j);
        return order != 0 ? order : one.compareTo(other);
    }

    private static int digitsEnd(String text, int from) {
        int end = from;
        while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
            end++;
        }
        return end;
    }

    /** Of any length. */
    private static int compareNumbers(String one, String other) {
        String shortOne = one.replaceFirst("^0+", "");
        String shortOther = other.replaceFirst("^0+", "");
        int order = Integer.compare(shortOne.length(), shortOther.length());
        return order != 0 ? order : shortOne.compareTo(shortOther);
    }
}
