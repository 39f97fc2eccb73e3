package io.tidewatch.capture.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.SequenceInputStream;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Compressed captures read as if they were not, and what is wrong with the compression is told. */
class GzipCaptureTest {
    private static final int MAGIC = 0xa1b2c3d4;
    private static final int FRAMES = 2000;
    private static final int RECORD = 16 + 60;

    @TempDir
    private Path folder;

    /** Frames that do not compress to nothing, so that places in the stream are places in the capture. */
    private static byte[] pcap() {
        CaptureBytes capture = new CaptureBytes(ByteOrder.LITTLE_ENDIAN).pcapHeader(MAGIC, 1);
        java.util.Random random = new java.util.Random(5);
        for (int i = 0; i < FRAMES; i++) {
            byte[] frame = new byte[60];
            random.nextBytes(frame);
            capture.pcapRecord(MAGIC, i, 0, frame, 60);
        }
        return capture.bytes();
    }

    private static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
            zip.write(plain);
        }
        return out.toByteArray();
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    /** Frames read and how it ended: nothing, the cut, or the damage. */
    private record Reading(long frames, String end) {
    }

    private static Reading read(CaptureFile capture) throws IOException {
        long[] frames = {0};
        try (capture) {
            while (capture.next(frame -> {
                frames[0]++;
                assertThat(frame.timestampNanos()).isEqualTo((frame.number() - 1) * 1_000_000_000L);
            })) {
                assertThat(capture.bytesRead()).isPositive();
            }
            return new Reading(frames[0], capture.cut());
        } catch (CaptureFileException e) {
            return new Reading(frames[0], e.getMessage());
        }
    }

    /** From a file and from a stream, which must give the same. */
    private Reading read(byte[] compressed) throws IOException {
        Reading file = read(CaptureFile.open(Files.write(folder.resolve("capture.gz"), compressed)));
        assertThat(read(CaptureFile.open(new ByteArrayInputStream(compressed)))).isEqualTo(file);
        return file;
    }

    @Test
    void placesAreThoseOfTheFileAsItIsStored() throws IOException {
        byte[] compressed = gzip(pcap());
        try (CaptureFile file = CaptureFile.open(Files.write(folder.resolve("capture.gz"), compressed))) {
            assertThat(file.bytesTotal()).isEqualTo(compressed.length);
            while (file.next(frame -> { })) {
                assertThat(file.bytesRead()).isBetween(0L, (long) compressed.length);
            }
            assertThat(file.frameNumber()).isEqualTo(FRAMES);
            assertThat(file.bytesRead()).isEqualTo(compressed.length);
        }
    }

    @Test
    void membersFollowEachOther() throws IOException {
        byte[] plain = pcap();
        byte[] first = gzip(Arrays.copyOf(plain, 30_001));
        byte[] second = gzip(Arrays.copyOfRange(plain, 30_001, plain.length));
        assertThat(read(joined(first, gzip(new byte[0]), second))).isEqualTo(new Reading(FRAMES, null));
        assertThat(read(joined(first, second, new byte[100]))).isEqualTo(new Reading(FRAMES, null));
    }

    @Test
    void aHeaderWithEverythingInItIsPassed() throws IOException {
        byte[] compressed = gzip(pcap());
        byte[] head = {0x1f, (byte) 0x8b, 8, 0x1e, 1, 2, 3, 4, 0, 3, 3, 0, 9, 9, 9, 'a', '.', 'p', 0, 'c', 0, 5, 5};
        assertThat(read(joined(head, Arrays.copyOfRange(compressed, 10, compressed.length))))
            .isEqualTo(new Reading(FRAMES, null));
    }

    @Test
    void aCutYieldsTheFramesBeforeItAndSaysSo() throws IOException {
        byte[] plain = pcap();
        byte[] compressed = gzip(plain);
        for (int length : new int[] {60_000, compressed.length - 9, compressed.length - 8, compressed.length - 1}) {
            Reading reading = read(Arrays.copyOf(compressed, length));
            assertThat(reading.end()).isEqualTo("its gzip stream is cut off at byte " + length
                + ", and with it the capture at byte " + (24 + reading.frames() * RECORD));
            assertThat(reading.frames()).isBetween(length * 9L / 10 / RECORD, (long) FRAMES);
        }
        byte[] second = gzip(new byte[0]);
        for (int length = 1; length < second.length; length++) {
            assertThat(read(joined(compressed, Arrays.copyOf(second, length)))).as("cut at %d", length)
                .isEqualTo(new Reading(FRAMES, "its gzip stream is cut off at byte " + (compressed.length + length)
                    + ", and with it the capture at byte " + plain.length));
        }
        Path none = Files.write(folder.resolve("none"), Arrays.copyOf(compressed, 10));
        assertThatThrownBy(() -> CaptureFile.open(none))
            .hasMessage("its gzip stream is cut off before a capture begins");
        Path brief = Files.write(folder.resolve("brief"), gzip(new byte[3]));
        assertThatThrownBy(() -> CaptureFile.open(brief))
            .hasMessage("its gzip stream holds 3 bytes: too few for a capture");
    }

    @Test
    void damageYieldsTheFramesBeforeItAndSaysSo() throws IOException {
        byte[] compressed = gzip(pcap());
        byte[] wrongSum = compressed.clone();
        wrongSum[compressed.length - 8] ^= 1;
        assertThat(read(wrongSum)).isEqualTo(new Reading(FRAMES, "its gzip stream is corrupt behind the first "
            + pcap().length + " bytes that it holds: the checksum is wrong"));
        byte[] wrongLength = compressed.clone();
        wrongLength[compressed.length - 1] ^= 1;
        assertThat(read(wrongLength).end()).endsWith("the length is wrong");
        assertThat(read(joined(compressed, new byte[] {1, 2, 3})))
            .isEqualTo(new Reading(FRAMES, "its gzip stream is corrupt behind the first " + pcap().length
                + " bytes that it holds: what follows is no gzip"));
        byte[] damaged = compressed.clone();
        Arrays.fill(damaged, 90_000, 91_000, (byte) 0xff);
        Reading reading = read(damaged);
        assertThat(reading.frames()).isBetween(500L, (long) FRAMES);
        assertThat(reading.end()).contains("corrupt");
    }

    @Test
    @Timeout(60)
    void aBombCostsTimeOnly() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
            zip.write(new CaptureBytes(ByteOrder.LITTLE_ENDIAN).section().ints(0xbad, 1 << 28).bytes());
            byte[] zeros = new byte[1 << 20];
            for (int i = 0; i < 200; i++) {
                zip.write(zeros);
            }
        }
        long before = Runtime.getRuntime().totalMemory();
        assertThat(read(CaptureFile.open(new ByteArrayInputStream(out.toByteArray()))).end())
            .startsWith("it ends in the middle of the record at byte 28; at least ");
        assertThat(Runtime.getRuntime().totalMemory()).isLessThan(before + (100 << 20));
    }

    /** A pipe has nothing to read between two members, and a later one counts all the same. */
    @Test
    @Timeout(60)
    void framesOfAPipeComeAsTheyAreWritten() throws IOException {
        byte[] plain = pcap();
        PipedOutputStream writer = new PipedOutputStream();
        InputStream reader = new PipedInputStream(writer, 1 << 20);
        writer.write(gzip(Arrays.copyOf(plain, 24 + 2 * RECORD)));
        try (CaptureFile capture = CaptureFile.open(reader)) {
            assertThat(capture.next(frame -> { })).isTrue();
            assertThat(capture.next(frame -> { })).isTrue();
            writer.write(gzip(Arrays.copyOfRange(plain, 24 + 2 * RECORD, 24 + 3 * RECORD)));
            assertThat(capture.next(frame -> assertThat(frame.number()).isEqualTo(3))).isTrue();
            writer.close();
            assertThat(capture.next(frame -> { })).isFalse();
            assertThat(capture.cut()).isNull();
        }
    }

    @Test
    void theFirstBytesMayComeOneByOne() throws IOException {
        byte[] compressed = gzip(pcap());
        InputStream oneByOne = new SequenceInputStream(new ByteArrayInputStream(compressed, 0, 1),
            new ByteArrayInputStream(compressed, 1, compressed.length - 1));
        assertThat(read(CaptureFile.open(oneByOne))).isEqualTo(new Reading(FRAMES, null));
    }
}
