package io.tidewatch.capture.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.tidewatch.capture.source.CaptureDirectory.PassedOver;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rotated files in the order that they were recorded in, and read as one. */
class CaptureDirectoryTest {
    private static final int MAGIC = 0xa1b2c3d4;

    @TempDir
    private Path folder;

    private Path write(String name, int... seconds) throws IOException {
        CaptureBytes capture = new CaptureBytes(ByteOrder.LITTLE_ENDIAN).pcapHeader(MAGIC, 1);
        for (int second : seconds) {
            capture.pcapRecord(MAGIC, second, 0, new byte[] {(byte) second}, 1);
        }
        return Files.write(folder.resolve(name), capture.bytes());
    }

    private List<String> order() throws CaptureFileException {
        return CaptureDirectory.list(folder).captures().stream().map(path -> path.getFileName().toString()).toList();
    }

    @Test
    void numbersInNamesCountByTheirValue() {
        List<String> expected = List.of("trace", "trace.pcap", "trace.pcap1", "trace.pcap2", "trace.pcap10",
            "trace1", "trace_00001_20260301120000", "trace_00002_20260301115959", "trace_00010_20260301115959");
        List<String> names = new ArrayList<>(expected);
        long seed = 11;
        Collections.shuffle(names, new Random(seed));
        names.sort(CaptureDirectory::compareNames);
        assertThat(names).isEqualTo(expected);
        assertThat(CaptureDirectory.compareNames("a01", "a1")).isNotZero();
        assertThat(CaptureDirectory.compareNames("a99999999999999999999", "a100000000000000000000")).isNegative();
    }

    @Test
    void timeOrdersFilesAndNamesDecideBetweenEqualTimes() throws IOException {
        write("ring1", 300);
        write("ring0", 500);
        write("ring2", 400);
        write("same10", 600);
        write("same9", 600);
        write("empty");
        assertThat(order()).containsExactly("ring1", "ring2", "ring0", "same9", "same10");
    }

    @Test
    void whatIsNoCaptureIsNamedAndPassedOver() throws IOException {
        Path capture = write("a.pcap", 1);
        Path begun = Files.write(folder.resolve("begun.pcap"), Arrays.copyOf(Files.readAllBytes(capture), 30));
        Path notes = Files.writeString(folder.resolve("notes.txt"), "hello");
        Path sub = Files.createDirectory(folder.resolve("sub"));
        Path zero = Files.createFile(folder.resolve("zero"));
        Files.writeString(folder.resolve(".hidden"), "not seen");
        CaptureDirectory listed = CaptureDirectory.list(folder);
        assertThat(listed.captures()).containsExactly(capture);
        assertThat(listed.passedOver()).containsExactly(
            new PassedOver(begun, "it ends in the middle of the record at byte 24; at least 10 bytes are missing"),
            new PassedOver(notes, "it is neither pcap nor pcapng: it begins with the bytes 68 65 6c 6c"),
            new PassedOver(sub, "it is a directory: what is in it is not read"),
            new PassedOver(zero, "it is empty"));
    }

    @Test
    void aDirectoryWithoutCapturesIsNone() throws IOException {
        Files.writeString(folder.resolve("notes.txt"), "hello");
        assertThatThrownBy(() -> CaptureDirectory.list(folder)).hasMessage("there is no pcap or pcapng file in it");
        write("header-only");
        assertThat(order()).isEmpty();
    }

    private record Seen(long number, long second) {
    }

    private List<Seen> read(CaptureFiles files) throws CaptureFileException {
        List<Seen> seen = new ArrayList<>();
        while (files.next(frame -> seen.add(new Seen(frame.number(), frame.timestampNanos() / 1_000_000_000L)))) {
            assertThat(files.frameNumber()).isEqualTo(seen.size());
        }
        return seen;
    }

    private CaptureFiles open() throws IOException {
        List<CaptureFiles.Part> parts = new ArrayList<>();
        for (Path path : CaptureDirectory.list(folder).captures()) {
            parts.add(new CaptureFiles.Part(path, Files.size(path)));
        }
        return new CaptureFiles(parts, true);
    }

    @Test
    void framesAreNumberedThrough() throws IOException {
        write("b", 3, 4);
        write("a", 1, 2);
        write("c", 5);
        try (CaptureFiles files = open()) {
            assertThat(read(files)).extracting(Seen::number, Seen::second).containsExactly(tuple(1L, 1L),
                tuple(2L, 2L), tuple(3L, 3L), tuple(4L, 4L), tuple(5L, 5L));
            assertThat(files.bytesRead()).isEqualTo(3 * 24 + 5 * 17);
            assertThat(files.cut()).isNull();
        }
    }

    @Test
    void damageCostsTheRestOfItsFileOnly() throws IOException {
        for (int i = 0; i < 5; i++) {
            Path file = write("f" + i, 10 * i + 1, 10 * i + 2);
            byte[] whole = Files.readAllBytes(file);
            if (i == 1) {
                Arrays.fill(whole, 24 + 17 + 8, 24 + 17 + 12, (byte) 0xff);
                Files.write(file, whole);
            } else if (i != 2) {
                Files.write(file, Arrays.copyOf(whole, whole.length - 1));
            }
        }
        try (CaptureFiles files = open()) {
            assertThat(read(files)).extracting(Seen::second).containsExactly(1L, 11L, 21L, 22L, 31L, 41L);
            String cut = ": it ends in the middle of the record at byte 41; at least 1 bytes are missing";
            assertThat(files.cut()).isEqualTo("f0" + cut + "; f1: the record at byte 41 claims a frame of 4294967295 "
                + "bytes: the file is corrupt from here on; f3" + cut + "; and 1 more files");
        }
    }

    @Test
    void whatIsAppendedWhileItIsReadDoesNotCount() throws IOException {
        Path file = write("a", 1);
        long length = Files.size(file);
        write("a", 1, 2);
        try (CaptureFiles files = new CaptureFiles(List.of(new CaptureFiles.Part(file, length)), true)) {
            assertThat(read(files)).hasSize(1);
            assertThat(files.cut()).isNull();
        }
        List<CaptureFiles.Part> longer = List.of(new CaptureFiles.Part(file, 100));
        assertThatThrownBy(() -> new CaptureFiles(longer, false)).hasMessage("it has become shorter, from 100 to 58 "
            + "bytes");
    }
}
