package io.tidewatch.capture.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What tcpdump writes: into files that it rotates and has compressed, and into a pipe. */
@Timeout(120)
class RotationIT {
    /** Each frame holds its number behind the Ethernet header; of an EtherType that nobody answers. */
    private static final int NUMBER_AT = 14;
    private static final int LENGTH = 1000;

    @TempDir
    private Path folder;

    @BeforeEach
    void require() throws IOException {
        Wire.require();
        boolean there = List.of("/usr/bin/tcpdump", "/usr/sbin/tcpdump").stream()
            .anyMatch(path -> Files.isExecutable(Path.of(path)));
        Assumptions.assumeTrue(there || "all".equals(System.getProperty("tidewatch.require")),
            "skipped: there is no tcpdump (Debian: apt-get install tcpdump)");
        assertThat(there).as("tcpdump is there").isTrue();
    }

    private static byte[] frame(int number) {
        return ByteBuffer.allocate(LENGTH).putLong(0x0200000000020200L).putInt(1).putShort((short) 0x88b5)
            .putInt(NUMBER_AT, number).array();
    }

    private static int number(CapturedFrame frame) {
        return ByteBuffer.wrap(frame.bytes()).getInt(frame.offset() + NUMBER_AT);
    }

    /** Starts a shell's command line and waits until the tcpdump in it listens. */
    private Process tcpdump(String commandLine) throws IOException {
        Path said = folder.resolve("said");
        Process process = new ProcessBuilder("sh", "-c", commandLine).directory(folder.toFile())
            .redirectError(said.toFile()).start();
        while (!Files.exists(said) || !Files.readString(said).contains("listening on")) {
            assertThat(process.isAlive()).as(Files.exists(said) ? Files.readString(said) : "").isTrue();
            Thread.onSpinWait();
        }
        return process;
    }

    private static void end(Process process) throws Exception {
        process.descendants().filter(child -> child.info().command().orElse("").endsWith("tcpdump"))
            .forEach(ProcessHandle::destroy);
        if (process.info().command().orElse("").endsWith("tcpdump")) {
            process.toHandle().destroy();
        }
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }

    private static List<Integer> upTo(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    private List<Integer> read() throws IOException {
        CaptureDirectory listed = CaptureDirectory.list(folder);
        assertThat(listed.passedOver()).extracting(other -> other.path().getFileName().toString())
            .containsExactly("said");
        List<CaptureFiles.Part> parts = new ArrayList<>();
        for (Path path : listed.captures()) {
            parts.add(new CaptureFiles.Part(path, Files.size(path)));
        }
        assertThat(parts).hasSizeGreaterThan(2);
        List<Integer> numbers = new ArrayList<>();
        try (CaptureFiles files = new CaptureFiles(parts, true)) {
            while (files.next(frame -> numbers.add(number(frame)))) {
                assertThat(files.cut()).isNull();
            }
            assertThat(files.cut()).isNull();
        }
        return numbers;
    }

    @Test
    void filesRotatedBySizeAndCompressedReadAsOne() throws Exception {
        Wire.with(wire -> {
            Process tcpdump = tcpdump("exec tcpdump -Z root -i " + Wire.FAR + " -B 65536 -U -C 1 -z gzip "
                + "-w trace.pcap ether proto 0x88b5");
            for (int i = 0; i < 3500; i++) {
                wire.send(frame(i));
                if (i % 100 == 99) {
                    TimeUnit.MILLISECONDS.sleep(5);
                }
            }
            awaitFrames(folder.resolve("trace.pcap3"), 3500 - 1);
            end(tcpdump);
            for (String compressed : List.of("trace.pcap", "trace.pcap1", "trace.pcap2")) {
                awaitGone(compressed);
            }
        });
        assertThat(read()).isEqualTo(upTo(3500));
        assertThat(folder.resolve("trace.pcap1.gz")).exists();
    }

    /** Until the last frame is in the file that it must come into. */
    private static void awaitFrames(Path file, int last) throws Exception {
        int[] seen = {-1};
        while (seen[0] < last) {
            TimeUnit.MILLISECONDS.sleep(20);
            if (Files.exists(file) && Files.size(file) > 0) {
                try (CaptureFile capture = CaptureFile.open(file)) {
                    while (capture.next(frame -> seen[0] = number(frame))) {
                        assertThat(seen[0]).isLessThanOrEqualTo(last);
                    }
                }
            }
        }
    }

    /** Until gzip, which tcpdump starts and does not wait for, has removed what it was given. */
    private void awaitGone(String name) throws InterruptedException {
        while (Files.exists(folder.resolve(name))) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    @Test
    void filesRotatedByTimeReadAsOne() throws Exception {
        int sent = 320;
        Wire.with(wire -> {
            Process tcpdump = tcpdump("exec tcpdump -Z root -i " + Wire.FAR + " -U -G 1 -w trace_%Y%m%d%H%M%S.pcap "
                + "ether proto 0x88b5");
            for (int i = 0; i < sent; i++) {
                wire.send(frame(i));
                TimeUnit.MILLISECONDS.sleep(10);
            }
            List<Path> captures = List.of();
            int last = -1;
            while (last < sent - 1) {
                TimeUnit.MILLISECONDS.sleep(20);
                captures = CaptureDirectory.list(folder).captures();
                int[] seen = {-1};
                try (CaptureFile capture = CaptureFile.open(captures.get(captures.size() - 1))) {
                    while (capture.next(frame -> seen[0] = number(frame))) {
                        assertThat(seen[0]).isLessThan(sent);
                    }
                }
                last = seen[0];
            }
            end(tcpdump);
        });
        assertThat(read()).isEqualTo(upTo(sent));
    }

    @Test
    void framesOfAPipeComeWhileItIsWritten() throws Exception {
        Wire.with(wire -> {
            // What the kernel has goes to tcpdump at once: how soon the reader is behind it is of interest here.
            Process tcpdump = tcpdump("exec tcpdump -Z root -i " + Wire.FAR
                + " --immediate-mode -U -w - ether proto 0x88b5");
            try (InputStream pipe = tcpdump.getInputStream(); CaptureFile capture = CaptureFile.open(pipe)) {
                for (int i = 0; i < 20; i++) {
                    int expected = i;
                    wire.send(frame(i));
                    assertThat(capture.next(frame -> assertThat(number(frame)).isEqualTo(expected))).isTrue();
                }
                end(tcpdump);
                assertThat(capture.next(frame -> { })).isFalse();
                assertThat(capture.cut()).isNull();
            }
        });
    }

    @Test
    void aCompressedPipeIsReadToo() throws Exception {
        Wire.with(wire -> {
            Process shell = tcpdump("tcpdump -Z root -i " + Wire.FAR + " -U -c 50 -w - ether proto 0x88b5 | gzip");
            for (int i = 0; i < 50; i++) {
                wire.send(frame(i));
            }
            List<Integer> numbers = new ArrayList<>();
            try (CaptureFile capture = CaptureFile.open(shell.getInputStream())) {
                while (capture.next(frame -> numbers.add(number(frame)))) {
                    assertThat(numbers).hasSizeLessThanOrEqualTo(50);
                }
                assertThat(capture.cut()).isNull();
            }
            assertThat(numbers).isEqualTo(upTo(50));
            assertThat(shell.waitFor(30, TimeUnit.SECONDS)).isTrue();
        });
    }
}
