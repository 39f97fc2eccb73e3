package io.tidewatch.benchmarks.stages;

import io.tidewatch.capture.source.CapturedFrame;
import io.tidewatch.capture.wire.PacketDecoder;
import org.openjdk.jol.info.GraphLayout;

/** What the messages of the mix weigh: what decoding must allocate, so that all beyond it is garbage. */
public final class MessageSize {
    private MessageSize() {
    }

    /** Bytes per frame of everything that the decoded messages hold, constants of the decoder shared. */
    public static double perFrame() {
        PacketDecoder decoder = new PacketDecoder();
        CapturedFrame[] frames = Batch.mixed();
        Object[] messages = new Object[frames.length];
        for (int i = 0; i < frames.length; i++) {
            messages[i] = Batch.decode(decoder, frames[i]);
        }
        GraphLayout all = GraphLayout.parseInstance((Object) messages);
        long array = GraphLayout.parseInstance((Object) new Object[frames.length]).totalSize();
        return (all.totalSize() - array) / (double) frames.length;
    }
}
