package io.tidewatch.simulate;

import io.tidewatch.capture.wire.Decoded;
import io.tidewatch.capture.wire.Envelope;
import io.tidewatch.capture.wire.IcmpMessage;
import io.tidewatch.capture.wire.LinkType;
import io.tidewatch.capture.wire.PacketDecoder;
import io.tidewatch.capture.wire.QuotedDatagram;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/**
 * When the errors of one storm on one segment are too many by themselves: over {@value #FLOOR} within a second; for
 * {@value #SECONDS} seconds in a row, while the rate that they are drawn at is above that too; or from over
 * {@value #REPORTERS} senders, about over {@value #DESTINATIONS} destinations or {@value #FLOWS} flows within half a
 * minute. What creeps up has three lucky seconds long before it is too much, and a detector that took those for a storm
 * would take what stays there for one. These are the detector's defaults, written down here again because truth must
 * not follow what a detector is set to.
 */
final class Evidence {
    static final int FLOOR = 20;
    static final int SECONDS = 3;
    static final int REPORTERS = 100;
    static final int DESTINATIONS = 300;
    static final int FLOWS = 1000;

    private static final long SECOND = 1_000_000;
    private static final long WINDOW = 30 * SECOND;
    private static final long LEAST_ACTIVE = 10 * SECOND;

    private final PacketDecoder decoder = new PacketDecoder();
    private final long aboveSince;
    /** Times of the errors of the last seconds. */
    private final Deque<Long> recent = new ArrayDeque<>();
    private final Set<Object> reporters = new HashSet<>();
    private final Set<Object> destinations = new HashSet<>();
    private final Set<Object> flows = new HashSet<>();
    private long windowStart;
    private long frames;
    private long errors;
    private long crossed = -1;
    private long sufficient = -1;

    /** Of messages that are drawn at a rate above {@link #FLOOR} from this time on, microseconds since the epoch. */
    Evidence(long aboveSince) {
        this.aboveSince = aboveSince;
    }

    void add(long at, byte[] frame) {
        frames++;
        Decoded decoded = decoder.decode(LinkType.ETHERNET, frame, 0, frame.length, frame.length);
        if (decoded instanceof Decoded.Icmp icmp && icmp.message().isError()) {
            errors++;
            if (sufficient < 0) {
                rate(at);
                breadth(at, icmp.envelope(), icmp.message());
            }
        }
    }

    private void rate(long at) {
        recent.addLast(at);
        while (recent.peekFirst() <= at - SECONDS * SECOND) {
            recent.removeFirst();
        }
        int[] counts = new int[SECONDS];
        for (long time : recent) {
            counts[(int) ((at - time) / SECOND)]++;
        }
        boolean lasting = at >= aboveSince;
        for (int count : counts) {
            lasting &= count > FLOOR;
        }
        if (crossed < 0 && counts[0] > FLOOR) {
            crossed = at;
        }
        sufficient = lasting ? at : -1;
    }

    private void breadth(long at, Envelope envelope, IcmpMessage message) {
        if (windowStart == 0 || at >= windowStart + WINDOW) {
            windowStart = at;
            reporters.clear();
            destinations.clear();
            flows.clear();
        }
        reporters.add(envelope.source());
        QuotedDatagram quoted = message.quoted();
        destinations.add(quoted.destination());
        flows.add(new Flow(quoted.source(), quoted.destination(), quoted.inner()));
        if (at - windowStart >= LEAST_ACTIVE && (reporters.size() > REPORTERS || destinations.size() > DESTINATIONS
                || flows.size() > FLOWS)) {
            sufficient = at;
        }
    }

    private record Flow(Object source, Object destination, Object ports) { }

    /** Of several segments: all frames, and the first segment where it was so. */
    static Label.Truth join(Label.Truth a, Label.Truth b) {
        return new Label.Truth(a.frames() + b.frames(), a.errors() + b.errors(), first(a.crossed(), b.crossed()),
            first(a.sufficient(), b.sufficient()));
    }

    private static long first(long a, long b) {
        return a < 0 ? b : b < 0 ? a : Math.min(a, b);
    }

    Label.Truth truth() {
        return new Label.Truth(frames, errors, crossed, sufficient);
    }
}
