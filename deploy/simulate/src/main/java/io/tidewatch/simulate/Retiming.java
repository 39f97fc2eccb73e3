package io.tidewatch.simulate;

import io.tidewatch.capture.source.CaptureFile;
import io.tidewatch.capture.source.CaptureFileException;
import io.tidewatch.capture.source.CapturedFrame;
import io.tidewatch.capture.wire.LinkType;
import io.tidewatch.simulate.frame.PcapWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/**
 * A recording at another time, perhaps several times over: the same frames at the same distances. What comes out is a
 * recording of its own, so that it is replayed, resumed and known as any other.
 *
 * @param from the recording; Ethernet
 * @param first capture time of its first frame, nanoseconds since the epoch
 * @param last the latest capture time in it
 */
public record Retiming(Path from, long first, long last) {
    /** Between the end of a recording and its next beginning. */
    private static final Duration PAUSE = Duration.ofSeconds(10);
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    /**
     * Looks how long a recording is.
     *
     * @throws CaptureFileException when it can't be read, is damaged, or has no Ethernet frame
     */
    public static Retiming of(Path from) throws IOException {
        long[] ends = {Long.MAX_VALUE, Long.MIN_VALUE};
        boolean[] other = {false};
        try (CaptureFile file = CaptureFile.open(from)) {
            boolean more = true;
            while (more) {
                more = file.next(frame -> {
                    ends[0] = Math.min(ends[0], frame.timestampNanos());
                    ends[1] = Math.max(ends[1], frame.timestampNanos());
                    other[0] |= frame.linkType() != LinkType.ETHERNET;
                });
            }
            if (file.cut() != null) {
                throw new CaptureFileException(file.cut());
            }
        }
        if (ends[1] == Long.MIN_VALUE || other[0]) {
            throw new CaptureFileException(other[0] ? "it has frames that are not Ethernet" : "it has no frame");
        }
        return new Retiming(from, ends[0], ends[1]);
    }

    /** How long so many of it take. */
    public Duration length(int times) {
        return Duration.ofNanos(last - first).multipliedBy(times).plus(PAUSE.multipliedBy(times - 1L));
    }

    /** Writes it so many times, from a time on; returns the number of frames. */
    public long write(Path to, Instant start, int times) throws IOException {
        long[] frames = {0};
        long each = last - first + PAUSE.toNanos();
        long begin = start.getEpochSecond() * NANOS_PER_SECOND + start.getNano() - first;
        try (PcapWriter out = new PcapWriter(Files.newOutputStream(to))) {
            for (int i = 0; i < times; i++) {
                long shift = begin + i * each;
                try (CaptureFile file = CaptureFile.open(from)) {
                    boolean more = true;
                    while (more) {
                        more = file.next(frame -> {
                            put(out, frame, shift);
                            frames[0]++;
                        });
                    }
                }
            }
        }
        return frames[0];
    }

    private static void put(PcapWriter out, CapturedFrame frame, long shift) {
        try {
            out.write(frame.timestampNanos() + shift, frame.bytes(), frame.offset(), frame.length(),
                frame.wireLength());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
