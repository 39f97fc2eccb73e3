package io.tidewatch.capture.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.capture.source.CapturedFrame;
import io.tidewatch.capture.wire.Decoded;
import io.tidewatch.capture.wire.GoldenPacket;
import io.tidewatch.capture.wire.PacketDecoder;
import io.tidewatch.schemas.AvroSafety;
import io.tidewatch.schemas.Topics;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

/** Whatever an octet of a golden packet is, its event can be made, is bounded, and Avro takes it. */
class EventSweepTest {
    /** Octets of a frame that are swept: the rest of the longer ones is data. */
    private static final int SWEPT = 200;
    /** The lengths, counts, types and flags that matter; the decoder itself is given all 256. */
    private static final int[] VALUES = {0, 1, 2, 3, 4, 6, 8, 16, 32, 58, 64, 127, 128, 200, 255};
    /** Text takes more room than the octets that it tells; what is told raw is cut. */
    private static final int MOST_PER_OCTET = 8;
    private static final int FIXED = 4096;

    @Test
    void everyValueOfEveryOctetHasAnEvent() throws IOException {
        AvroSafety.ensure();
        PacketDecoder decoder = new PacketDecoder();
        PacketEvents events = new PacketEvents(new Topics("tw."), "sweep", "eth0", new Segments("sweep", Map.of()));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
        Map<String, SpecificDatumWriter<SpecificRecord>> writers = new HashMap<>();
        long instant = 0;
        for (GoldenPacket packet : GoldenPacket.all()) {
            byte[] frame = packet.frame();
            for (int at = 0; at < Math.min(frame.length, SWEPT); at++) {
                byte right = frame[at];
                for (int value : VALUES) {
                    frame[at] = (byte) value;
                    Decoded decoded = decoder.decode(packet.linkType(), frame, 0, frame.length, packet.wireLength());
                    if (!(decoded instanceof Decoded.NotOfInterest)) {
                        SpecificRecord event = events.of(new CapturedFrame(1, instant++, null, packet.linkType(),
                            frame, 0, frame.length, packet.wireLength()), decoded).value();
                        bytes.reset();
                        writers.computeIfAbsent(event.getSchema().getName(),
                            name -> new SpecificDatumWriter<>(event.getSchema())).write(event, encoder);
                        if (bytes.size() > FIXED + MOST_PER_OCTET * frame.length) {
                            throw new AssertionError(packet + " octet " + at + " = " + value + ": " + bytes.size());
                        }
                    }
                }
                frame[at] = right;
            }
        }
        assertThat(instant).isGreaterThan(50_000);
    }
}
