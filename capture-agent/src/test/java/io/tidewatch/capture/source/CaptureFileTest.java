package io.tidewatch.capture.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.tidewatch.capture.source.CaptureBytes.Option;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Both formats in all their variants, and files that lie. */
class CaptureFileTest {
    private static final byte[] FRAME = {1, 2, 3, 4, 5, 6, 7};
    private static final long SECOND = 1_700_000_000L;

    @TempDir
    private Path folder;

    /** A frame with its bytes copied, so that it outlives the handler. */
    private record Seen(long number, long nanos, String on, int link, List<Byte> bytes, int wire) {
    }

    private static Seen seen(CapturedFrame frame) {
        List<Byte> bytes = new ArrayList<>();
        for (int i = 0; i < frame.length(); i++) {
            bytes.add(frame.bytes()[frame.offset() + i]);
        }
        return new Seen(frame.number(), frame.timestampNanos(), frame.interfaceName(), frame.linkType(), bytes,
            frame.wireLength());
    }

    private static List<Byte> bytes(byte... bytes) {
        List<Byte> list = new ArrayList<>();
        for (byte b : bytes) {
            list.add(b);
        }
        return list;
    }

    /** Reads a capture from a mapped file and from a stream, which must give the same. */
    private List<Seen> read(byte[] capture) throws IOException {
        Path path = Files.write(folder.resolve("capture"), capture);
        List<Seen> mapped = new ArrayList<>();
        try (CaptureFile file = CaptureFile.open(path)) {
            assertThat(file.bytesTotal()).isEqualTo(capture.length);
            while (file.next(frame -> mapped.add(seen(frame)))) {
                assertThat(file.frameNumber()).isEqualTo(mapped.size());
            }
            assertThat(file.truncation()).isNull();
            assertThat(file.bytesRead()).isEqualTo(capture.length);
        }
        List<Seen> streamed = new ArrayList<>();
        try (CaptureFile file = CaptureFile.open(new ByteArrayInputStream(capture))) {
            while (file.next(frame -> streamed.add(seen(frame)))) {
                assertThat(file.bytesTotal()).isEqualTo(-1);
            }
        }
        assertThat(streamed).isEqualTo(mapped);
        return mapped;
    }

    @Test
    void pcapInBothByteOrdersAndAllVariants() throws IOException {
        for (ByteOrder order : List.of(ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN)) {
            for (int magic : new int[] {0xa1b2c3d4, 0xa1b23c4d, 0xa1b2cd34, 0x1c0001ab, 0x1c0001ac}) {
                boolean ixia = magic >>> 16 == 0x1c00;
                byte[] capture = new CaptureBytes(order).pcapHeader(magic, 113).ints(ixia ? new int[1] : new int[0])
                    .pcapRecord(magic, SECOND, 123_456, FRAME, 60)
                    .pcapRecord(magic, SECOND + 1, 999_999, new byte[0], 0).bytes();
                long unit = magic == 0xa1b23c4d || magic == 0x1c0001ac ? 1 : 1000;
                assertThat(read(capture)).as("%s %x", order, magic).containsExactly(
                    new Seen(1, SECOND * 1_000_000_000L + 123_456 * unit, null, 113, bytes(FRAME), 60),
                    new Seen(2, (SECOND + 1) * 1_000_000_000L + 999_999 * unit, null, 113, List.of(), 0));
            }
        }
    }

    @Test
    void frameCheckSequenceBitsAreNotTheLinkType() throws IOException {
        byte[] capture = new CaptureBytes(ByteOrder.BIG_ENDIAN).pcapHeader(0xa1b2c3d4, 0x24000001)
            .pcapRecord(0xa1b2c3d4, SECOND, 0, FRAME, 7).bytes();
        assertThat(read(capture).get(0).link()).isEqualTo(1);
        // The bits below those make another number of it: NetBSD's raw frames of address family 1, not Ethernet.
        byte[] other = new CaptureBytes(ByteOrder.BIG_ENDIAN).pcapHeader(0xa1b2c3d4, 0x02240001)
            .pcapRecord(0xa1b2c3d4, SECOND, 0, FRAME, 7).bytes();
        assertThat(read(other).get(0).link()).isEqualTo(0x02240001);
    }

    @Test
    void lengthsOfEarlyVersionsMayBeSwapped() throws IOException {
        for (int version : new int[] {2 << 16 | 2, 543 << 16}) {
            byte[] capture = new CaptureBytes(ByteOrder.BIG_ENDIAN).ints(0xa1b2c3d4, version, 0, 0, 65_535, 1)
                .ints((int) SECOND, 0, 60, FRAME.length).bytes();
            capture = Arrays.copyOf(capture, capture.length + FRAME.length);
            assertThat(read(capture)).extracting(frame -> frame.bytes().size(), Seen::wire)
                .containsExactly(tuple(FRAME.length, 60));
        }
    }

