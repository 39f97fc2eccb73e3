package io.tidewatch.capture.fuzz;

import io.tidewatch.capture.wire.Decoded;
import io.tidewatch.capture.wire.Defect;
import io.tidewatch.capture.wire.Envelope;
import io.tidewatch.capture.wire.ExtensionObject;
import io.tidewatch.capture.wire.GroupMessage;
import io.tidewatch.capture.wire.GroupRecord;
import io.tidewatch.capture.wire.PacketDecoder;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.function.Supplier;

/** Decodes, and looks whether what must hold of any result holds of this one. */
final class DecodedCheck {
    private static final PacketDecoder DECODER = new PacketDecoder();
    private static final int MARGIN = 32;
    private static final int MOST_VLANS = 8;
    /** 16 labels in each of as many layers as the decoder follows. */
    private static final int MOST_TUNNELS = 17 * 32;
    /** The least that a group record, a source, an extension object or a label takes. */
    private static final int LEAST_ITEM = 4;

    private DecodedCheck() {
    }

    static Decoded decode(int linkType, byte[] frame, int captured, int wireLength) {
        Decoded decoded = DECODER.decode(linkType, frame, 0, captured, wireLength);
        // Anything read from outside the frame shows here, where other bytes lie around it.
        byte[] wide = new byte[captured + 2 * MARGIN];
        Arrays.fill(wide, (byte) 0xa5);
        System.arraycopy(frame, 0, wide, MARGIN, captured);
        Decoded again = DECODER.decode(linkType, wide, MARGIN, captured, wireLength);
        require(decoded.equals(again), () -> "the bytes around the frame count: " + decoded + " became " + again);
        check(decoded, captured);
        return decoded;
    }

    private static void check(Decoded decoded, int captured) {
        if (decoded instanceof Decoded.GroupMembership group) {
            envelope(group.envelope());
            require(items(group.message()) * LEAST_ITEM <= captured, () -> "more items than bytes: " + decoded);
        } else if (decoded instanceof Decoded.Icmp icmp) {
            envelope(icmp.envelope());
            require(items(icmp.message().extensions()) * LEAST_ITEM <= captured,
                () -> "more items than bytes: " + decoded);
            require(!icmp.message().name().isEmpty(), () -> "no name: " + decoded);
        } else if (decoded instanceof Decoded.Malformed malformed) {
            envelope(malformed.envelope());
            require(malformed.defect() != Defect.DECODER_FAULT, () -> "the decoder read out of bounds: " + decoded);
            require(malformed.defect().severity() == Defect.Severity.FATAL, () -> "no fatal defect: " + decoded);
            require(malformed.offset() >= 0 && malformed.offset() <= captured, () -> "a place outside: " + decoded);
        }
    }

    private static void envelope(Envelope envelope) {
        for (Defect anomaly : envelope.anomalies()) {
            require(anomaly.severity() == Defect.Severity.ANOMALY, () -> "no anomaly: " + envelope);
        }
        require(new HashSet<>(envelope.anomalies()).size() == envelope.anomalies().size(),
            () -> "an anomaly twice: " + envelope);
        require(envelope.vlanIds().size() <= MOST_VLANS && envelope.tunnels().size() <= MOST_TUNNELS,
            () -> "too deep: " + envelope);
        require(envelope.ttl() >> 8 == 0 && envelope.dscp() >> 6 == 0, () -> "impossible numbers: " + envelope);
    }

    private static long items(GroupMessage message) {
        if (message instanceof GroupMessage.Query query) {
            return query.sources().size();
        }
        if (message instanceof GroupMessage.StateReport report) {
            return report.records().stream().map(GroupRecord::sources).mapToLong(sources -> 2L + sources.size()).sum();
        }
        return 0;
    }

    private static long items(List<ExtensionObject> extensions) {
        return extensions.stream().mapToLong(object -> 1L + object.labels().size()).sum();
    }

    static void require(boolean held, Supplier<String> otherwise) {
        if (!held) {
            throw new AssertionError(otherwise.get());
        }
    }
}
