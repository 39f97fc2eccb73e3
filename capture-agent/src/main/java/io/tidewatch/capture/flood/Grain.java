package io.tidewatch.capture.flood;

import java.util.List;
import java.util.Locale;

/**
 * How much alike packets must be to be counted in one event, from fine to coarse. A packet takes the finest grain at
 * which its event is open already or there is room for another, so that what is rare keeps an event of its own beside
 * the flood, and what explodes goes to the first grain that has no use for the exploding field.
 *
 * <p>The order does the least harm to the evidence of a storm, which is sought by segment, reporter, receiver and the
 * prefix that fails: first the single addresses of that prefix go, then all but one of these dimensions. Scans and
 * backscatter have one receiver or one reporter; a spoofed flood has one receiver; an attack reflected by many has one
 * prefix. Fields outside the key need not differ: which did is told in the event.
 */
public enum Grain {
    /** An event of its own. */
    PACKET(0),
    /**
     * Everything that tells the cause: segment, VLANs, tunnels, source MAC, source, destination, type, code, checksum
     * verdict, anomalies, gateway, MTU, pointer, and the quoted source, destination, protocol and inner type. Not
     * ports, identifiers, lengths, TTLs. Of what is malformed the defect takes the place of the message's fields.
     */
    CAUSE(8),
    /** Segment, source, destination, type, code, gateway, MTU, and the /24 or /64 of the quoted destination. */
    PREFIX(4),
    /** Segment, destination, type and code. */
    RECEIVER(1),
    /** Segment, source, type and code. */
    REPORTER(1),
    /** Segment, the /24 or /64 of the quoted destination, type and code. */
    TARGET(1),
    /** Segment, type and code, or segment and defect. */
    KIND(1),
    /** IP version alone; all that is malformed together. There is always room: three keys are all there are. */
    REST(0);

    private static final int SHARES = 16;
    private static final int ALL_OF_REST = 3;
    private static final List<Grain> ICMP = List.of(CAUSE, PREFIX, RECEIVER, REPORTER, TARGET, KIND, REST);
    private static final List<Grain> MALFORMED = List.of(CAUSE, KIND, REST);

    private final int share;
    private final String counter;

    Grain(int share) {
        this.share = share;
        counter = "flood." + name().toLowerCase(Locale.ROOT);
    }

    /** The grains that packets are counted at, fine to coarse. */
    static List<Grain> of(Sample sample) {
        return sample.malformed() ? MALFORMED : ICMP;
    }

    /** How many of {@code keys} events may be open at this grain. */
    int most(int keys) {
        return this == REST ? ALL_OF_REST : keys * share / SHARES;
    }

    /** What packets counted at this grain are counted as, in the status and the metrics. */
    public String counter() {
        return counter;
    }
}