    @Test
    void pcapngWithSectionsInterfacesAndResolutions() throws IOException {
        byte[] first = new CaptureBytes(ByteOrder.LITTLE_ENDIAN).section()
            .face(1, 0, new Option(2, "eth0".getBytes()), new Option(9, new byte[] {9}))
            .face(113, 0, new Option(2, "any".getBytes()))
            .block(0xbad, new byte[24])
            .packet(0, SECOND * 1_000_000_000L + 7, FRAME, 60)
            .packet(1, SECOND * 1_000_000L + 3, FRAME, 7)
            .oldPacket(1, SECOND * 1_000_000L + 4, FRAME, 7).bytes();
        byte[] second = new CaptureBytes(ByteOrder.BIG_ENDIAN).section()
            .face(101, 4, new Option(9, new byte[] {(byte) 0x8a}), new Option(14, new byte[] {0, 0, 0, 0, 0, 0, 0, 5}))
            .packet(0, (SECOND << 10) + 512, FRAME, 7)
            .simple(60, Arrays.copyOf(FRAME, 4)).bytes();
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        long at = SECOND * 1_000_000_000L;
        assertThat(read(both)).containsExactly(
            new Seen(1, at + 7, "eth0", 1, bytes(FRAME), 60),
            new Seen(2, at + 3000, "any", 113, bytes(FRAME), 7),
            new Seen(3, at + 4000, "any", 113, bytes(FRAME), 7),
            new Seen(4, at + 5_500_000_000L, null, 101, bytes(FRAME), 7),
            new Seen(5, 0, null, 101, bytes((byte) 1, (byte) 2, (byte) 3, (byte) 4), 60));
    }

    @Test
    void aCutEndIsNamedAndWhatWasBeforeIsKept() throws IOException {
        byte[] pcap = new CaptureBytes(ByteOrder.LITTLE_ENDIAN).pcapHeader(0xa1b2c3d4, 1)
            .pcapRecord(0xa1b2c3d4, SECOND, 0, FRAME, 7).pcapRecord(0xa1b2c3d4, SECOND, 1, FRAME, 7).bytes();
        cutEverywhere(pcap, 24, 24 + 16 + 7);
        byte[] pcapng = new CaptureBytes(ByteOrder.LITTLE_ENDIAN).section().face(1, 0)
            .packet(0, SECOND, FRAME, 7).packet(0, SECOND, FRAME, 7).bytes();
        int block = 32 + 8;
        cutEverywhere(pcapng, pcapng.length - 2 * block, pcapng.length - block);
    }

    /** Cuts a capture of two frames after every byte; the frames begin at the given places. */
    private void cutEverywhere(byte[] capture, int first, int second) throws IOException {
        for (int length = first; length < capture.length; length++) {
            Path path = Files.write(folder.resolve("cut"), Arrays.copyOf(capture, length));
            int[] frames = {0};
            try (CaptureFile file = CaptureFile.open(path)) {
                while (file.next(frame -> frames[0]++)) {
                    assertThat(file.truncation()).isNull();
                }
                assertThat(frames[0]).isEqualTo(length < second ? 0 : 1);
                if (length == first || length == second) {
                    assertThat(file.truncation()).isNull();
                } else {
                    assertThat(file.truncation().offset()).as("cut at %d", length)
                        .isEqualTo(length < second ? first : second);
                    assertThat(file.truncation().missing()).isPositive();
                }
            }
        }
    }

    @Test
    void whatIsNoCaptureIsSaidClearly() throws IOException {
        Path text = Files.writeString(folder.resolve("notes.txt"), "hello");
        assertThatThrownBy(() -> CaptureFile.open(text)).isInstanceOf(CaptureFileException.class)
            .hasMessage("it is neither pcap nor pcapng: it begins with the bytes 68 65 6c 6c");
        Path empty = Files.write(folder.resolve("empty"), new byte[0]);
        assertThatThrownBy(() -> CaptureFile.open(empty)).hasMessage("it is empty");
        assertThatThrownBy(() -> CaptureFile.open(folder)).hasMessage("it is a directory, not a capture file");
        assertThatThrownBy(() -> CaptureFile.open(folder.resolve("none"))).hasMessage("there is no such file");
        Path zstd = Files.write(folder.resolve("zstd"), new byte[] {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 0});
        assertThatThrownBy(() -> CaptureFile.open(zstd))
            .hasMessage("it is compressed with zstd: decompress it first, or use gzip");
        Path header = Files.write(folder.resolve("header"), new byte[] {(byte) 0xa1, (byte) 0xb2, (byte) 0xc3,
            (byte) 0xd4, 0, 2});
        assertThatThrownBy(() -> CaptureFile.open(header))
            .hasMessage("it ends inside the pcap file header: 6 of 24 bytes");
    }

