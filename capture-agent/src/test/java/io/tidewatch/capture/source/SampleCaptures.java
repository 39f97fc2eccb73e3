package io.tidewatch.capture.source;

import io.tidewatch.capture.source.CaptureBytes.Option;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Small captures that hold one of each thing that the formats know. */
public final class SampleCaptures {
    private static final byte[] FRAME = {1, 2, 3, 4, 5, 6, 7};
    private static final long SECOND = 1_700_000_000L;

    private SampleCaptures() {
    }

    /** Little-endian, microseconds. */
    public static byte[] pcap() {
        int magic = 0xa1b2c3d4;
        return new CaptureBytes(ByteOrder.LITTLE_ENDIAN).pcapHeader(magic, 1)
            .pcapRecord(magic, SECOND, 1, FRAME, 60).pcapRecord(magic, SECOND + 1, 999_999, new byte[0], 0)
            .pcapRecord(magic, SECOND + 2, 0, new byte[40], 40).bytes();
    }

    /** One in each byte order. */
    public static List<byte[]> pcapng() {
        return List.of(pcapng(ByteOrder.LITTLE_ENDIAN), pcapng(ByteOrder.BIG_ENDIAN));
    }

    private static byte[] pcapng(ByteOrder order) {
        return new CaptureBytes(order).section()
            .face(1, 0, new Option(2, "eth0".getBytes(StandardCharsets.UTF_8)), new Option(9, new byte[] {9}))
            .face(113, 4, new Option(9, new byte[] {(byte) 0x8a}), new Option(14, new byte[8]))
            .block(0xbad, new byte[8]).packet(0, SECOND * 1_000_000_000L, FRAME, 60)
            .oldPacket(1, SECOND << 10, FRAME, 7).simple(60, FRAME).section().face(101, 0).simple(7, FRAME).bytes();
    }
}
