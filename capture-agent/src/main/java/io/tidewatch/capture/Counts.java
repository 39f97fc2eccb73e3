package io.tidewatch.capture;

import java.util.Map;
import java.util.TreeMap;

/**
 * What became of every frame of one capture interface since it started. They add up:
 * {@code received = filtered + fragments + published + coalesced + malformed + lost + pending + spooled}.
 *
 * @param received frames that the source handed over
 * @param kernelReceived frames that passed the kernel's filter: received, kernelDropped, still in its buffer, or of a
 *     direction that is not wanted; 0 for a file
 * @param kernelDropped frames that the kernel dropped before; 0 for a file
 * @param interfaceDropped frames that the interface or its driver dropped before; 0 for a file
 * @param interruptions how often capture broke off, as when the interface was taken away
 * @param filtered frames of other protocols
 * @param fragments later fragments, which have no message header
 * @param decoded frames decoded into an event
 * @param malformed records of the malformed topic that the broker has
 * @param coalesced frames that the record of another frame counts
 * @param spooled frames whose record is on disk, not acknowledged yet
 * @param pending frames whose record is in memory alone, not acknowledged yet
 * @param published records of the gmp and icmp topics that it has
 * @param lost frames that could not be published
 * @param defects defects and anomalies by name, and what the agent itself could not do or tell as it should
 */
public record Counts(long received, long kernelReceived, long kernelDropped, long interfaceDropped, long interruptions,
                     long filtered, long fragments, long decoded, long malformed, long coalesced, long spooled,
                     long pending, long published, long lost, Map<String, Long> defects) {
    static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, Map.of());

    public Counts {
        defects = Map.copyOf(defects);
    }

    /** The sum over two interfaces. */
    public Counts plus(Counts other) {
        Map<String, Long> all = new TreeMap<>(defects);
        other.defects.forEach((defect, count) -> all.merge(defect, count, Long::sum));
        return new Counts(received + other.received, kernelReceived + other.kernelReceived,
            kernelDropped + other.kernelDropped, interfaceDropped + other.interfaceDropped,
            interruptions + other.interruptions, filtered + other.filtered, fragments + other.fragments,
            decoded + other.decoded, malformed + other.malformed, coalesced + other.coalesced,
            spooled + other.spooled, pending + other.pending, published + other.published, lost + other.lost, all);
    }
}
