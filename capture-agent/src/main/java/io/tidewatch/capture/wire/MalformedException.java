package io.tidewatch.capture.wire;

/**
 * Ends the parsing of a frame that leaves no message. It keeps the parsers flat and never leaves this package:
 * {@link PacketDecoder} turns it into {@link Decoded.Malformed}. No stack trace, since it is control flow that an
 * attacker can trigger at line rate.
 */
final class MalformedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Defect defect;
    private final int offset;

    /** {@code offset} counts in the array that holds the frame. */
    MalformedException(Defect defect, int offset) {
        super(defect.dotted(), null, false, false);
        this.defect = defect;
        this.offset = offset;
    }

    Defect defect() {
        return defect;
    }

    int offset() {
        return offset;
    }
}
