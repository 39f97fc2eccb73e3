package io.tidewatch.capture;

import java.util.Map;
import java.util.TreeMap;

/**
 * What became of every frame of one capture interface since it started. They add up:
 * {@code received = filtered + fragments + published + coalesced + malformed + lost + pending + spooled}.
 *
 * @param received frames that the source handed over
 * @param kernelDropped frames that the kernel dropped before; 0 for a file
 * @param interfaceDropped frames that the interface or its driver dropped before; 0 for a file
 * @param filtered frames of other protocols
 * @param fragments later fragments, which have no message header
 * @param decoded frames decoded into an event
 * @param malformed frames on the malformed topic
 * @param coalesced frames that another event counts
 * @param spooled frames whose record is on disk, not acknowledged yet
 * @param pending frames whose record is in memory alone, not acknowledged yet
 * @param published records of the gmp and icmp topics that it has
 * @param lost frames that could not be published
 * @param defects defects and anomalies by name
 */
public record Counts(long received, long kernelDropped, long interfaceDropped, long filtered, long fragments,
                     long decoded, long malformed, long coalesced, long spooled, long pending, long published,
                     long lost, Map<String, Long> defects) {
    static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, Map.of());

    public Counts {
        defects = Map.copyOf(defects);
    }

    /** The sum over two interfaces. */
    public Counts plus(Counts other) {
        Map<String, Long> all = new TreeMap<>(defects);
        other.defects.forEach((defect, count) -> all.merge(defect, count, Long::sum));
        return new Counts(received + other.received, kernelDropped + other.kernelDropped,
            interfaceDropped + other.interfaceDropped, filtered + other.filtered, fragments + other.fragments,
            decoded + other.decoded, malformed + other.malformed, coalesced + other.coalesced,
            spooled + other.spooled, pending + other.pending, published + other.published, lost + other.lost, all);
    }
}
