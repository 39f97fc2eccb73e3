package io.tidewatch.capture.flood;

import io.tidewatch.capture.event.PacketEvents;
import io.tidewatch.capture.source.CapturedFrame;
import io.tidewatch.capture.wire.Decoded;
import io.tidewatch.capture.wire.Defect;
import io.tidewatch.capture.wire.Envelope;
import io.tidewatch.capture.wire.IcmpMessage;
import java.util.Arrays;

/**
 * A packet as it is compared with others: all that its event would tell, in wire terms, without the cost of making it.
 *
 * @param segment name of the segment
 * @param envelope the headers around the message
 * @param message null of what is malformed
 * @param defect why it is malformed, else null
 * @param offset where it is malformed
 * @param linkType LINKTYPE number
 * @param captureLength bytes captured
 * @param wireLength bytes on the wire
 * @param octets holds the frame
 * @param from where in it the frame begins
 */
record Sample(String segment, Envelope envelope, IcmpMessage message, Defect defect, int offset, int linkType,
              int captureLength, int wireLength, byte[] octets, int from) {

    private static final byte[] NONE = {};

    /** Good as long as the frame is. */
    static Sample of(CapturedFrame frame, Decoded decoded, String segment) {
        if (decoded instanceof Decoded.Icmp icmp) {
            return new Sample(segment, icmp.envelope(), icmp.message(), null, 0, frame.linkType(), frame.length(),
                frame.wireLength(), NONE, 0);
        }
        Decoded.Malformed malformed = (Decoded.Malformed) decoded;
        return new Sample(segment, malformed.envelope(), null, malformed.defect(), malformed.offset(),
            frame.linkType(), frame.length(), frame.wireLength(), frame.bytes(), frame.offset());
    }

    boolean malformed() {
        return message == null;
    }

    /** One that is good for ever. */
    Sample kept() {
        return octets == NONE ? this : new Sample(segment, envelope, null, defect, offset, linkType, captureLength,
            wireLength, Arrays.copyOfRange(octets, from, from + rawLength()), 0);
    }

    private int rawLength() {
        return Math.min(captureLength, PacketEvents.MAX_RAW);
    }

    /** Whether the bytes that events show are others. */
    boolean rawDiffers(Sample other) {
        return !Arrays.equals(octets, from, from + rawLength(), other.octets, other.from,
            other.from + other.rawLength());
    }
}
