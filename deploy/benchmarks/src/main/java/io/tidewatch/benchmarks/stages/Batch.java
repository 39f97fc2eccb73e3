package io.tidewatch.benchmarks.stages;

import io.tidewatch.benchmarks.traffic.MadeRecording;
import io.tidewatch.benchmarks.traffic.MixedTraffic;
import io.tidewatch.capture.source.CapturedFrame;
import io.tidewatch.capture.wire.Decoded;
import io.tidewatch.capture.wire.LinkType;
import io.tidewatch.capture.wire.PacketDecoder;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** Frames as a source hands them out: many in one array, each where it lies. */
final class Batch {
    /** Frames in one, enough that no branch predictor learns them by heart. */
    static final int SIZE = 16_384;
    private static final long SEED = 20_261_125;

    private Batch() {
    }

    static CapturedFrame[] mixed() {
        MixedTraffic traffic = new MixedTraffic(SEED);
        List<byte[]> frames = new ArrayList<>();
        for (int i = 0; i < SIZE; i++) {
            frames.add(traffic.next());
        }
        return laidOut(frames);
    }

    private static CapturedFrame[] laidOut(List<byte[]> frames) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        frames.forEach(all::writeBytes);
        byte[] bytes = all.toByteArray();
        CapturedFrame[] captured = new CapturedFrame[frames.size()];
        int at = 0;
        for (int i = 0; i < captured.length; i++) {
            int length = frames.get(i).length;
            captured[i] = new CapturedFrame(i + 1, MadeRecording.BEGINNING + i * MadeRecording.INTERVAL, null,
                LinkType.ETHERNET, bytes, at, length, length);
            at += length;
        }
        return captured;
    }

    static Decoded decode(PacketDecoder decoder, CapturedFrame frame) {
        return decoder.decode(frame.linkType(), frame.bytes(), frame.offset(), frame.length(), frame.wireLength());
    }
}
