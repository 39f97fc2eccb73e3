package io.tidewatch.capture.wire;

/**
 * A MACsec tag (802.1AE) that authenticates without encrypting; with encryption nothing can be seen.
 *
 * <pre>
 *  version 1 bit, ES 1, SC 1, SCB 1, E 1, C 1, association 2 | short length 1 | packet number 4 | [channel 8] | type
 * </pre>
 * The check value at the end of the frame needs no care: IP tells its own length.
 */
final class Macsec {
    private static final int FLAGS = 0;
    private static final int LENGTH = 6;
    private static final int CHANNEL_LENGTH = 8;
    private static final int TYPE_LENGTH = 2;
    private static final int HAS_CHANNEL = 0x20;
    private static final int ENCRYPTED_OR_CHANGED = 0x0c;

    private Macsec() {
    }

    static void parse(Layers layers) {
        layers.require(LENGTH, Defect.MACSEC_TRUNCATED);
        int flags = Octets.u8(layers.octets, layers.at + FLAGS);
        if ((flags & ENCRYPTED_OR_CHANGED) != 0) {
            layers.stop(Decoded.Reason.ENCRYPTED);
            return;
        }
        int length = (flags & HAS_CHANNEL) != 0 ? LENGTH + CHANNEL_LENGTH : LENGTH;
        layers.require(length + TYPE_LENGTH, Defect.MACSEC_TRUNCATED);
        Layer next = Layer.ofEtherType(Octets.u16(layers.octets, layers.at + length));
        layers.at += length + TYPE_LENGTH;
        layers.next = next == Layer.LLC ? Layer.NONE : next;
    }
}
