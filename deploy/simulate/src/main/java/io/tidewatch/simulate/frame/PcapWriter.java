package io.tidewatch.simulate.frame;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A pcap file of Ethernet frames, nanosecond times, little-endian. */
public final class PcapWriter implements AutoCloseable {
    private static final int NANOS_MAGIC = 0xa1b23c4d;
    private static final int SNAP_LENGTH = 65_535;
    private static final int ETHERNET = 1;
    private static final int RECORD_HEADER = 16;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final int BUFFER = 1 << 20;

    private final OutputStream out;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER).order(ByteOrder.LITTLE_ENDIAN);
    private long flushed;

    /** Writes to a stream, which {@link #close} closes. */
    public PcapWriter(OutputStream out) {
        this.out = out;
        buffer.putInt(NANOS_MAGIC).putShort((short) 2).putShort((short) 4).putLong(0).putInt(SNAP_LENGTH)
            .putInt(ETHERNET);
    }

    /** The next frame; its time is nanoseconds since the epoch. */
    public void write(long nanos, byte[] frame) throws IOException {
        write(nanos, frame, 0, frame.length, frame.length);
    }

    /** The next frame, of which perhaps not all was captured. */
    public void write(long nanos, byte[] bytes, int offset, int length, int wireLength) throws IOException {
        if (buffer.remaining() < RECORD_HEADER + length) {
            flush();
        }
        buffer.putInt((int) (nanos / NANOS_PER_SECOND)).putInt((int) (nanos % NANOS_PER_SECOND)).putInt(length)
            .putInt(wireLength).put(bytes, offset, length);
    }

    /** Bytes so far. */
    public long bytes() {
        return flushed + buffer.position();
    }

    private void flush() throws IOException {
        out.write(buffer.array(), 0, buffer.position());
        flushed += buffer.position();
        buffer.clear();
    }

    @Override
    public void close() throws IOException {
        try (out) {
            flush();
        }
    }
}
