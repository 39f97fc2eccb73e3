package io.tidewatch.benchmarks.traffic;

import io.tidewatch.simulate.frame.PcapWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A pcap file of mixed traffic, nanosecond times, little-endian.
 *
 * @param file where it is
 * @param frames how many it holds
 * @param bytes its size
 */
public record MadeRecording(Path file, int frames, long bytes) {
    /** Time of the first frame, nanoseconds since the epoch: 2026-01-01T00:00:00Z. */
    public static final long BEGINNING = 1_767_225_600_000_000_000L;
    /** Between two frames. */
    public static final long INTERVAL = 20_000;

    /** Writes one. */
    public static MadeRecording write(Path file, int frames, long seed) throws IOException {
        MixedTraffic traffic = new MixedTraffic(seed);
        try (PcapWriter out = new PcapWriter(Files.newOutputStream(file))) {
            for (int i = 0; i < frames; i++) {
                out.write(BEGINNING + i * INTERVAL, traffic.next());
            }
            return new MadeRecording(file, frames, out.bytes());
        }
    }
}
