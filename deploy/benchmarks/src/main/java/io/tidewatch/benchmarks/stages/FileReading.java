package io.tidewatch.benchmarks.stages;

import io.tidewatch.benchmarks.traffic.MadeRecording;
import io.tidewatch.capture.source.CaptureFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;
import org.pcap4j.core.NotOpenException;
import org.pcap4j.core.PcapHandle;
import org.pcap4j.core.PcapNativeException;
import org.pcap4j.core.Pcaps;
import org.pcap4j.core.RawPacketListener;

/** Every frame of a file in the page cache, handed out and looked at no further: ours, and libpcap through pcap4j. */
@State(Scope.Thread)
public class FileReading {
    private static final int FRAMES = 200_000;
    private static final long SEED = 7;

    private Path file;

    @Setup
    public void write() throws IOException {
        file = Files.createTempFile("tidewatch-bench", ".pcap");
        MadeRecording.write(file, FRAMES, SEED);
    }

    @TearDown
    public void delete() throws IOException {
        Files.delete(file);
    }

    /** The agent's reader: mapped, no native code. */
    @Benchmark
    @OperationsPerInvocation(FRAMES)
    public void mapped(Blackhole sink) throws IOException {
        try (CaptureFile capture = CaptureFile.open(file)) {
            while (capture.next(sink::consume)) {
                continue;
            }
        }
    }

    /** libpcap's loop with a raw listener, the quickest that pcap4j has. */
    @Benchmark
    @OperationsPerInvocation(FRAMES)
    public void libpcap(Blackhole sink) throws PcapNativeException, NotOpenException, InterruptedException {
        try (PcapHandle handle = Pcaps.openOffline(file.toString())) {
            handle.loop(-1, (RawPacketListener) sink::consume);
        }
    }
}
