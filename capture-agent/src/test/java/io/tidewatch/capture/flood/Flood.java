package io.tidewatch.capture.flood;

import io.tidewatch.capture.event.PacketEvent;
import io.tidewatch.capture.event.PacketEvents;
import io.tidewatch.capture.event.Segments;
import io.tidewatch.capture.source.CapturedFrame;
import io.tidewatch.capture.wire.Decoded;
import io.tidewatch.capture.wire.PacketDecoder;
import io.tidewatch.schemas.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A coalescer with frames going in and events coming out. Time is microseconds after a full second. */
final class Flood {
    static final long START_MICROS = 1_772_366_400_000_000L;

    final Coalescer coalescer;
    final List<PacketEvent> out = new ArrayList<>();
    private long number;

    Flood(int budget, int keys) {
        coalescer = new Coalescer(events(), new FloodLimits(budget, keys));
    }

    static PacketEvents events() {
        return new PacketEvents(new Topics("tw."), "s1", "eth0", new Segments("s1", Map.of("s1:eth0:7", "lab")));
    }

    static CapturedFrame frame(long number, long micros, byte[] bytes) {
        return new CapturedFrame(number, (START_MICROS + micros) * 1000, null, 1, bytes, 0, bytes.length,
            bytes.length);
    }

    static Decoded decode(CapturedFrame frame) {
        // A decoder is for one thread, and classes of tests run side by side.
        return new PacketDecoder().decode(frame.linkType(), frame.bytes(), frame.offset(), frame.length(),
            frame.wireLength());
    }

    Grain take(long micros, byte[] bytes) {
        CapturedFrame frame = frame(++number, micros, bytes);
        return coalescer.accept(frame, decode(frame), out::add);
    }

    void advance(long micros) {
        coalescer.advance((START_MICROS + micros) * 1000, out::add);
    }

    void close() {
        coalescer.close(out::add);
    }

    /** What the event of a frame would be were it alone. */
    static PacketEvent alone(long micros, byte[] bytes) {
        CapturedFrame frame = frame(1, micros, bytes);
        return events().of(frame, decode(frame));
    }
}
