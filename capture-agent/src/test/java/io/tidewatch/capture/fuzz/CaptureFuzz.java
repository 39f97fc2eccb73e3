package io.tidewatch.capture.fuzz;

import static io.tidewatch.capture.fuzz.DecodedCheck.require;

import io.tidewatch.capture.source.CaptureFile;
import io.tidewatch.capture.source.CaptureFileException;
import io.tidewatch.capture.source.CapturedFrame;
import io.tidewatch.capture.source.SampleCaptures;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * Capture files. Each is read twice, all at once and in small pieces, which must give the same frames and the same end.
 *
 * <pre>
 *  pcap:    magic, which of {@link #MAGICS} 1 | size of a piece 1 | the file behind its magic
 *  pcapng:  size of a piece 1 | the file behind its first four octets
 *  gzip:    whole, cut, damaged or made up 1 | size of a piece 1 | where 2 | a pcap, or what is behind the gzip magic
 * </pre>
 */
final class CaptureFuzz {
    private static final int[] MAGICS = {0xd4c3b2a1, 0xa1b2c3d4, 0x4d3cb2a1, 0xa1b23c4d, 0x34cdb2a1, 0xa1b2cd34,
        0xac01001c, 0x1c0001ac, 0xab01001c, 0x1c0001ab};
    private static final int PCAPNG = 0x0a0d0d0a;
    private static final byte[] GZIP_MAGIC = {0x1f, (byte) 0x8b};
    /** Method, no flags, no time, no hints, unknown system. */
    private static final byte[] GZIP_HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff};
    private static final int MADE_UP = 0;
    private static final int WHOLE = 1;
    private static final int CUT = 2;
    private static final Deflater DEFLATER = new Deflater(Deflater.BEST_SPEED, true);
    /** No frame takes less of a file. */
    private static final int LEAST_RECORD = 16;

    private CaptureFuzz() {
    }

    /** All frames of a reading as one number, how many they were, and how the reading ended. */
    private record Reading(long frames, long hash, String end, boolean corrupt) {
    }

    static void pcap(byte[] bytes) {
        FuzzInput input = new FuzzInput(bytes);
        int magic = MAGICS[input.u8() % MAGICS.length];
        int piece = input.u8();
        same(joined(octets(magic), input.rest()), piece);
    }

    static void pcapng(byte[] bytes) {
        FuzzInput input = new FuzzInput(bytes);
        int piece = input.u8();
        same(joined(octets(PCAPNG), input.rest()), piece);
    }

    static void gzip(byte[] bytes) {
        FuzzInput input = new FuzzInput(bytes);
        int kind = input.u8() & 3;
        int piece = input.u8();
        int where = input.u8() << 8 | input.u8();
        if (kind == MADE_UP) {
            same(joined(GZIP_MAGIC, input.rest()), piece);
            return;
        }
        byte[] plain = joined(octets(MAGICS[0]), input.rest());
        byte[] compressed = compressed(plain);
        Reading expected = read(new ByteArrayInputStream(plain));
        if (kind == WHOLE) {
            Reading whole = same(compressed, piece);
            require(whole.equals(expected), () -> expected + " compressed became " + whole);
        } else if (kind == CUT) {
            byte[] cut = Arrays.copyOf(compressed, where % compressed.length);
            Reading reading = same(cut, piece);
            require(reading.frames() <= expected.frames(), () -> expected + " cut became " + reading);
            require(reading.end() != null, () -> "a cut unseen: " + reading);
        } else {
            compressed[where % compressed.length] ^= (byte) (1 << (where >> 8 & 7));
            same(compressed, piece);
        }
    }

    private static Reading same(byte[] capture, int piece) {
        Reading whole = read(new ByteArrayInputStream(capture));
        Reading pieces = read(new Dribble(capture, 1 + piece));
        require(whole.equals(pieces), () -> whole + " in pieces became " + pieces);
        return whole;
    }

    private static Reading read(InputStream stream) {
        long[] seen = new long[2];
        try (CaptureFile file = CaptureFile.open(stream)) {
            while (file.next(frame -> take(frame, seen))) {
                require(file.frameNumber() == seen[0], () -> "frame " + file.frameNumber() + " is the " + seen[0]);
            }
            return new Reading(seen[0], seen[1], file.cut(), false);
        } catch (CaptureFileException e) {
            require(!e.getMessage().isBlank(), () -> "no reason");
            return new Reading(seen[0], seen[1], e.getMessage(), true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void take(CapturedFrame frame, long[] seen) {
        require(frame.offset() >= 0 && frame.length() >= 0 && frame.offset() + frame.length() <= frame.bytes().length
            && frame.wireLength() >= 0, () -> "impossible: " + frame);
        long hash = frame.timestampNanos() * 31 + frame.linkType() + frame.wireLength() * 17L;
        hash += frame.interfaceName() == null ? 0 : frame.interfaceName().hashCode();
        for (int i = 0; i < frame.length(); i++) {
            hash = hash * 31 + frame.bytes()[frame.offset() + i];
        }
        seen[0]++;
        seen[1] = seen[1] * 1_000_003 + hash;
    }

    /** A gzip stream of one member. */
    static byte[] compressed(byte[] plain) {
        CRC32 crc = new CRC32();
        crc.update(plain);
        DEFLATER.reset();
        DEFLATER.setInput(plain);
        DEFLATER.finish();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(GZIP_HEADER);
        byte[] chunk = new byte[4096];
        while (!DEFLATER.finished()) {
            out.write(chunk, 0, DEFLATER.deflate(chunk));
        }
        out.writeBytes(octets(Integer.reverseBytes((int) crc.getValue())));
        out.writeBytes(octets(Integer.reverseBytes(plain.length)));
        return out.toByteArray();
    }

    private static byte[] octets(int number) {
        return new byte[] {(byte) (number >> 24), (byte) (number >> 16), (byte) (number >> 8), (byte) number};
    }

    private static byte[] joined(byte[] head, byte[] rest) {
        byte[] joined = Arrays.copyOf(head, head.length + rest.length);
        System.arraycopy(rest, 0, joined, head.length, rest.length);
        return joined;
    }

    static List<byte[]> pcapSeeds() {
        List<byte[]> seeds = new ArrayList<>();
        byte[] sample = SampleCaptures.pcap();
        for (int i = 0; i < MAGICS.length; i++) {
            seeds.add(FuzzInput.of(Arrays.copyOfRange(sample, 4, sample.length), i, LEAST_RECORD));
        }
        return seeds;
    }

    static List<byte[]> pcapngSeeds() {
        List<byte[]> seeds = new ArrayList<>();
        for (byte[] sample : SampleCaptures.pcapng()) {
            seeds.add(FuzzInput.of(Arrays.copyOfRange(sample, 4, sample.length), 7));
        }
        return seeds;
    }

    static List<byte[]> gzipSeeds() {
        byte[] plain = SampleCaptures.pcap();
        byte[] compressed = compressed(plain);
        byte[] rest = Arrays.copyOfRange(plain, 4, plain.length);
        return List.of(FuzzInput.of(Arrays.copyOfRange(compressed, 2, compressed.length), MADE_UP, 3, 0, 0),
            FuzzInput.of(rest, WHOLE, 0xff, 0, 0), FuzzInput.of(rest, CUT, 1, 0, 40), FuzzInput.of(rest, 3, 9, 3, 30));
    }

    /** A stream that hands over a few bytes at a time, as a pipe does. */
    private static final class Dribble extends InputStream {
        private final InputStream whole;
        private final int piece;

        Dribble(byte[] bytes, int piece) {
            whole = new ByteArrayInputStream(bytes);
            this.piece = piece;
        }

        @Override
        public int read() throws IOException {
            return whole.read();
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            return whole.read(into, offset, Math.min(length, piece));
        }
    }
}
