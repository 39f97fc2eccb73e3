package io.tidewatch.capture;

import io.tidewatch.capture.wire.GoldenPacket;
import io.tidewatch.capture.wire.Packets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** Capture files for tests. */
final class Recordings {
    /** 2026-03-01T12:00:00Z. */
    static final long START_MS = 1_772_366_400_000L;

    /** Three frames that leave no event: IGMP that is too short, a later fragment, ARP. */
    static final byte[] MALFORMED = hex("01005e000016 020000000007 0800 46c0001c 00000000 0102 44ee c0000207 e0000016"
        + " 94040000 22000000");
    static final byte[] LATER_FRAGMENT = hex("020000000001 020000000007 0800 4500001c 00010010 4001 f6d1 c0000207"
        + " c0000201 0102030405060708");
    static final byte[] ARP = hex("ffffffffffff 020000000007 0806 0001080006040001 020000000007 c0000207"
        + " 000000000000 c0000201");

    private Recordings() {
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text.replace(" ", ""));
    }

    /** A frame and its capture time, microseconds after the start. */
    record Frame(long micros, byte[] bytes) {
    }

    /** So many frames of every kind, one a millisecond. */
    static List<Frame> mixed(int count) {
        List<byte[]> kinds = new ArrayList<>(Packets.everyKind());
        kinds.addAll(List.of(MALFORMED, LATER_FRAGMENT, ARP, GoldenPacket.named("igmp-bad-checksum").frame()));
        List<Frame> frames = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            frames.add(new Frame(i * 1000L, kinds.get(i % kinds.size())));
        }
        return frames;
    }

    static Path pcap(Path file, List<Frame> frames) {
        ByteBuffer out = ByteBuffer.allocate(1 << 22).order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(0xa1b2c3d4).putShort((short) 2).putShort((short) 4).putLong(0).putInt(65_535).putInt(1);
        for (Frame frame : frames) {
            long micros = START_MS * 1000 + frame.micros();
            out.putInt((int) (micros / 1_000_000)).putInt((int) (micros % 1_000_000)).putInt(frame.bytes().length)
                .putInt(frame.bytes().length).put(frame.bytes());
        }
        return write(file, out);
    }

    /** A pcapng file with named interfaces, to which the frames go in turn. */
    static Path pcapng(Path file, List<Frame> frames, String... interfaces) {
        ByteBuffer out = ByteBuffer.allocate(1 << 22).order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(0x0a0d0d0a).putInt(28).putInt(0x1a2b3c4d).putInt(1).putLong(-1).putInt(28);
        for (String name : interfaces) {
            byte[] padded = Arrays.copyOf(name.getBytes(java.nio.charset.StandardCharsets.UTF_8),
                name.length() + 3 & ~3);
            int length = 28 + padded.length;
            out.putInt(1).putInt(length).putShort((short) 1).putShort((short) 0).putInt(0).putShort((short) 2)
                .putShort((short) name.length()).put(padded).putInt(0).putInt(length);
        }
        int next = 0;
        for (Frame frame : frames) {
            long micros = START_MS * 1000 + frame.micros();
            byte[] padded = Arrays.copyOf(frame.bytes(), frame.bytes().length + 3 & ~3);
            int length = 32 + padded.length;
            out.putInt(6).putInt(length).putInt(next++ % interfaces.length).putInt((int) (micros >>> 32))
                .putInt((int) micros).putInt(frame.bytes().length).putInt(frame.bytes().length).put(padded)
                .putInt(length);
        }
        return write(file, out);
    }

    private static Path write(Path file, ByteBuffer out) {
        try {
            return Files.write(file, Arrays.copyOf(out.array(), out.position()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
