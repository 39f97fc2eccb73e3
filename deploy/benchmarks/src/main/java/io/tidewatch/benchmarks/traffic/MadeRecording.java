package io.tidewatch.benchmarks.traffic;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
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

    private static final int NANOS_MAGIC = 0xa1b23c4d;
    private static final int SNAP_LENGTH = 65_535;
    private static final int ETHERNET = 1;
    private static final int FILE_HEADER = 24;
    private static final int RECORD_HEADER = 16;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final int BUFFER = 1 << 20;
    private static final int LONGEST_RECORD = 1 << 12;

    /** Writes one. */
    public static MadeRecording write(Path file, int frames, long seed) throws IOException {
        MixedTraffic traffic = new MixedTraffic(seed);
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER).order(ByteOrder.LITTLE_ENDIAN);
        try (OutputStream out = Files.newOutputStream(file)) {
            buffer.putInt(NANOS_MAGIC).putShort((short) 2).putShort((short) 4).putLong(0).putInt(SNAP_LENGTH)
                .putInt(ETHERNET);
            long bytes = FILE_HEADER;
            for (int i = 0; i < frames; i++) {
                byte[] frame = traffic.next();
                long time = BEGINNING + i * INTERVAL;
                buffer.putInt((int) (time / NANOS_PER_SECOND)).putInt((int) (time % NANOS_PER_SECOND))
                    .putInt(frame.length).putInt(frame.length).put(frame);
                bytes += RECORD_HEADER + frame.length;
                if (buffer.remaining() < LONGEST_RECORD) {
                    out.write(buffer.array(), 0, buffer.position());
                    buffer.clear();
                }
            }
            out.write(buffer.array(), 0, buffer.position());
            return new MadeRecording(file, frames, bytes);
        }
    }
}