    @Test
    void impossibleLengthsEndTheReadingAtTheirPlace() throws IOException {
        byte[] capture = new CaptureBytes(ByteOrder.BIG_ENDIAN).pcapHeader(0xa1b2c3d4, 1)
            .pcapRecord(0xa1b2c3d4, SECOND, 0, FRAME, 7).ints((int) SECOND, 0, 0x7fffffff, 60).bytes();
        Path path = Files.write(folder.resolve("long"), capture);
        try (CaptureFile file = CaptureFile.open(path)) {
            assertThat(file.next(frame -> { })).isTrue();
            assertThatThrownBy(() -> file.next(frame -> { })).hasMessage("the record at byte 47 claims a frame of "
                + "2147483647 bytes: the file is corrupt from here on");
        }
        byte[] ng = new CaptureBytes(ByteOrder.BIG_ENDIAN).section().ints(6, 8).bytes();
        Path ngPath = Files.write(folder.resolve("short"), Arrays.copyOf(ng, ng.length + 8));
        try (CaptureFile file = CaptureFile.open(ngPath)) {
            assertThatThrownBy(() -> file.next(frame -> { })).isInstanceOf(CaptureFileException.class)
                .hasMessageContaining("a block of 8 bytes at byte 28");
        }
        byte[] future = new CaptureBytes(ByteOrder.LITTLE_ENDIAN).section().face(1, 0).bytes();
        future[12] = 2;
        try (CaptureFile file = CaptureFile.open(Files.write(folder.resolve("future"), future))) {
            assertThatThrownBy(() -> file.next(frame -> { })).hasMessageContaining("a section of version 2, of which");
        }
    }

    @Test
    void recordsCrossTheEdgesOfTheMappedWindows() throws IOException {
        CaptureBytes capture = new CaptureBytes(ByteOrder.LITTLE_ENDIAN).pcapHeader(0xa1b2c3d4, 1);
        // Not more: a mapping lasts until the collector comes by, and the kernel gives a process 65,530.
        for (int i = 1; i <= 200; i++) {
            byte[] frame = new byte[i % 97];
            Arrays.fill(frame, (byte) i);
            capture.pcapRecord(0xa1b2c3d4, i, 0, frame, frame.length);
        }
        Path path = Files.write(folder.resolve("windows"), capture.bytes());
        List<Seen> whole = read(capture.bytes());
        for (int window : new int[] {1, 7, 100, 4096, 5000}) {
            List<Seen> frames = new ArrayList<>();
            try (CaptureFile file = CaptureFile.open(new Feed.Mapped(path, window, Long.MAX_VALUE))) {
                while (file.next(frame -> frames.add(seen(frame)))) {
                    assertThat(file.bytesRead()).isPositive();
                }
            }
            assertThat(frames).as("window %d", window).isEqualTo(whole);
        }
    }

    @Test
    void placesBeyondTwoGigabytes() throws IOException {
        // A block that nobody knows, 3 GB long and sparse on disk, between two packets.
        byte[] before = new CaptureBytes(ByteOrder.LITTLE_ENDIAN).section().face(1, 0)
            .packet(0, SECOND * 1_000_000, FRAME, 7).ints(0xbad, 0xc0000000).bytes();
        byte[] after = new CaptureBytes(ByteOrder.LITTLE_ENDIAN).ints(0xc0000000)
            .packet(0, SECOND * 1_000_000 + 1, FRAME, 7).bytes();
        Path path = folder.resolve("sparse");
        long gap = before.length - 8 + 0xc0000000L - 4;
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.SPARSE,
            StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(before), 0);
            channel.write(ByteBuffer.wrap(after), gap);
        }
        List<Seen> frames = new ArrayList<>();
        try (CaptureFile file = CaptureFile.open(path)) {
            while (file.next(frame -> frames.add(seen(frame)))) {
                assertThat(file.bytesTotal()).isEqualTo(gap + after.length);
            }
            assertThat(file.truncation()).isNull();
        }
        assertThat(frames).extracting(Seen::number, Seen::nanos).containsExactly(
            tuple(1L, SECOND * 1_000_000_000), tuple(2L, SECOND * 1_000_000_000 + 1000));
    }

    @Test
    void noiseEndsAndSaysWhy() throws IOException {
        long seed = 2026;
        Random random = new Random(seed);
        byte[] pcap = new CaptureBytes(ByteOrder.LITTLE_ENDIAN).pcapHeader(0xa1b2c3d4, 1)
            .pcapRecord(0xa1b2c3d4, SECOND, 0, FRAME, 7).pcapRecord(0xa1b2c3d4, SECOND, 1, FRAME, 7).bytes();
        byte[] pcapng = new CaptureBytes(ByteOrder.LITTLE_ENDIAN).section().face(1, 0, new Option(9, new byte[] {6}))
            .packet(0, SECOND, FRAME, 7).simple(7, FRAME).bytes();
        for (int round = 0; round < 4000; round++) {
            byte[] capture = (random.nextBoolean() ? pcap : pcapng).clone();
            for (int edits = 1 + random.nextInt(4); edits > 0; edits--) {
                capture[random.nextInt(capture.length)] = (byte) random.nextInt();
            }
            int[] frames = {0};
            try (CaptureFile file = CaptureFile.open(new ByteArrayInputStream(capture))) {
                while (file.next(frame -> frames[0]++)) {
                    assertThat(frames[0]).as("seed %d round %d", seed, round).isLessThan(capture.length);
                }
            } catch (CaptureFileException e) {
                assertThat(e).hasMessageMatching("[a-zA-Z].*");
            }
        }
    }
}
